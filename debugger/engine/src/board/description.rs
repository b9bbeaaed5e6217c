//! A machine file as it is written: its keys, their meaning, and nothing checked but their types.
//!
//! The comments here are the reference: the schema for editors and MACHINES.md are made of them.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scalar::{Address, At, Clock, OpenBus, Size};
use crate::host::devices::options::{self as chip, Power, Timing};

/// A computer with a 6502: what is at which address, what is wired to what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Description {
    /// What the machine is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is, in a sentence or two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The processor: 6502, 2a03, 65c02, r65c02 or 65sc02. Without it, the one that the program is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<At<String>>,
    /// The processor's clock, by which baud rates and `set speed` go. Without it, 1 MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<At<Clock>>,
    /// What a read gives where nothing is; a write there changes nothing. Without it, memory is everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_bus: Option<At<OpenBus>>,
    /// Where it starts. Without it, where the reset vector at 0xFFFC leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<At<Address>>,
    /// The console that gets the standard streams of `jumppad run` and the keys of the terminal: the name of its device,
    /// or its own. Without it, the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console: Option<At<String>>,
    /// Files of symbols to load, relative to this file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub symbols: Vec<At<PathBuf>>,
    /// Memory that can be written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ram: Vec<Ram>,
    /// Memory that can only be read, in whole pages of 256 bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rom: Vec<Rom>,
    /// Chips and other devices on the bus. Where one is, it answers, and not the memory beneath.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub device: Vec<Device>,
    /// What is on the port pins of chips.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub part: Vec<Part>,
    /// Memory that no address reaches but by a window.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub storage: Vec<Storage>,
    /// Ranges of addresses whose memory is selected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub window: Vec<Window>,
    /// The computer whose ROM's routines the host does, where the ROM cannot be shipped: c64, apple1, apple2 or kim1.
    #[schemars(extend("enum" = super::schema::systems()))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routines: Option<At<String>>,
    /// Other entry points that the host answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub host: Vec<Host>,
}

/// Memory that can be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ram {
    /// Its first address.
    pub start: At<Address>,
    /// How many bytes it has.
    pub size: At<Size>,
    /// Other addresses at which it shows again, as it does where address lines are not decoded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<At<Address>>,
}

/// Memory that can only be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rom {
    /// What it is called, for `--rom-file NAME=FILE`. Without it, "rom".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<At<String>>,
    /// Its first address.
    pub start: At<Address>,
    /// How many addresses it answers at. A file that is smaller repeats, as unconnected address lines have it.
    pub size: At<Size>,
    /// What is in it, relative to this file. Without it, it is an empty socket: the program, or `--rom-file`, goes there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<At<PathBuf>>,
    /// Where in the file it begins, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<At<u32>>,
    /// How much of the file is in it. Without it, all that follows the offset.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<At<Size>>,
    /// Other addresses at which it begins again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<At<Address>>,
    /// What to get where the file is missing: told to whoever has not got it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub get: Option<String>,
}

/// A chip or another device on the bus.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Device {
    /// What it is called in expressions (`via.IFR`) and where others are wired to it. Without it, as its kind is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<At<String>>,
    /// What it is: the number of a chip, or another kind of device.
    #[schemars(extend("enum" = super::schema::kinds()))]
    pub kind: At<String>,
    /// The address of its first register.
    pub address: At<Address>,
    /// How many addresses it answers at: its registers repeat there. Without it, as many as it has registers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<At<Size>>,
    /// Other addresses at which its registers begin again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<At<Address>>,
    /// The line to which its interrupt output leads: irq, nmi, or none. Without it, irq, where it has such an output.
    #[schemars(extend("enum" = super::schema::lines()))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interrupt: Option<At<String>>,
    /// The name of its console. Devices with consoles of one name have one console.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console: Option<At<String>>,
    /// Of a py65 console: the address at which keys are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<At<Address>>,
    /// Of an ACIA or an Apple-1's terminal: whether bytes on the line take no time (instant) or as long as the chip says
    /// (timed). Without it, instant.
    #[schemars(extend("enum" = super::schema::words::<Timing>()))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baud: Option<At<String>>,
    /// Of a 6850: the clock of its line. Without it, 1.8432 MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baud_clock: Option<At<Clock>>,
    /// Of a 6551: whose fault it has. w65c51n never tells that it is still sending.
    #[schemars(extend("enum" = super::schema::words::<chip::Fault>()))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quirk: Option<At<String>>,
    /// Of a 6526: the power line by which its time of day goes, 60 Hz or 50 Hz.
    #[schemars(extend("enum" = super::schema::words::<Power>()))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mains: Option<At<String>>,
    /// Of a block device: the file in which its blocks are, relative to this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk: Option<At<PathBuf>>,
    /// Of a random source: where it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<At<u64>>,
}

