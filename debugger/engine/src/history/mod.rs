//! The past of the guest: checkpoints, and a journal of what came from outside, so that any moment can be come to again.
//!
//! The machine is deterministic and stops exactly, so a moment of the past is a checkpoint before it and a run to its
//! cycle. What the guest did not do itself is in the journal, and is done again where it was done: changes by hand, and
//! what the host of the program answered, who is not asked twice.
//!
//! Invariants: time only goes on within a history; checkpoints and journal are bounded, and what was dropped is never
//! claimed to be known. Who stands in the past and changes something makes another future; the old one is forgotten.
//!
//! Left out: going back past a change of devices, read-only memory or the chip, and undoing what the host did.

mod checkpoints;
mod journal;
mod notice;
#[cfg(test)]
mod tests;

use jumppad_tiers::{Change, Machine};

use crate::answer::HistoryView;
use crate::host::sim65::guest::Asked;
use checkpoints::Checkpoints;
use journal::Journal;
pub use journal::{By, Entry};
pub use notice::{Beginning, Notice};

/// Checkpoints kept unless set otherwise: each is little more than the guest's 64 KiB.
pub const DEFAULT_LIMIT: usize = 128;
/// The fewest checkpoints that can be kept: a beginning, and something after it.
pub const LEAST_LIMIT: usize = 8;
/// The most checkpoints that can be kept; they take 256 MiB.
pub const MOST_LIMIT: usize = 4096;

/// Cycles between two checkpoints: some milliseconds in compiled code, so that a checkpoint costs well below a hundredth of
/// that.
const INTERVAL: u64 = 1 << 26;
/// Bytes of the journal between two checkpoints: some thousand answers of a host.
const JOURNAL_INTERVAL: u64 = 1 << 19;

/// A place in time: the guest's cycle, and how many changes from outside came before, since they take no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Cycles since the guest was started.
    pub cycle: u64,
    /// Changes from outside that came before, since the history began.
    pub changes: u64,
}

/// What a call of the host is at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostCall {
    /// To be answered.
    Live,
    /// Answered as it was then.
    Repeated,
    /// A change by hand comes first.
    Later,
}

/// All that is known of the past, and of a future if one went back.
pub struct History {
    /// Checkpoints to keep; none while it is off.
    limit: Option<usize>,
    beginning: Beginning,
    structure: u64,
    checkpoints: Checkpoints,
    journal: Journal,
    /// The changes before the machine's moment.
    changes: u64,
    /// The latest cycle that is known.
    frontier: u64,
    /// When the next checkpoint is to be taken.
    due: u64,
    /// What had been written to the journal at the last one.
    written: u64,
}

impl Default for History {
    fn default() -> Self {
        Self {
            limit: Some(DEFAULT_LIMIT),
            beginning: Beginning::PowerOn,
            structure: 0,
            checkpoints: Checkpoints::default(),
            journal: Journal::default(),
            changes: 0,
            frontier: 0,
            due: 0,
            written: 0,
        }
    }
}

impl History {
    /// The checkpoints to keep; none while it is off.
    pub fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// Sets how many checkpoints to keep; the past stays known as far as it fits.
    pub fn set_limit(&mut self, limit: Option<usize>) {
        let was_off = self.limit.is_none();
        self.limit = limit;
        match limit {
            None => self.forget(Beginning::SwitchedOn),
            Some(_) if was_off => self.forget(Beginning::SwitchedOn),
            Some(limit) => {
                let here = self.moment_of(self.frontier);
                self.checkpoints.thin(limit, here);
            }
        }
    }

    /// Forgets everything; the next run begins a history for this reason.
    pub fn forget(&mut self, beginning: Beginning) {
        *self = Self {
            limit: self.limit,
            beginning,
            ..Self::default()
        };
    }

    /// The moment at which `machine` is.
    pub fn now(&self, machine: &Machine) -> Moment {
        Moment {
            cycle: machine.cpu().cycles,
            changes: self.changes,
        }
    }

    /// The earliest moment one can go back to, and what is in the way of an earlier one.
    pub fn start(&self) -> Option<(Moment, Beginning)> {
        let first = self.checkpoints.first()?;
        Some((first, self.beginning))
    }

