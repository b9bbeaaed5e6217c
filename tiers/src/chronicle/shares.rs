//! In which tier the cycles of a run passed, stretch by stretch.
//!
//! When there are many stretches each two become one, so that long runs keep as many as
//! short ones. What is done again of the past belongs to none.

use std::time::{Duration, Instant};

use super::Moment;

/// Stretches that are kept at most; an even number.
const STRETCHES: usize = 512;
/// Cycles of a stretch, at first.
const SHORTEST: u64 = 20_000;

/// A stretch of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// When it began.
    pub from: Moment,
    /// When it ended.
    pub to: Moment,
    /// Cycles that passed in the interpreter and on the slow path.
    pub interpreted: u64,
    /// In baseline code.
    pub baseline: u64,
    /// In groups.
    pub groups: u64,
    /// How long the machine ran in it, on the host.
    pub running: Duration,
}

impl Share {
    /// Both, one after the other.
    fn and(self, later: Self) -> Self {
        Self {
            from: self.from,
            to: later.to,
            interpreted: self.interpreted + later.interpreted,
            baseline: self.baseline + later.baseline,
            groups: self.groups + later.groups,
            running: self.running + later.running,
        }
    }
}

/// What passed since the machine was made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Passed {
    /// The cycle counter.
    pub(crate) cycle: u64,
    /// Cycles in compiled code.
    pub(crate) compiled: u64,
    /// Those of them in groups.
    pub(crate) groups: u64,
}

/// See the module.
pub(crate) struct Shares {
    list: Vec<Share>,
    /// Cycles of a stretch.
    width: u64,
    /// The cycle in which the one under way is to end.
    pub(crate) due: u64,
    began: Instant,
    /// When the one under way began, and what had passed by then.
    open: Option<(Moment, Passed)>,
    running: Duration,
    running_since: Option<Instant>,
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            width: SHORTEST,
            due: 0,
            began: Instant::now(),
            open: None,
            running: Duration::ZERO,
            running_since: None,
        }
    }
}

impl Shares {
    fn moment(&self, cycle: u64) -> Moment {
        let since = self.began.elapsed();
        Moment { cycle, since }
    }

    /// The machine begins to run.
    pub(crate) fn begin(&mut self, passed: Passed) {
        self.running_since = Some(Instant::now());
        let went_back = |(_, before): (Moment, Passed)| before.cycle > passed.cycle;
        if self.open.is_none_or(went_back) {
            self.open(passed);
        }
    }

    /// It ends.
    pub(crate) fn end(&mut self) {
        let ran = self.running_since.take().map(|at| at.elapsed());
        self.running += ran.unwrap_or_default();
    }

    /// What comes is the past, or was.
    pub(crate) fn interrupt(&mut self) {
        self.open = None;
        self.running = Duration::ZERO;
    }

    fn open(&mut self, passed: Passed) {
        self.open_at(self.moment(passed.cycle), passed);
    }

    fn open_at(&mut self, moment: Moment, passed: Passed) {
        self.open = Some((moment, passed));
        self.due = passed.cycle + self.width;
        self.running = Duration::ZERO;
    }

    /// The stretch under way, as far as it came.
    fn under_way(&self, passed: Passed) -> Option<Share> {
        let (from, before) = self.open?;
        let cycles = passed.cycle.checked_sub(before.cycle)?;
        let compiled = (passed.compiled - before.compiled).min(cycles);
        let groups = (passed.groups - before.groups).min(compiled);
        let running = self.running_since.map_or(Duration::ZERO, |at| at.elapsed());
        Some(Share {
            from,
            to: self.moment(passed.cycle),
            interpreted: cycles - compiled,
            baseline: compiled - groups,
            groups,
            running: self.running + running,
        })
    }

    /// The stretch under way is over.
    #[cold]
    pub(crate) fn close(&mut self, passed: Passed) {
        let Some(share) = self.under_way(passed) else {
            self.open(passed);
            return;
        };
        if self.list.len() == STRETCHES {
            let pairs = self.list.chunks(2).map(|pair| pair[0].and(pair[1]));
            self.list = pairs.collect();
            self.width *= 2;
        }
        self.list.push(share);
        self.open_at(share.to, passed);
        self.running_since = self.running_since.map(|_| Instant::now());
    }

    /// All of them, that under way included.
    pub(crate) fn list(&self, passed: Passed) -> Vec<Share> {
        let under_way = self.under_way(passed);
        let under_way = under_way.filter(|share| share.to.cycle > share.from.cycle);
        self.list.iter().copied().chain(under_way).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed(cycle: u64) -> Passed {
        Passed {
            cycle,
            compiled: cycle / 2,
            groups: cycle / 4,
        }
    }

    #[test]
    fn stretches_are_bounded_and_cover_the_run() {
        let mut shares = Shares::default();
        shares.begin(passed(0));
        let mut cycle = 0;
        for _ in 0..5000 {
            cycle = shares.due;
            shares.close(passed(cycle));
        }
        shares.end();
        let list = shares.list(passed(cycle + 4));
        assert!(list.len() <= STRETCHES + 1);
        let all = list.iter().copied().reduce(Share::and).expect("there are");
        assert_eq!(all.interpreted + all.baseline + all.groups, cycle + 4);
        assert_eq!((all.from.cycle, all.to.cycle), (0, cycle + 4));
        let joined = list.windows(2).all(|pair| pair[0].to == pair[1].from);
        assert!(joined, "one begins where the last ended");
    }

    #[test]
    fn the_past_is_in_none() {
        let mut shares = Shares::default();
        shares.begin(passed(0));
        shares.end();
        shares.interrupt();
        shares.begin(passed(100));
        let list = shares.list(passed(120));
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].from.cycle, list[0].to.cycle), (100, 120));
    }
}
