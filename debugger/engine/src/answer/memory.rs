//! Memory as data: what it holds, what was changed, what was found.

use schemars::JsonSchema;
use serde::Serialize;

use super::CodeLine;

/// Bytes that were shown or written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemoryView {
    pub start: u16,
    pub bytes: Vec<u8>,
    /// Where the user wrote to something else than plain memory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// A stretch of addresses with one answerer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stretch {
    pub start: u16,
    pub end: u16,
    #[serde(flatten)]
    pub what: What,
}

/// What answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    Ram,
    /// The guest cannot write there; the user can.
    ReadOnly,
    Device {
        number: u32,
        kind: &'static str,
    },
}

/// The memory map.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MapView {
    pub list: Vec<Stretch>,
    pub program: String,
    /// First and last address of its segments.
    pub segments: Vec<(u16, u16)>,
    pub nmi: u16,
    pub reset: u16,
    pub irq: u16,
    /// The names of the three.
    pub symbols: [Option<String>; 3],
}

/// A range got other bytes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    pub start: u16,
    pub end: u16,
    #[serde(flatten)]
    pub how: How,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// What a range was changed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum How {
    /// The bytes repeated.
    Filled { with: Vec<u8> },
    /// The bytes that were there.
    Moved { from: u16 },
    /// The bytes of a file.
    Loaded { file: String },
}

/// Where a pattern stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hunt {
    pub hits: Vec<u16>,
    /// How many more there are.
    pub more: usize,
}

/// How two ranges differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Comparison {
    pub length: usize,
    pub list: Vec<Difference>,
    /// How many more there are.
    pub more: usize,
}

/// Two bytes that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    pub address: u16,
    pub byte: u8,
    pub other_address: u16,
    pub other_byte: u8,
}

/// A line of assembler text that was put into memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssembledView {
    pub address: u16,
    pub bytes: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The instruction that the bytes are, unless they are data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeLine>,
    /// Labels that the bytes wait for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits_for: Vec<String>,
    /// Earlier bytes that the label completed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub patches: Vec<Patch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// Bytes that a label completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Patch {
    pub address: u16,
    pub bytes: Vec<u8>,
}
