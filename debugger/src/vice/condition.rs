//! Conditions as VICE's monitor writes them, in the command language.
//!
//! What differs: digits are hexadecimal, all operators bind alike and go from left to right, `.NAME` is a label,
//! `@cpu:ADDRESS` is memory. VICE asks after a store, the engine before it: what stands at an address that is being
//! written is the byte that will be there.
//!
//! Invariant: what is translated means the same; all else is refused, with a reason. Left out: the screen (RL, CY), drives,
//! other banks than the CPU's, registers of other CPUs.

use std::ops::RangeInclusive;

use super::facts::is_bank;
use jumppad_engine::expression::{AccessField, Binary, Expr, Register};
use jumppad_engine::program::symbols::{Found, Symbols};

/// Operators, longer ones before those that they begin with.
const OPERATORS: [(&str, Binary); 14] = [
    ("<=", Binary::LessEqual),
    (">=", Binary::GreaterEqual),
    ("==", Binary::Equal),
    ("!=", Binary::NotEqual),
    ("&&", Binary::And),
    ("||", Binary::Or),
    ("<", Binary::Less),
    (">", Binary::Greater),
    ("&", Binary::BitAnd),
    ("|", Binary::BitOr),
    ("*", Binary::Multiply),
    ("/", Binary::Divide),
    ("+", Binary::Add),
    ("-", Binary::Subtract),
];

/// The names of registers, in capitals.
const REGISTERS: [(&str, Register); 6] = [
    ("A", Register::A),
    ("X", Register::X),
    ("Y", Register::Y),
    ("PC", Register::Pc),
    ("SP", Register::Sp),
    ("FL", Register::P),
];

/// What a condition may name.
pub(super) struct Names<'a> {
    pub(super) symbols: &'a Symbols,
    /// The memory that is watched, if the condition is one of a watchpoint.
    pub(super) watched: Option<RangeInclusive<u16>>,
}

fn number(value: u32) -> Expr {
    Expr::Number(value.into())
}

fn joined(left: Expr, operator: Binary, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right), 0)
}

/// What `text` means.
///
/// # Errors
/// Why it cannot be translated.
pub(super) fn translated(text: &str, names: &Names<'_>) -> Result<Expr, String> {
    let mut reader = Reader { rest: text, names };
    let condition = reader.joined()?;
    match reader.blanks() {
        "" => Ok(condition),
        rest => Err(format!("`{rest}` is not understood")),
    }
}

struct Reader<'a> {
    rest: &'a str,
    names: &'a Names<'a>,
}