    /// Whether nothing is known of what comes now.
    pub fn is_live(&self, machine: &Machine) -> bool {
        self.checkpoints.is_empty() || !self.is_known_after(machine.cpu().cycles)
    }

    fn is_known_after(&self, cycle: u64) -> bool {
        self.frontier > cycle || self.changes < self.journal.end()
    }

    /// Takes notice of what was changed by hand.
    pub fn settle(&mut self, machine: &mut Machine) -> Option<Notice> {
        self.settle_as(machine, By::Hand)
    }

    /// Takes notice of keys that were typed while the guest ran; what was changed before is settled already.
    pub fn typed(&mut self, machine: &mut Machine) -> Option<Notice> {
        self.settle_as(machine, By::Keys)
    }

    fn settle_as(&mut self, machine: &mut Machine, by: By) -> Option<Notice> {
        if machine.structure() != self.structure && !self.checkpoints.is_empty() {
            self.forget(Beginning::Surroundings);
        }
        let change = machine.take_change()?;
        if self.checkpoints.is_empty() {
            return None;
        }
        // A breakpoint's commands do now what they did then.
        if let Some(entry) = self.journal.get(self.changes)
            && entry.change == change
        {
            self.changes += 1;
            return None;
        }
        let notice = self.discard(change.cycle());
        self.note(machine, by, change);
        notice
    }

    /// To be called before each run: takes a checkpoint if it is time, makes changes that are known to come now, and
    /// says how many of `budget` cycles may pass until the next look.
    pub fn prepare(&mut self, machine: &mut Machine, budget: u64) -> (u64, Vec<Notice>) {
        let mut notices: Vec<Notice> = self.settle(machine).into_iter().collect();
        if self.limit.is_none() {
            return (budget, notices);
        }
        let now = machine.cpu().cycles;
        while let Some(by) = self.next().map(|entry| entry.by.clone())
            && self.repeat_by_hand(machine)
        {
            // Of keys there are many, and what came of them is seen.
            if by == By::Hand {
                notices.push(Notice::Repeated { cycle: now });
            }
        }
        self.keep_if_due(machine);
        let next = self.journal.get(self.changes).map(Entry::cycle);
        let ends = [next, Some(self.frontier), Some(self.due)];
        let later = ends.into_iter().flatten().filter(|&end| end > now);
        let bound = later.map(|end| end - now).min();
        (bound.map_or(budget, |bound| bound.min(budget)), notices)
    }

    /// Notes how far the machine came; to be called after each run.
    pub fn reached(&mut self, machine: &Machine) {
        self.frontier = self.frontier.max(machine.cpu().cycles);
    }

    /// What to do where the guest calls its host; a known answer is given at once.
    pub fn host_call(&mut self, machine: &mut Machine) -> HostCall {
        if self.is_live(machine) {
            return HostCall::Live;
        }
        match self.journal.get(self.changes) {
            Some(entry) if entry.cycle() == machine.cpu().cycles => match entry.by {
                By::Hand | By::Keys => HostCall::Later,
                By::Host { .. } => {
                    self.repeat(machine);
                    HostCall::Repeated
                }
            },
            // It never calls at a moment at which it did not, but if it did, the rest would be wrong too.
            _ => {
                debug_assert!(false, "the past did not happen again");
                drop(self.discard(machine.cpu().cycles));
                HostCall::Live
            }
        }
    }

    /// Notes what the host answered, and what of the typed input it took.
    pub fn host_answered(&mut self, machine: &mut Machine, call: Asked, input: Vec<u8>) {
        let Some(change) = machine.take_change() else {
            return;
        };
        if !self.checkpoints.is_empty() {
            self.note(machine, By::Host { call, input }, change);
        }
    }

    /// Does the next change of the journal once more, if it is of this moment.
    pub fn repeat(&mut self, machine: &mut Machine) -> bool {
        let now = machine.cpu().cycles;
        match self.journal.get(self.changes) {
            Some(entry) if entry.cycle() == now => {
                machine.repeat(&entry.change);
                self.changes += 1;
                true
            }
            _ => false,
        }
    }

    /// Does the next change of the journal once more, if it is of this moment and was made by hand.
    pub fn repeat_by_hand(&mut self, machine: &mut Machine) -> bool {
        let next = self.journal.get(self.changes);
        next.is_some_and(|entry| entry.by.is_user()) && self.repeat(machine)
    }

