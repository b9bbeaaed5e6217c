//! Branches, jumps, subroutines, interrupts by software, and the jam.
//!
//! A jump or taken branch to itself can never end by itself: it raises
//! [`Intervention::Trap`] unless the bus says that something outside may.

#![allow(
    clippy::extra_unused_type_parameters,
    reason = "all kinds of instruction have one signature"
)]

use super::transfer::{push_all, stack};
use super::{Done, Model, Outcome, next};
use crate::bus::{Bus, Intervention};
use crate::cpu::{Cpu, flag};
use crate::mode::{Addressing, Args, Location, branch_target};

/// Where BRK and IRQ go.
const IRQ_VECTOR: u16 = 0xfffe;

instructions! {
    bpl = branch(|cpu| cpu.n & flag::N == 0);
    bmi = branch(|cpu| cpu.n & flag::N != 0);
    bvc = branch(|cpu| !cpu.v);
    bvs = branch(|cpu| cpu.v);
    bcc = branch(|cpu| !cpu.c);
    bcs = branch(|cpu| cpu.c);
    bne = branch(|cpu| cpu.z != 0);
    beq = branch(|cpu| cpu.z == 0);

    jmp = jump();
    jsr = call();
    rts = return_from_subroutine();
    rti = return_from_interrupt();
    brk = software_interrupt();
    jam = stop();
}

#[inline(always)]
fn go<B: Bus>(bus: &B, args: Args, target: u16, extra: u8) -> Outcome {
    if target == args.pc && bus.traps() {
        return Err(Intervention::Trap);
    }
    Ok(Done {
        next: target,
        extra,
    })
}

#[inline(always)]
fn branch<A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    taken: impl FnOnce(&Cpu) -> bool,
) -> Outcome {
    if !taken(cpu) {
        return next::<A>(args, false);
    }
    let target = branch_target(args);
    let following = args.pc.wrapping_add(A::LENGTH);
    let crossed = (target ^ following) & 0xff00 != 0;
    go(bus, args, target, 1 + u8::from(crossed))
}

#[inline(always)]
fn jump<A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    match A::locate(cpu, bus, args)?.location {
        Location::Absolute(target) => go(bus, args, target, 0),
        _ => Err(Intervention::Jam),
    }
}

#[inline(always)]
fn call<A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
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
    push_all(cpu, bus, [high, low])?;
    Ok(Done {
        next: u16::from_le_bytes([args.arg1, target_high]),
        extra: 0,
    })
}

/// The byte that lies `depth` pulls ahead.
#[inline(always)]
fn pulled<B: Bus>(cpu: &Cpu, bus: &mut B, depth: u8) -> Result<u8, Intervention> {
    bus.read(stack(cpu, depth.wrapping_neg()))
}

#[inline(always)]
fn return_from_subroutine<A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    _args: Args,
) -> Outcome {
    let bytes = [pulled(cpu, bus, 1)?, pulled(cpu, bus, 2)?];
    cpu.sp = cpu.sp.wrapping_add(2);
    Ok(Done {
        next: u16::from_le_bytes(bytes).wrapping_add(1),
        extra: 0,
    })
}

#[inline(always)]
fn return_from_interrupt<A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    _args: Args,
) -> Outcome {
    let p = pulled(cpu, bus, 1)?;
    let bytes = [pulled(cpu, bus, 2)?, pulled(cpu, bus, 3)?];
    cpu.sp = cpu.sp.wrapping_add(3);
    cpu.set_p(p);
    Ok(Done {
        next: u16::from_le_bytes(bytes),
        extra: 0,
    })
}

#[inline(always)]
fn software_interrupt<A: Addressing, B: Bus>(cpu: &mut Cpu, bus: &mut B, args: Args) -> Outcome {
    let target = [
        bus.read_absolute(IRQ_VECTOR)?,
        bus.read_absolute(IRQ_VECTOR + 1)?,
    ];
    // BRK skips the byte after it: a signature, by convention.
    let [low, high] = args.pc.wrapping_add(2).to_le_bytes();
    push_all(cpu, bus, [high, low, cpu.p() | flag::B])?;
    cpu.i = true;
    Ok(Done {
        next: u16::from_le_bytes(target),
        extra: 0,
    })
}

#[inline(always)]
fn stop<A: Addressing, B: Bus>(_cpu: &mut Cpu, _bus: &mut B, _args: Args) -> Outcome {
    Err(Intervention::Jam)
}
