//! Accesses to devices that a group makes itself, by a call that comes back.
//!
//! Only where the instruction spells the address out, accesses it once, in its last
//! cycle, and can need no help beside: all other accesses to devices leave.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::{Effect, Mode, page};

use super::facts::WATCH_MASK;
use super::{Block, Instruction, Source};
use crate::pages::page_of;

/// Cycles of an instruction that accesses once, in the last of them, the address
/// that it spells out.
const CYCLES: u8 = 4;
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
    let accesses_once = opcode.mode == Mode::ABS
        && opcode.cycles == CYCLES
        && matches!(opcode.effect, Effect::Read | Effect::Write)
        && !opcode.heeds_decimal();
    let Some(reach) = instruction.reach().filter(|_| accesses_once) else {
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
