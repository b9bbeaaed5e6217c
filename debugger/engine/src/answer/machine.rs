//! The computer around the processor.

use schemars::JsonSchema;
use serde::Serialize;

use super::DeviceView;

/// A machine: what a machine file describes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MachineView {
    /// What it is called.
    pub name: String,
    /// The ready-made machine, or the file, by which it is asked for.
    pub origin: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The processor.
    pub cpu: &'static str,
    /// Its cycles in a second.
    pub clock: u64,
    /// What is where in memory, by rising address.
    pub memory: Vec<RegionView>,
    /// What is on the bus, by number.
    pub devices: Vec<DeviceView>,
    /// Where the reset vector leads, or where it starts instead.
    pub entry: u16,
    /// The console that gets the terminal, or the standard streams.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
}

/// A stretch of a machine's memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionView {
    /// The first address.
    pub start: u16,
    /// The last address.
    pub end: u16,
    /// What it is.
    pub kind: RegionKind,
    /// The name of the ROM, or of the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The file that is in the ROM; none is in an empty socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What memory of a machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RegionKind {
    /// It can be written.
    Ram,
    /// It can be read only.
    Rom,
    /// It repeats a RAM, or the ROM that is named.
    Mirror,
    /// What shows there is selected.
    Window,
}
