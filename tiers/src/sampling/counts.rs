//! Exact counts: how often each instruction was executed, and the cycles that it took.
//!
//! Invariants: while instructions are counted, none runs compiled; the interpreter and the slow path count each one that
//! they execute, once, so the sum of all cycles is what passed. What runs a second time, having gone back in time, is
//! not counted again, and runs in any tier up to there.

use crate::machine::Machine;
use crate::pages::for_each_address;
use crate::tiers::Playing;

/// What was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    executions: Box<[u64; 0x1_0000]>,
    cycles: Box<[u64; 0x1_0000]>,
    interrupts: (u64, u64),
}

impl Default for Counts {
    fn default() -> Self {
        Self {
            executions: for_each_address(0),
            cycles: for_each_address(0),
            interrupts: (0, 0),
        }
    }
}

impl Counts {
    /// How often an instruction at an address was executed, and the cycles that it took.
    #[must_use]
    pub fn of(&self, pc: u16) -> (u64, u64) {
        let at = usize::from(pc);
        (self.executions[at], self.cycles[at])
    }

    /// The same of all addresses with cycles.
    pub fn iter(&self) -> impl Iterator<Item = (u16, u64, u64)> {
        (0..=u16::MAX).filter_map(|pc| {
            let (executions, cycles) = self.of(pc);
            (cycles > 0).then_some((pc, executions, cycles))
        })
    }

    /// How often an interrupt was taken, and the cycles until its handler began.
    #[must_use]
    pub fn interrupts(&self) -> (u64, u64) {
        self.interrupts
    }

    #[inline]
    pub(crate) fn add(&mut self, pc: u16, executions: u64, cycles: u64) {
        let at = usize::from(pc);
        self.executions[at] += executions;
        self.cycles[at] += cycles;
    }
}

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
                counts.interrupts.0 += 1;
                counts.interrupts.1 += took;
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
