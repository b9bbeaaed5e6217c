//! Words and numbers that may have been meant otherwise: how they were read is told.

use super::Session;
use crate::grammar::canonical::Doubt;
use jumppad_engine::program::source::Line;
use jumppad_engine::program::symbols::Found;

impl Session<'_> {
    /// gdb's users write a line of source where an address stands here: says so where there is such a line, or one behind
    /// it that its breakpoint would slide to, and nothing of the source at the address.
    pub fn tell_line_meant(&mut self, address: u16) {
        let digits = format!("{address:X}");
        let Ok(number) = digits.parse() else { return };
        let source = &self.debugger.source;
        let meant = match source.line_of(address) {
            None => source.place(None, number).ok(),
            Some(_) => None,
        };
        if let Some(place) = meant {
            let line = source.place_name(Line {
                number,
                ..place.line
            });
            let text = format!("`{digits}` is the address ${address:04X}; the line is `{line}`");
            self.note(text);
        }
    }

    /// Says how words were read that may have been meant otherwise.
    pub fn tell_doubts(&mut self, doubts: &[Doubt]) {
        for doubt in doubts {
            let text = match doubt {
                Doubt::Name(name) => match self.debugger.symbols.find(name) {
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
            self.note(text);
        }
    }
}
