//! What watchpoints make of the accesses of a group.
//!
//! A watchpoint marks its pages, and most accesses to these leave the group. Not
//! those of instructions that spell out what they [reach](super::reach): whether
//! a watchpoint covers that is known beforehand, and code asks its condition
//! where it stands. All else on a watched page leaves: the stack, pointers and
//! what they lead to, and on page 0 what is behind an absolute address there.

use std::ops::RangeInclusive;

use jumppad_opcodes::ByteMarks;

use super::{Reach, Source};
use crate::access::{AccessKind, WATCH_MASK};
use crate::banks::Banks;
use crate::condition::Condition;
use crate::instruction::Instruction;
use crate::watch::Watches;

/// What must be done before an instruction accesses what it reaches.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Watched {
    /// The group leaves if the page is marked: nobody has written there yet, or
    /// there are too many to ask.
    Outside,
    /// Each of these is asked, in their order.
    By(Vec<Asked>),
}

/// A watchpoint that covers something of what an instruction reaches.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Asked {
    /// What it covers.
    pub(crate) range: RangeInclusive<u16>,
    /// Which access it is asked of; of two the read comes first.
    pub(crate) kind: AccessKind,
    /// None: it stops always.
    pub(crate) condition: Option<Condition>,
}

impl Watched {
    /// Of an instruction; none if it need not care.
    pub(super) fn of(instruction: &Instruction, source: &Source<'_>) -> Option<Self> {
        let memory = source.memory;
        let reach = instruction.reach()?;
        let is_marked = |page| memory.attributes(page).intersects(WATCH_MASK);
        if !reach.pages().any(is_marked) {
            return None;
        }
        let is_unwritten = |addr| memory.marks(addr).contains(ByteMarks::UNWRITTEN);
        if reach.addrs.clone().any(is_unwritten) {
            return Some(Self::Outside);
        }
        let asked = asked(&reach, source.watches, source.banks);
        match asked.len() {
            0 => None,
            many if many > source.policy.watchpoints => Some(Self::Outside),
            _ => Some(Self::By(asked)),
        }
    }

    /// The conditions that are asked.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let asked = match self {
            Self::Outside => &[],
            Self::By(asked) => asked.as_slice(),
        };
        asked.iter().filter_map(|asked| asked.condition.as_ref())
    }
}

/// The watchpoints to ask, in the order in which the slow path notes their hits.
fn asked(reach: &Reach, watches: &Watches, banks: &Banks) -> Vec<Asked> {
    let kinds = [AccessKind::Read, AccessKind::Write];
    let done = kinds.into_iter().filter(|&kind| reach.access.covers(kind));
    let of_kind = |kind: AccessKind| {
        let watching = watches.watching(&reach.addrs, kind, banks);
        watching.map(move |(range, condition)| Asked {
            range: range.clone(),
            kind,
            condition: condition.cloned(),
        })
    };
    done.flat_map(of_kind).collect()
}
