//! What `find` found, as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Access, BlockView, Registers, SymbolView};

/// The answer to a query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FoundView {
    /// What was searched: `trace`, `symbols`, `blocks` or `memory`.
    pub of: &'static str,
    /// How many there are of that.
    pub searched: u64,
    /// How many fit.
    pub count: u64,
    /// How the condition was asked; absent without one, and where hosts' times are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedView>,
    /// How the condition was understood, where none fits and its names and numbers do not speak for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub understood: Option<UnderstoodView>,
    #[serde(flatten)]
    pub what: FoundWhat,
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

/// What was asked of those that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum FoundWhat {
    Count,
    Rows {
        /// Which are here where not all are: the `first` or the `last`.
        from: &'static str,
        rows: FoundRows,
    },
    Groups {
        /// The field.
        by: &'static str,
        /// How many groups there are, with those that are not here.
        #[serde(rename = "total")]
        of: u64,
        groups: Vec<GroupedView>,
    },
}

/// Those that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum FoundRows {
    Trace(Vec<TraceRow>),
    Symbols(Vec<SymbolView>),
    Blocks(Vec<BlockView>),
    Memory(Vec<ByteView>),
}

impl FoundRows {
    pub fn len(&self) -> usize {
        match self {
            Self::Trace(rows) => rows.len(),
            Self::Symbols(rows) => rows.len(),
            Self::Blocks(rows) => rows.len(),
            Self::Memory(rows) => rows.len(),
        }
    }
}

/// An instruction of the trace, or an interrupt that was taken in front of one.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceRow {
    pub index: u64,
    /// In which it began.
    pub cycle: u64,
    /// Cycles.
    pub took: u32,
    /// Where it is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The line whose interrupt was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt: Option<&'static str>,
    pub bytes: Vec<u8>,
    pub text: String,
    /// Before it.
    pub registers: Registers,
    /// To its operand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
}

/// A byte of memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ByteView {
    pub address: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    pub value: u8,
}

/// Those that have the same in a field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupedView {
    /// What that is; nothing where they have no such thing.
    pub key: Option<KeyView>,
    /// The name of an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    pub count: u64,
    /// Of all that fit, from 0 to 1.
    pub share: f64,
    /// The cycles that they took together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycles: Option<u64>,
}

/// What a field holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum KeyView {
    Number(i64),
    Text(String),
}
