//! The life of a region: asked for, compiled, in use, gone.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use super::{LeftFor, Moment};
use crate::event::{DropReason, EvictReason, GroupId, InvalidationCause, Wanted};
use crate::region::Region;

/// How a life ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// What it was made of, or for, changed.
    Invalidated(InvalidationCause),
    /// It had to make room.
    Evicted(EvictReason),
    /// It no longer fitted the machine when it was compiled.
    Dropped(DropReason),
    /// LLVM refused, in its words.
    Failed(String),
}

/// What was made of a group while it was in use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Bytes of its machine code.
    pub code_bytes: u64,
    /// Times that it was entered from outside.
    pub entries: u64,
    /// Times that it asked for help within an instruction.
    pub side_exits: u64,
    /// Where it was left for the run loop, the most frequent first.
    pub left_for: Vec<LeftFor>,
}

/// What is kept of it.
pub(crate) struct Life {
    pub(crate) group: GroupId,
    pub(crate) region: Arc<Region>,
    pub(crate) wanted: Wanted,
    pub(crate) counted: Option<Moment>,
    pub(crate) translated: Option<Moment>,
    pub(crate) requested: Moment,
    pub(crate) compile_time: Option<Duration>,
    pub(crate) live: Option<Moment>,
    pub(crate) end: Option<(Moment, End)>,
    /// Once it is gone.
    pub(crate) made_use: Use,
}

impl Life {
    /// Whether one of its instructions has a byte there.
    pub(crate) fn has(&self, addr: u16) -> bool {
        let mut ranges = self.region.ranges().into_iter();
        ranges.any(|range| range.contains(&addr))
    }

    /// As others see it.
    pub(crate) fn info(&self, made_use: Use) -> LifeInfo {
        LifeInfo {
            group: self.group,
            entry: self.region.entry,
            ranges: self.region.ranges(),
            blocks: self.region.blocks.len(),
            instructions: self.region.instructions().count(),
            wanted: self.wanted.clone(),
            counted: self.counted,
            translated: self.translated,
            requested: self.requested,
            compile_time: self.compile_time,
            live: self.live,
            end: self.end.clone(),
            made_use,
        }
    }
}

/// The life of a region that was compiled, or was to be.
#[derive(Clone, Debug)]
pub struct LifeInfo {
    /// Its name.
    pub group: GroupId,
    /// The address whose heat caused it.
    pub entry: u16,
    /// The addresses that its instructions occupy.
    pub ranges: Vec<RangeInclusive<u16>>,
    /// Basic blocks.
    pub blocks: usize,
    /// Instructions.
    pub instructions: usize,
    /// Why it was asked for.
    pub wanted: Wanted,
    /// When its entry was first counted, where there is baseline code.
    pub counted: Option<Moment>,
    /// When baseline code was first made of its entry.
    pub translated: Option<Moment>,
    /// When the compiler was asked for it.
    pub requested: Moment,
    /// Host time of compilation, if it came to use.
    pub compile_time: Option<Duration>,
    /// When it came to use.
    pub live: Option<Moment>,
    /// When and how it ended; nothing while it is in use, or under way.
    pub end: Option<(Moment, End)>,
    /// What was made of it so far.
    pub made_use: Use,
}

impl LifeInfo {
    /// Whether one of its instructions has a byte there.
    #[must_use]
    pub fn has(&self, addr: u16) -> bool {
        self.ranges.iter().any(|range| range.contains(&addr))
    }
}
