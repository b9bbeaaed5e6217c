//! Where execution stops, or asks whether to.

use std::collections::{BTreeMap, BTreeSet};

use super::{Block, Source, Watched};
use crate::breakpoints::Halt;
use crate::condition::Condition;

/// Instructions in front of which execution may stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Halts {
    /// It always does.
    pub(crate) always: BTreeSet<u16>,
    /// It does on a condition.
    pub(crate) conditions: BTreeMap<u16, Condition>,
    /// It does for what the instruction is about to access.
    pub(crate) watched: BTreeMap<u16, Watched>,
}

impl Halts {
    /// Those in some blocks.
    pub(super) fn of(blocks: &BTreeMap<u16, Block>, source: &Source<'_>) -> Self {
        let mut halts = Self::default();
        for instruction in blocks.values().flat_map(|block| &block.instructions) {
            let pc = instruction.pc;
            match source.breakpoints.halt(source.memory, instruction) {
                Halt::Never => {}
                Halt::Always => drop(halts.always.insert(pc)),
                Halt::If(condition) => drop(halts.conditions.insert(pc, condition.clone())),
            }
            if let Some(watched) = Watched::of(instruction, source) {
                halts.watched.insert(pc, watched);
            }
        }
        halts
    }

    /// All conditions that are asked, some perhaps more than once.
    pub(crate) fn asked(&self) -> impl Iterator<Item = &Condition> {
        let watched = self.watched.values().flat_map(Watched::conditions);
        self.conditions.values().chain(watched)
    }

    /// The first instruction at which others differ.
    pub(super) fn first_difference(&self, other: &Self) -> Option<u16> {
        let both = [self, other].into_iter();
        let stops = both.flat_map(|halts| {
            let some = halts.conditions.keys().chain(halts.watched.keys());
            halts.always.iter().chain(some)
        });
        let differs = |pc: &&u16| {
            self.always.contains(pc) != other.always.contains(pc)
                || self.conditions.get(pc) != other.conditions.get(pc)
                || self.watched.get(pc) != other.watched.get(pc)
        };
        stops.filter(differs).min().copied()
    }
}
