//! Words and numbers that may have been meant otherwise: how they were read is told.

use super::Session;
use crate::grammar::canonical::Doubt;
use crate::grammar::expression::KEYWORDS;
use jumppad_engine::expression::typed::Meant;
use jumppad_engine::expression::{Expr, register};
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

    /// Says of names in `expr` that are words of the language and variables of C too which of both they are.
    pub fn tell_meant(&mut self, expr: &Expr) {
        let mut names = Vec::new();
        symbols(expr, &mut names);
        for name in names {
            let lower = name.to_ascii_lowercase();
            let own = match register(&lower) {
                Some(_) => format!("the register is `${lower}`"),
                None if KEYWORDS.contains(&lower.as_str()) => {
                    "it hides the language's own word".to_owned()
                }
                None => continue,
            };
            let text = match self.debugger.scope().meant(&name) {
                Some(Meant::Local(function)) => {
                    format!("`{name}` is the variable of {function}; {own}")
                }
                Some(Meant::Global) => format!("`{name}` is the program's variable; {own}"),
                Some(Meant::Language) => {
                    format!("`{name}` is the language's own: no variable of that name is in scope")
                }
                None => continue,
            };
            self.remark(text);
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

/// The names in `expr`.
fn symbols(expr: &Expr, names: &mut Vec<String>) {
    match expr {
        Expr::Symbol { name, .. } => names.push(name.clone()),
        Expr::Byte(inner, _) | Expr::Word(inner, _) | Expr::Unary(_, inner) => {
            symbols(inner, names)
        }
        Expr::Binary(_, left, right, _) => {
            symbols(left, names);
            symbols(right, names);
        }
        Expr::C(operation, _) => {
            for part in operation.parts() {
                symbols(part, names);
            }
        }
        _ => {}
    }
}
