//! Why an expression has no value.

use std::fmt;

use super::fields::Fields;
use super::lower::Unlowered;
use crate::names::closest;
use crate::program::source::{PlaceError, listed};

/// What an expression can be made of, for those who wrote a name that nobody knows.
const NAMES: &str = "names are symbols, a x y sp pc p, .n .v .b .d .i .z .c, cycles, $_; numbers $C000 %1010 'A' 10";

/// An expression, a range or a place in the source cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct EvalError {
    /// Where: the place that the node at fault has, in bytes of the text that it was parsed from.
    pub at: usize,
    /// What is wrong.
    pub kind: EvalErrorKind,
}

/// The ways in which an expression, a range or a place in the source fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EvalErrorKind {
    /// No symbol has the name.
    UnknownName {
        /// The name as it was written.
        name: String,
        /// The symbol that may have been meant.
        meant: Option<String>,
    },
    /// The name is that of a variable of the function of C that is looked at, in another block of it.
    OtherBlock {
        /// The name as it was written.
        name: String,
        /// The first lines of the variables that are called so, and the last in which they may be named.
        lines: Vec<(u32, u32)>,
    },
    /// The name is that of a variable of functions of C, none of which is looked at.
    OutOfScope {
        /// The name as it was written.
        name: String,
        /// The functions that have such a variable.
        functions: Vec<String>,
    },
    /// No type of C is called so.
    UnknownType(String),
    /// A type stands where a value must be; it is given.
    TypeAlone(String),
    /// What is of this type is no number.
    NoNumber(String),
    /// What is of this type points to nothing.
    NoPointer(String),
    /// What has members must stand here; what does is given.
    NoRecordOfC(String),
    /// A `struct` or `union` has no such member.
    NoMember {
        /// The type.
        of: String,
        /// The name as it was written.
        name: String,
        /// The members that it has.
        members: Vec<String>,
    },
    /// No device is called so any more.
    NoChip(String),
    /// A device has no such register.
    NoChipRegister {
        /// The device.
        chip: String,
        /// The name as it was written.
        name: String,
        /// The registers that it has.
        registers: Vec<&'static str>,
    },
    /// A value that what is assigned to does not hold.
    TooLarge {
        /// The value.
        value: i64,
        /// The least that it holds.
        least: i64,
        /// The greatest that it holds.
        most: i64,
    },
    /// What has no address has been asked for it.
    NoPlace,
    /// The size of this type is not known.
    NoSize(String),
    /// Where the variable of this name is, nobody knows.
    NoStorage(String),
    /// The variable of this name is in a register that inner frames may have saved.
    InRegister(String),
    /// Where the variables of a function are on C's stack cannot be told.
    NoFrame {
        /// The function.
        function: String,
        /// Why.
        why: String,
    },
    /// A symbol has several addresses.
    Several {
        /// The name as it was written.
        name: String,
        /// The addresses that it has.
        addresses: Vec<u16>,
    },
    /// `addr`, `value`, `old` or `iswrite` outside of a watchpoint's condition.
    NoAccess,
    /// A kind of record has no such field.
    UnknownField {
        /// The name as it was written.
        name: String,
        /// The fields that such records have.
        fields: &'static Fields,
        /// The field that may have been meant.
        meant: Option<&'static str>,
    },
    /// A condition over records has a name that is neither.
    NeitherFieldNorSymbol {
        /// The name as it was written.
        name: String,
        /// The fields that such records have.
        fields: &'static Fields,
        /// The field or symbol that may have been meant.
        meant: Option<String>,
    },
    /// Memory is asked for in a condition over a recording.
    NotRecorded,
    /// More strings are compared than a condition over a recording can.
    TooManyStrings(usize),
    /// What only the debugger knows is asked of records.
    Unlowered(Unlowered),
    /// A field of a record where none is asked about.
    NoRecord(&'static str),
    /// Less than 0 where an address must be.
    Negative(i64),
    /// More than $FFFF where an address must be.
    PastTheEnd(u64),
    /// The right side of `/` or `%` is 0.
    DivisionByZero,
    /// A range of no bytes.
    EmptyRange,
    /// A range ends before it starts.
    Backwards {
        /// The first address, as it was written.
        start: u16,
        /// The last address, as it was written.
        end: u16,
    },
    /// A line of source that is data, where code is meant.
    LineOfData,
    /// A breakpoint's line is expanded less often than before.
    FewerExpansions(usize),
    /// A line of source is nowhere.
    Place(PlaceError),
}

