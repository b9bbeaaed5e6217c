//! The tree of an expression, between its text and its value.
//!
//! Invariant: a node that can fail when it is evaluated keeps its place in the line.

use std::ops::RangeInclusive;

use super::fields::{Capitals, Field, Holds};

/// An expression, not yet evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Number(i64),
    /// `$a`: the number 10, which gdb's users may mean as a register.
    DollarA,
    /// A name that is not the machine's, with its value where it can also be read as digits.
    Symbol {
        name: String,
        number: Option<i64>,
        at: usize,
    },
    /// The first address of a line of source; without a file, of the current one.
    Line {
        file: Option<String>,
        number: u32,
        at: usize,
    },
    Register(Register),
    /// A flag, by its bit in P.
    Flag(u8),
    Cycles,
    /// `$_`: the last address shown.
    LastAddress,
    /// `addr value old iswrite` in a watchpoint's condition.
    Access(AccessField, usize),
    /// A number of the record that is asked about.
    Field(&'static Field, usize),
    Byte(Box<Expr>, usize),
    Word(Box<Expr>, usize),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>, usize),
    /// A comparison of strings.
    Text(Box<Text>, TextTest, Box<Text>, Case),
}

impl Expr {
    /// Whether its value is made of names and numbers only, of at least one name.
    pub fn is_of_names(&self) -> bool {
        self.has_names() == Some(true)
    }

    /// Whether its value depends on nothing.
    pub fn is_constant(&self) -> bool {
        self.has_names() == Some(false)
    }

    /// Whether it asks for memory in the range, at an address that is a number.
    pub fn asks_for_memory_in(&self, range: &RangeInclusive<u16>) -> bool {
        let asks = |expr: &Self| expr.asks_for_memory_in(range);
        match self {
            Self::Byte(address, _) | Self::Word(address, _) => match **address {
                Self::Number(address) => u16::try_from(address).is_ok_and(|a| range.contains(&a)),
                _ => asks(address),
            },
            Self::Unary(_, inner) => asks(inner),
            Self::Binary(_, left, right, _) => asks(left) || asks(right),
            _ => false,
        }
    }

    /// The numbers that are compared with what `is_of_kind`.
    pub fn compared_with(&self, is_of_kind: fn(&Self) -> bool) -> Vec<i64> {
        let mut found = Vec::new();
        self.collect_compared(is_of_kind, &mut found);
        found
    }

    fn collect_compared(&self, is_of_kind: fn(&Self) -> bool, found: &mut Vec<i64>) {
        match self {
            Self::Unary(Unary::Not, inner) => inner.collect_compared(is_of_kind, found),
            Self::Binary(operator, left, right, _) if operator.compares() => {
                match (&**left, &**right) {
                    (Self::Number(number), other) | (other, Self::Number(number))
                        if is_of_kind(other) =>
                    {
                        found.push(*number);
                    }
                    _ => {}
                }
            }
            Self::Binary(_, left, right, _) => {
                left.collect_compared(is_of_kind, found);
                right.collect_compared(is_of_kind, found);
            }
            _ => {}
        }
    }

    /// Whether it is a field of an address or bytes, or memory.
    pub fn is_of_memory(&self) -> bool {
        match self {
            Self::Field(field, _) => field.holds == Holds::Memory,
            Self::Byte(..) | Self::Word(..) => true,
            _ => false,
        }
    }

    /// Whether it is no more than names and numbers that are added up.
    pub fn is_sum(&self) -> bool {
        match self {
            Self::Symbol { .. } | Self::Number(_) => true,
            Self::Binary(Binary::Add | Binary::Subtract, left, right, _) => {
                left.is_sum() && right.is_sum()
            }
            _ => false,
        }
    }

    /// Whether it is as large as an address.
    pub fn is_address(&self) -> bool {
        matches!(
            self,
            Self::Register(Register::Pc)
                | Self::Access(AccessField::Addr, _)
                | Self::Word(..)
                | Self::LastAddress
        )
    }

