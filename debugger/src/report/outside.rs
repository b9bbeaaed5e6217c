//! What surrounds the processor: interrupt lines, devices, read-only memory.

use schemars::JsonSchema;
use serde::Serialize;

/// What a command did to an interrupt line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct LineChange {
    pub(crate) line: &'static str,
    pub(crate) action: &'static str,
    /// The cycle of a change to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<u64>,
    pub(crate) outcome: LineOutcome,
    /// Where the handler's address stands, and that address.
    pub(crate) vector: u16,
    pub(crate) handler: u16,
    /// The name of the handler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
}

/// What comes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineOutcome {
    /// The interrupt is taken before the next instruction.
    Taken,
    /// The I flag keeps it out.
    Masked,
    /// The I flag keeps it out, but WAI goes on.
    Wakes,
    /// NMI is an edge, and the line was asserted already.
    NoEdge,
    Released,
    /// The user let go, a device did not.
    StillAsserted,
    /// The change is to come.
    Later,
}

/// The state of an interrupt line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct LineView {
    pub(crate) line: &'static str,
    pub(crate) asserted: bool,
    pub(crate) masked: bool,
    pub(crate) vector: u16,
    pub(crate) handler: u16,
    /// The name of the handler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
}

/// An attached device.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct DeviceView {
    pub(crate) number: u32,
    pub(crate) kind: &'static str,
    pub(crate) start: u16,
    pub(crate) end: u16,
    /// Where it reads keys, if that is not where it prints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) keys: Option<u16>,
    /// What reading them would give.
    pub(crate) registers: Vec<u8>,
    /// Where it was put over bytes of the program, which the guest cannot read any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) covers: Vec<u16>,
}

/// The read-only memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct RomView {
    pub(crate) ranges: Vec<(u16, u16)>,
    /// The whole pages that were meant, when the user named less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rounded: Option<(u16, u16)>,
}
