//! What the tiers did and why: the events that users watch.
//!
//! Decisions are enums that carry their reason. Times are host times; text
//! without them is reproducible.

use std::fmt::{self, Display};
use std::time::Duration;

/// Names a compiled group; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(pub u32);

impl Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "G{}", self.0)
    }
}

/// Something that happened in the tiers.
#[derive(Clone, Debug)]
pub struct Event {
    /// The guest's cycle counter when it happened.
    pub cycle: u64,
    /// What happened.
    pub kind: EventKind,
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

/// Why a finished compilation was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The code was changed while it was compiled.
    CodeChanged,
    /// A breakpoint or catchpoint in it was set or cleared meanwhile.
    BreakpointsChanged,
    /// A page that it takes for plain memory no longer is.
    PageChanged,
    /// Another group can be entered there by now.
    Superseded,
    /// All compiled code was flushed, or the JIT turned off, meanwhile.
    Flushed,
}

/// What took a group out of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidationCause {
    /// The guest stored into its code.
    Store {
        /// The byte.
        addr: u16,
        /// Its value before.
        old: u8,
        /// Its value after.
        new: u8,
        /// Address of the storing instruction.
        by: u16,
    },
    /// The user wrote into its code.
    Poke {
        /// The byte.
        addr: u16,
        /// Its value before.
        old: u8,
        /// Its value after.
        new: u8,
    },
    /// Time was turned back, or forth again: its code was another then.
    Restored {
        /// The byte.
        addr: u16,
        /// Its value now.
        old: u8,
        /// Its value then.
        new: u8,
    },
    /// A breakpoint was set in it.
    BreakpointSet {
        /// Where.
        addr: u16,
    },
    /// A breakpoint was cleared in it.
    BreakpointCleared {
        /// Where.
        addr: u16,
    },
    /// A catchpoint was set or cleared that concerns an instruction in it.
    CatchpointsChanged {
        /// The first such instruction.
        addr: u16,
    },
    /// A page that it takes for plain memory is none any more.
    PageChanged {
        /// The page's number.
        page: u8,
    },
    /// A byte that it takes for data became code.
    BecameCode {
        /// The byte.
        addr: u16,
    },
    /// It was entered with the D flag as it was not made for.
    DecimalMode {
        /// Where.
        pc: u16,
    },
    /// An instruction keeps reaching page 0, which it holds in registers, by an
    /// address known only at run time.
    ReachesPageZero {
        /// Where.
        pc: u16,
    },
    /// An operand that it holds in a register is stored to by an address known
    /// only at run time.
    HeldOperandStored {
        /// The operand byte.
        addr: u16,
        /// Address of the storing instruction.
        by: u16,
    },
    /// It is part of a larger group now, since it and others led to each other.
    Grown {
        /// The larger group.
        into: GroupId,
    },
    /// The user asked for it.
    Asked,
    /// The user flushed the cache, or turned the JIT off.
    Flushed,
}

/// Why a block is not promoted as soon as it could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoteReason {
    /// Its code is rewritten again and again.
    Thrashing {
        /// Invalidations so far.
        invalidations: u32,
    },
    /// The compiler failed on it.
    CompileFailed,
    /// Its first instruction cannot be compiled (a jam, or patched opcode).
    NotCompilable,
}

impl Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeChanged => "the code changed meanwhile",
            Self::BreakpointsChanged => "breakpoints changed meanwhile",
            Self::PageChanged => "a page's attributes changed meanwhile",
            Self::Superseded => "another group covers it by now",
            Self::Flushed => "flushed meanwhile",
        })
    }
}

impl Display for InvalidationCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Store { addr, old, new, by } => {
                write!(f, "store ${addr:04X} ${old:02X}->${new:02X} by ${by:04X}")
            }
            Self::Poke { addr, old, new } => {
                write!(f, "poke ${addr:04X} ${old:02X}->${new:02X}")
            }
            Self::Restored { addr, old, new } => {
                write!(f, "restored ${addr:04X} ${old:02X}->${new:02X}")
            }
            Self::BreakpointSet { addr } => write!(f, "breakpoint set ${addr:04X}"),
            Self::BreakpointCleared { addr } => write!(f, "breakpoint cleared ${addr:04X}"),
            Self::CatchpointsChanged { addr } => write!(f, "catchpoints changed ${addr:04X}"),
            Self::PageChanged { page } => write!(f, "page ${page:02X} changed"),
            Self::BecameCode { addr } => write!(f, "data at ${addr:04X} became code"),
            Self::DecimalMode { pc } => write!(f, "another decimal mode at ${pc:04X}"),
            Self::ReachesPageZero { pc } => write!(f, "page 0 is reached by ${pc:04X}"),
            Self::HeldOperandStored { addr, by } => {
                write!(f, "operand ${addr:04X} is stored to by ${by:04X}")
            }
            Self::Grown { into } => write!(f, "grown into {into}"),
            Self::Asked => f.write_str("by hand"),
            Self::Flushed => f.write_str("flushed"),
        }
    }
}

impl Display for DemoteReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Thrashing { invalidations } => {
                write!(f, "its code was rewritten {invalidations} times")
            }
            Self::CompileFailed => f.write_str("the compiler failed on it"),
            Self::NotCompilable => f.write_str("its first instruction cannot be compiled"),
        }
    }
}

impl EventKind {
    /// A short name for machines to read.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::CompileStarted { .. } => "compile-start",
            Self::Promoted { .. } => "promote",
            Self::CompileFailed { .. } => "compile-fail",
            Self::CompileDropped { .. } => "compile-drop",
            Self::Invalidated { .. } => "invalidate",
            Self::OperandMadeDynamic { .. } => "dynamic-operand",
            Self::OpcodeMadeDynamic { .. } => "dynamic-opcode",
            Self::Demoted { .. } => "demote",
        }
    }
}

impl Event {
    /// The event as a line of text, with or without host times.
    #[must_use]
    pub fn text(&self, times: bool) -> String {
        match &self.kind {
            EventKind::Promoted { time, .. } if times => {
                format!("{} {:.1}ms", self.kind, time.as_secs_f64() * 1e3)
            }
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
