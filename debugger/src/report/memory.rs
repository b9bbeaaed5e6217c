//! Memory as data: what it holds, what was changed, what was found.

use schemars::JsonSchema;
use serde::Serialize;

use super::CodeLine;

/// Bytes that were shown or written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct MemoryView {
    pub(crate) start: u16,
    pub(crate) bytes: Vec<u8>,
    /// Where the user wrote to something else than plain memory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) special: Vec<Stretch>,
}

/// A stretch of addresses with one answerer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Stretch {
    pub(crate) start: u16,
    pub(crate) end: u16,
    #[serde(flatten)]
    pub(crate) what: What,
}

/// What answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub(crate) enum What {
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
pub(crate) struct MapView {
    pub(crate) list: Vec<Stretch>,
    pub(crate) program: String,
    /// First and last address of its segments.
    pub(crate) segments: Vec<(u16, u16)>,
    pub(crate) nmi: u16,
    pub(crate) reset: u16,
    pub(crate) irq: u16,
    /// The names of the three.
    pub(crate) symbols: [Option<String>; 3],
}

/// A range got other bytes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Change {
    pub(crate) start: u16,
    pub(crate) end: u16,
    #[serde(flatten)]
    pub(crate) how: How,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) special: Vec<Stretch>,
}

/// What a range was changed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub(crate) enum How {
    /// The bytes repeated.
    Filled { with: Vec<u8> },
    /// The bytes that were there.
    Moved { from: u16 },
    /// The bytes of a file.
    Loaded { file: String },
}

/// Where a pattern stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Hunt {
    pub(crate) hits: Vec<u16>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// How two ranges differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Comparison {
    pub(crate) length: usize,
    pub(crate) list: Vec<Difference>,
    /// How many more there are.
    pub(crate) more: usize,
}

/// Two bytes that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Difference {
    pub(crate) address: u16,
    pub(crate) byte: u8,
    pub(crate) other_address: u16,
    pub(crate) other_byte: u8,
}

/// A line of assembler text that was put into memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct AssembledView {
    pub(crate) address: u16,
    pub(crate) bytes: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
    /// The instruction that the bytes are, unless they are data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<CodeLine>,
    /// Labels that the bytes wait for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) waits_for: Vec<String>,
    /// Earlier bytes that the label completed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) patches: Vec<Patch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) special: Vec<Stretch>,
}

/// Bytes that a label completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Patch {
    pub(crate) address: u16,
    pub(crate) bytes: Vec<u8>,
}
