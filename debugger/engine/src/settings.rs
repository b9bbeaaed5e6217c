//! How a debugger behaves, and what it shows.

use jumppad_tiers::JitMode;

use crate::program::mnemonic::Names;
pub use crate::switch::Switch;

/// Where lines of source are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SourceDisplay {
    /// Nowhere.
    Off,
    /// Where the guest stops.
    #[default]
    Stops,
    /// At stops and between the instructions of `d`.
    On,
}

/// What `step` and `next` mean by one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepUnit {
    /// One instruction.
    Instructions,
    /// One line of source once lines are known, else one instruction.
    Lines,
    /// As by lines, but of a program that has no C in it one instruction where no line is known.
    #[default]
    Auto,
}

/// The settings that are the debugger's own; the JIT's live in the machine.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whose names instructions are shown by.
    pub opcode_names: Names,
    /// Whether events of the JIT are told as they happen.
    pub jit_log: Switch,
    /// Host times in events and counters; off makes output reproducible.
    pub jit_times: Switch,
    /// Whether looking at memory really reads devices.
    pub sidefx: Switch,
    /// Where lines of source are shown.
    pub source_display: SourceDisplay,
    /// What one step is.
    pub step: StepUnit,
    /// Whether a disassembly has a column with each instruction's tier.
    pub tier_column: Switch,
    /// Whether a program brings the label file beside it.
    pub auto_symbols: Switch,
    /// Whether addresses are shown by their names.
    pub symbol_display: Switch,
    /// The most cycles that one command may run.
    pub cycle_limit: Option<u64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            opcode_names: Names::default(),
            jit_log: Switch::Off,
            jit_times: Switch::On,
            sidefx: Switch::Off,
            source_display: SourceDisplay::default(),
            step: StepUnit::default(),
            tier_column: Switch::On,
            auto_symbols: Switch::On,
            symbol_display: Switch::On,
            cycle_limit: None,
        }
    }
}

/// How the user names `mode`.
pub fn mode_name(mode: JitMode) -> &'static str {
    match mode {
        JitMode::Off => "off",
        JitMode::Baseline => "baseline",
        JitMode::Background => "on",
        JitMode::Sync => "sync",
        JitMode::Llvm => "llvm",
    }
}
