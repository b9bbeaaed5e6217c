//! Accesses to devices that a group makes itself, by a call that comes back.
//!
//! Only where the instruction spells the address out, accesses nothing else, and can
//! need no help beside: all other accesses to devices leave.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::{Effect, Mode, page};

use super::facts::WATCH_MASK;
use super::{Block, Source};
use crate::instruction::Instruction;
use crate::pages::page_of;

/// Cycles of an instruction that reads or writes the address that it spells out.
const CYCLES: u8 = 4;
/// The same if it reads it, and writes it afterwards.
const MODIFY_CYCLES: u8 = 6;
/// Page 0 lives in registers, and page 1 is pushed to.
const FIRST_PAGE: u8 = 2;

/// The instructions that do so, by their addresses.
pub(super) fn ports(blocks: &BTreeMap<u16, Block>, source: &Source<'_>) -> BTreeSet<u16> {
    let instructions = blocks.values().flat_map(|block| &block.instructions);
    instructions
        .filter(|instruction| is_port(instruction, source))
        .map(|instruction| instruction.pc)
        .collect()
}

fn is_port(instruction: &Instruction, source: &Source<'_>) -> bool {
    let opcode = instruction.opcode;
    // Where CMOS chips correct decimal results, they read once more.
    let is_simple = !opcode.heeds_decimal()
        && match opcode.effect {
            Effect::Read | Effect::Write => opcode.cycles == CYCLES,
            Effect::Modify => opcode.cycles == MODIFY_CYCLES,
            _ => false,
        };
    let is_absolute = opcode.mode == Mode::ABS;
    let Some(reach) = instruction.reach().filter(|_| is_absolute && is_simple) else {
        return false;
    };
    let Some(addr) = reach.constant() else {
        return false;
    };
    let present = source.memory.attributes(page_of(addr));
    page_of(addr) >= FIRST_PAGE
        && present & page::DEVICE != 0
        && present & reach.matters() & WATCH_MASK == 0
        && source.devices.any_at(addr)
}
