//! Addresses told by names, where `set symbol-display` allows it.

use std::borrow::Cow;

use jumppad_tiers::EventKind;

use super::Debugger;
use crate::answer::{Outlook, Why};
use crate::program::{
    effective,
    symbols::{Symbols, with_offset},
};
use crate::settings::Switch;

/// Names shown for one address.
const MOST: usize = 4;

impl Debugger {
    /// Where code at `address` is: `add_one`, `add_one+3`.
    pub fn place(&self, address: u16) -> Option<String> {
        place_by(self.shown()?, address)
    }

    /// The symbols as they are shown while bank `number` shows at `address`; without one, as they are.
    pub(crate) fn symbols_in(&self, number: Option<u16>, address: u16) -> Option<Cow<'_, Symbols>> {
        let shown = self.shown()?;
        Some(
            match number.and_then(|number| self.numbers_with(number, address)) {
                None => Cow::Borrowed(shown),
                Some(numbers) => {
                    let mut symbols = shown.clone();
                    symbols.set_showing(numbers);
                    Cow::Owned(symbols)
                }
            },
        )
    }

    /// The number of the bank that shows at `address`, where another could.
    pub fn bank_shown(&self, address: u16) -> Option<u16> {
        let bank = self.machine.bank_at(address)?;
        let window = self.machine.windows().nth(bank.window)?;
        let others = window
            .choices
            .iter()
            .any(|choice| choice.shows != window.choices[0].shows);
        others.then(|| u16::try_from(bank.choice).ok())?
    }

    /// Where code at `address` is, told by the symbol that `inside` has: where a call returns to is named as the call is,
    /// even if that is its routine's last instruction. In bank `bank`, where one is given.
    pub fn place_within(&self, address: u16, inside: u16, bank: Option<u16>) -> Option<String> {
        let symbols = self.symbols_in(bank, inside)?;
        let (name, offset) = symbols.nearest(inside)?;
        let behind = address.wrapping_sub(inside);
        Some(with_offset(name, offset.wrapping_add(behind)))
    }

    /// Where the code that an event is about is by name.
    pub fn place_of(&self, event: &EventKind) -> Option<String> {
        match *event {
            EventKind::CompileStarted { entry, .. }
            | EventKind::Promoted { entry, .. }
            | EventKind::CompileFailed { entry, .. }
            | EventKind::CompileDropped { entry, .. }
            | EventKind::Evicted { entry, .. }
            | EventKind::Demoted { entry, .. } => self.place(entry),
            EventKind::OperandMadeDynamic { pc } | EventKind::OpcodeMadeDynamic { pc } => {
                self.place(pc)
            }
            _ => None,
        }
    }

    /// What data at `address` is: a symbol, or a part of one whose size is known.
    pub fn part(&self, address: u16) -> Option<String> {
        part_by(self.shown()?, address)
    }

    /// `address` in a sentence: `add_one ($0618)`, or `$0618` alone.
    pub fn told(&self, address: u16) -> String {
        match self.part(address) {
            Some(symbol) => format!("{symbol} (${address:04X})"),
            None => format!("${address:04X}"),
        }
    }

    /// Gives the memory that a stop is about its name.
    pub fn name(&self, why: &mut Why) {
        if let Why::Watchpoint {
            id,
            address,
            symbol,
            ..
        } = why
        {
            let spec = self.breakpoints.get(*id).map(|breakpoint| &breakpoint.spec);
            let name = spec.and_then(|spec| spec.variable.clone());
            *symbol = name.or_else(|| self.part(*address));
        }
    }

    /// The names of exactly `address`.
    pub fn labels(&self, address: u16) -> Vec<String> {
        let names = self.shown().into_iter().flat_map(|s| s.at(address));
        names.take(MOST).map(str::to_owned).collect()
    }

    /// The symbols, unless the user wants to see none.
    pub fn shown(&self) -> Option<&Symbols> {
        (self.settings.symbol_display == Switch::On).then_some(&self.symbols)
    }

    /// What the current instruction is about to do, by names.
    pub fn outlook(&self) -> Outlook {
        let outlook = effective::outlook(&self.machine);
        let symbol = match (outlook.effective, outlook.target) {
            (Some(address), _) => self.part(address),
            (None, Some(target)) => self.place(target),
            (None, None) => None,
        };
        Outlook { symbol, ..outlook }
    }
}

/// Where code at `address` is, by these symbols.
pub(super) fn place_by(symbols: &Symbols, address: u16) -> Option<String> {
    let (name, offset) = symbols.nearest(address)?;
    Some(with_offset(name, offset))
}

/// What data at `address` is, by these symbols.
pub(super) fn part_by(symbols: &Symbols, address: u16) -> Option<String> {
    let (name, offset) = symbols.part(address)?;
    Some(with_offset(name, offset))
}
