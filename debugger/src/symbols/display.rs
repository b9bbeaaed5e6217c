//! Addresses told by names, where `set symbol-display` allows it.
//!
//! Invariant: a name never lies. Code is told by the nearest name before it, data and operands only by a name of their
//! own or inside of a symbol whose size is known; an operand's name reads back as the same address.

use super::{Found, Symbols, is_typable};
use crate::session::Session;
use crate::settings::Switch;

/// Names shown for one address.
const MOST: usize = 4;

/// `add_one`, or `add_one+3`; a distance from 10 on is hexadecimal, and marked so.
pub(crate) fn with_offset(name: &str, offset: u16) -> String {
    match offset {
        0 => name.to_owned(),
        1..=9 => format!("{name}+{offset}"),
        _ => format!("{name}+${offset:02X}"),
    }
}

impl Symbols {
    /// `address` as an operand, in a text that means this address and nothing else.
    pub(crate) fn operand(&self, address: u16) -> Option<String> {
        let is_it = |name: &str, start: u16| {
            // The assembler's accumulator is no symbol.
            let is_plain = is_typable(name) && !name.eq_ignore_ascii_case("a");
            is_plain && matches!(self.find(name), Found::One(symbol) if symbol.address == start)
        };
        if let Some(name) = self.at(address).find(|name| is_it(name, address)) {
            return Some(name.to_owned());
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

    /// What data at `address` is: a symbol, or a part of one whose size is known.
    pub(crate) fn part(&self, address: u16) -> Option<String> {
        let (name, offset) = self.shown()?.part(address)?;
        Some(with_offset(name, offset))
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
}
