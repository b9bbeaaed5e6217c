//! What the tiers did and why: the events that users watch.
//!
//! Decisions are enums that carry their reason. Times are host times; text
//! without them is reproducible.

mod reason;

use std::fmt::{self, Display};
use std::time::{Duration, SystemTime};

pub use reason::{DemoteReason, DropReason, EvictReason, InvalidationCause, Wanted};

/// Names a compiled group; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub u32);

impl Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "G{}", self.0)
    }
}

/// Names a compiled filter; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilterId(pub u32);

impl Display for FilterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F{}", self.0)
    }
}

/// Something that happened in the tiers.
#[derive(Clone, Debug)]
pub struct Event {
    /// The guest's cycle counter when it happened.
    pub cycle: u64,
    /// The host's clock then.
    pub at: SystemTime,
    /// What happened.
    pub kind: EventKind,
}

impl Event {
    /// Something that happens now.
    pub(crate) fn now(cycle: u64, kind: EventKind) -> Self {
        let at = SystemTime::now();
        Self { cycle, at, kind }
    }
}

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EventKind {
    /// A hot block was sent to the compiler.
    CompileStarted {
        /// The group to be.
        group: GroupId,
        /// Its entry.
        entry: u16,
    },
    /// A group was installed.
    Promoted {
        /// The group.
        group: GroupId,
        /// Its lowest and highest address.
        span: (u16, u16),
        /// Its entry.
        entry: u16,
        /// Basic blocks in it.
        blocks: usize,
        /// Times the entry was interpreted before.
        hits: u32,
        /// Host time of compilation.
        time: Duration,
    },
    /// LLVM refused; a defect to report, never silent.
    CompileFailed {
        /// The group that failed.
        group: GroupId,
        /// Its entry.
        entry: u16,
        /// LLVM's words.
        error: String,
    },
    /// A finished compilation no longer fitted the machine.
    CompileDropped {
        /// The group that never was.
        group: GroupId,
        /// Its entry.
        entry: u16,
        /// What had changed meanwhile.
        reason: DropReason,
    },
    /// A group was taken out of use.
    Invalidated {
        /// The group.
        group: GroupId,
        /// What happened to it.
        cause: InvalidationCause,
    },
    /// A group was taken out of use for want of room in the code cache; its code
    /// was still valid.
    Evicted {
        /// The group.
        group: GroupId,
        /// Its entry.
        entry: u16,
        /// What the room was wanted for.
        reason: EvictReason,
    },
    /// An operand that stores keep patching is read at run time from now on.
    OperandMadeDynamic {
        /// Address of the instruction.
        pc: u16,
    },
    /// An instruction whose opcode byte stores keep patching is interpreted
    /// from now on.
    OpcodeMadeDynamic {
        /// Address of the instruction.
        pc: u16,
    },
    /// A hot filter was sent to the compiler.
    FilterStarted {
        /// The code to be.
        filter: FilterId,
        /// The kind of records that it is for.
        of: &'static str,
    },
    /// A filter is compiled.
    FilterPromoted {
        /// The code.
        filter: FilterId,
        /// The kind of records that it is for.
        of: &'static str,
        /// Records that it was asked of before.
        evaluations: u64,
        /// Host time of compilation.
        time: Duration,
    },
    /// LLVM refused a filter; a defect to report, never silent.
    FilterFailed {
        /// The code that never was.
        filter: FilterId,
        /// The kind of records that it is for.
        of: &'static str,
        /// LLVM's words.
        error: String,
    },
    /// A block must run longer before it is promoted again.
    Demoted {
        /// The block's entry.
        entry: u16,
        /// Why.
        reason: DemoteReason,
        /// Entries until promotion is tried again.
        threshold: u32,
    },
}

impl EventKind {
    /// A short name for machines to read.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CompileStarted { .. } | Self::FilterStarted { .. } => "compile-start",
            Self::Promoted { .. } | Self::FilterPromoted { .. } => "promote",
            Self::CompileFailed { .. } | Self::FilterFailed { .. } => "compile-fail",
            Self::CompileDropped { .. } => "compile-drop",
            Self::Invalidated { .. } => "invalidate",
            Self::Evicted { .. } => "evict",
            Self::OperandMadeDynamic { .. } => "dynamic-operand",
            Self::OpcodeMadeDynamic { .. } => "dynamic-opcode",
            Self::Demoted { .. } => "demote",
        }
    }
}

impl Event {
    /// The event as a line of text, with or without what differs between hosts:
    /// times, and sizes of code.
    #[must_use]
    pub fn text(&self, times: bool) -> String {
        match &self.kind {
            EventKind::Promoted { time, .. } | EventKind::FilterPromoted { time, .. } if times => {
                format!("{} {:.1}ms", self.kind, time.as_secs_f64() * 1e3)
            }
            EventKind::Evicted { reason, .. } if times => {
                format!("{}: {}", self.kind, reason.sizes())
            }
            EventKind::CompileDropped {
                reason: DropReason::LargerThanCache { wanted, bound },
                ..
            } if times => format!("{}: {wanted} bytes of {bound}", self.kind),
            kind => kind.to_string(),
        }
    }
}

/// The event without host times.
impl Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.name())?;
        match self {
            Self::CompileStarted { group, entry } => write!(f, "{group} ${entry:04X}"),
            Self::Promoted {
                group,
                span: (low, high),
                entry,
                blocks,
                hits,
                ..
            } => {
                let plural = if *blocks == 1 { "" } else { "s" };
                write!(
                    f,
                    "{group} ${low:04X}-${high:04X} ({blocks} block{plural}) "
                )?;
                if entry != low {
                    write!(f, "entry=${entry:04X} ")?;
                }
                write!(f, "hits={hits}")
            }
            Self::CompileFailed {
                group,
                entry,
                error,
            } => {
                write!(f, "{group} ${entry:04X}: {error}")
            }
            Self::CompileDropped {
                group,
                entry,
                reason,
            } => {
                write!(f, "{group} ${entry:04X}: {reason}")
            }
            Self::Invalidated { group, cause } => write!(f, "{group} {cause}"),
            Self::Evicted {
                group,
                entry,
                reason,
            } => write!(f, "{group} ${entry:04X}: {reason}"),
            Self::FilterStarted { filter, of } => write!(f, "{filter} ({of})"),
            Self::FilterPromoted {
                filter,
                of,
                evaluations,
                ..
            } => write!(f, "{filter} ({of}) evaluations={evaluations}"),
            Self::FilterFailed { filter, of, error } => write!(f, "{filter} ({of}): {error}"),
            Self::OperandMadeDynamic { pc } => write!(f, "${pc:04X}: read at run time"),
            Self::OpcodeMadeDynamic { pc } => write!(f, "${pc:04X}: interpreted"),
            Self::Demoted {
                entry,
                reason,
                threshold,
            } => {
                write!(
                    f,
                    "${entry:04X}: {reason}; next try after {threshold} entries"
                )
            }
        }
    }
}
