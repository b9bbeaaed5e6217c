//! The NMOS chip's undocumented instructions.
//!
//! Source: "NMOS 6510 Unintended Opcodes: No More Secrets" (groepaz). The
//! unstable ones are given their most common behaviour: ANE and LXA use the
//! magic constant $EE, the SHx family stores AND the base's high byte plus one
//! and replaces the address's high byte by it when indexing crosses a page.

use super::arithmetic::{add, compare, set_shifted, step, subtract};
use super::{Outcome, modify, next, read, write};
use crate::alu::{self, Shift};
use crate::bus::Bus;
use crate::chip::Chip;
use crate::cpu::Cpu;
use crate::mode::{Addressing, Args, Location, Purpose};

/// What the bus capacitance leaves of A in ANE and LXA; varies by chip.
const MAGIC: u8 = 0xee;

instructions! {
    slo = modify(|_, value| alu::shift_left(value, false), |cpu, new| {
        set_shifted(cpu, new);
        cpu.a |= new.result;
        cpu.set_nz(cpu.a);
    });
    rla = modify(|cpu, value| alu::shift_left(value, cpu.c), |cpu, new| {
        set_shifted(cpu, new);
        cpu.a &= new.result;
        cpu.set_nz(cpu.a);
    });
    sre = modify(|_, value| alu::shift_right(value, false), |cpu, new| {
        set_shifted(cpu, new);
        cpu.a ^= new.result;
        cpu.set_nz(cpu.a);
    });
    rra = modify(|cpu, value| alu::shift_right(value, cpu.c), |cpu, new| {
        set_shifted(cpu, new);
        add::<C>(cpu, new.result);
    });
    dcp = modify(|_, value| step(value, u8::MAX), |cpu, new| compare(cpu, cpu.a, new.result));
    isc = modify(|_, value| step(value, 1), |cpu, new| subtract::<C>(cpu, new.result));

    sax = write(|cpu| cpu.a & cpu.x);
    lax = read(|cpu, value| { cpu.a = value; cpu.x = value; cpu.set_nz(value) });
    las = read(|cpu, value| {
        cpu.sp &= value;
        cpu.a = cpu.sp;
        cpu.x = cpu.sp;
        cpu.set_nz(cpu.sp);
    });

    anc = read(|cpu, value| {
        cpu.a &= value;
        cpu.set_nz(cpu.a);
        cpu.c = cpu.a & 0x80 != 0;
    });
    alr = read(|cpu, value| {
        let new = alu::shift_right(cpu.a & value, false);
        cpu.a = new.result;
        set_shifted(cpu, new);
    });
    arr = read(|cpu, value| and_rotate::<C>(cpu, value));
    sbx = read(|cpu, value| {
        let masked = cpu.a & cpu.x;
        compare(cpu, masked, value);
        cpu.x = masked.wrapping_sub(value);
    });
    ane = read(|cpu, value| { cpu.a = (cpu.a | MAGIC) & cpu.x & value; cpu.set_nz(cpu.a) });
    lxa = read(|cpu, value| {
        cpu.a = (cpu.a | MAGIC) & value;
        cpu.x = cpu.a;
        cpu.set_nz(cpu.a);
    });

    sha = store_and_high(|cpu| cpu.a & cpu.x, |_| {});
    shx = store_and_high(|cpu| cpu.x, |_| {});
    shy = store_and_high(|cpu| cpu.y, |_| {});
    tas = store_and_high(|cpu| cpu.a & cpu.x, |cpu| cpu.sp = cpu.a & cpu.x);
}

/// ARR: the adder takes part, so that C and V come from its inputs, and in
/// decimal mode each digit is corrected.
#[inline(always)]
fn and_rotate<C: Chip>(cpu: &mut Cpu, value: u8) {
    let masked = cpu.a & value;
    let Shift { result, .. } = alu::shift_right(masked, cpu.c);
    cpu.a = result;
    cpu.set_nz(result);
    if !(C::DECIMAL && cpu.d) {
        cpu.c = result & 0x40 != 0;
        cpu.v = (result ^ result << 1) & 0x40 != 0;
        return;
    }
    cpu.v = (masked ^ result) & 0x40 != 0;
    if (masked & 0x0f) + (masked & 0x01) > 0x05 {
        cpu.a = cpu.a & 0xf0 | cpu.a.wrapping_add(0x06) & 0x0f;
    }
    cpu.c = u16::from(masked & 0xf0) + u16::from(masked & 0x10) > 0x50;
    if cpu.c {
        cpu.a = cpu.a.wrapping_add(0x60);
    }
}

#[inline(always)]
fn store_and_high<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    register: impl FnOnce(&Cpu) -> u8,
    effect: impl FnOnce(&mut Cpu),
) -> Outcome {
    let operand = A::locate::<C, B>(cpu, bus, args, Purpose::Write)?;
    let [high, _] = operand.base.to_be_bytes();
    let value = register(cpu) & high.wrapping_add(1);
    if let Location::Indexed(addr) = operand.location::<A>() {
        let addr = if operand.crossed() {
            u16::from_be_bytes([value, addr as u8])
        } else {
            addr
        };
        bus.write(addr, value)?;
    }
    effect(cpu);
    next::<A>(args, operand.crossed())
}
