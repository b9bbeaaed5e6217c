//! What `find` found, as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Access, BlockView, Registers, SymbolView};

/// The answer to a query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FoundView {
    /// What was searched: `trace`, `symbols`, `blocks` or `memory`.
    pub(crate) of: &'static str,
    /// How many there are of that.
    pub(crate) searched: u64,
    /// How many fit.
    pub(crate) count: u64,
    /// How the condition was asked; absent without one, and where hosts' times are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<AskedView>,
    /// How the condition was understood, where none fits and its names and numbers do not speak for themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) understood: Option<UnderstoodView>,
    #[serde(flatten)]
    pub(crate) what: FoundWhat,
}

/// How a condition was asked of records.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct AskedView {
    /// The tier in the end: `evaluated` or `compiled`.
    pub(crate) tier: &'static str,
    /// Why it was that.
    pub(crate) why: String,
    /// Host time, compiling included.
    pub(crate) seconds: f64,
}

/// How a condition was understood.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct UnderstoodView {
    /// The condition, with what its names and numbers stand for.
    pub(crate) condition: String,
    /// A number in it that was written with decimal digits, but is compared with an address or a byte.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decimal: Option<i64>,
}

/// What was asked of those that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub(crate) enum FoundWhat {
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
pub(crate) enum FoundRows {
    Trace(Vec<TraceRow>),
    Symbols(Vec<SymbolView>),
    Blocks(Vec<BlockView>),
    Memory(Vec<ByteView>),
}

impl FoundRows {
    pub(crate) fn len(&self) -> usize {
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
pub(crate) struct TraceRow {
    pub(crate) index: u64,
    /// In which it began.
    pub(crate) cycle: u64,
    /// Cycles.
    pub(crate) took: u32,
    /// Where it is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    /// The line whose interrupt was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) interrupt: Option<&'static str>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
    /// Before it.
    pub(crate) registers: Registers,
    /// To its operand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<Access>,
}

/// A byte of memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct ByteView {
    pub(crate) address: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    pub(crate) value: u8,
}

/// Those that have the same in a field.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct GroupedView {
    /// What that is; nothing where they have no such thing.
    pub(crate) key: Option<KeyView>,
    /// The name of an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    pub(crate) count: u64,
    /// Of all that fit, from 0 to 1.
    pub(crate) share: f64,
    /// The cycles that they took together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cycles: Option<u64>,
}

/// What a field holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum KeyView {
    Number(i64),
    Text(String),
}
