//! The value of an expression at this moment of the machine.
//!
//! Invariants: reading is by `peek`, so looking never disturbs; arithmetic wraps at 64 bits; what C leaves undefined is
//! an error at its place, never a panic.

use jumppad_tiers::{Machine, WatchHit};

use super::tree::{AccessField, Binary, Expr, Register, Unary};
use super::typed::{Sense, Unfollowed};
use super::{Chip, EvalError, EvalErrorKind};
use crate::program::{
    source::{Line, Source},
    symbols::{Entry, Symbols},
};

/// What an expression can see.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The machine whose registers and memory are read, by looking only.
    pub machine: &'a Machine,
    /// The names of addresses.
    pub symbols: &'a Symbols,
    /// The lines of source, for places such as `FILE:LINE`.
    pub source: &'a Source,
    /// The value of `$_`: the last address that was shown.
    pub last_address: u16,
    /// The devices whose registers have names.
    pub chips: &'a [Chip],
    /// The access under a watchpoint, while its condition is asked.
    pub access: Option<WatchHit>,
    /// From where C's names are seen.
    pub view: View,
    /// Where in page 0 the pointer to C's stack is, if the program's file tells.
    pub c_pointer: Option<u16>,
}

/// From where C's names are seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// From a frame of the call stack, 0 being the innermost.
    Frame(usize),
    /// From a frame whose part of C's stack was looked for already.
    Call {
        /// Its number.
        frame: usize,
        /// The address of its call.
        from: u16,
        /// What C's stack pointer was there, or why that is not known.
        pointer: Result<u16, Unfollowed>,
    },
    /// As from a frame, for what is asked at other moments, while that call lasts.
    Held(usize),
    /// From an address, whenever execution stands there.
    At(u16),
}

impl<'a> Scope<'a> {
    /// What can be seen where execution stands.
    pub fn of(machine: &'a Machine, symbols: &'a Symbols, source: &'a Source) -> Self {
        Self {
            machine,
            symbols,
            source,
            last_address: 0,
            chips: &[],
            access: None,
            view: View::Frame(0),
            c_pointer: None,
        }
    }
}

