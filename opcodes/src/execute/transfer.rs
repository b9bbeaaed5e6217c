//! Loads, stores, transfers, flag instructions and the stack.

#![allow(
    clippy::extra_unused_type_parameters,
    reason = "all kinds of instruction have one signature"
)]

use super::{Outcome, next, read, write};
use crate::bus::{Bus, Intervention};
use crate::chip::Chip;
use crate::cpu::{Cpu, flag};
use crate::mode::{Addressing, Args, Mode};

instructions! {
    lda = read(|cpu, value| { cpu.a = value; cpu.set_nz(value) });
    ldx = read(|cpu, value| { cpu.x = value; cpu.set_nz(value) });
    ldy = read(|cpu, value| { cpu.y = value; cpu.set_nz(value) });
    nop = ignore();

    sta = write(|cpu| cpu.a);
    stx = write(|cpu| cpu.x);
    sty = write(|cpu| cpu.y);
    stz = write(|_| 0);

    tax = read(|cpu, _| { cpu.x = cpu.a; cpu.set_nz(cpu.x) });
    tay = read(|cpu, _| { cpu.y = cpu.a; cpu.set_nz(cpu.y) });
    txa = read(|cpu, _| { cpu.a = cpu.x; cpu.set_nz(cpu.a) });
    tya = read(|cpu, _| { cpu.a = cpu.y; cpu.set_nz(cpu.a) });
    tsx = read(|cpu, _| { cpu.x = cpu.sp; cpu.set_nz(cpu.x) });
    txs = read(|cpu, _| cpu.sp = cpu.x);

    clc = read(|cpu, _| cpu.c = false);
    sec = read(|cpu, _| cpu.c = true);
    cli = unmask();
    sei = read(|cpu, _| cpu.i = true);
    clv = read(|cpu, _| cpu.v = false);
    cld = read(|cpu, _| cpu.d = false);
    sed = read(|cpu, _| cpu.d = true);

    pha = push(|cpu| cpu.a);
    phx = push(|cpu| cpu.x);
    phy = push(|cpu| cpu.y);
    plx = pull(|cpu, value| { cpu.x = value; cpu.set_nz(value) });
    ply = pull(|cpu, value| { cpu.y = value; cpu.set_nz(value) });
    // B exists only in the pushed byte.
    php = push(|cpu| cpu.p() | flag::B);
    pla = pull(|cpu, value| { cpu.a = value; cpu.set_nz(value) });
    plp = pull_status();
}

/// Lets an interrupt that waits be the machine's business.
#[inline(always)]
pub(super) fn check_mask<B: Bus>(bus: &B) -> Result<(), Intervention> {
    if bus.interrupt_waits() {
        Err(Intervention::Unmask)
    } else {
        Ok(())
    }
}

#[inline(always)]
fn unmask<C: Chip, A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    check_mask(bus)?;
    read::<C, A, B>(cpu, bus, args, |cpu, _| cpu.i = false)
}

#[inline(always)]
fn pull_status<C: Chip, A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    check_mask(bus)?;
    pull::<C, A, B>(cpu, bus, args, |cpu, value| cpu.set_p(value))
}

/// NOPs make the accesses of their mode. Those of the CMOS chips with an
/// absolute address do not go there.
#[inline(always)]
fn ignore<C: Chip, A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    if C::CMOS.is_none() || !matches!(A::MODE, Mode::ABS | Mode::ABX) {
        return read::<C, A, B>(cpu, bus, args, |_, _| {});
    }
    let last = args.pc.wrapping_add(2);
    bus.fetch(args.pc.wrapping_add(1));
    bus.fetch(last);
    if A::MODE == Mode::ABX {
        bus.fetch(last);
    }
    next::<A>(args, false)
}

/// The stack address that lies `depth` pushes below the next free one; the
/// stack wraps within page 1.
#[inline(always)]
pub(super) fn stack(cpu: &Cpu, depth: u8) -> u16 {
    0x0100 | u16::from(cpu.sp.wrapping_sub(depth))
}

/// Pushes the bytes, first one first; all or nothing.
#[inline(always)]
pub(super) fn push_all<B: Bus, const N: usize>(
    cpu: &mut Cpu,
    bus: &mut B,
    bytes: [u8; N],
) -> Result<(), Intervention> {
    for depth in 0..N as u8 {
        bus.check_write(stack(cpu, depth))?;
    }
    for byte in bytes {
        bus.store(stack(cpu, 0), byte);
        cpu.sp = cpu.sp.wrapping_sub(1);
    }
    Ok(())
}

#[inline(always)]
fn push<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    value: impl FnOnce(&Cpu) -> u8,
) -> Outcome {
    let value = value(cpu);
    bus.fetch(args.pc.wrapping_add(1));
    push_all(cpu, bus, [value])?;
    next::<A>(args, false)
}

#[inline(always)]
fn pull<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    effect: impl FnOnce(&mut Cpu, u8),
) -> Outcome {
    bus.fetch(args.pc.wrapping_add(1));
    bus.dummy_read(stack(cpu, 0))?;
    let value = bus.read(stack(cpu, u8::MAX))?;
    cpu.sp = cpu.sp.wrapping_add(1);
    effect(cpu, value);
    next::<A>(args, false)
}
