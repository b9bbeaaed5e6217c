//! Addresses told by names, where `set symbol-display` allows it.
//!
//! Invariant: a name never lies. Code is told by the nearest name before it, data and operands only by a name of their
//! own or inside of a symbol whose size is known; an operand's name reads back as the same address.

use jumppad_tiers::EventKind;

use super::{Found, Symbols, typed};
use crate::effective;
use crate::grammar::canonical::Doubt;
use crate::report::{Outlook, Report, Why};
use crate::session::Session;
use crate::settings::Switch;

/// Names shown for one address.
const MOST: usize = 4;

/// `add_one`, `add_one+3`, or `'a-1'+3`; a distance from 10 on is hexadecimal, and marked so.
pub(crate) fn with_offset(name: &str, offset: u16) -> String {
    let name = typed(name);
    match offset {
        0 => name.into_owned(),
        1..=9 => format!("{name}+{offset}"),
        _ => format!("{name}+${offset:02X}"),
    }
}

impl Symbols {
    /// `address` as an operand, in a text that means this address and nothing else.
    pub(crate) fn operand(&self, address: u16) -> Option<String> {
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

impl Session {
    /// Where code at `address` is: `add_one`, `add_one+3`.
    pub(crate) fn place(&self, address: u16) -> Option<String> {
        let (name, offset) = self.shown()?.nearest(address)?;
        Some(with_offset(name, offset))
    }

    /// The same by the symbol that `inside` has: where a call returns to is named as the call is, even if that is its
    /// routine's last instruction.
    pub(crate) fn place_within(&self, address: u16, inside: u16) -> Option<String> {
        let (name, offset) = self.shown()?.nearest(inside)?;
        let behind = address.wrapping_sub(inside);
        Some(with_offset(name, offset.wrapping_add(behind)))
    }

    /// Where the code is that an event is about.
    pub(crate) fn place_of(&self, event: &EventKind) -> Option<String> {
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
    pub(crate) fn part(&self, address: u16) -> Option<String> {
        let (name, offset) = self.shown()?.part(address)?;
        Some(with_offset(name, offset))
    }

    /// `address` in a sentence: `add_one ($0618)`, or `$0618` alone.
    pub(crate) fn told(&self, address: u16) -> String {
        match self.part(address) {
            Some(symbol) => format!("{symbol} (${address:04X})"),
            None => format!("${address:04X}"),
        }
    }

    /// Gives the memory that a stop is about its name.
    pub(crate) fn name(&self, why: &mut Why) {
        if let Why::Watchpoint {
            address, symbol, ..
        } = why
        {
            *symbol = self.part(*address);
        }
    }

    /// The names of exactly `address`.
    pub(crate) fn labels(&self, address: u16) -> Vec<String> {
        let names = self.shown().into_iter().flat_map(|s| s.at(address));
        names.take(MOST).map(str::to_owned).collect()
    }

    /// The symbols, unless the user wants to see none.
    pub(crate) fn shown(&self) -> Option<&Symbols> {
        (self.settings.symbol_display == Switch::On).then_some(&self.symbols)
    }

    /// What the current instruction is about to do, by names.
    pub(crate) fn outlook(&self) -> Outlook {
        let outlook = effective::outlook(&self.machine);
        let symbol = match (outlook.effective, outlook.target) {
            (Some(address), _) => self.part(address),
            (None, Some(target)) => self.place(target),
            (None, None) => None,
        };
        Outlook { symbol, ..outlook }
    }

    /// gdb's users write a line of source where an address stands here: says so where there is such a line, and nothing of
    /// the source at the address.
    pub(crate) fn tell_line_meant(&mut self, address: u16) {
        let digits = format!("{address:X}");
        let Ok(number) = digits.parse() else { return };
        let meant = match self.source.line_of(address) {
            None => self.source.place(None, number, 0).ok(),
            Some(_) => None,
        };
        if let Some(place) = meant.filter(|place| place.line.number == number) {
            let line = self.source.place_name(place.line);
            let text = format!("`{digits}` is the address ${address:04X}; the line is `{line}`");
            self.tell(&Report::Note { text });
        }
    }

    /// Says how words were read that may have been meant otherwise.
    pub(crate) fn tell_doubts(&mut self, doubts: &[Doubt]) {
        for doubt in doubts {
            let text = match doubt {
                Doubt::Name(name) => match self.symbols.find(name) {
                    Found::One(symbol) => {
                        let address = symbol.address;
                        format!("`{name}` is the symbol at ${address:04X}; the number is ${name}")
                    }
                    Found::Nothing | Found::Several(_) => continue,
                },
                Doubt::DollarA => "`$a` is the number 10; the register is `a`".to_owned(),
                Doubt::Decimal(digits) => match digits.parse::<i64>() {
                    Ok(value) => format!("`{digits}` is decimal: ${value:02X}"),
                    Err(_) => continue,
                },
                Doubt::Hexadecimal(digits) => {
                    format!("`{digits}` is an address, so hexadecimal: ${digits}")
                }
            };
            self.tell(&Report::Note { text });
        }
    }
}
