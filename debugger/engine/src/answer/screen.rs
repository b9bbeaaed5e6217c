//! What displays show, and what `expect` met.

use schemars::JsonSchema;
use serde::Serialize;

use super::Origin;

/// A display with what it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScreenView {
    /// The number that commands name it by, from 1; never given twice.
    pub number: u32,
    /// The kind of display: `memory`, or that of a chip.
    pub kind: &'static str,
    /// Where it is and what it is like, in words.
    pub place: String,
    /// Its lines from top to bottom, each with its blanks.
    pub lines: Vec<String>,
}

/// What `expect` awaited has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExpectedView {
    /// What was awaited, as it was typed.
    pub text: String,
    /// The console or stream on which it was printed; absent for a screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Origin>,
    /// The screen that shows it; absent for what was printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub screen: Option<u32>,
    /// The guest's cycle, behind the instruction that printed the last byte, or at which the screen was looked at.
    pub cycle: u64,
    /// Cycles since the command began; none where it was there already.
    pub elapsed: u64,
}

/// The keyboard: where keys go, and what Ctrl-C does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeyboardView {
    /// The setting: `on`, `off` or the number of a console.
    pub setting: String,
    /// Whether it is `off`.
    #[serde(skip)]
    pub is_off: bool,
    /// The console that gets the keys while the guest runs, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub console: Option<u32>,
    /// All consoles.
    pub consoles: Vec<u32>,
    /// Where Ctrl-C goes while keys are the guest's: `stop` or `guest`.
    pub ctrl_c: &'static str,
    /// The key that stops the guest then.
    pub stop_key: &'static str,
}