    /// The next change that is known to come.
    pub fn next(&self) -> Option<&Entry> {
        self.journal.get(self.changes)
    }

    /// The first moment of a cycle.
    pub fn moment_of(&self, cycle: u64) -> Moment {
        let changes = self.journal.before(cycle);
        Moment { cycle, changes }
    }

    /// The last moment of a cycle, behind what was changed in it.
    pub fn last_moment_of(&self, cycle: u64) -> Moment {
        let changes = self.journal.before(cycle.saturating_add(1));
        Moment { cycle, changes }
    }

    /// Takes the machine back to the last checkpoint before `moment`, and says which moment that is.
    pub fn restore_before(&mut self, machine: &mut Machine, moment: Moment) -> Option<Moment> {
        let (at, checkpoint) = self.checkpoints.before(moment)?;
        machine.restore(checkpoint).ok()?;
        self.moved_to(at);
        Some(at)
    }

    /// The machine was taken to another moment.
    pub fn moved_to(&mut self, moment: Moment) {
        self.changes = moment.changes;
        self.due = moment.cycle + INTERVAL;
    }

    /// Keeps a checkpoint of this moment, which is worth most to those who are near `here`.
    pub fn keep(&mut self, machine: &Machine, here: Moment) {
        let Some(limit) = self.limit else { return };
        let now = self.now(machine);
        self.checkpoints.insert(now, machine.checkpoint());
        self.checkpoints.thin(limit, here);
        self.due = now.cycle + INTERVAL;
        self.written = self.journal.written();
    }

    /// Keeps a checkpoint of this moment if there is a past already: what catchpoints learn is known from here on.
    pub fn keep_here(&mut self, machine: &Machine) {
        if !self.checkpoints.is_empty() {
            self.keep(machine, self.now(machine));
        }
    }

    /// Begins if need be, so that there is a moment to go back to.
    pub fn begin(&mut self, machine: &mut Machine) {
        if self.limit.is_some() && self.checkpoints.is_empty() {
            let _ = machine.take_change();
            self.structure = machine.structure();
            self.frontier = machine.cpu().cycles;
            self.keep(machine, self.now(machine));
        }
    }

    fn keep_if_due(&mut self, machine: &mut Machine) {
        self.begin(machine);
        let now = self.now(machine);
        let last = self.checkpoints.at_or_before(now);
        let is_old = |last: Moment| now.cycle - last.cycle >= INTERVAL;
        let is_long = self.journal.written() - self.written >= JOURNAL_INTERVAL;
        if is_long || now.cycle >= self.due && last.is_some_and(is_old) {
            self.keep(machine, now);
        } else if let Some(last) = last {
            self.due = last.cycle + INTERVAL;
        }
        if let Some(first) = self
            .journal
            .overfull()
            .and_then(|half| self.checkpoints.from(half))
        {
            self.checkpoints.drop_before(first);
            self.journal.drop_before(first.changes);
            self.beginning = Beginning::Forgotten;
        }
    }

    fn note(&mut self, machine: &Machine, by: By, change: Change) {
        self.journal.push(Entry { by, change });
        self.changes = self.journal.end();
        self.frontier = machine.cpu().cycles;
    }

    /// Forgets what is known to come after `cycle`, where the machine is.
    fn discard(&mut self, cycle: u64) -> Option<Notice> {
        if !self.is_known_after(cycle) {
            return None;
        }
        let changes = self.changes;
        let now = Moment { cycle, changes };
        let until = self.frontier;
        let entries = self.journal.truncate(now.changes);
        self.checkpoints.truncate(now);
        self.frontier = now.cycle;
        Some(Notice::Discarded {
            cycle: now.cycle,
            until,
            entries,
        })
    }

    /// How far one can go back, and what that costs, as an answer.
    pub fn view(&self, machine: &Machine) -> HistoryView {
        let first = self.start();
        HistoryView {
            limit: self.limit,
            from: first.map(|(moment, _)| moment.cycle),
            reason: first.map(|(_, beginning)| beginning.to_string()),
            now: machine.cpu().cycles,
            until: first.map(|_| self.frontier.max(machine.cpu().cycles)),
            checkpoints: self.checkpoints.len(),
            changes: self.journal.len(),
            bytes: self.checkpoints.size() + self.journal.size(),
        }
    }
}
