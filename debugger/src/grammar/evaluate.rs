//! The value of an expression at this moment of the machine.
//!
//! Invariants: reading is by `peek`, so looking never disturbs; arithmetic wraps at 64 bits; what C leaves undefined is
//! an error at its place, never a panic.

use jumppad_tiers::{Machine, WatchHit};

use super::tree::{AccessField, Binary, Expr, Register, Unary};
use super::{Diagnostic, expression::register, number};
use crate::source::Source;
use crate::symbols::{Entry, Found, Symbols};

/// What to say of a name that nobody knows.
const NAMES: &str = "names are symbols, a x y sp pc p, .n .v .b .d .i .z .c, cycles, $_; numbers $C000 %1010 'A' 10";

/// How many addresses of one name are told.
const MOST_PLACES: usize = 6;

/// What an expression can see.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) symbols: &'a Symbols,
    pub(crate) source: &'a Source,
    pub(crate) last_address: u16,
    /// The access under a watchpoint, while its condition is asked.
    pub(crate) access: Option<WatchHit>,
}

impl Scope<'_> {
    /// The value of `expr`.
    ///
    /// # Errors
    /// A division by zero, an unknown symbol, an address past $FFFF, or an access name outside a watchpoint.
    pub(crate) fn value(&self, expr: &Expr) -> Result<i64, Diagnostic> {
        let cpu = self.machine.cpu();
        Ok(match expr {
            Expr::Number(value) => *value,
            Expr::DollarA => 10,
            Expr::Symbol { name, number, at } => self.symbol(name, *number, *at)?,
            Expr::Line { file, number, at } => {
                i64::from(self.source.place(file.as_deref(), *number, *at)?.start())
            }
            Expr::Register(register) => i64::from(match register {
                Register::A => u16::from(cpu.a),
                Register::X => u16::from(cpu.x),
                Register::Y => u16::from(cpu.y),
                Register::Sp => u16::from(cpu.sp),
                Register::P => u16::from(cpu.p()),
                Register::Pc => cpu.pc,
            }),
            Expr::Flag(bit) => i64::from(cpu.p() & bit != 0),
            // Wraps after 2^63 cycles, which no run reaches.
            Expr::Cycles => cpu.cycles as i64,
            Expr::LastAddress => i64::from(self.last_address),
            Expr::Access(field, at) => self.access_field(*field, *at)?,
            Expr::Field(field, at) => return Err(no_record(field.name(), *at)),
            Expr::Byte(address, at) => {
                let address = checked(self.value(address)?, *at)?;
                i64::from(self.machine.peek(address))
            }
            Expr::Word(address, at) => {
                let address = checked(self.value(address)?, *at)?;
                i64::from(self.machine.peek_word(address))
            }
            Expr::Unary(operator, operand) => unary(*operator, self.value(operand)?),
            Expr::Text(left, test, right, case) => {
                i64::from(self.compare(left, *test, right, *case))
            }
            Expr::Binary(Binary::And, left, right, _) => {
                i64::from(self.value(left)? != 0 && self.value(right)? != 0)
            }
            Expr::Binary(Binary::Or, left, right, _) => {
                i64::from(self.value(left)? != 0 || self.value(right)? != 0)
            }
            Expr::Binary(operator, left, right, at) => {
                binary(*operator, self.value(left)?, self.value(right)?, *at)?
            }
        })
    }

    /// The value of `expr` as an address.
    ///
    /// # Errors
    /// As [`Scope::value`], or a value that is no address.
    pub(crate) fn address(&self, expr: &Expr) -> Result<u16, Diagnostic> {
        checked(self.value(expr)?, expr.at())
    }

    /// `expr` with its symbols replaced by their addresses, for an expression that is kept.
    ///
    /// # Errors
    /// An unknown symbol.
    pub(crate) fn bind(&self, expr: Expr) -> Result<Expr, Diagnostic> {
        let bound = |inner: Box<Expr>| self.bind(*inner).map(Box::new);
        Ok(match expr {
            Expr::Symbol { name, number, at } => Expr::Number(self.symbol(&name, number, at)?),
            Expr::Line { .. } => Expr::Number(self.value(&expr)?),
            Expr::Byte(address, at) => Expr::Byte(bound(address)?, at),
            Expr::Word(address, at) => Expr::Word(bound(address)?, at),
            Expr::Unary(operator, operand) => Expr::Unary(operator, bound(operand)?),
            Expr::Binary(operator, left, right, at) => {
                Expr::Binary(operator, bound(left)?, bound(right)?, at)
            }
            other => other,
        })
    }

    fn symbol(&self, name: &str, number: Option<i64>, at: usize) -> Result<i64, Diagnostic> {
        match (self.symbols.find(name), number) {
            (Found::One(symbol), _) => Ok(i64::from(symbol.address)),
            (Found::Several(entries), _) => Err(several(name, entries, at)),
            (Found::Nothing, Some(number)) => Ok(number),
            (Found::Nothing, None) => {
                let unknown =
                    Diagnostic::new(at, format!("`{name}` is not a known name or number"));
                Err(unknown.advise(match self.symbols.meant(name) {
                    Some(guess) => format!("did you mean `{guess}`?"),
                    // VICE writes a register with a dot.
                    None if register(&name.to_ascii_lowercase()).is_some() => {
                        format!(
                            "a register is written without a dot: {}",
                            name.to_ascii_lowercase()
                        )
                    }
                    None if name.chars().all(|c| c.is_ascii_hexdigit()) => {
                        format!("a hexadecimal number is written ${name} here")
                    }
                    None => NAMES.to_owned(),
                }))
            }
        }
    }

    fn access_field(&self, field: AccessField, at: usize) -> Result<i64, Diagnostic> {
        let Some(hit) = self.access else {
            return Err(Diagnostic::new(at, "there is no memory access here")
                .advise("addr, value, old and iswrite belong in the condition of a watchpoint"));
        };
        Ok(i64::from(match field {
            AccessField::Addr => hit.addr,
            AccessField::Value => u16::from(hit.new),
            AccessField::Old => u16::from(hit.old),
            AccessField::IsWrite => u16::from(hit.write),
        }))
    }
}

