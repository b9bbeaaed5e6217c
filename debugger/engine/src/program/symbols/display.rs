//! Addresses told by names, where `set symbol-display` allows it.
//!
//! Invariant: a name never lies. Code is told by the nearest name before it, data and operands only by a name of their
//! own or inside of a symbol whose size is known; an operand's name reads back as the same address.

use jumppad_tiers::EventKind;

use super::{Found, Symbols, typed};
use crate::answer::{Outlook, Why};
use crate::debugger::Debugger;
use crate::program::effective;
use crate::settings::Switch;

/// Names shown for one address.
const MOST: usize = 4;

/// `add_one`, `add_one+3`, or `'a-1'+3`; a distance from 10 on is hexadecimal, and marked so.
pub fn with_offset(name: &str, offset: u16) -> String {
    let name = typed(name);
    match offset {
        0 => name.into_owned(),
        1..=9 => format!("{name}+{offset}"),
        _ => format!("{name}+${offset:02X}"),
    }
}

impl Symbols {
    /// `address` as an operand, in a text that means this address and nothing else.
    pub fn operand(&self, address: u16) -> Option<String> {
        let is_it = |name: &str, start: u16| {
            // The assembler's accumulator is no symbol.
            !name.eq_ignore_ascii_case("a")
                && matches!(self.find(name), Found::One(symbol) if symbol.address == start)
        };
        if let Some(name) = self.at(address).find(|name| is_it(name, address)) {
            return Some(typed(name).into_owned());
        }
        let (name, offset) = self.part(address)?;
        is_it(name, address - offset).then(|| with_offset(name, offset))
    }
}

impl Debugger {
    /// Where code at `address` is: `add_one`, `add_one+3`.
    pub fn place(&self, address: u16) -> Option<String> {
        let (name, offset) = self.shown()?.nearest(address)?;
        Some(with_offset(name, offset))
    }

    /// Where code at `address` is, told by the symbol that `inside` has: where a call returns to is named as the call is,
    /// even if that is its routine's last instruction.
    pub fn place_within(&self, address: u16, inside: u16) -> Option<String> {
        let (name, offset) = self.shown()?.nearest(inside)?;
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
        let (name, offset) = self.shown()?.part(address)?;
        Some(with_offset(name, offset))
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
            address, symbol, ..
        } = why
        {
            *symbol = self.part(*address);
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
