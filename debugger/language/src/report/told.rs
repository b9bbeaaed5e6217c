//! What is told of values, types and calls, as data.

use schemars::JsonSchema;
use serde::Serialize;

/// What an expression is, where C has no type for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Nature {
    /// A register.
    Register {
        /// Its name.
        name: &'static str,
        /// How many bits it has.
        bits: u8,
    },
    /// A byte of memory.
    Byte,
    /// Two bytes of memory, the low one first.
    Word,
    /// A symbol without a type.
    Symbol {
        /// Its name, as it is typed.
        name: String,
        /// Its address.
        address: i64,
        /// How many bytes it has, if that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        size: Option<u16>,
        /// Whether instructions stand there, as far as code is known.
        code: bool,
    },
    /// A number.
    Number,
}

/// A variable of a function, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScopedView {
    /// Its name.
    pub name: String,
    /// Its declaration, as C writes it, where its type is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration: Option<String>,
    /// Where it is, in words, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// How a frame was entered, and how it is left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CalledView {
    /// Where it was called.
    pub from: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Where it returns to.
    pub returns_to: u16,
    /// What SP is then, in page 1.
    pub stack_pointer: u8,
}

/// The global variables of C of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeclaredView {
    /// The file.
    pub file: String,
    /// The declarations, as C writes them.
    pub list: Vec<String>,
}
