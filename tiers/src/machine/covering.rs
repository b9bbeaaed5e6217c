//! What was executed: noted on request, and told to the tiers, whose code was made before.

use super::{Machine, context};
use crate::banks::Bank;
use crate::coverage::{Coverage, Noting};
use crate::machine::step::Fetched;
use crate::tiers::{Context, Playing};

impl Machine {
    /// Has what is executed from now on noted, or no more; what was noted stays. A change
    /// flushes all compiled code.
    pub fn set_coverage(&mut self, noting: Noting) {
        if noting != self.coverage.noting() {
            self.coverage.set(noting);
            self.flush();
        }
    }

    /// Forgets what was noted. If noting goes on, compiled code is flushed: it holds what
    /// is to be noted once more.
    pub fn clear_coverage(&mut self) {
        self.coverage.clear();
        self.banks.clear_noted();
        if self.coverage.noting() == Noting::On {
            self.flush();
        }
    }

    /// What was executed while that was noted.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Whether anything may have been noted, of what shows or of what does not.
    #[must_use]
    pub fn has_coverage(&self) -> bool {
        self.coverage.is_in_use()
    }

    /// What was executed as it is known while a bank shows.
    #[must_use]
    pub fn coverage_in(&self, bank: Bank) -> Coverage {
        match self.banks.noted(bank) {
            Some((window, noted)) => self.coverage.with(*window.range.start(), noted),
            None => self.coverage.clone(),
        }
    }

    /// Whether what is executed is noted: not what happens again.
    pub(crate) fn noting(&self) -> Noting {
        match self.tiers.playing {
            Playing::Forward => self.coverage.noting(),
            Playing::Again => Noting::Off,
        }
    }

    /// The slow path executed an instruction that began in the cycle `start`, and may go to
    /// itself, or hold the chip.
    pub(crate) fn note_executed(&mut self, fetched: Fetched, start: u64) {
        if self.noting() == Noting::Off {
            return;
        }
        let (to, cycles) = (self.cpu.pc, self.cpu.cycles - start);
        self.coverage
            .note(fetched.opcode, fetched.args.pc, to, cycles);
        self.tell_what_was_noted();
    }

    /// Has traces made anew that leave for what was noted.
    #[inline]
    pub(crate) fn tell_what_was_noted(&mut self) {
        if self.coverage.has_news() {
            self.tell_news();
        }
    }

    #[cold]
    fn tell_news(&mut self) {
        for pc in self.coverage.take_news() {
            self.tiers.noted(pc, context!(self));
        }
    }
}
