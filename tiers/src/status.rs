//! What users ask the tiers: settings, statistics, and why an address runs in
//! the tier that it does.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;
use std::time::Duration;

use jumppad_opcodes::Model;

use crate::event::{DemoteReason, GroupId, InvalidationCause};
use crate::policy::{DEFAULT_CODE_CACHE, DEFAULT_THRESHOLD, Policy};

/// Whether and how hot regions are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JitMode {
    /// Everything is interpreted.
    Off,
    /// Nothing is compiled by LLVM: interpreter and baseline.
    Baseline,
    /// All tiers, with the compiler on a thread beside the machine: promotion points vary
    /// with time.
    Background,
    /// All tiers, and the machine waits for the compiler: promotion points are reproducible.
    Sync,
    /// Interpreter and LLVM alone; the machine waits for the compiler.
    Llvm,
}

impl JitMode {
    /// Whether anything is to run in baseline code.
    #[must_use]
    pub const fn has_baseline(self) -> bool {
        matches!(self, Self::Baseline | Self::Background | Self::Sync)
    }

    /// Whether the machine waits for the compiler.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::Sync | Self::Llvm)
    }

    /// Whether anything is compiled by LLVM.
    #[must_use]
    pub const fn has_llvm(self) -> bool {
        matches!(self, Self::Background | Self::Sync | Self::Llvm)
    }
}

/// A machine's settings.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// The chip.
    pub model: Model,
    /// Whether and how hot regions are compiled.
    pub jit: JitMode,
    /// Block entries before promotion.
    pub threshold: u32,
    /// The most bytes of machine code in use at once.
    pub code_cache: u64,
    /// What the tiers go by.
    pub policy: Policy,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            model: Model::Nmos6502,
            jit: JitMode::Background,
            threshold: DEFAULT_THRESHOLD,
            code_cache: DEFAULT_CODE_CACHE,
            policy: Policy::default(),
        }
    }
}

/// Counts since the machine was made, unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitStats {
    /// Compilations that succeeded.
    pub groups_compiled: u64,
    /// Filters that were compiled.
    pub filters_compiled: u64,
    /// Groups in use now.
    pub groups_live: u64,
    /// Groups taken out of use because their code, or what it was made for, changed.
    pub invalidations: u64,
    /// Groups taken out of use for want of room.
    pub evictions: u64,
    /// Times that a group was entered from outside.
    pub entries: u64,
    /// Those of them that came straight from another group.
    pub linked_entries: u64,
    /// Times that a group asked for help within an instruction.
    pub side_exits: u64,
    /// Host time spent compiling.
    pub compile_time: Duration,
    /// Bytes of machine code in use now.
    pub code_bytes: u64,
    /// Compilations that failed, for want of LLVM or by a defect.
    pub compile_failures: u64,
    /// Cycles that the machine ran.
    pub cycles: u64,
    /// Those of them that passed in compiled code.
    pub compiled_cycles: u64,
    /// Those of these that passed in groups, the rest in baseline code.
    pub group_cycles: u64,
}

/// A group in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupInfo {
    /// Its name.
    pub id: GroupId,
    /// The address whose heat caused it.
    pub entry: u16,
    /// The addresses that its instructions occupy.
    pub ranges: Vec<RangeInclusive<u16>>,
    /// Where it can be entered.
    pub entry_points: Vec<u16>,
    /// Basic blocks.
    pub blocks: usize,
    /// Instructions.
    pub instructions: usize,
    /// Bytes of machine code.
    pub code_bytes: u64,
    /// Times entered from outside.
    pub entries: u64,
    /// Times left for help within an instruction.
    pub side_exits: u64,
    /// Host time of compilation.
    pub compile_time: Duration,
}

/// A block that was entered, or is part of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockInfo {
    /// Where it begins.
    pub start: u16,
    /// Its tier, with the reason.
    pub why: Why,
    /// Entries counted: by the interpreter, or from outside into its group. None of a
    /// block that is reached from within its group only: nothing counts there.
    pub entries: Option<u64>,
}

/// Why a block could not be compiled on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromoteError {
    /// Nothing is compiled.
    #[error("the JIT is off")]
    JitOff,
    /// Execution enters a group here already.
    #[error("it is a way into {0} already")]
    Compiled(GroupId),
    /// The tiers decided otherwise.
    #[error("{0}")]
    Refused(Why),
}

/// Why an address runs in the tier that it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The JIT is off.
    JitOff,
    /// No block was entered here since counting began.
    NeverRun,
    /// Not hot enough yet.
    Counting {
        /// Entries so far.
        count: u32,
        /// Entries at which it is promoted.
        threshold: u32,
    },
    /// In baseline code; LLVM is asked once samples show that time goes there.
    Baseline {
        /// Samples so far.
        samples: u32,
    },
    /// With the compiler.
    Compiling,
    /// Compiled; execution can enter the group here.
    EntryPoint {
        /// The group.
        group: GroupId,
    },
    /// Compiled, but reached only from within its group.
    Inside {
        /// The group.
        group: GroupId,
        /// The group's entry.
        entry: u16,
    },
    /// Compiled once, and interpreted again.
    OutOfUse {
        /// The group that it was in.
        group: GroupId,
        /// What took that out of use; nothing where it made room for another.
        cause: Option<InvalidationCause>,
        /// Entries since.
        count: u32,
        /// Entries at which it is promoted.
        threshold: u32,
    },
    /// Made to count longer than others.
    Demoted {
        /// Why.
        reason: DemoteReason,
        /// Entries so far.
        count: u32,
        /// Entries at which it is tried again.
        threshold: u32,
    },
}

impl Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::JitOff => f.write_str("interpreted: the JIT is off"),
            Self::NeverRun => f.write_str("no block was entered here yet"),
            Self::Counting { count, threshold } => {
                write!(f, "interpreted: entered {count} of {threshold} times")
            }
            Self::Baseline { samples: 0 } => f.write_str("baseline code"),
            Self::Baseline { samples: 1 } => f.write_str("baseline code, sampled once"),
            Self::Baseline { samples } => write!(f, "baseline code, sampled {samples} times"),
            Self::Compiling => f.write_str("interpreted: being compiled"),
            Self::EntryPoint { group } => write!(f, "compiled: a way into {group}"),
            Self::Inside { group, entry } => {
                write!(
                    f,
                    "compiled: inside {group}, which is entered at ${entry:04X}"
                )
            }
            Self::OutOfUse {
                group,
                cause,
                count,
                threshold,
            } => {
                write!(f, "interpreted: {group} is out of use, ")?;
                match cause {
                    Some(cause) => write!(f, "{cause}")?,
                    None => f.write_str("to make room")?,
                }
                write!(f, "; entered {count} of {threshold} times since")
            }
            Self::Demoted {
                reason,
                count,
                threshold,
            } => {
                write!(
                    f,
                    "interpreted: {reason}; entered {count} of {threshold} times"
                )
            }
        }
    }
}
