//! The CMOS chips' instructions on single bits.

#![allow(
    clippy::extra_unused_type_parameters,
    reason = "all kinds of instruction have one signature"
)]

use super::flow::take;
use super::{Done, Outcome, modify};
use crate::alu::Shift;
use crate::bus::Bus;
use crate::chip::Chip;
use crate::cpu::Cpu;
use crate::mode::{Addressing, Args, bit_branch_target};

instructions! {
    trb = test_and_change(|a, value| value & !a);
    tsb = test_and_change(|a, value| value | a);
}

macro_rules! bit_instructions {
    ($($bit:literal)*) => { paste::paste! {
        instructions! {$(
            [<rmb $bit>] = change(|value| value & !(1 << $bit));
            [<smb $bit>] = change(|value| value | (1 << $bit));
            [<bbr $bit>] = branch_on(|value| value & (1 << $bit) == 0);
            [<bbs $bit>] = branch_on(|value| value & (1 << $bit) != 0);
        )*}
    }};
}

bit_instructions! { 0 1 2 3 4 5 6 7 }

/// Z tells whether A and the operand had bits in common, before the change.
#[inline(always)]
fn test_and_change<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    result: impl FnOnce(u8, u8) -> u8,
) -> Outcome {
    let mut common = 0;
    let change = |cpu: &Cpu, value| {
        common = cpu.a & value;
        Shift {
            result: result(cpu.a, value),
            c: false,
        }
    };
    let done = modify::<C, A, B>(cpu, bus, args, change, |_, _| {})?;
    cpu.z = common;
    Ok(done)
}

#[inline(always)]
fn change<C: Chip, A: Addressing, B: Bus>(
    cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    result: impl FnOnce(u8) -> u8,
) -> Outcome {
    let change = |_: &Cpu, value| Shift {
        result: result(value),
        c: false,
    };
    modify::<C, A, B>(cpu, bus, args, change, |_, _| {})
}

#[inline(always)]
fn branch_on<C: Chip, A: Addressing, B: Bus>(
    _cpu: &mut Cpu,
    bus: &mut B,
    args: Args,
    taken: impl FnOnce(u8) -> bool,
) -> Outcome {
    bus.fetch(args.pc.wrapping_add(1));
    let value = bus.read_zero_page(args.arg1)?;
    bus.dummy_read(u16::from(args.arg1))?;
    bus.fetch(args.pc.wrapping_add(2));
    let following = args.pc.wrapping_add(A::LENGTH);
    if !taken(value) {
        return Ok(Done::at(following));
    }
    // The instruction that it leaves is fetched once more while the target carries.
    take(bus, args, following, bit_branch_target(args), following)
}
