//! Breakpoints, watchpoints and catchpoints as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{CodeLine, Registers, SourceLine};

/// A breakpoint, watchpoint or catchpoint, as its echo and `info b` show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BreakpointView {
    /// The number that commands name it by, from 1; never given twice.
    pub id: u32,
    /// The command that sets such a one.
    pub kind: BreakpointKind,
    /// What a catchpoint waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caught: Option<String>,
    /// The number of the only bank that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank: Option<u16>,
    /// The first address that it covers.
    pub start: u16,
    /// The last address that it covers; equal to `start` for a single one.
    pub end: u16,
    /// The line of source that begins at its start.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
    /// The name of its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The instruction in the middle of which it is, as far as code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inside: Option<u16>,
    /// What is watched, where `kind` does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<&'static str>,
    /// The condition as it was typed; null where there is none.
    pub condition: Option<String>,
    /// The condition with what its names and numbers stand for.
    pub meaning: Option<String>,
    /// Its place as it was written, where that was by a name, which it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub written: Option<String>,
    /// Why it is in force nowhere until a name comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending: Option<String>,
    /// Whether it is removed at its first hit that counts.
    pub once: bool,
    /// Whether the user has it switched on.
    pub enabled: bool,
    /// How many hits pass at first.
    pub skip: u64,
    /// How many of `skip` are still to come.
    pub ignore: u64,
    /// Of how many hits after those one counts.
    pub every: u64,
    /// How many hits it takes to the next that counts, once none is skipped any more.
    pub next: u64,
    /// How often it was reached with its condition true, those that passed unreported included.
    pub hits: u64,
    /// How often its condition was asked; each hit is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluations: Option<u64>,
    /// Why the machine cannot ask its condition by itself and stops for it each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow: Option<String>,
    /// The commands that run at its stops.
    pub actions: Vec<String>,
}

/// What a breakpoint is, by the command that sets such a one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BreakpointKind {
    /// It waits for an instruction.
    Break,
    /// It waits for a store.
    Watch,
    /// It waits for a load.
    RWatch,
    /// It waits for either.
    AWatch,
    /// It waits for a kind of instruction, an interrupt, or what the JIT does.
    Catch,
    /// It waits for a condition, wherever the guest is.
    BreakIf,
    /// It tells of each hit, and stops for none.
    Trace,
}

impl BreakpointKind {
    /// The command.
    pub fn name(self) -> &'static str {
        match self {
            Self::Break => "break",
            Self::Watch => "watch",
            Self::RWatch => "rwatch",
            Self::AWatch => "awatch",
            Self::Catch => "catch",
            Self::BreakIf => "breakif",
            Self::Trace => "trace",
        }
    }
}

/// A breakpoint that followed a name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FollowedView {
    /// What happened to it.
    #[serde(flatten)]
    pub became: Became,
    /// The breakpoint as it is now.
    pub breakpoint: BreakpointView,
}

/// What became of a breakpoint when names changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "became", rename_all = "kebab-case")]
pub enum Became {
    /// Its name is at another address than the one where it was.
    Moved {
        /// The first address that it covered before.
        from: u16,
    },
    /// A name is gone.
    Pending,
    /// The name is back.
    Placed,
    /// Names in its condition stand for other addresses.
    Asking,
}

/// A trace's line: where the guest passed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TraceView {
    /// The number of the breakpoint that traces.
    pub id: u32,
    /// The cycle count when the guest was there, since it was started.
    pub cycle: u64,
    /// The registers before the next instruction.
    pub registers: Registers,
    /// What is watched and about to happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The instruction that is about to execute.
    pub next: CodeLine,
}

/// An access that is about to happen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Access {
    /// The address that is read or written.
    pub address: u16,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Whether it is a write; else it is a read.
    pub write: bool,
    /// The byte there now.
    pub old: u8,
    /// The byte there afterwards, or the byte read.
    pub new: u8,
}
