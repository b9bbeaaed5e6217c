//! Where `m`, `d` and `x` without an address go on.
//!
//! Invariant: a place in code lasts as long as the user looks at the same: behind a stop, or in another frame, it is the
//! instruction there again.

use jumppad_engine::debugger::{Debugger, Selection};
use jumppad_tiers::banks::Bank;

/// Where commands that show memory and code go on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Positions {
    memory: Option<u16>,
    code: Option<(Selection, u16)>,
    bank: Option<(Selection, Bank)>,
}

impl Positions {
    /// Where a dump goes on; at the program's entry if nothing was shown.
    pub fn memory(&self, debugger: &Debugger) -> u16 {
        self.memory.unwrap_or(debugger.program.entry)
    }

    /// Where a disassembly goes on.
    pub fn code(&self, debugger: &Debugger) -> u16 {
        let shown = self.shown_code(debugger);
        shown.unwrap_or_else(|| debugger.looked_at())
    }

    /// The same, if something was shown of what the user looks at.
    pub fn shown_code(&self, debugger: &Debugger) -> Option<u16> {
        let lasting = |(selection, _): &(Selection, u16)| *selection == debugger.selection();
        self.code.filter(lasting).map(|(_, next)| next)
    }

    /// The bank that was looked into, if something was shown of it.
    pub fn bank(&self, debugger: &Debugger) -> Option<Bank> {
        let lasting = |(selection, _): &(Selection, Bank)| *selection == debugger.selection();
        self.bank.filter(lasting).map(|(_, bank)| bank)
    }

    /// The bank that is looked into; none for what the guest sees.
    pub fn set_bank(&mut self, debugger: &Debugger, bank: Option<Bank>) {
        self.bank = bank.map(|bank| (debugger.selection(), bank));
    }

    /// A dump ended in front of `next`, or one is wanted there.
    pub fn set_memory(&mut self, next: u16) {
        self.memory = Some(next);
    }

    /// A disassembly ended in front of `next`, while the user looked at `selection`.
    pub fn set_code(&mut self, selection: Selection, next: Option<u16>) {
        self.code = next.map(|next| (selection, next));
    }
}
