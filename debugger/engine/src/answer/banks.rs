//! Banks: what shows in the windows of memory, and what may.

use schemars::JsonSchema;
use serde::Serialize;

/// All windows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BanksView {
    /// By number.
    pub windows: Vec<WindowView>,
    /// How another bank comes to show.
    pub showing: ShowingView,
}

/// How another bank comes to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShowingView {
    /// It is mapped, so that a switch costs the same however long the window is.
    Mapped,
    /// It is copied, for the reason given.
    Copied(String),
}

/// A range of addresses in which one of several memories shows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WindowView {
    /// What it is called.
    pub name: String,
    /// Its first address.
    pub start: u16,
    /// Its last address.
    pub end: u16,
    /// The number of the bank that shows.
    pub selected: usize,
    /// What may show, by number.
    pub banks: Vec<BankView>,
}

/// Something that shows, or may show, in a window.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BankView {
    /// Its number in its window: what `$bank` is while PC is there.
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: BankKind,
    /// Bytes from the start of the memory that it is a part of.
    pub offset: usize,
    /// What becomes of the guest's writes.
    pub writes: BankWrites,
    /// Whether devices answer there.
    pub devices: bool,
}

/// The way in which banks show, by which compiled code is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SpaceView {
    /// What shows in each window.
    pub showing: Vec<ShownBank>,
    /// Other ways in which banks showed, and for which something is kept.
    pub spaces_elsewhere: usize,
    /// Groups that are parked for them.
    pub groups_elsewhere: usize,
    /// Blocks that were entered or compiled in them.
    pub blocks_elsewhere: usize,
}

/// A bank that shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownBank {
    /// The name of its window.
    pub window: String,
    /// Its number there.
    pub number: usize,
    /// Its name.
    pub name: String,
}

/// What a bank is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BankKind {
    /// The memory that is there without the window.
    Memory,
    /// RAM beside it.
    Ram,
    /// ROM beside it.
    Rom,
}

/// What becomes of the guest's writes to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BankWrites {
    /// They change it.
    Here,
    /// They change the memory that is there without the window.
    Beneath,
    /// Nothing.
    Ignored,
}
