//! The tree of an expression, between its text and its value.
//!
//! Invariant: a node that can fail when it is evaluated keeps its place in the line.

use std::ops::RangeInclusive;

use super::fields::{Capitals, Field, Holds};

/// An expression, not yet evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A number, or a character in quotes, as its value.
    Number(i64),
    /// `$a`: the number 10, which gdb's users may mean as a register.
    DollarA,
    /// A name that is not the machine's, with its value where it can also be read as digits.
    Symbol {
        /// The name as it was written.
        name: String,
        /// The number that it is if no symbol has the name, such as hexadecimal digits alone.
        number: Option<i64>,
        /// Where it stands in the line, in bytes.
        at: usize,
    },
    /// The first address of a line of source; without a file, of the current one.
    Line {
        /// The name of the file, as it was written.
        file: Option<String>,
        /// The number of the line, from 1.
        number: u32,
        /// Where it stands in the line, in bytes.
        at: usize,
    },
    /// The function of a file: `list.c:insert`.
    Function {
        /// The name of the file, as it was written.
        file: String,
        /// The name of the function, as it was written.
        name: String,
        /// Where it stands in the line, in bytes.
        at: usize,
    },
    /// The value of a register.
    Register(Register),
    /// A flag, by its bit in P.
    Flag(u8),
    /// The cycle count, since the guest was started.
    Cycles,
    /// `$bank`: the number of what shows at PC; 0 where that is in no window.
    Bank,
    /// `$_`: the last address shown.
    LastAddress,
    /// `addr value old iswrite` in a watchpoint's condition.
    Access(AccessField, usize),
    /// A number of the record that is asked about.
    Field(&'static Field, usize),
    /// The byte of memory at an address, and where the operator stands in the line.
    Byte(Box<Expr>, usize),
    /// The word of memory at an address, low byte first, and where the operator stands in the line.
    Word(Box<Expr>, usize),
    /// A sign before an operand, applied to its value.
    Unary(Unary, Box<Expr>),
    /// An operator between two operands, and where it stands in the line.
    Binary(Binary, Box<Expr>, Box<Expr>, usize),
    /// A comparison of strings.
    Text(Box<Text>, TextTest, Box<Text>, Case),
    /// What a register of a device holds: `via.IFR`.
    Chip {
        /// The device.
        chip: String,
        /// The register, as it was written.
        register: String,
        /// Where it stands in the line, in bytes.
        at: usize,
    },
    /// What has a meaning by types of C, and where it stands in the line; none is left in what is bound.
    C(Box<COperation>, usize),
}

/// What C has besides operators between numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum COperation {
    /// `*E`: what E points to; of a number that C knows nothing of, the byte there.
    Star(Expr),
    /// `&E`: where E is.
    AddressOf(Expr),
    /// `(TYPE)E`
    Cast(TypeName, Expr),
    /// `sizeof E`
    SizeOf(Expr),
    /// The name of a type, where only one can stand.
    Type(TypeName),
    /// `E.NAME` or `E->NAME`, of which either is understood for the other.
    Member(Expr, Selector, String),
    /// `E[E]`
    Index(Expr, Expr),
}

impl COperation {
    /// Whether something may be assigned to what it is.
    pub fn is_place(&self) -> bool {
        matches!(self, Self::Star(_) | Self::Member(..) | Self::Index(..))
    }

    /// As of an expression: what a pointer leads to depends on the machine.
    fn has_names(&self) -> Option<bool> {
        match self {
            Self::Star(_) | Self::Member(_, Selector::Arrow, _) => None,
            Self::Type(_) => Some(false),
            Self::AddressOf(_)
            | Self::Cast(..)
            | Self::SizeOf(_)
            | Self::Member(..)
            | Self::Index(..) => {
                let parts = self.parts().into_iter().map(Expr::has_names);
                parts.reduce(|a, b| Some(a? | b?))?
            }
        }
    }

    /// The expressions that it is made of.
    pub fn parts(&self) -> Vec<&Expr> {
        match self {
            Self::Star(inner)
            | Self::AddressOf(inner)
            | Self::Cast(_, inner)
            | Self::SizeOf(inner)
            | Self::Member(inner, ..) => vec![inner],
            Self::Index(base, index) => vec![base, index],
            Self::Type(_) => Vec::new(),
        }
    }
}

/// How a member is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// `.`, behind a record.
    Dot,
    /// `->`, behind a pointer to one.
    Arrow,
}

/// The name of a type, as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    /// Its words: `unsigned char`, `struct node`, `byte`.
    pub words: Vec<String>,
    /// The stars behind them.
    pub stars: u8,
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words.join(" "))?;
        match self.stars {
            0 => Ok(()),
            stars => write!(f, " {}", "*".repeat(stars.into())),
        }
    }
}

impl Expr {
    /// The number of the bank without which it does not hold: of `$bank == 2`, and of `$bank == 2 && E`.
    pub fn bank_needed(&self) -> Option<u16> {
        match self {
            Self::Binary(Binary::And, one, other, _) => {
                one.bank_needed().or_else(|| other.bank_needed())
            }
            Self::Binary(Binary::Equal, one, other, _) => match (&**one, &**other) {
                (Self::Bank, Self::Number(number)) | (Self::Number(number), Self::Bank) => {
                    u16::try_from(*number).ok()
                }
                _ => None,
            },
            _ => None,
        }
    }

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

