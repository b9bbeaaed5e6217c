//! What `find` found, as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Access, BlockView, Registers, SymbolView};

/// The answer to a query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundView {
    /// What was searched.
    pub of: Searched,
    /// How many records were searched.
    pub searched: u64,
    /// How many fit.
    pub count: u64,
    /// How the condition was asked; absent without one, and where hosts' times are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedView>,
    /// How the condition was understood, where none fits and its names and numbers do not speak for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<UnderstoodView>,
    /// The answer itself, in the form that was asked for.
    #[serde(flatten)]
    pub what: FoundWhat,
}

/// What can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Searched {
    /// Instructions that were recorded.
    Trace,
    /// Names of addresses and values.
    Symbols,
    /// Basic blocks that ran or are compiled.
    Blocks,
    /// Bytes of memory.
    Memory,
}

/// How a condition was asked of records.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AskedView {
    /// The tier in the end: `evaluated` or `compiled`.
    pub tier: &'static str,
    /// Why it was that.
    pub why: String,
    /// Host time, compiling included.
    pub seconds: f64,
}

/// How a condition was understood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnderstoodView {
    /// The condition, with what its names and numbers stand for.
    pub condition: String,
    /// A number in it that was written with decimal digits, but is compared with an address or a byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decimal: Option<i64>,
}

/// The answer to what was asked of the records that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum FoundWhat {
    /// Only how many fit.
    Count,
    /// The records that fit.
    Rows {
        /// Which are here where not all are: the `first` or the `last`.
        from: &'static str,
        /// The records, in their order; no more of them than the limit.
        rows: FoundRows,
    },
    /// The records that fit, grouped by what a field holds.
    Groups {
        /// The name of the field.
        by: &'static str,
        /// How its numbers are written.
        #[serde(skip)]
        notation: KeyNotation,
        /// How many groups there are, with those that are not here.
        #[serde(rename = "total")]
        of: u64,
        /// The groups that are shown, no more of them than the limit.
        groups: Vec<GroupedView>,
    },
}

/// The records that fit a query, by what was searched.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum FoundRows {
    /// Instructions that were recorded.
    Trace(Vec<TraceRow>),
    /// Names of addresses and values.
    Symbols(Vec<SymbolView>),
    /// Basic blocks that ran or are compiled.
    Blocks(Vec<BlockView>),
    /// Bytes of memory.
    Memory(Vec<ByteView>),
}

impl FoundRows {
    /// How many records are here.
    pub fn len(&self) -> usize {
        match self {
            Self::Trace(rows) => rows.len(),
            Self::Symbols(rows) => rows.len(),
            Self::Blocks(rows) => rows.len(),
            Self::Memory(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An instruction of the trace, or an interrupt that was taken in front of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceRow {
    /// The number of the instruction in the recording, from 0; it stays the same when older ones are dropped.
    pub index: u64,
    /// The cycle in which it began.
    pub cycle: u64,
    /// The cycles that it took.
    pub took: u32,
    /// Where it is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The line whose interrupt was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt: Option<&'static str>,
    /// The bytes of the instruction, as they were when it executed, or would have without the interrupt.
    pub bytes: Vec<u8>,
    /// The instruction in assembler notation; empty where an interrupt was taken.
    pub text: String,
    /// The registers before it.
    pub registers: Registers,
    /// The access to its operand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

/// A byte of memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ByteView {
    /// The address of the byte.
    pub address: u16,
    /// The name of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The byte there now.
    pub value: u8,
}

/// The records that have the same value in a field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupedView {
    /// The value; null where the records have no such thing.
    pub key: Option<KeyView>,
    /// The name of an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// How many of those that fit are in this group.
    pub count: u64,
    /// Of all that fit, from 0 to 1.
    pub share: f64,
    /// The cycles that they took together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycles: Option<u64>,
}

/// How the numbers of a field are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyNotation {
    /// As an address, four digits in hexadecimal.
    Address,
    /// As a byte, two digits in hexadecimal.
    #[default]
    Byte,
    /// In decimal.
    Count,
}

/// What a field holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum KeyView {
    /// A number: an address, a byte, a count or cycles.
    Number(i64),
    /// A string, such as a mnemonic or a symbol's name.
    Text(String),
}