/// The error of a field where there is no record.
fn no_record(name: &str, at: usize) -> Diagnostic {
    Diagnostic::new(at, format!("`{name}` is a field of what `find` searches"))
}

/// The error of a name that a file has for several addresses.
fn several(name: &str, entries: &[Entry], at: usize) -> Diagnostic {
    let mut addresses: Vec<u16> = entries.iter().map(|e| e.symbol.address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let places = addresses.iter().map(|address| format!("${address:04X}"));
    let mut places: Vec<String> = places.take(MOST_PLACES + 1).collect();
    if places.len() > MOST_PLACES {
        places[MOST_PLACES] = "...".to_owned();
    }
    Diagnostic::new(at, format!("`{name}` has several addresses"))
        .advise(format!("it is {}", places.join(", ")))
}

fn checked(value: i64, at: usize) -> Result<u16, Diagnostic> {
    match u16::try_from(value) {
        Ok(address) => Ok(address),
        Err(_) if value < 0 => {
            let unfit = Diagnostic::new(at, format!("{value} is not an address"));
            Err(unfit.advise("`-` subtracts; a range is written A..B"))
        }
        Err(_) => Err(number::past_the_end(at, value)),
    }
}

fn unary(operator: Unary, value: i64) -> i64 {
    match operator {
        Unary::Negate => value.wrapping_neg(),
        Unary::Not => i64::from(value == 0),
        Unary::Complement => !value,
        Unary::LowByte => value & 0xFF,
        Unary::HighByte => value >> 8 & 0xFF,
    }
}

fn binary(operator: Binary, left: i64, right: i64, at: usize) -> Result<i64, Diagnostic> {
    let by_zero = || Diagnostic::new(at, "division by zero");
    let shift = |by: i64| u32::try_from(by).ok().filter(|&by| by < 64);
    Ok(match operator {
        Binary::Or => i64::from(left != 0 || right != 0),
        Binary::And => i64::from(left != 0 && right != 0),
        Binary::BitOr => left | right,
        Binary::BitXor => left ^ right,
        Binary::BitAnd => left & right,
        Binary::Equal => i64::from(left == right),
        Binary::NotEqual => i64::from(left != right),
        Binary::Less => i64::from(left < right),
        Binary::LessEqual => i64::from(left <= right),
        Binary::Greater => i64::from(left > right),
        Binary::GreaterEqual => i64::from(left >= right),
        Binary::ShiftLeft => shift(right).map_or(0, |by| left << by),
        Binary::ShiftRight => shift(right).map_or(0, |by| left >> by),
        Binary::Add => left.wrapping_add(right),
        Binary::Subtract => left.wrapping_sub(right),
        Binary::Multiply => left.wrapping_mul(right),
        Binary::Divide if right == 0 => return Err(by_zero()),
        Binary::Remainder if right == 0 => return Err(by_zero()),
        Binary::Divide => left.wrapping_div(right),
        Binary::Remainder => left.wrapping_rem(right),
    })
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode};

    use super::super::expression::expression;
    use super::super::parse_all;
    use super::*;
    use crate::symbols::Symbol;

    fn symbols() -> Symbols {
        let mut symbols = Symbols::default();
        for (name, address) in [("add_one", 0x618), ("add_one::done", 0x620), ("c0", 0x10)] {
            symbols.define(Symbol::new(name, address));
        }
        symbols
    }

    fn value(text: &str) -> Result<i64, Diagnostic> {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        machine.cpu_mut().pc = 0x1234;
        machine.cpu_mut().a = 0x41;
        machine.cpu_mut().x = 10;
        machine.cpu_mut().set_p(0x21);
        machine.poke(0x10, 0x78);
        machine.poke(0x11, 0x56);
        let scope = Scope {
            machine: &machine,
            symbols: &symbols(),
            source: &Source::default(),
            last_address: 0x200,
            access: None,
        };
        scope.value(&parse_all(text, expression)?)
    }

    #[test]
    fn precedence_is_that_of_c() {
        assert_eq!(value("2 + 3 * 4"), Ok(14));
        assert_eq!(value("10 - 4 - 3"), Ok(3));
        assert_eq!(value("1 << 2 + 1"), Ok(8));
        assert_eq!(value("1 | 2 == 2"), Ok(1));
        assert_eq!(value("(1 | 2) == 3 && 4 > 3"), Ok(1));
        assert_eq!(value("-2 * -3"), Ok(6));
        assert_eq!(value("!0 + !5"), Ok(1));
        assert_eq!(value("7 % 4 / 2"), Ok(1));
    }

    #[test]
    fn the_machine_is_visible() {
        assert_eq!(value("a == 'A' && x == 10 && .c && !.z"), Ok(1));
        assert_eq!(value("[$10]"), Ok(0x78));
        assert_eq!(value("[10] + 10"), Ok(0x82));
        assert_eq!(value("[+16] - $a"), Ok(0x6E));
        assert_eq!(value("w[$10]"), Ok(0x5678));
        assert_eq!(value("w[8 * 2] == $5678"), Ok(1));
        assert_eq!(value("<pc"), Ok(0x34));
        assert_eq!(value(">pc"), Ok(0x12));
        assert_eq!(value("$_ + 1"), Ok(0x201));
        assert_eq!(value("PC == 0x1234"), Ok(1));
    }

    #[test]
    fn symbols_are_addresses() {
        assert_eq!(value("add_one + 1"), Ok(0x619));
        assert_eq!(value(".add_one"), Ok(0x618));
        assert_eq!(value("add_one::done"), Ok(0x620));
        assert_eq!(value("[c0]"), Ok(0x78));
        let error = value("1 + add_ona").unwrap_err();
        assert_eq!(error.offset, 4);
        assert_eq!(error.advice.as_deref(), Some("did you mean `add_one`?"));
        assert!(value("face").unwrap_err().advice.unwrap().contains("$face"));
    }

    #[test]
    fn short_circuit_spares_the_right_side() {
        assert_eq!(value("0 && 1 / 0"), Ok(0));
        assert_eq!(value("1 || 1 / 0"), Ok(1));
    }

    #[test]
    fn what_cannot_be_is_an_error_at_its_place() {
        assert_eq!(value("1 / 0").unwrap_err().offset, 2);
        assert_eq!(value("3 + [$10000]").unwrap_err().offset, 4);
        assert!(value("[0 - 1]").is_err());
        assert!(value("value == 3").is_err());
        assert_eq!(value("1 << 99"), Ok(0));
    }
}