impl EvalErrorKind {
    /// The error of this kind of the node that stands at `at`, in bytes of the line.
    pub fn at(self, at: usize) -> EvalError {
        EvalError { at, kind: self }
    }
}

impl PlaceError {
    /// As the error of the node at `at`.
    pub fn at(self, at: usize) -> EvalError {
        EvalErrorKind::Place(self).at(at)
    }
}

impl EvalError {
    /// What the user can do about it.
    pub fn advice(&self) -> Option<String> {
        use EvalErrorKind::*;
        Some(match &self.kind {
            OtherBlock { lines, .. } => {
                let lines = lines
                    .iter()
                    .map(|(first, last)| format!("{first} to {last}"));
                format!("it is there on lines {}", listed(lines))
            }
            OutOfScope { functions, .. } => match functions.as_slice() {
                [function] => format!(
                    "it is one of {function}; `frame function {function}` looks there, if that was called"
                ),
                _ => format!("it is one of {}", listed(functions.iter().cloned())),
            },
            UnknownType(_) => "`info types` lists those that the source declares".to_owned(),
            NoMember { name, members, .. } => {
                match closest(name, members.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("it has {}", listed(members.iter().cloned())),
                }
            }
            NoChip(_) => "`info devices` lists them".to_owned(),
            NoChipRegister { registers, .. } if registers.is_empty() => {
                "`m ADDRESS` shows what reading it would give".to_owned()
            }
            NoChipRegister {
                name, registers, ..
            } => match closest(&name.to_ascii_uppercase(), registers.iter().copied()) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!(
                    "it has {}",
                    listed(registers.iter().map(|&name| name.to_owned()))
                ),
            },
            TooLarge { least, most, .. } => format!("it takes {least} to {most} (${most:X})"),
            NoNumber(_) => "`p NAME` shows all of it, `p NAME.MEMBER` a part".to_owned(),
            NoSize(name) if name.is_empty() => {
                "the size of a symbol is known where its file tells it".to_owned()
            }
            InRegister(_) => {
                "`frame 0` looks at the innermost frame, where it is in use".to_owned()
            }
            NoStorage(_) => {
                "the debug file tells of no place; the compiler may have made it without one"
                    .to_owned()
            }
            NoFrame { .. } => {
                "`finish` or `up` come to where they are known; `x/8xb w[sp]` shows C's stack"
                    .to_owned()
            }
            UnknownName { name, .. } if name.rfind('@').is_some_and(|at| at > 0) => {
                several_of(name)
            }
            UnknownName { meant, name } => match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => of_unknown(name),
            },
            UnknownField { fields, meant, .. } => match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => fields.told(),
            },
            NeitherFieldNorSymbol { fields, meant, .. } => match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => fields.told(),
            },
            NotRecorded => {
                "addr, value and old are of the byte that an instruction read or wrote".to_owned()
            }
            Several { addresses, .. } => {
                let places = addresses.iter().map(|address| format!("${address:04X}"));
                format!("it is {}", listed(places))
            }
            NoAccess => {
                "addr, value, old and iswrite belong in the condition of a watchpoint".to_owned()
            }
            Negative(_) => "`-` subtracts; a range is written A..B".to_owned(),
            PastTheEnd(_) => "addresses are $0000 to $FFFF".to_owned(),
            Backwards { .. } => {
                "the second address is the last one; a length is written A,+N".to_owned()
            }
            LineOfData => "`watch` stops where it is written".to_owned(),
            Place(error) => error.advice(),
            NoRecord(_) | TooManyStrings(_) | Unlowered(_) | DivisionByZero | EmptyRange
            | FewerExpansions(_) | TypeAlone(_) | NoPointer(_) | NoRecordOfC(_) | NoPlace
            | NoSize(_) => return None,
        })
    }
}