impl Scope<'_> {
    /// The value of `expr`.
    ///
    /// # Errors
    /// A division by zero, an unknown name, an operation that its types do not have, an address past $FFFF, or an access
    /// name outside a watchpoint.
    pub fn value(&self, expr: &Expr) -> Result<i64, EvalError> {
        self.evaluate(&self.bound(expr, Sense::Value)?)
    }

    /// The value of `expr` as an address; of a variable where it is.
    ///
    /// # Errors
    /// An expression that has no value, as [`Scope::value`] says, or a value that is no address.
    pub fn address(&self, expr: &Expr) -> Result<u16, EvalError> {
        let value = self.evaluate(&self.bound(expr, Sense::Address)?)?;
        checked(value, expr.at())
    }

    /// `expr` with its names replaced by what they mean now, for an expression that is kept.
    ///
    /// # Errors
    /// An unknown name, or an operation that its types do not have.
    pub fn bind(&self, expr: &Expr) -> Result<Expr, EvalError> {
        self.bound(expr, Sense::Value)
    }

    /// The value of what is bound.
    ///
    /// # Errors
    /// A division by zero, an address past $FFFF, or an access name outside a watchpoint.
    pub fn evaluate(&self, expr: &Expr) -> Result<i64, EvalError> {
        let cpu = self.machine.cpu();
        Ok(match expr {
            Expr::Number(value) => *value,
            Expr::DollarA => 10,
            // A bound expression has none of these; whoever asks for one that is not gets its own value.
            Expr::Symbol { .. } | Expr::C(..) => self.value(expr)?,
            Expr::Line { .. } | Expr::Function { .. } => self.line(expr)?,
            Expr::Register(register) => i64::from(match register {
                Register::A => u16::from(cpu.a),
                Register::X => u16::from(cpu.x),
                Register::Y => u16::from(cpu.y),
                Register::Sp => self.outer().map_or(cpu.sp, |(_, sp)| sp).into(),
                Register::P => u16::from(cpu.p()),
                Register::Pc => self.outer().map_or(cpu.pc, |(pc, _)| pc),
            }),
            Expr::Flag(bit) => i64::from(cpu.p() & bit != 0),
            // Wraps after 2^63 cycles, which no run reaches.
            Expr::Cycles => cpu.cycles as i64,
            Expr::Bank => {
                let bank = self.machine.bank_at(cpu.pc);
                bank.map_or(0, |bank| bank.choice as i64)
            }
            Expr::LastAddress => i64::from(self.last_address),
            Expr::Access(field, at) => self.access_field(*field, *at)?,
            Expr::Chip { chip, register, at } => self.register_of_chip(chip, register, *at)?,
            Expr::Field(field, at) => return Err(EvalErrorKind::NoRecord(field.name()).at(*at)),
            Expr::Byte(address, at) => {
                let address = checked(self.evaluate(address)?, *at)?;
                i64::from(self.machine.peek(address))
            }
            Expr::Word(address, at) => {
                let address = checked(self.evaluate(address)?, *at)?;
                i64::from(self.machine.peek_word(address))
            }
            Expr::Unary(operator, operand) => unary(*operator, self.evaluate(operand)?),
            Expr::Text(left, test, right, case) => {
                i64::from(self.compare(left, *test, right, *case))
            }
            Expr::Binary(Binary::And, left, right, _) => {
                i64::from(self.evaluate(left)? != 0 && self.evaluate(right)? != 0)
            }
            Expr::Binary(Binary::Or, left, right, _) => {
                i64::from(self.evaluate(left)? != 0 || self.evaluate(right)? != 0)
            }
            Expr::Binary(operator, left, right, at) => {
                binary(*operator, self.evaluate(left)?, self.evaluate(right)?, *at)?
            }
        })
    }

    /// Where a caller that is looked at goes on, and what SP is there: all that a frame has of its registers.
    fn outer(&self) -> Option<(u16, u8)> {
        let View::Frame(number) = self.view else {
            return None;
        };
        let inner = number.checked_sub(1)?;
        let frame = *self.machine.call_stack().frames.get(inner)?;
        Some((frame.returns_to, frame.slot))
    }

    /// The line of source that `expr` is, if it is one, or the next one with code.
    ///
    /// # Errors
    /// There is no such line.
    pub fn line_meant(&self, expr: &Expr) -> Result<Option<Line>, EvalError> {
        let Expr::Line { file, number, at } = expr else {
            return Ok(None);
        };
        let place = self.source.place(file.as_deref(), *number);
        Ok(Some(place.map_err(|error| error.at(*at))?.line))
    }

    /// The first address of a line of source, or of a function of a file.
    pub(super) fn line(&self, expr: &Expr) -> Result<i64, EvalError> {
        match expr {
            Expr::Line { file, number, at } => {
                let place = self.source.place(file.as_deref(), *number);
                Ok(i64::from(place.map_err(|error| error.at(*at))?.start()))
            }
            Expr::Function { file, name, at } => {
                let function = self.source.function(file, name, self.symbols);
                Ok(i64::from(function.map_err(|error| error.at(*at))?))
            }
            other => self.evaluate(other),
        }
    }

    fn access_field(&self, field: AccessField, at: usize) -> Result<i64, EvalError> {
        let Some(hit) = self.access else {
            return Err(EvalErrorKind::NoAccess.at(at));
        };
        Ok(i64::from(match field {
            AccessField::Addr => hit.addr,
            AccessField::Value => u16::from(hit.new),
            AccessField::Old => u16::from(hit.old),
            AccessField::IsWrite => u16::from(hit.kind.is_write()),
        }))
    }
}

/// The error of a name that a file has for several addresses.
pub(super) fn several(name: &str, entries: &[Entry], at: usize) -> EvalError {
    let mut addresses: Vec<u16> = entries.iter().map(|e| e.symbol.address).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let name = name.to_owned();
    EvalErrorKind::Several { name, addresses }.at(at)
}

/// `value` as an address.
///
/// # Errors
/// The value is no address; the error is that of the node at `at`.
pub fn checked(value: i64, at: usize) -> Result<u16, EvalError> {
    u16::try_from(value).map_err(|_| {
        let kind = match u64::try_from(value) {
            Ok(value) => EvalErrorKind::PastTheEnd(value),
            Err(_) => EvalErrorKind::Negative(value),
        };
        kind.at(at)
    })
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

fn binary(operator: Binary, left: i64, right: i64, at: usize) -> Result<i64, EvalError> {
    let by_zero = || EvalErrorKind::DivisionByZero.at(at);
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
