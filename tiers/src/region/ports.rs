//! Accesses to devices that a group makes itself, by a call that comes back.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Source};
use crate::instruction::Instruction;
use crate::ports::port;

/// The instructions that do so, by their addresses.
pub(super) fn ports(blocks: &BTreeMap<u16, Block>, source: &Source<'_>) -> BTreeSet<u16> {
    let instructions = blocks.values().flat_map(|block| &block.instructions);
    instructions
        .filter(|instruction| is_port(instruction, source))
        .map(|instruction| instruction.pc)
        .collect()
}

fn is_port(instruction: &Instruction, source: &Source<'_>) -> bool {
    port(instruction, source.memory, source.devices).is_some()
}
