//! Why the tiers did what they did.
//!
//! Text of a reason is the same on every host; sizes of code are told apart.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use super::GroupId;

/// Why a region is to be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A block of it was interpreted that often.
    Entered {
        /// The block.
        at: u16,
        /// How often.
        hits: u32,
    },
    /// Samples of baseline code met one place of it again and again.
    Sampled {
        /// The place.
        at: u16,
        /// How often.
        samples: u32,
    },
    /// Samples of baseline code met its places all over: they lead to each other.
    Spread {
        /// How often.
        samples: u32,
    },
    /// Groups lead to each other; these end in the new one.
    Growth {
        /// Those groups.
        ends: BTreeSet<GroupId>,
    },
    /// The user asked for it.
    Asked,
}

impl Wanted {
    /// Entries or samples that caused it.
    pub(crate) fn hits(&self) -> u32 {
        match self {
            Self::Entered { hits, .. } => *hits,
            Self::Sampled { samples, .. } | Self::Spread { samples } => *samples,
            Self::Growth { .. } | Self::Asked => 0,
        }
    }
}

impl Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entered { at, hits: 1 } => write!(f, "${at:04X} was entered once"),
            Self::Entered { at, hits } => write!(f, "${at:04X} was entered {hits} times"),
            Self::Sampled { at, samples } => {
                write!(f, "{samples} samples met ${at:04X}, in a loop")
            }
            Self::Spread { samples } => {
                write!(f, "{samples} samples met places that lead to each other")
            }
            Self::Growth { ends } if ends.is_empty() => f.write_str("groups lead to each other"),
            Self::Growth { ends } => {
                let ends: Vec<String> = ends.iter().map(ToString::to_string).collect();
                write!(f, "what leads to and from {} is one", ends.join(", "))
            }
            Self::Asked => f.write_str("it was asked for"),
        }
    }
}

/// Why a finished compilation was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The code was changed while it was compiled.
    CodeChanged,
    /// One of its operands is to be read at run time by now.
    OperandMadeDynamic {
        /// The instruction.
        pc: u16,
    },
    /// A breakpoint, watchpoint or catchpoint that concerns it was set or cleared
    /// meanwhile.
    StopsChanged,
    /// A page that it takes for plain memory no longer is.
    PageChanged,
    /// Another group can be entered there by now.
    Superseded,
    /// All compiled code was flushed, or the JIT turned off, meanwhile.
    Flushed,
    /// It would not fit into an empty code cache.
    LargerThanCache {
        /// Bytes of its machine code.
        wanted: u64,
        /// What the cache may hold.
        bound: u64,
    },
}

/// Why a group had to make room. Sizes are bytes of machine code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvictReason {
    /// A new group did not fit beside all others.
    RoomFor {
        /// The new group.
        group: GroupId,
        /// Its size.
        wanted: u64,
        /// In use before.
        in_use: u64,
        /// What the cache may hold.
        bound: u64,
    },
    /// The user lowered the bound.
    BoundLowered {
        /// In use before.
        in_use: u64,
        /// What the cache may hold.
        bound: u64,
    },
}

impl EvictReason {
    pub(super) fn sizes(&self) -> String {
        match *self {
            Self::RoomFor {
                wanted,
                in_use,
                bound,
                ..
            } => format!("{in_use} of {bound} bytes in use, {wanted} wanted"),
            Self::BoundLowered { in_use, bound } => format!("{in_use} of {bound} bytes in use"),
        }
    }
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
    /// A watchpoint was set or cleared, or its condition changed, that concerns an
    /// access in it.
    WatchpointsChanged {
        /// The first instruction with such an access.
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
    /// A group is entered where it was, or runs through it.
    GaveWay {
        /// The group.
        to: GroupId,
    },
    /// Something in it that was patched is looked at anew.
    Reconsidered {
        /// The instruction.
        pc: u16,
    },
    /// There was no room left for baseline code.
    NoRoom,
    /// It is part of a larger group now, since it and others led to each other.
    Grown {
        /// The larger group.
        into: GroupId,
    },
    /// It ran too short for each time that it was entered: baseline code does better.
    TooShort {
        /// Cycles an entry.
        cycles: u64,
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
    /// The group around it would not fit into an empty code cache.
    LargerThanCache,
    /// Its first instruction cannot be compiled (a jam, or patched opcode).
    NotCompilable,
}

impl Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeChanged => "the code changed meanwhile",
            Self::OperandMadeDynamic { pc } => {
                return write!(f, "the operand at ${pc:04X} became dynamic meanwhile");
            }
            Self::StopsChanged => "its stops changed meanwhile",
            Self::PageChanged => "a page's attributes changed meanwhile",
            Self::Superseded => "another group covers it by now",
            Self::Flushed => "flushed meanwhile",
            Self::LargerThanCache { .. } => "larger than the code cache",
        })
    }
}

impl Display for EvictReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RoomFor { group, .. } => write!(f, "room for {group}"),
            Self::BoundLowered { .. } => f.write_str("the code cache was made smaller"),
        }
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
            Self::WatchpointsChanged { addr } => write!(f, "watchpoints changed ${addr:04X}"),
            Self::PageChanged { page } => write!(f, "page ${page:02X} changed"),
            Self::BecameCode { addr } => write!(f, "data at ${addr:04X} became code"),
            Self::DecimalMode { pc } => write!(f, "another decimal mode at ${pc:04X}"),
            Self::ReachesPageZero { pc } => write!(f, "page 0 is reached by ${pc:04X}"),
            Self::HeldOperandStored { addr, by } => {
                write!(f, "operand ${addr:04X} is stored to by ${by:04X}")
            }
            Self::GaveWay { to } => write!(f, "{to} takes its place"),
            Self::Reconsidered { pc } => {
                write!(f, "what was patched at ${pc:04X} is looked at anew")
            }
            Self::NoRoom => f.write_str("no room for baseline code"),
            Self::Grown { into } => write!(f, "grown into {into}"),
            Self::TooShort { cycles } => {
                write!(f, "left after {cycles} cycles: baseline code does better")
            }
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
            Self::LargerThanCache => f.write_str("its group is larger than the code cache"),
            Self::NotCompilable => f.write_str("its first instruction cannot be compiled"),
        }
    }
}
