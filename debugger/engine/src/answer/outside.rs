//! What surrounds the processor: interrupt lines, devices, read-only memory.

use schemars::JsonSchema;
use serde::Serialize;

/// What a command did to an interrupt line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LineChange {
    /// The line: `irq` or `nmi`.
    pub line: &'static str,
    /// What was done.
    pub action: LineAction,
    /// The cycle of a change to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<u64>,
    /// What the change leads to.
    pub outcome: LineOutcome,
    /// Where the handler's address stands, and that address.
    pub vector: u16,
    /// The address that the vector holds now: where the handler begins.
    pub handler: u16,
    /// The name of the handler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// What a command does to an interrupt line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineAction {
    /// It asserts the line, until it is released.
    Assert,
    /// It releases the line.
    Release,
    /// It asserts the line and releases it at once: an edge.
    Pulse,
}

impl LineAction {
    /// What commands call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Assert => "assert",
            Self::Release => "release",
            Self::Pulse => "pulse",
        }
    }
}

/// What comes of a change of an interrupt line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LineOutcome {
    /// The interrupt is taken before the next instruction.
    Taken,
    /// The I flag keeps it out.
    Masked,
    /// The I flag keeps it out, but WAI goes on.
    Wakes,
    /// NMI is an edge, and the line was asserted already.
    NoEdge,
    /// Nothing asserts the line any more.
    Released,
    /// The user let go, a device did not.
    StillAsserted,
    /// The change is to come.
    Later,
}

/// The state of an interrupt line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LineView {
    /// The line: `irq` or `nmi`.
    pub line: &'static str,
    /// Whether anyone, the user or a device, asserts it.
    pub asserted: bool,
    /// Whether the I flag keeps its interrupt out; never so for NMI.
    pub masked: bool,
    /// The address of its vector: $FFFE for IRQ, $FFFA for NMI.
    pub vector: u16,
    /// The address that the vector holds now: where the handler begins.
    pub handler: u16,
    /// The name of the handler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
}

/// An attached device.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceView {
    /// The number that commands name it by, from 1; never given twice.
    pub number: u32,
    /// What it is called in expressions, such as `via.IFR`.
    pub name: String,
    /// The kind of device, as `device attach` and machine files name it.
    pub kind: &'static str,
    /// The address of its first register.
    pub start: u16,
    /// The last address of the row at which it answers.
    pub end: u16,
    /// First and last address of the other rows at which it answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<(u16, u16)>,
    /// Where its interrupts lead, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt: Option<InterruptTarget>,
    /// Where it reads keys, if that is not where it prints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<u16>,
    /// What reading them would give.
    pub registers: Vec<u8>,
    /// Where it was put over bytes of the program, which the guest cannot read any more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<u16>,
}

/// Where the interrupts of a device lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InterruptTarget {
    /// To IRQ.
    Irq,
    /// To NMI.
    Nmi,
    /// Nowhere.
    None,
}

/// A device with what its registers hold.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceWithRegisters {
    /// The number that commands name it by.
    pub number: u32,
    /// What it is called.
    pub name: String,
    /// The kind of device.
    pub kind: &'static str,
    /// Its registers and what is behind them, as its data sheet names them.
    pub registers: Vec<DeviceRegister>,
}

/// A register of a device.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceRegister {
    /// Its name in the data sheet.
    pub name: &'static str,
    /// What it holds.
    pub value: u32,
    /// How many bits it has.
    pub bits: u8,
}

impl From<jumppad_tiers::Register> for DeviceRegister {
    fn from(register: jumppad_tiers::Register) -> Self {
        let jumppad_tiers::Register { name, value, bits } = register;
        Self { name, value, bits }
    }
}

/// A memory behind a device's registers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DeviceMemoryView {
    /// Its name in the data sheet.
    pub name: &'static str,
    /// The address of its first byte, as the device counts.
    pub start: u16,
    /// How many bytes it has.
    pub size: usize,
}

/// A controller of an NES.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PadView {
    /// Its number, 1 or 2.
    pub number: u8,
    /// The buttons that are pressed.
    pub held: Vec<&'static str>,
}

/// The read-only memory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RomView {
    /// First and last address of each stretch of read-only pages.
    pub ranges: Vec<(u16, u16)>,
    /// The whole pages that were meant, when the user named less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounded: Option<(u16, u16)>,
}
