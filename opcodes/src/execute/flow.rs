//! Branches, jumps, subroutines, interrupts by software, and the jam.
//!
//! A jump or taken branch to itself can never end by itself: it raises
//! [`Intervention::Trap`] unless the bus says that something outside may.

#![allow(
    clippy::extra_unused_type_parameters,
    reason = "all kinds of instruction have one signature"
)]

use core::hint::cold_path;

use super::transfer::{check_mask, push_all, stack};
use super::{Done, Outcome, next};
use crate::bus::{Bus, Intervention};
use crate::calls::{Call, CallKind};
use crate::chip::Chip;
use crate::cpu::{Cpu, flag};
use crate::mode::{Addressing, Args, Location, Purpose, branch_target};
use crate::vector;

instructions! {
    bpl = branch(|cpu| cpu.n & flag::N == 0);
    bmi = branch(|cpu| cpu.n & flag::N != 0);
    bvc = branch(|cpu| !cpu.v);
    bvs = branch(|cpu| cpu.v);
    bcc = branch(|cpu| !cpu.c);
    bcs = branch(|cpu| cpu.c);
    bne = branch(|cpu| cpu.z != 0);
    beq = branch(|cpu| cpu.z == 0);
    bra = branch(|_| true);

    jmp = jump();
    jsr = call();
    rts = return_from_subroutine();
    rti = return_from_interrupt();
    brk = software_interrupt();
    wai = refuse(Intervention::Wait);
    stp = refuse(Intervention::Jam);
    jam = refuse(Intervention::Jam);
}

#[inline(always)]
fn go<B: Bus>(bus: &B, args: Args, target: u16, extra: u8) -> Outcome {
    if target == args.pc && bus.traps() {
        cold_path();
        return Err(Intervention::Trap);
    }
    Ok(Done::at(target).plus(extra))
}

/// Takes a branch that leaves the instruction at `following`, which the chip fetches
/// first; then, while it carries into the high byte of the target, what is at `meanwhile`.
#[inline(always)]
pub(super) fn take<B: Bus>(
    bus: &mut B,
    args: Args,
    following: u16,
    target: u16,
    meanwhile: u16,
) -> Outcome {
    bus.fetch(following);
    let mut extra = 1;
    if (target ^ following) & 0xff00 != 0 {
        bus.fetch(meanwhile);
        extra = 2;
    }
    go(bus, args, target, extra)
}

#[inline(always)]
fn branch<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    taken: impl FnOnce(&Cpu) -> bool,
) -> Outcome {
    bus.fetch(args.pc.wrapping_add(1));
    if !taken(cpu) {
        return next::<A>(args, false);
    }
    let (following, target) = (args.pc.wrapping_add(A::LENGTH), branch_target(args));
    // On the wrong page.
    let uncarried = (following & 0xff00) | (target & 0x00ff);
    take(bus, args, following, target, uncarried)
}

#[inline(always)]
fn jump<C: Chip, A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    match A::locate::<C, B>(cpu, bus, args, Purpose::Read)?.location::<A>() {
        Location::Absolute(target) => go(bus, args, target, 0),
        _ => Err(Intervention::Jam),
    }
}

#[inline(always)]
fn call<C: Chip, A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    // The chip pushes the address of its own last byte, and fetches that byte
    // only then: on the stack page it may be what was just pushed.
    let last = args.pc.wrapping_add(2);
    let [low, high] = last.to_le_bytes();
    let target_high = if last == stack(cpu, 0) {
        high
    } else if last == stack(cpu, 1) {
        low
    } else {
        args.arg2
    };
    bus.fetch(args.pc.wrapping_add(1));
    bus.dummy_read(stack(cpu, 0))?;
    let call = Call {
        kind: CallKind::Jsr,
        pc: args.pc,
        cycle: cpu.cycles,
    };
    let slot = cpu.sp;
    push_all(cpu, bus, [high, low])?;
    bus.note_call(slot, call);
    bus.fetch(last);
    Ok(Done::at(u16::from_le_bytes([args.arg1, target_high])))
}

/// The byte that lies `depth` pulls ahead.
#[inline(always)]
fn pulled<B: Bus>(cpu: &Cpu, bus: &mut B, depth: u8) -> Result<u8, Intervention> {
    bus.read(stack(cpu, depth.wrapping_neg()))
}

#[inline(always)]
fn return_from_subroutine<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
) -> Outcome {
    bus.fetch(args.pc.wrapping_add(1));
    bus.dummy_read(stack(cpu, 0))?;
    let target = u16::from_le_bytes([pulled(cpu, bus, 1)?, pulled(cpu, bus, 2)?]);
    bus.fetch(target);
    cpu.sp = cpu.sp.wrapping_add(2);
    Ok(Done::at(target.wrapping_add(1)))
}

#[inline(always)]
fn return_from_interrupt<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
) -> Outcome {
    check_mask(bus)?;
    bus.fetch(args.pc.wrapping_add(1));
    bus.dummy_read(stack(cpu, 0))?;
    let p = pulled(cpu, bus, 1)?;
    let bytes = [pulled(cpu, bus, 2)?, pulled(cpu, bus, 3)?];
    cpu.sp = cpu.sp.wrapping_add(3);
    cpu.set_p(p);
    Ok(Done::at(u16::from_le_bytes(bytes)))
}

#[inline(always)]
fn software_interrupt<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
) -> Outcome {
    bus.fetch(args.pc.wrapping_add(1));
    // BRK skips the byte after it: a signature, by convention.
    let resume = args.pc.wrapping_add(2);
    let target = interrupt::<C, B>(cpu, bus, resume, cpu.p() | flag::B, vector::IRQ)?;
    Ok(Done::at(target))
}

/// Pushes the state and finds the handler: what BRK, IRQ and NMI share.
#[inline(always)]
pub(crate) fn interrupt<C: Chip, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    resume: u16,
    p: u8,
    vector: u16,
) -> Result<u16, Intervention> {
    bus.check_read(vector)?;
    bus.check_read(vector + 1)?;
    let [low, high] = resume.to_le_bytes();
    let slot = cpu.sp;
    push_all(cpu, bus, [high, low, p])?;
    let vector = bus.vector(vector);
    bus.note_call(slot, origin(resume, p, vector, cpu.cycles));
    let target = [bus.read_absolute(vector)?, bus.read_absolute(vector + 1)?];
    cpu.i = true;
    if C::CMOS.is_some() {
        cpu.d = false;
    }
    Ok(u16::from_le_bytes(target))
}

/// The interrupt that pushed `resume` and `p`, and went to `vector` in the end.
#[inline(always)]
fn origin(resume: u16, p: u8, vector: u16, cycle: u64) -> Call {
    let (kind, pc) = if p & flag::B != 0 {
        (CallKind::Brk, resume.wrapping_sub(2))
    } else if vector == vector::NMI {
        (CallKind::Nmi, resume)
    } else {
        (CallKind::Irq, resume)
    };
    Call { kind, pc, cycle }
}

/// An instruction that only the machine can go on from.
#[inline(always)]
fn refuse<C: Chip, A: Addressing, B: Bus>(
    _cpu: &mut Cpu,
    _bus: &mut B,
    _args: Args,
    why: Intervention,
) -> Outcome {
    Err(why)
}
