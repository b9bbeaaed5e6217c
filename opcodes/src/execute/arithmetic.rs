//! Arithmetic, logic, comparisons, shifts, increments and decrements.

use super::{Model, Outcome, modify, read};
use crate::alu::{self, Shift, Sum};
use crate::bus::Bus;
use crate::cpu::{Cpu, flag};
use crate::mode::{Addressing, Args};

instructions! {
    adc = read(|cpu, value| add::<M>(cpu, value));
    sbc = read(|cpu, value| subtract::<M>(cpu, value));

    and = read(|cpu, value| { cpu.a &= value; cpu.set_nz(cpu.a) });
    ora = read(|cpu, value| { cpu.a |= value; cpu.set_nz(cpu.a) });
    eor = read(|cpu, value| { cpu.a ^= value; cpu.set_nz(cpu.a) });
    bit = read(|cpu, value| {
        cpu.n = value;
        cpu.v = value & flag::V != 0;
        cpu.z = cpu.a & value;
    });

    cmp = read(|cpu, value| compare(cpu, cpu.a, value));
    cpx = read(|cpu, value| compare(cpu, cpu.x, value));
    cpy = read(|cpu, value| compare(cpu, cpu.y, value));

    asl = modify(|_, value| alu::shift_left(value, false), set_shifted);
    rol = modify(|cpu, value| alu::shift_left(value, cpu.c), set_shifted);
    lsr = modify(|_, value| alu::shift_right(value, false), set_shifted);
    ror = modify(|cpu, value| alu::shift_right(value, cpu.c), set_shifted);

    inc = modify(|_, value| step(value, 1), |cpu, new| cpu.set_nz(new.result));
    dec = modify(|_, value| step(value, u8::MAX), |cpu, new| cpu.set_nz(new.result));
    inx = read(|cpu, _| { cpu.x = cpu.x.wrapping_add(1); cpu.set_nz(cpu.x) });
    iny = read(|cpu, _| { cpu.y = cpu.y.wrapping_add(1); cpu.set_nz(cpu.y) });
    dex = read(|cpu, _| { cpu.x = cpu.x.wrapping_sub(1); cpu.set_nz(cpu.x) });
    dey = read(|cpu, _| { cpu.y = cpu.y.wrapping_sub(1); cpu.set_nz(cpu.y) });
}

#[inline(always)]
pub(super) fn add<M: Model>(cpu: &mut Cpu, value: u8) {
    let sum = if M::DECIMAL && cpu.d {
        alu::add_decimal(cpu.a, value, cpu.c)
    } else {
        alu::add_binary(cpu.a, value, cpu.c)
    };
    set_sum(cpu, sum);
}

#[inline(always)]
pub(super) fn subtract<M: Model>(cpu: &mut Cpu, value: u8) {
    let sum = if M::DECIMAL && cpu.d {
        alu::subtract_decimal(cpu.a, value, cpu.c)
    } else {
        alu::subtract_binary(cpu.a, value, cpu.c)
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
