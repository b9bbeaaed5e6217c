//! Execution while an interrupt may be near: one instruction at a time.

use crate::machine::{Ignoring, Machine};
use crate::run::StopReason;

/// Instructions between two looks at Ctrl-C and at finished code.
const URGENT: u32 = 16;

impl Machine {
    /// Executes some instructions while an interrupt may be near.
    pub(crate) fn run_urgently(&mut self, limit: u64) -> Option<StopReason> {
        for _ in 0..URGENT {
            let stop = self.step_urgently();
            if stop.is_some() || self.cpu.cycles >= limit || !self.are_lines_urgent() {
                return stop;
            }
        }
        None
    }

    pub(crate) fn are_lines_urgent(&self) -> bool {
        self.lines.are_urgent(self.cpu.cycles, self.cpu.is_masked())
    }

    /// Executes one instruction while an interrupt may be near.
    pub(crate) fn step_urgently(&mut self) -> Option<StopReason> {
        // An interrupt is taken before the instruction at PC is looked at.
        match self.lines.is_recognised() {
            true => self.step_slowly(Ignoring::Breakpoint),
            false => self.stop_or_step(),
        }
    }
}
