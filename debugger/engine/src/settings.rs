//! How a debugger behaves, and what it shows.

use jumppad_tiers::JitMode;

use crate::program::mnemonic::Names;
use crate::speed::{DEFAULT_CLOCK, Speed};
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

/// Which console gets the keys that are pressed while the guest runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// The first one.
    #[default]
    On,
    /// None: the terminal is the debugger's all the time.
    Off,
    /// The one of this number.
    Console(u32),
}

impl Keyboard {
    /// As [`Keyboard::parse`] reads it.
    pub fn name(self) -> String {
        match self {
            Self::On => "on".to_owned(),
            Self::Off => "off".to_owned(),
            Self::Console(number) => number.to_string(),
        }
    }

    /// `on`, `off`, or the number of a console.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "on" => Some(Self::On),
            "off" => Some(Self::Off),
            number => {
                let number = number.strip_prefix('#').unwrap_or(number);
                number.parse().ok().map(Self::Console)
            }
        }
    }
}

/// Where Ctrl-C goes while keys are the guest's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CtrlC {
    /// To the debugger: it stops the guest.
    #[default]
    Stop,
    /// To the guest, as any other key. Another key stops the guest.
    Guest,
}

impl CtrlC {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Guest => "guest",
        }
    }

    /// What `text` calls.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Stop, Self::Guest]
            .into_iter()
            .find(|way| way.name() == text)
    }

    /// The key that stops the guest.
    pub fn stop_key(self) -> &'static str {
        match self {
            Self::Stop => "Ctrl-C",
            // As telnet has it.
            Self::Guest => "Ctrl-]",
        }
    }
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
    /// How fast the guest runs.
    pub speed: Speed,
    /// The frequency of its clock, in Hz.
    pub clock: f64,
    /// Which console gets the keys that are pressed while the guest runs.
    pub keyboard: Keyboard,
    /// Where Ctrl-C goes meanwhile.
    pub ctrl_c: CtrlC,
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
            speed: Speed::default(),
            clock: DEFAULT_CLOCK,
            keyboard: Keyboard::default(),
            ctrl_c: CtrlC::default(),
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
