//! What commands did, as data.

use schemars::JsonSchema;
use serde::Serialize;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WrittenView {
    /// The file.
    pub file: String,
    /// What is in it.
    #[serde(flatten)]
    pub what: Written,
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "holds", rename_all = "kebab-case")]
pub enum Written {
    /// A profile.
    Profile {
        /// Samples in it.
        samples: u64,
        /// The format, as `profile save` names it.
        format: &'static str,
    },
    /// Coverage.
    Coverage {
        /// Whether it was added to what the file held.
        added: bool,
    },
    /// The commands that set breakpoints.
    Breakpoints {
        /// How many.
        count: usize,
    },
    /// Labels.
    Symbols {
        /// How many.
        count: usize,
    },
    /// A machine file.
    Machine,
    /// Bytes of memory.
    Memory {
        /// The first address.
        start: u16,
        /// The last address.
        end: u16,
    },
    /// What `jit dump` shows.
    Dump {
        /// Its lines.
        lines: usize,
    },
}

/// What was done to breakpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BreakpointChange {
    /// They are gone.
    Deleted,
    /// They are switched on.
    Enabled,
    /// They are switched off.
    Disabled,
}

/// Code that is taken out of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum OutOfUse {
    /// These groups.
    Groups {
        /// Their names, as G3.
        names: Vec<String>,
    },
    /// All groups and all baseline code, and what was counted is forgotten.
    All {
        /// How many groups there were.
        groups: usize,
    },
}

/// A recording of commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecordingView {
    /// The file that it is written to.
    pub file: String,
    /// The commands that were recorded.
    pub commands: u64,
    /// Whether it has begun, goes on, or has ended.
    pub state: RecordingState,
}

/// How far a recording is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RecordingState {
    /// It begins.
    Begun,
    /// It is under way.
    UnderWay,
    /// It is at its end.
    Ended,
}

/// A program that was loaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadedProgram {
    /// Its name, which is that of its file.
    pub name: String,
    /// Its bytes.
    pub bytes: usize,
    /// The first address of it.
    pub start: u16,
    /// Where it begins to run.
    pub entry: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// The chip that it asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<&'static str>,
    /// What it needs of its host, if it is a program for sim65.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sim65: Option<Sim65View>,
}

/// What a program for sim65 needs of its host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sim65View {
    /// Where its pointer of C's stack is.
    pub stack_pointer: u8,
    /// The sim65 that it is made for.
    pub version: &'static str,
}

/// What the lines are for that follow, up to `end`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "lines", rename_all = "kebab-case")]
pub enum Opened {
    /// The commands of breakpoints.
    Actions {
        /// The breakpoints.
        breakpoints: Vec<u32>,
    },
    /// What a taught command does.
    Definition {
        /// Its name.
        name: String,
    },
    /// The help of a taught command.
    Help {
        /// Its name.
        name: String,
    },
}
