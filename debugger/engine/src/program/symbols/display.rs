//! Addresses told by names.
//!
//! Invariant: a name never lies. Code is told by the nearest name before it, data and operands only by a name of their
//! own or inside of a symbol whose size is known; an operand's name reads back as the same address.

use super::{Found, Symbols, typed};

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
