//! Counting exactly: when it is done, and what comes of it.
//!
//! Invariants: while instructions are counted, none runs compiled; the interpreter and the slow path count each one that
//! they execute, once, so the sum of all cycles is what passed. What runs a second time, having gone back in time, is
//! not counted again, and runs in any tier up to there.

use crate::counts::Counts;
use crate::machine::Machine;
use crate::tiers::Playing;

/// Whether instructions are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Going {
    #[default]
    Off,
    On,
}

/// What counts, and what was counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counter {
    going: Going,
    counts: Option<Box<Counts>>,
    /// Up to this cycle all is counted, or not to be.
    until: u64,
}

impl Counter {
    /// The counts, if what runs at a cycle is to be counted.
    #[inline]
    pub(crate) fn counting(&mut self, cycle: u64, playing: Playing) -> Option<&mut Counts> {
        match self.is_counting(cycle, playing) {
            true => self.counts.as_deref_mut(),
            false => None,
        }
    }

    #[inline]
    fn is_counting(&self, cycle: u64, playing: Playing) -> bool {
        self.going == Going::On && playing == Playing::Forward && cycle >= self.until
    }

    /// Nothing was counted: the program begins anew.
    pub(crate) fn forget(&mut self, cycle: u64) {
        self.counts = match self.going {
            Going::On => Some(Box::default()),
            Going::Off => None,
        };
        self.until = cycle;
    }
}

impl Machine {
    /// Counts what is executed from now on, in addition to what was counted.
    pub fn count_instructions(&mut self) {
        if self.counter.going == Going::Off {
            self.counter.going = Going::On;
            self.counter.until = self.cpu.cycles;
        }
        self.counter.counts.get_or_insert_default();
    }

    /// Counts no more. What was counted stays.
    pub fn stop_counting(&mut self) {
        self.counter.going = Going::Off;
    }

    /// Whether instructions are counted.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        self.counter.going == Going::On
    }

    /// What was counted, if anything ever was.
    #[must_use]
    pub fn instruction_counts(&self) -> Option<&Counts> {
        self.counter.counts.as_deref()
    }

    /// Whether what is executed next is counted.
    #[inline]
    pub(crate) fn is_counted_here(&self) -> bool {
        self.counter
            .is_counting(self.cpu.cycles, self.tiers.playing)
    }

    /// The cycle up to which what runs now may run: where counting begins is a limit within the run.
    #[inline]
    pub(crate) fn next_counted(&self) -> u64 {
        let is_on = self.counter.going == Going::On && self.tiers.playing == Playing::Forward;
        match is_on && self.cpu.cycles < self.counter.until {
            true => self.counter.until,
            false => u64::MAX,
        }
    }

    /// Counts what the slow path did since `pc` and `cycle`.
    pub(crate) fn count_slowly(&mut self, pc: u16, cycle: u64) {
        let took = self.cpu.cycles - cycle;
        // A chip that is held is still at it.
        let executions = u64::from(!self.is_held());
        let is_interrupt = self.seen.interrupt.is_some();
        let Some(counts) = self.counter.counting(cycle, self.tiers.playing) else {
            return;
        };
        match (took, is_interrupt) {
            (0, _) => {}
            (_, true) => {
                counts.add_interrupt(took);
            }
            (_, false) => counts.add(pc, executions, took),
        }
    }

    /// All up to here is counted, or not to be.
    pub(crate) fn end_counting(&mut self) {
        if self.tiers.playing == Playing::Forward {
            self.counter.until = self.counter.until.max(self.cpu.cycles);
        }
    }
}