impl fmt::Display for EvalErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownName { name, .. } => {
                write!(f, "`{name}` is not a known name or number")
            }
            Self::OtherBlock { name, .. } => {
                write!(f, "there is no variable `{name}` on this line")
            }
            Self::OutOfScope { name, .. } => {
                write!(f, "`{name}` is a variable of another function")
            }
            Self::UnknownType(name) => write!(f, "no type is called `{name}`"),
            Self::TypeAlone(of) => write!(f, "`{of}` is a type, and no value"),
            Self::NoNumber(of) => write!(f, "this is no number, but of type `{of}`"),
            Self::NoPointer(of) => write!(f, "this points to nothing: it is of type `{of}`"),
            Self::NoRecordOfC(what) => write!(f, "this has no members: it is {what}"),
            Self::NoMember { of, name, .. } => write!(f, "`{of}` has no member `{name}`"),
            Self::NoChip(chip) => write!(f, "there is no device called {chip}"),
            Self::NoChipRegister {
                chip, registers, ..
            } if registers.is_empty() => write!(f, "{chip} has no registers with names"),
            Self::NoChipRegister { chip, name, .. } => {
                write!(f, "{chip} has no register `{name}`")
            }
            Self::TooLarge { value, .. } => write!(f, "{value} does not fit"),
            Self::NoPlace => f.write_str("this is a value, which has no address"),
            Self::NoSize(of) if of.is_empty() => {
                f.write_str("how many bytes this has is not known")
            }
            Self::NoSize(of) => write!(f, "how many bytes `{of}` has is not known"),
            Self::NoStorage(name) => write!(f, "where `{name}` is cannot be told"),
            Self::InRegister(name) => write!(
                f,
                "`{name}` is in a register, which inner frames may have saved"
            ),
            Self::NoFrame { function, why } => write!(
                f,
                "where the variables of {function} are cannot be told: {why}"
            ),
            Self::UnknownField { name, fields, .. } => {
                write!(f, "{} has no field `{name}`", fields.of)
            }
            Self::NeitherFieldNorSymbol { name, .. } => {
                write!(f, "`{name}` is no field and no symbol")
            }
            Self::NotRecorded => f.write_str("what was in memory then is not recorded"),
            Self::TooManyStrings(most) => write!(f, "more than {most} strings are compared"),
            Self::Unlowered(reason) => reason.fmt(f),
            Self::Several { name, .. } => write!(f, "`{name}` has several addresses"),
            Self::NoAccess => f.write_str("there is no memory access here"),
            Self::NoRecord(name) => write!(f, "`{name}` is a field of what `find` searches"),
            Self::Negative(value) => write!(f, "{value} is not an address"),
            Self::PastTheEnd(value) => write!(f, "address ${value:X} is past $FFFF"),
            Self::DivisionByZero => f.write_str("division by zero"),
            Self::EmptyRange => f.write_str("a range of no bytes"),
            Self::Backwards { start, end } => write!(
                f,
                "the range ends at ${end:04X}, before its start ${start:04X}"
            ),
            Self::LineOfData => f.write_str("this line is data, not code"),
            Self::FewerExpansions(count) => write!(f, "the line has {count} expansions now"),
            Self::Place(error) => error.fmt(f),
        }
    }
}

/// gdb's `NAME@8`, which shows several things that follow each other.
fn several_of(name: &str) -> String {
    let (name, count) = name.split_once('@').unwrap_or((name, ""));
    let is_count = !count.is_empty() && count.bytes().all(|c| c.is_ascii_digit());
    let count = if is_count { count } else { "8" };
    format!("`x/{count}xb {name}` shows {count} bytes, `x/{count}xh {name}` words")
}

/// What to say of a name that nobody knows, nor one like it.
fn of_unknown(name: &str) -> String {
    match vice_name(name) {
        Some(advice) => advice.to_owned(),
        None if name.chars().all(|c| c.is_ascii_hexdigit()) => {
            format!("a hexadecimal number is written ${name} here")
        }
        None => NAMES.to_owned(),
    }
}

/// What stands here for a register that VICE's monitor has besides the chip's.
fn vice_name(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_uppercase().as_str() {
        "RL" | "LIN" => "there is no screen, and no raster line; `cycles` tells the time",
        "CY" | "CYC" => "`cycles` are counted since the start",
        "FL" => "VICE's FL is `p` here",
        _ => return None,
    })
}
