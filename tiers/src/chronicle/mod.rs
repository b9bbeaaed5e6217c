//! What became of the regions that were compiled, and in which tiers the time passed: kept for
//! those who ask later.
//!
//! Invariant: it is bounded. Of lives the first and the latest are kept, what lies between is
//! counted; the run is cut into ever longer stretches.

mod exits;
mod life;
mod shares;
mod traces;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::event::{Event, EventKind, GroupId, InvalidationCause, Wanted};
use crate::listing::ShapeInstruction;
use crate::region::Region;

pub(crate) use exits::Exits;
pub use exits::LeftFor;
pub(crate) use life::Life;
pub use life::{End, LifeInfo, Use};
pub use shares::Share;
pub(crate) use shares::{Passed, Shares};
pub use traces::TraceLife;
use traces::Traces;

/// The first lives that are kept: what the program began with.
const FIRST: usize = 64;
/// The latest lives that are kept.
const LATEST: usize = 192;
/// Other decisions that are kept.
const DECISIONS: usize = 1024;

/// A moment, by both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    /// The guest's cycle counter.
    pub cycle: u64,
    /// Host time since the machine was made.
    pub since: Duration,
}

/// See the module.
pub(crate) struct Chronicle {
    began: SystemTime,
    first: Vec<Life>,
    latest: VecDeque<Life>,
    /// Lives that are kept no more.
    left_out: u64,
    decisions: VecDeque<Event>,
    /// When an address was first entered where that is counted.
    counted: HashMap<u16, Moment>,
    traces: Traces,
    pub(crate) shares: Shares,
}

impl Default for Chronicle {
    fn default() -> Self {
        Self {
            began: SystemTime::now(),
            first: Vec::new(),
            latest: VecDeque::new(),
            left_out: 0,
            decisions: VecDeque::new(),
            counted: HashMap::new(),
            traces: Traces::default(),
            shares: Shares::default(),
        }
    }
}

impl Chronicle {
    /// That moment.
    pub(crate) fn moment(&self, cycle: u64, at: SystemTime) -> Moment {
        let since = at.duration_since(self.began).unwrap_or_default();
        Moment { cycle, since }
    }

    fn now(&self, cycle: u64) -> Moment {
        self.moment(cycle, SystemTime::now())
    }

    /// A block was entered at `pc`, and counted.
    pub(crate) fn counted(&mut self, pc: u16, cycle: u64) {
        if !self.counted.contains_key(&pc) {
            self.counted.insert(pc, self.now(cycle));
        }
    }

    /// Baseline code of what begins at `entry` is used; `made_of` are its instructions and bytes.
    pub(crate) fn translated(
        &mut self,
        entry: u16,
        made_of: impl FnOnce() -> Option<(Vec<ShapeInstruction>, Vec<u16>)>,
        cycle: u64,
    ) {
        if self.traces.has_room(entry)
            && let Some((code, bytes)) = made_of()
        {
            let at = self.now(cycle);
            let counted = self.counted.get(&entry).copied();
            self.traces.begin(entry, code, &bytes, counted, at);
        }
    }

    /// That code is out of use.
    pub(crate) fn trace_ended(&mut self, entry: u16, cause: InvalidationCause, cycle: u64) {
        if self.traces.is_open(entry) {
            let at = self.now(cycle);
            self.traces.end(entry, at, cause);
        }
    }

    /// The lives of traces that are kept, by entry, and how many of each are not.
    pub(crate) fn traces(&self) -> &Traces {
        &self.traces
    }

    /// The compiler is asked for a region.
    pub(crate) fn requested(
        &mut self,
        group: GroupId,
        region: &Arc<Region>,
        wanted: Wanted,
        cycle: u64,
    ) {
        let entry = region.entry;
        let life = Life {
            group,
            region: Arc::clone(region),
            wanted,
            counted: self.counted.get(&entry).copied(),
            translated: self.traces.first(entry),
            requested: self.now(cycle),
            compile_time: None,
            live: None,
            end: None,
            made_use: Use::default(),
        };
        if self.first.len() < FIRST {
            self.first.push(life);
            return;
        }
        if self.latest.len() == LATEST {
            self.latest.pop_front();
            self.left_out += 1;
        }
        self.latest.push_back(life);
    }

    /// Something happened.
    pub(crate) fn note(&mut self, event: &Event) {
        let at = self.moment(event.cycle, event.at);
        let (group, end) = match &event.kind {
            EventKind::Promoted { group, time, .. } => {
                if let Some(life) = self.life_mut(*group) {
                    life.compile_time = Some(*time);
                    life.live = Some(at);
                }
                return;
            }
            EventKind::CompileFailed { group, error, .. } => (group, End::Failed(error.clone())),
            EventKind::CompileDropped { group, reason, .. } => (group, End::Dropped(*reason)),
            EventKind::Invalidated { group, cause } => (group, End::Invalidated(*cause)),
            EventKind::Evicted { group, reason, .. } => (group, End::Evicted(*reason)),
            EventKind::OperandMadeDynamic { .. }
            | EventKind::OpcodeMadeDynamic { .. }
            | EventKind::Demoted { .. } => {
                if self.decisions.len() == DECISIONS {
                    self.decisions.pop_front();
                }
                self.decisions.push_back(event.clone());
                return;
            }
            EventKind::CompileStarted { .. }
            | EventKind::FilterStarted { .. }
            | EventKind::FilterPromoted { .. }
            | EventKind::FilterFailed { .. } => return,
        };
        if let Some(life) = self.life_mut(*group) {
            life.end = Some((at, end));
        }
    }

    /// A group goes: what was made of it.
    pub(crate) fn used(&mut self, group: GroupId, made_use: Use) {
        if let Some(life) = self.life_mut(group) {
            life.made_use = made_use;
        }
    }

    /// Lives in the order in which they were asked for.
    pub(crate) fn lives(&self) -> impl DoubleEndedIterator<Item = &Life> {
        self.first.iter().chain(&self.latest)
    }

    /// Those that are kept no more.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Operands and opcodes that are read at run time, and blocks that were put off.
    pub(crate) fn decisions(&self) -> impl Iterator<Item = &Event> {
        self.decisions.iter()
    }

    /// The life of a group.
    pub(crate) fn life(&self, group: GroupId) -> Option<&Life> {
        self.lives().find(|life| life.group == group)
    }

    fn life_mut(&mut self, group: GroupId) -> Option<&mut Life> {
        // Who is spoken of is mostly new.
        let mut lives = self.first.iter_mut().chain(&mut self.latest).rev();
        lives.find(|life| life.group == group)
    }

    /// The last group that had code at `addr` and has gone, and what took it out of use; nothing
    /// where it made room.
    pub(crate) fn gone_at(&self, addr: u16) -> Option<(GroupId, Option<InvalidationCause>)> {
        let mut lives = self.lives().rev();
        lives.find_map(|life| {
            let cause = match &life.end {
                Some((_, End::Invalidated(cause))) => Some(*cause),
                Some((_, End::Evicted(_))) => None,
                Some((_, End::Dropped(_) | End::Failed(_))) | None => return None,
            };
            life.has(addr).then_some((life.group, cause))
        })
    }
}
