//! Memory as data: what it holds, what was changed, what was found.

use schemars::JsonSchema;
use serde::Serialize;

use super::CodeLine;

/// Bytes that were shown or written.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemoryView {
    /// The address of the first byte.
    pub start: u16,
    /// The bytes, in the order of their addresses.
    pub bytes: Vec<u8>,
    /// Where the user wrote to something else than plain memory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// A stretch of addresses with one answerer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stretch {
    /// The first address of the stretch.
    pub start: u16,
    /// The last address of the stretch.
    pub end: u16,
    /// What answers there.
    #[serde(flatten)]
    pub what: What,
}

/// What answers at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum What {
    /// Plain memory, which the guest reads and writes.
    Ram,
    /// The guest cannot write there; the user can.
    ReadOnly,
    /// Nothing: reads give what is on the open bus, writes are lost.
    Open,
    /// Registers of an attached device.
    Device {
        /// The number of the device, as `device list` has it.
        number: u32,
        /// The kind of device, as `device attach` names it.
        kind: &'static str,
    },
}

/// The memory map.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MapView {
    /// The stretches that make up the 64 KiB, by address.
    pub list: Vec<Stretch>,
    /// The name of the loaded program.
    pub program: String,
    /// First and last address of its segments.
    pub segments: Vec<(u16, u16)>,
    /// The address that the NMI vector at $FFFA holds.
    pub nmi: u16,
    /// The address that the reset vector at $FFFC holds.
    pub reset: u16,
    /// The address that the IRQ and BRK vector at $FFFE holds.
    pub irq: u16,
    /// The names of the three.
    pub symbols: [Option<String>; 3],
}

/// A range got other bytes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// The first address of the range.
    pub start: u16,
    /// The last address of the range.
    pub end: u16,
    /// Where the new bytes are from.
    #[serde(flatten)]
    pub how: How,
    /// Where the user wrote to something else than plain memory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// What a range was changed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "how", rename_all = "kebab-case")]
pub enum How {
    /// The bytes repeated.
    Filled {
        /// The pattern, which is repeated to the end of the range.
        with: Vec<u8>,
    },
    /// The bytes that were there.
    Moved {
        /// The first address that they were copied from.
        from: u16,
    },
    /// The bytes of a file.
    Loaded {
        /// The path of the file, as it was given.
        file: String,
    },
}

/// Where a pattern stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Hunt {
    /// The addresses at which the pattern begins, ascending.
    pub hits: Vec<u16>,
    /// How many more there are.
    pub more: usize,
}

/// How two ranges differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Comparison {
    /// How many bytes were compared.
    pub length: usize,
    /// The bytes that differ, by address.
    pub list: Vec<Difference>,
    /// How many more there are.
    pub more: usize,
}

/// Two bytes that differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Difference {
    /// The address in the first range.
    pub address: u16,
    /// The byte in the first range.
    pub byte: u8,
    /// The address in the second range.
    pub other_address: u16,
    /// The byte in the second range.
    pub other_byte: u8,
}

/// A line of assembler text that was put into memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AssembledView {
    /// The address of the first byte.
    pub address: u16,
    /// The bytes that the line became; empty where it only defines a label.
    pub bytes: Vec<u8>,
    /// The label that the line defines.
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
    /// Where the user wrote to something else than plain memory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub special: Vec<Stretch>,
}

/// Bytes that a label completed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Patch {
    /// The address of the first byte.
    pub address: u16,
    /// The bytes as they are now.
    pub bytes: Vec<u8>,
}
