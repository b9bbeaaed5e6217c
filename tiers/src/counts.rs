//! How often each instruction was executed, and the cycles that it took.
//!
//! Not here: when that is counted.

use crate::pages::for_each_address;

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

    pub(crate) fn add_interrupt(&mut self, cycles: u64) {
        self.interrupts.0 += 1;
        self.interrupts.1 += cycles;
    }

    #[inline]
    pub(crate) fn add(&mut self, pc: u16, executions: u64, cycles: u64) {
        let at = usize::from(pc);
        self.executions[at] += executions;
        self.cycles[at] += cycles;
    }
}