impl<'a> Reader<'a> {
    /// What follows the blanks.
    fn blanks(&mut self) -> &'a str {
        self.rest = self.rest.trim_start();
        self.rest
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.blanks().strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// All that `is_part` follows up to here.
    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Operands joined by operators, from left to right.
    fn joined(&mut self) -> Result<Expr, String> {
        let mut left = self.operand()?;
        while let Some(&(_, operator)) = OPERATORS.iter().find(|(text, _)| self.eat(text)) {
            left = joined(left, operator, self.operand()?);
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, String> {
        let start = self.blanks();
        if self.eat("(") {
            let inner = self.joined()?;
            return match self.eat(")") {
                true => Ok(inner),
                false => Err(format!("a bracket is open in `{start}`")),
            };
        }
        if self.eat("@") {
            return self.memory();
        }
        if self.eat(".") {
            return self.label();
        }
        for (mark, radix) in [("$", 16), ("%", 2), ("&", 8), ("+", 10)] {
            if self.eat(mark) {
                let digits = self.take(|c| c.is_ascii_hexdigit());
                return digits_of(digits, radix);
            }
        }
        self.word()
    }

    /// A register or digits; the main CPU's memory may be named before a register.
    fn word(&mut self) -> Result<Expr, String> {
        let word = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
        if self.rest.starts_with(':') {
            return match word.eq_ignore_ascii_case("c") && self.eat(":") {
                true => self.word(),
                false => Err(format!("there is no `{word}:` here, but one memory")),
            };
        }
        if let Some(register) = register(word) {
            return Ok(register);
        }
        match word.to_ascii_uppercase().as_str() {
            "" => Err(match self.rest {
                "" => "something is missing at its end".to_owned(),
                rest => format!("`{rest}` is not understood"),
            }),
            "RL" | "CY" => Err(format!("there is no screen that `{word}` could tell of")),
            "B" | "C" | "D" | "E" | "F" => Err(format!(
                "`{word}` is a register of another CPU; the number is `${word}`"
            )),
            _ => digits_of(word, 16),
        }
    }

    /// A label, or a register, for those who write a dot before each.
    fn label(&mut self) -> Result<Expr, String> {
        let name = self.take(|c| c.is_ascii_alphanumeric() || "_@?:.".contains(c));
        match (self.names.symbols.find(name), register(name)) {
            (Found::One(symbol), _) => Ok(number(symbol.address.into())),
            (Found::Several(_), _) => Err(format!("there are several `{name}`")),
            (Found::Nothing, Some(register)) => Ok(register),
            (Found::Nothing, None) => Err(format!("there is no label `{name}`")),
        }
    }

    /// The byte at an address, behind `@`.
    fn memory(&mut self) -> Result<Expr, String> {
        let bank = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_bank(bank) {
            return Err(format!("there is no bank `{bank}`"));
        }
        if !self.eat(":") {
            return Err("an address is missing behind `@`".to_owned());
        }
        let address = match self.blanks().starts_with(['(', '.', '$', '%', '&', '+']) {
            true => self.operand()?,
            false => digits_of(self.take(|c| c.is_ascii_hexdigit()), 16)?,
        };
        let Expr::Number(value) = address else {
            return Ok(Expr::Byte(Box::new(address), 0));
        };
        let there = u16::try_from(value)
            .map_err(|_| format!("`${value:X}` is behind the end of memory"))?;
        let byte = Expr::Byte(Box::new(address), 0);
        let written = Expr::Access(AccessField::Value, 0);
        let watched = self.names.watched.as_ref();
        Ok(match watched.filter(|range| range.contains(&there)) {
            None => byte,
            Some(range) if range.start() == range.end() => written,
            Some(_) => {
                let accessed = |operator, byte| {
                    let address = Expr::Access(AccessField::Addr, 0);
                    let is_there = joined(address, operator, number(there.into()));
                    joined(is_there, Binary::Multiply, byte)
                };
                // One of both is 0.
                let written = accessed(Binary::Equal, written);
                joined(written, Binary::Add, accessed(Binary::NotEqual, byte))
            }
        })
    }
}

fn register(name: &str) -> Option<Expr> {
    let mut all = REGISTERS.iter();
    let found = all.find(|(theirs, _)| theirs.eq_ignore_ascii_case(name));
    found.map(|&(_, register)| Expr::Register(register))
}

/// A number; eight digits VICE reads as two addresses.
fn digits_of(digits: &str, radix: u32) -> Result<Expr, String> {
    let value = u32::from_str_radix(digits, radix).ok();
    let value = value.filter(|_| digits.len() < 8 || radix == 2);
    value
        .map(number)
        .ok_or_else(|| format!("`{digits}` is no number"))
}

#[cfg(test)]
mod tests {
    use jumppad_engine::debugger::Debugger;
    use jumppad_engine::expression::View;
    use jumppad_engine::program::demo;
    use jumppad_language::executor;
    use jumppad_language::session::Session;
    use jumppad_tiers::Config;

    use super::*;
    use crate::vice::ears::Nobody;

    fn told(text: &str, watched: Option<RangeInclusive<u16>>) -> Result<String, String> {
        let mut debugger = Debugger::new(Config::default(), None, demo::program());
        let mut shell = executor::shell(Box::new(Nobody));
        let session = Session {
            debugger: &mut debugger,
            shell: &mut shell,
        };
        let names = Names {
            symbols: &session.debugger.symbols,
            watched,
        };
        let expr = translated(text, &names)?;
        let condition = session.condition_of(expr, View::Frame(0));
        Ok(condition.expect("all its names are known").text)
    }

    #[test]
    fn numbers_and_registers_mean_what_they_mean_in_vice() {
        for (theirs, own) in [
            ("A == $05", "a == 5"),
            ("A==05", "a == 5"),
            (".A == 10", "a == $10"),
            ("a == AB", "a == $AB"),
            ("A == +10", "a == $0A"),
            ("A &1", "a & 1"),
            ("%101 == A", "5 == a"),
            ("&17 != x", "$0F != x"),
            ("c:A == 5", "a == 5"),
            ("fl & 1", "p & 1"),
            ("((((SP))))", "sp"),
            ("@cpu:0200 >= $5", "[$0200] >= 5"),
            ("@default:$0200 == 5", "[$0200] == 5"),
            ("@cpu:(pc + 1) == $68", "[pc + 1] == $68"),
            ("@cpu:(y)", "[y]"),
            // One operator binds as tightly as another.
            ("X == 10 && A == 5", "(x == $10 && a) == 5"),
            ("(X == $10) && (A == $5)", "x == $10 && a == 5"),
            ("A + 2 * 3", "(a + 2) * 3"),
        ] {
            assert_eq!(told(theirs, None).as_deref(), Ok(own), "{theirs}");
        }
    }

    #[test]
    fn what_cannot_be_translated_is_refused() {
        for text in [
            "",
            "A ==",
            "A = 5",
            "A == $5 )",
            "(A == 5",
            "!A",
            "-1 == A",
            "A ^ 1",
            "A % 2",
            "B == 1",
            "RL > 5",
            "8:A == 5",
            ".foo == 3",
            "@io:$d020 == 1",
            "@cpu:$12345 == 1",
            "@cpu",
            "@cpu:",
            "12345678 == A",
            "A == 5 ; quit",
            "A == \u{E9}",
            "A == %2",
        ] {
            assert!(told(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_written_is_already_there() {
        let one = told("@cpu:$0200 == 5", Some(0x200..=0x200));
        assert_eq!(one.as_deref(), Ok("value == 5"));
        let several = told("@cpu:$0200 == 5", Some(0x200..=0x20F));
        let expected = "(addr == $0200) * value + (addr != $0200) * [$0200] == 5";
        assert_eq!(several.as_deref(), Ok(expected));
        let elsewhere = told("@cpu:$0210 == 5", Some(0x200..=0x20F));
        assert_eq!(elsewhere.as_deref(), Ok("[$0210] == 5"));
    }
}