/// Something on the port pins of a chip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Part {
    /// What it is called.
    pub name: At<String>,
    /// What it is: hd44780, a character display; apple1, the keyboard and display of an Apple-1.
    #[schemars(extend("enum" = super::schema::parts()))]
    pub kind: At<String>,
    /// The device on whose port pins it is: a 6522, 6821, 6530, 6532 or 6526.
    pub on: At<String>,
    /// Of a display: its columns and rows. Without it, 16x2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub glass: Option<At<String>>,
    /// Of a display: the pins to which E, R/W, RS and the data lines lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pins: Option<LcdPins>,
}

/// Where the pins of a display lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LcdPins {
    /// E, such as "PA7".
    pub e: At<String>,
    /// R/W. Without it, it is tied low, and nothing is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rw: Option<At<String>>,
    /// RS.
    pub rs: At<String>,
    /// DB0 to DB7 on a whole port, "PB", or DB4 to DB7 on four pins of one, "PB0-PB3".
    pub data: At<String>,
}

/// Memory that no address reaches but by a window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Storage {
    /// What windows call it.
    pub name: At<String>,
    /// How many bytes it has. Without it, as many as its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<At<Size>>,
    /// What is in it, relative to this file: then it is a ROM, and `--rom-file NAME=FILE` says what else is in it. Without it,
    /// it is RAM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<At<PathBuf>>,
}

/// A range of addresses whose memory is selected, in whole stretches of 4 KiB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Window {
    /// What it is called.
    pub name: At<String>,
    /// Its first address, a multiple of 4 KiB.
    pub start: At<Address>,
    /// How many addresses it has, a multiple of 4 KiB.
    pub size: At<Size>,
    /// What can be selected, in the order of the numbers that select it.
    pub choices: Vec<Choice>,
    /// The number of the choice that is selected at first. Without it, 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected: Option<At<u16>>,
    /// The address of a register whose writes select. Several windows may have one register, each its own bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<At<Address>>,
    /// A chip's port that selects by the levels on its pins, such as "via.PB"; an input is high.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<At<String>>,
    /// The lowest bit of the register or port that counts. Without it, 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<At<u8>>,
    /// How many bits count. Without it, as many as the choices need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<At<u8>>,
}

/// What a window can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Choice {
    /// What it is called. Without it, as its storage, or memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A storage by its name. Without it, the memory that is there without the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<At<String>>,
    /// Where in the storage it begins, in bytes; a multiple of 4 KiB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<At<u32>>,
    /// Where a write goes: here, beneath (to the memory that is there without the window), or ignored. Without it, here for
    /// RAM, and beneath for a ROM.
    #[schemars(extend("enum" = ["here", "beneath", "ignored"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writes: Option<At<String>>,
    /// Whether devices answer there that have addresses in the window. Without it, they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<bool>,
}

/// An entry point that the host answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Host {
    /// Where programs call it.
    pub address: At<Address>,
    /// What the host does there, such as chrout or echo.
    #[schemars(extend("enum" = super::schema::calls()))]
    pub call: At<String>,
}
