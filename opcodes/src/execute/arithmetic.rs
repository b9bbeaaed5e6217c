//! Arithmetic, logic, comparisons, shifts, increments and decrements.

use super::{Outcome, load, modify, next, read, shift};
use crate::alu::{self, Shift, Sum};
use crate::bus::Bus;
use crate::chip::Chip;
use crate::cpu::{Cpu, flag};
use crate::decimal;
use crate::mode::{Addressing, Args, Mode, Purpose};

instructions! {
    adc = accumulate(Accumulation::Sum);
    sbc = accumulate(Accumulation::Difference);

    and = read(|cpu, value| { cpu.a &= value; cpu.set_nz(cpu.a) });
    ora = read(|cpu, value| { cpu.a |= value; cpu.set_nz(cpu.a) });
    eor = read(|cpu, value| { cpu.a ^= value; cpu.set_nz(cpu.a) });
    bit = read(|cpu, value| {
        // CMOS: the immediate form has no bits 6 and 7 of memory to show.
        if A::MODE != Mode::IMM {
            cpu.n = value;
            cpu.v = value & flag::V != 0;
        }
        cpu.z = cpu.a & value;
    });

    cmp = read(|cpu, value| compare(cpu, cpu.a, value));
    cpx = read(|cpu, value| compare(cpu, cpu.x, value));
    cpy = read(|cpu, value| compare(cpu, cpu.y, value));

    asl = shift(|_, value| alu::shift_left(value, false), set_shifted);
    rol = shift(|cpu, value| alu::shift_left(value, cpu.c), set_shifted);
    lsr = shift(|_, value| alu::shift_right(value, false), set_shifted);
    ror = shift(|cpu, value| alu::shift_right(value, cpu.c), set_shifted);

    inc = modify(|_, value| step(value, 1), |cpu, new| cpu.set_nz(new.result));
    dec = modify(|_, value| step(value, u8::MAX), |cpu, new| cpu.set_nz(new.result));
    inx = read(|cpu, _| { cpu.x = cpu.x.wrapping_add(1); cpu.set_nz(cpu.x) });
    iny = read(|cpu, _| { cpu.y = cpu.y.wrapping_add(1); cpu.set_nz(cpu.y) });
    dex = read(|cpu, _| { cpu.x = cpu.x.wrapping_sub(1); cpu.set_nz(cpu.x) });
    dey = read(|cpu, _| { cpu.y = cpu.y.wrapping_sub(1); cpu.set_nz(cpu.y) });
}

/// What goes to A.
#[derive(Clone, Copy)]
enum Accumulation {
    Sum,
    Difference,
}

/// ADC and SBC. CMOS chips take a cycle more to correct decimal flags, in
/// which they read the operand again.
#[inline(always)]
fn accumulate<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    kind: Accumulation,
) -> Outcome {
    let operand = A::locate::<C, B>(cpu, bus, args, Purpose::Read)?;
    let value = load(cpu, bus, operand.location::<A>())?;
    let mut extra = 0;
    if let Some(cmos) = C::CMOS
        && cpu.d
    {
        let immediate = cmos.correction[kind as usize];
        bus.dummy_read(operand.location::<A>().address().unwrap_or(immediate))?;
        extra = 1;
    }
    match kind {
        Accumulation::Sum => add::<C>(cpu, value),
        Accumulation::Difference => subtract::<C>(cpu, value),
    }
    next::<A>(args, operand.crossed()).map(|done| done.plus(extra))
}

#[inline(always)]
pub(super) fn add<C: Chip>(cpu: &mut Cpu, value: u8) {
    let sum = match (C::DECIMAL && cpu.d, C::CMOS.is_some()) {
        (false, _) => alu::add_binary(cpu.a, value, cpu.c),
        (true, false) => decimal::add_decimal(cpu.a, value, cpu.c),
        (true, true) => decimal::add_decimal_cmos(cpu.a, value, cpu.c),
    };
    set_sum(cpu, sum);
}

#[inline(always)]
pub(super) fn subtract<C: Chip>(cpu: &mut Cpu, value: u8) {
    let sum = match (C::DECIMAL && cpu.d, C::CMOS.is_some()) {
        (false, _) => alu::subtract_binary(cpu.a, value, cpu.c),
        (true, false) => decimal::subtract_decimal(cpu.a, value, cpu.c),
        (true, true) => decimal::subtract_decimal_cmos(cpu.a, value, cpu.c),
    };
    set_sum(cpu, sum);
}

#[inline(always)]
fn set_sum(cpu: &mut Cpu, sum: Sum) {
    cpu.a = sum.result;
    cpu.n = sum.n;
    cpu.z = sum.z;
    cpu.c = sum.c;
    cpu.v = sum.v;
}

#[inline(always)]
pub(super) fn compare(cpu: &mut Cpu, register: u8, value: u8) {
    cpu.set_nz(register.wrapping_sub(value));
    cpu.c = register >= value;
}

#[inline(always)]
pub(super) fn set_shifted(cpu: &mut Cpu, new: Shift) {
    cpu.c = new.c;
    cpu.set_nz(new.result);
}

/// A "shift" without a carry: the value plus a distance.
#[inline(always)]
pub(super) fn step(value: u8, distance: u8) -> Shift {
    Shift {
        result: value.wrapping_add(distance),
        c: false,
    }
}
