//! Words and numbers that may have been meant otherwise: how they are read, and that this is told.

use super::Session;
use crate::grammar::canonical::{Doubt, typed_expression};
use crate::grammar::expression::KEYWORDS;
use jumppad_engine::expression::typed::Meant;
use jumppad_engine::expression::{EvalError, Expr, Scope, View, register};
use jumppad_engine::program::source::Line;
use jumppad_engine::program::symbols::Found;

impl Session<'_> {
    /// Says how `expr`, which stands where code is meant, was read, if digits alone may be it: as a line of the C that is
    /// shown, once for each of its files, else as an address.
    pub fn tell_reading(&mut self, expr: &Expr) {
        let source = &self.debugger.source;
        let c = source.current.filter(|&file| source.is_c(file));
        match (expr, c) {
            (Expr::Line { file: None, .. }, Some(file)) => {
                let file = source.short_name(file);
                self.remark(format!(
                    "digits alone are lines of {file} while that is shown; an address begins with $ or 0"
                ));
            }
            (Expr::Number(address), None) => {
                if let Ok(address) = u16::try_from(*address) {
                    self.tell_line_meant(address);
                }
            }
            _ => {}
        }
    }

    /// The address of `expr`, where code is meant; how it was read is told.
    ///
    /// # Errors
    /// The expression has no value, or none that is an address.
    pub fn code_address(&mut self, expr: &Expr) -> Result<u16, EvalError> {
        self.tell_reading(expr);
        self.debugger.scope().address(expr)
    }

    /// gdb's users write a line of source where an address stands here: says so where there is such a line, or one behind
    /// it that its breakpoint would slide to, and nothing of the source at the address.
    fn tell_line_meant(&mut self, address: u16) {
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

    /// `expr` as its user writes it: a variable of C by its name alone, even if the language has a word like it.
    pub fn spelled(&self, expr: &Expr) -> String {
        match expr {
            Expr::Symbol { name, .. } if self.debugger.source.c().knows(name) => name.clone(),
            expr => typed_expression(expr),
        }
    }

    /// Says of names in `expr` that are words of the language and variables of C too which of both they are.
    pub fn tell_meant(&mut self, expr: &Expr) {
        self.tell_meant_from(self.debugger.scope().view, expr);
    }

    /// As [`Session::tell_meant`], of what is asked elsewhere.
    pub fn tell_meant_from(&mut self, view: View, expr: &Expr) {
        for name in expr.names() {
            let lower = name.to_ascii_lowercase();
            let own = match register(&lower) {
                Some(_) => format!("the register is `${lower}`"),
                None if KEYWORDS.contains(&lower.as_str()) => {
                    "it hides the language's own word".to_owned()
                }
                None => continue,
            };
            let scope = Scope {
                view,
                ..self.debugger.scope()
            };
            let text = match scope.meant(&name) {
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
                // Functions of C may well be called f.
                Doubt::Name(name) if self.debugger.source.c().function(name, None).is_some() => {
                    continue;
                }
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
