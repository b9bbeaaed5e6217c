//! Breakpoints, watchpoints and catchpoints as data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{CodeLine, Registers, SourceLine};

/// A breakpoint, watchpoint or catchpoint, as its echo and `info b` show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct BreakpointView {
    pub(crate) id: u32,
    pub(crate) kind: &'static str,
    /// What a catchpoint waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) caught: Option<String>,
    pub(crate) start: u16,
    pub(crate) end: u16,
    /// The line of source that begins at its start.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<SourceLine>,
    /// The name of its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    /// The instruction in the middle of which it is, as far as code is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inside: Option<u16>,
    /// What is watched, where `kind` does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<&'static str>,
    pub(crate) condition: Option<String>,
    /// The condition with what its names and numbers stand for.
    pub(crate) meaning: Option<String>,
    /// Its place as it was written, where that was by a name, which it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) written: Option<String>,
    /// Why it is in force nowhere until a name comes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pending: Option<String>,
    pub(crate) once: bool,
    pub(crate) enabled: bool,
    /// How many hits pass at first.
    pub(crate) skip: u64,
    /// Of `skip`, those still to come.
    pub(crate) ignore: u64,
    /// Of how many hits after those one counts.
    pub(crate) every: u64,
    /// How many hits it takes to the next that counts, once none is skipped any more.
    pub(crate) next: u64,
    pub(crate) hits: u64,
    /// How often its condition was asked; each hit is one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) evaluations: Option<u64>,
    /// Why the machine cannot ask its condition by itself and stops for it each time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) slow: Option<String>,
    /// The commands that run at its stops.
    pub(crate) actions: Vec<String>,
}

/// A breakpoint that followed a name.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct FollowedView {
    #[serde(flatten)]
    pub(crate) became: Became,
    pub(crate) breakpoint: BreakpointView,
}

/// What became of a breakpoint when names changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "became", rename_all = "kebab-case")]
pub(crate) enum Became {
    /// Its name is at another address than the one where it was.
    Moved { from: u16 },
    /// A name is gone.
    Pending,
    /// The name is back.
    Placed,
    /// Names in its condition stand for other addresses.
    Asking,
}

/// A trace's line: where the guest passed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct TraceView {
    pub(crate) id: u32,
    pub(crate) cycle: u64,
    pub(crate) registers: Registers,
    /// What is watched and about to happen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) access: Option<Access>,
    /// The instruction that is about to execute.
    pub(crate) next: CodeLine,
}

/// An access that is about to happen.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Access {
    pub(crate) address: u16,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) symbol: Option<String>,
    pub(crate) write: bool,
    /// The byte there now.
    pub(crate) old: u8,
    /// The byte there afterwards, or the byte read.
    pub(crate) new: u8,
}
