//! Catchpoints in every tier: each stop is where a machine without any, which
//! is looked at before each of its instructions, says that it must be.

#[path = "../common/mod.rs"]
mod common;
mod events;
mod interrupts;
mod memory;
mod new_code;
mod opcodes;
mod runaway;

use std::ops::RangeInclusive;

use common::{Tier, place};
use jumppad_tiers::{Machine, StopReason};

pub(crate) const ALL: RangeInclusive<u16> = 0..=0xffff;
pub(crate) const BUDGET: u64 = 100_000;

/// Loops for ever, with opcodes that are operands too, undocumented ones, and a
/// BRK in a subroutine.
///
/// ```text
/// 0400  LOOP    LDX #$03
/// 0402  INNER   NOP
/// 0403          LDA #$EA
/// 0405          DEX
/// 0406          BNE INNER
/// 0408          LAX $10
/// 040A          JSR SUB
/// 040D          JMP LOOP
/// 0410  SUB     BRK
/// 0411          .byte $EA
/// 0412          RTS
/// 0413  HANDLER INC $10
/// 0415          RTI
/// ```
pub(crate) const MIXED: &[u8] = &[
    0xa2, 0x03, 0xea, 0xa9, 0xea, 0xca, 0xd0, 0xfa, 0xa7, 0x10, 0x20, 0x10, 0x04, 0x4c, 0x00, 0x04,
    0x00, 0xea, 0x60, 0xe6, 0x10, 0x40,
];
pub(crate) const HANDLER: u16 = 0x0413;
pub(crate) const IRQ_VECTOR: u16 = 0xfffe;

pub(crate) fn mixed(tier: Tier) -> Machine {
    let mut machine = tier.with(MIXED);
    place(&mut machine, IRQ_VECTOR, &HANDLER.to_le_bytes());
    machine
}

/// Turns an instruction of its own loop into NOP and back.
///
/// ```text
/// 0400  LOOP    LDA $040A
/// 0403          EOR #$02
/// 0405          STA $040A
/// 0408          LDX #$EA
/// 040A  HERE    INX
/// 040B          JMP LOOP
/// ```
pub(crate) const PATCHES: &[u8] = &[
    0xad, 0x0a, 0x04, 0x49, 0x02, 0x8d, 0x0a, 0x04, 0xa2, 0xea, 0xe8, 0x4c, 0x00, 0x04,
];

/// Executes instructions until `stops` says so of the next one.
pub(crate) fn walk(oracle: &mut Machine, mut stops: impl FnMut(&Machine) -> bool) {
    for _ in 0..BUDGET {
        assert_eq!(oracle.run(1), StopReason::Cycles);
        if stops(oracle) {
            return;
        }
    }
    panic!("the oracle finds no stop");
}

/// Brings the oracle to where the other machine is.
pub(crate) fn follow(oracle: &mut Machine, machine: &Machine) {
    oracle.run(machine.cpu().cycles - oracle.cpu().cycles);
}