    /// The names in it.
    pub fn names(&self) -> Vec<String> {
        fn collect(expr: &Expr, names: &mut Vec<String>) {
            match expr {
                Expr::Symbol { name, .. } => names.push(name.clone()),
                Expr::Byte(inner, _) | Expr::Word(inner, _) | Expr::Unary(_, inner) => {
                    collect(inner, names)
                }
                Expr::Binary(_, left, right, _) => {
                    collect(left, names);
                    collect(right, names);
                }
                Expr::C(operation, _) => {
                    for part in operation.parts() {
                        collect(part, names);
                    }
                }
                _ => {}
            }
        }
        let mut names = Vec::new();
        collect(self, &mut names);
        names
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
            Self::Line { .. } | Self::Function { .. } => false,
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
            Self::C(operation, _) => operation.has_names(),
            _ => None,
        }
    }

    /// Where in its line it is, of a sum its operator; 0 of what cannot fail by itself.
    pub fn at(&self) -> usize {
        match self {
            Self::Symbol { at, .. }
            | Self::Chip { at, .. }
            | Self::Line { at, .. }
            | Self::Function { at, .. }
            | Self::Access(_, at)
            | Self::Field(_, at)
            | Self::Byte(_, at)
            | Self::Word(_, at)
            | Self::Binary(_, _, _, at)
            | Self::C(_, at) => *at,
            Self::Unary(_, inner) => inner.at(),
            Self::Number(_)
            | Self::DollarA
            | Self::Register(_)
            | Self::Flag(_)
            | Self::Cycles
            | Self::Bank
            | Self::LastAddress
            | Self::Text(..) => 0,
        }
    }
}

/// A string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A string in quotes, without them.
    Literal(String),
    /// The mnemonic of the instruction at PC.
    Mnemonic,
    /// The operand of the instruction at PC, without names.
    Operand,
    /// The name of the nearest symbol at or before PC; empty where there is none.
    Symbol,
    /// A string of the record that is asked about.
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
    /// `==`: both are the same.
    Equal,
    /// `!=`: they differ.
    NotEqual,
    /// The left one begins with the right one.
    StartsWith,
    /// The left one ends with the right one.
    EndsWith,
    /// The right one is somewhere in the left one.
    Contains,
}

/// Whether capitals matter in a comparison of strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// They matter if one of the strings says so.
    Usual,
    /// They do not matter: `nocase`.
    Ignored,
}

impl Case {
    /// Whether capitals matter in a comparison of `left` with `right`.
    pub fn matters(self, left: &Text, right: &Text) -> bool {
        self == Self::Usual && (left.tells_case() || right.tells_case())
    }
}

/// A register of the chip, as expressions name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// `a`, the accumulator; 8 bits.
    A,
    /// `x`, an index register; 8 bits.
    X,
    /// `y`, an index register; 8 bits.
    Y,
    /// `sp` or `s`, the low byte of the stack pointer; the stack is at $0100 to $01FF.
    Sp,
    /// `pc`, the program counter; 16 bits.
    Pc,
    /// `p`, the flags; from bit 7: N, V, one that is always set, B, which is always clear here, D, I, Z, C.
    P,
}

/// What an expression can ask of the access that a watchpoint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessField {
    /// `addr`, the address that is read or written.
    Addr,
    /// `value`, the byte that is read, or is there after the write.
    Value,
    /// `old`, the byte there before.
    Old,
    /// `iswrite`, 1 for a write and 0 for a read.
    IsWrite,
}

/// An operator before its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`: the negative value, wrapping at 64 bits.
    Negate,
    /// `!`: 1 of 0, and 0 of anything else.
    Not,
    /// `~`: all 64 bits inverted.
    Complement,
    /// `<`: bits 0 to 7.
    LowByte,
    /// `>`: bits 8 to 15, shifted down.
    HighByte,
}

/// An operator between two operands; a comparison gives 1 or 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `||`: 1 if either is not 0; the right one is not evaluated if the left one decides.
    Or,
    /// `&&`: 1 if neither is 0; the right one is not evaluated if the left one decides.
    And,
    /// `|`: the bits that are set in either.
    BitOr,
    /// `^`: the bits that are set in one of them only.
    BitXor,
    /// `&`: the bits that are set in both.
    BitAnd,
    /// `==`: whether both are the same.
    Equal,
    /// `!=`: whether they differ.
    NotEqual,
    /// `<`: whether the left one is less, both being signed.
    Less,
    /// `<=`: whether the left one is not greater, both being signed.
    LessEqual,
    /// `>`: whether the left one is greater, both being signed.
    Greater,
    /// `>=`: whether the left one is not less, both being signed.
    GreaterEqual,
    /// `<<`: the left one shifted up by the right one; 0 if that is not from 0 to 63.
    ShiftLeft,
    /// `>>`: the left one shifted down by the right one, with its sign.
    ShiftRight,
    /// `+`: the sum, wrapping at 64 bits.
    Add,
    /// `-`: the difference, wrapping at 64 bits.
    Subtract,
    /// `*`: the product, wrapping at 64 bits.
    Multiply,
    /// `/`: the quotient, rounded towards 0; by 0 it is an error.
    Divide,
    /// `%`: what a division leaves, with the sign of the left one; by 0 it is an error.
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

    /// How tightly the operator binds, in C's order: from 1 to 10, which is the tightest.
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