    /// Whether its value may be another one later.
    pub fn depends_on_machine(&self) -> bool {
        match self {
            Self::Line { .. } => false,
            Self::Binary(_, left, right, _) => {
                left.depends_on_machine() || right.depends_on_machine()
            }
            other => other.has_names().is_none(),
        }
    }

    /// Whether there are names in it; none if its value depends on the machine.
    fn has_names(&self) -> Option<bool> {
        match self {
            Self::Symbol { .. } => Some(true),
            Self::Number(_) | Self::DollarA => Some(false),
            Self::Unary(_, inner) => inner.has_names(),
            Self::Binary(_, left, right, _) => Some(left.has_names()? | right.has_names()?),
            _ => None,
        }
    }

    /// Where in its line it is, of a sum its operator; 0 of what cannot fail by itself.
    pub fn at(&self) -> usize {
        match self {
            Self::Symbol { at, .. }
            | Self::Line { at, .. }
            | Self::Access(_, at)
            | Self::Field(_, at)
            | Self::Byte(_, at)
            | Self::Word(_, at)
            | Self::Binary(_, _, _, at) => *at,
            Self::Unary(_, inner) => inner.at(),
            Self::Number(_)
            | Self::DollarA
            | Self::Register(_)
            | Self::Flag(_)
            | Self::Cycles
            | Self::LastAddress
            | Self::Text(..) => 0,
        }
    }
}

/// A string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Literal(String),
    /// Of the instruction at PC.
    Mnemonic,
    /// Of the instruction at PC, without names.
    Operand,
    /// The name of the nearest symbol at or before PC; empty where there is none.
    Symbol,
    /// Of the record that is asked about.
    Field(&'static Field),
}

impl Text {
    /// Whether it is the name of an instruction.
    pub fn is_mnemonic(&self) -> bool {
        match self {
            Self::Mnemonic => true,
            Self::Field(field) => field.name() == "mnemonic",
            _ => false,
        }
    }

    /// Whether capitals usually matter in comparisons with it.
    fn tells_case(&self) -> bool {
        match self {
            Self::Symbol => true,
            Self::Field(field) => field.holds == Holds::Text(Capitals::Matter),
            Self::Literal(_) | Self::Mnemonic | Self::Operand => false,
        }
    }
}

/// How strings are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextTest {
    Equal,
    NotEqual,
    StartsWith,
    EndsWith,
    Contains,
}

/// Whether capitals matter in a comparison of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// As one of the strings says.
    Usual,
    /// They do not: `nocase`.
    Ignored,
}

impl Case {
    /// Whether capitals matter between these.
    pub fn matters(self, left: &Text, right: &Text) -> bool {
        self == Self::Usual && (left.tells_case() || right.tells_case())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    A,
    X,
    Y,
    Sp,
    Pc,
    P,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessField {
    Addr,
    Value,
    Old,
    IsWrite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    Negate,
    Not,
    Complement,
    LowByte,
    HighByte,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    Or,
    And,
    BitOr,
    BitXor,
    BitAnd,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    ShiftLeft,
    ShiftRight,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Binary {
    /// Whether it compares numbers.
    pub fn compares(self) -> bool {
        use Binary::*;
        matches!(
            self,
            Equal | NotEqual | Less | LessEqual | Greater | GreaterEqual
        )
    }

    /// C's order; a higher number binds tighter.
    pub fn precedence(self) -> u8 {
        use Binary::*;
        match self {
            Or => 1,
            And => 2,
            BitOr => 3,
            BitXor => 4,
            BitAnd => 5,
            Equal | NotEqual => 6,
            Less | LessEqual | Greater | GreaterEqual => 7,
            ShiftLeft | ShiftRight => 8,
            Add | Subtract => 9,
            Multiply | Divide | Remainder => 10,
        }
    }
}
