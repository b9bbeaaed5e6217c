//! Variables of C as data: what they hold, by their types, and as text in C's manner.

use std::fmt::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

/// What an expression of C is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TypedView {
    /// Its type, as C writes it.
    #[serde(rename = "ctype")]
    pub of: String,
    /// Where it is; none of a value that is nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<u16>,
    /// What it holds.
    pub data: Data,
}

/// A variable.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct VariableView {
    /// Its name.
    pub name: String,
    /// Its type, as C writes it; none where it is not known.
    #[serde(rename = "ctype", skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<u16>,
    /// What it holds, unless that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Data>,
    /// Why it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// A type that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TypeView {
    /// As C writes it.
    #[serde(rename = "ctype")]
    pub of: String,
    /// What it is made of, where it is a `struct`, a `union`, an `enum` or a name for another type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u16>,
}

/// What something in memory holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Data {
    /// A number of so many bytes.
    Number {
        /// The number.
        value: i64,
        /// Its bytes.
        size: u16,
    },
    /// A `char`.
    Character {
        /// Its code.
        value: i64,
    },
    /// `true` or `false`.
    Truth {
        /// The number.
        value: i64,
    },
    /// The value of an `enum`.
    Enumerator {
        /// The number.
        value: i64,
        /// The name that it has, if it has one.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// A floating-point number.
    Fraction {
        /// The number.
        value: f64,
    },
    /// A pointer.
    Pointer {
        /// Its type, as C writes it.
        #[serde(rename = "ctype")]
        of: String,
        /// Where it points to.
        value: u16,
        /// What is there by name.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        /// The characters there, where it points to some.
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<Characters>,
    },
    /// A function.
    Function {
        /// Its type, as C writes it.
        #[serde(rename = "ctype")]
        of: String,
        /// Where it begins.
        value: u16,
        /// What it is called.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
    },
    /// An array of characters.
    Text {
        /// The characters.
        text: Characters,
    },
    /// An array.
    List {
        /// Its elements, those in a row that are alike as one.
        items: Vec<Item>,
        /// How many more there are.
        more: usize,
    },
    /// A `struct` or `union`.
    Record {
        /// Its members.
        members: Vec<MemberView>,
    },
    /// What nobody knows the type of.
    Bytes {
        /// The bytes there, the first of them.
        bytes: Vec<u8>,
    },
}

/// Characters in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Characters {
    /// They; of an array all, the first 0 and what is behind it included.
    pub bytes: Vec<u8>,
    /// Whether they go on, and are not shown.
    pub more: bool,
}

/// An element of an array.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Item {
    /// What it holds.
    pub data: Data,
    /// How many in a row hold that.
    pub times: usize,
}

/// A member of a `struct` or `union`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MemberView {
    /// Its name; empty where it has none.
    pub name: String,
    /// What it holds.
    pub data: Data,
}

/// Elements in a row that are alike and told as one, at least.
const ALIKE: usize = 10;

impl Data {
    /// The number that it is, if it is one.
    pub fn value(&self) -> Option<i64> {
        match self {
            Self::Number { value, .. }
            | Self::Character { value }
            | Self::Truth { value }
            | Self::Enumerator { value, .. } => Some(*value),
            Self::Pointer { value, .. } | Self::Function { value, .. } => Some((*value).into()),
            Self::Fraction { .. }
            | Self::Text { .. }
            | Self::List { .. }
            | Self::Record { .. }
            | Self::Bytes { .. } => None,
        }
    }

    /// As C's users read it, each number as `number` writes it from its value and bytes, if that is given.
    pub fn text(&self, number: Option<&dyn Fn(i64, u16) -> String>) -> String {
        let mut out = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut out, number, Inside::Nothing);
        out
    }

    fn write(
        &self,
        out: &mut String,
        number: Option<&dyn Fn(i64, u16) -> String>,
        inside: Inside,
    ) -> fmt::Result {
        match (self, number) {
            (Self::Number { value, size }, Some(number)) => out.write_str(&number(*value, *size)),
            (Self::Character { value } | Self::Truth { value }, Some(number)) => {
                out.write_str(&number(*value, 1))
            }
            (Self::Enumerator { value, .. }, Some(number)) => out.write_str(&number(*value, 2)),
            (Self::Pointer { value, .. } | Self::Function { value, .. }, Some(number)) => {
                out.write_str(&number((*value).into(), 2))
            }
            (Self::Text { text }, Some(number)) => {
                let all = text.bytes.iter().map(|&byte| number(byte.into(), 1));
                write!(out, "{{{}}}", all.collect::<Vec<_>>().join(", "))
            }
            (Self::Number { value, .. }, None) => write!(out, "{value}"),
            (Self::Character { value }, None) => {
                write!(out, "{value} '{}'", value.to_le_bytes()[0].escape_ascii())
            }
            (Self::Truth { value }, None) => match value {
                0 => out.write_str("false"),
                1 => out.write_str("true"),
                other => write!(out, "{other}"),
            },
            (Self::Enumerator { value, name }, None) => match name {
                Some(name) => out.write_str(name),
                None => write!(out, "{value}"),
            },
            (Self::Fraction { value }, _) => write!(out, "{value}"),
            (
                Self::Pointer {
                    of,
                    value,
                    symbol,
                    text,
                },
                None,
            ) => {
                match (inside, text) {
                    (Inside::Nothing, None) => write!(out, "({of}) ${value:04X}")?,
                    _ => write!(out, "${value:04X}")?,
                }
                if let Some(symbol) = symbol {
                    write!(out, " <{symbol}>")?;
                }
                if let Some(text) = text {
                    write!(out, " {text}")?;
                }
                Ok(())
            }
            (Self::Function { of, value, symbol }, None) => {
                write!(out, "{{{of}}} ${value:04X}")?;
                match symbol {
                    Some(symbol) => write!(out, " <{symbol}>"),
                    None => Ok(()),
                }
            }
            (Self::Text { text }, None) => write!(out, "{text}"),
            (Self::List { items, more }, _) => {
                out.write_char('{')?;
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.write_str(", ")?;
                    }
                    let shown = if item.times >= ALIKE { 1 } else { item.times };
                    for again in 0..shown {
                        if again > 0 {
                            out.write_str(", ")?;
                        }
                        item.data.write(out, number, Inside::List)?;
                    }
                    if item.times >= ALIKE {
                        write!(out, " <repeats {} times>", item.times)?;
                    }
                }
                if *more > 0 {
                    write!(out, ", and {more} more")?;
                }
                out.write_char('}')
            }
            (Self::Record { members }, _) => {
                out.write_char('{')?;
                for (at, member) in members.iter().enumerate() {
                    if at > 0 {
                        out.write_str(", ")?;
                    }
                    if !member.name.is_empty() {
                        write!(out, "{} = ", member.name)?;
                    }
                    member.data.write(out, number, Inside::Record)?;
                }
                out.write_char('}')
            }
            (Self::Bytes { bytes }, _) => {
                let all = bytes.iter().map(|byte| format!("${byte:02X}"));
                write!(out, "bytes {}", all.collect::<Vec<_>>().join(" "))
            }
        }
    }
}

/// What something is shown in: within others a pointer goes without its type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    List,
    Record,
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(None))
    }
}

impl fmt::Display for Characters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.more { "..." } else { "" };
        let end = self.bytes.iter().position(|&byte| byte == 0);
        let text = &self.bytes[..end.unwrap_or(self.bytes.len())];
        write!(f, "\"{}\"{more}", text.escape_ascii())
    }
}
