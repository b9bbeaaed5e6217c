//! Accesses as they are watched: what an instruction does to a byte, and who is told of it.

use jumppad_opcodes::{Effect, PageAttributes};

/// Names a watchpoint; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WatchId(pub u32);

/// Whether an access reads or writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessKind {
    /// It reads.
    Read,
    /// It writes.
    Write,
}

/// Attributes that stand for watchpoints, which are looked at one by one where it is known what
/// an instruction can reach.
pub(crate) const WATCH_MASK: PageAttributes =
    PageAttributes::WATCH_READ.union(PageAttributes::WATCH_WRITE);

impl AccessKind {
    /// Whether it writes.
    #[must_use]
    pub const fn is_write(self) -> bool {
        matches!(self, Self::Write)
    }
}

/// Which accesses a watchpoint is for, or an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads.
    Read,
    /// Writes.
    Write,
    /// Both.
    ReadWrite,
}

impl Access {
    /// What instructions of an effect do with their operand's address, if they access it.
    pub(crate) const fn of(effect: Effect) -> Option<Self> {
        match effect {
            Effect::Read | Effect::BranchOnBit => Some(Self::Read),
            Effect::Write => Some(Self::Write),
            Effect::Modify => Some(Self::ReadWrite),
            _ => None,
        }
    }

    /// The attributes of a page that such accesses cannot ignore, but for page 0's own.
    pub(crate) const fn special(self) -> PageAttributes {
        match self {
            Self::Read => PageAttributes::READ_SPECIAL,
            Self::Write => PageAttributes::WRITE_SPECIAL,
            Self::ReadWrite => PageAttributes::READ_SPECIAL.union(PageAttributes::WRITE_SPECIAL),
        }
    }

    pub(crate) fn covers(self, kind: AccessKind) -> bool {
        match self {
            Self::Read => kind == AccessKind::Read,
            Self::Write => kind == AccessKind::Write,
            Self::ReadWrite => true,
        }
    }
}

/// An access that a watchpoint stopped, before it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatchHit {
    /// The watchpoint.
    pub id: WatchId,
    /// The address to be accessed.
    pub addr: u16,
    /// Whether it is a read or a write.
    pub kind: AccessKind,
    /// The byte there now.
    pub old: u8,
    /// The byte there afterwards (for a read, the byte read).
    pub new: u8,
}
