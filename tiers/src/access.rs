//! Accesses as they are watched: what an instruction does to a byte, and who is told of it.

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

impl AccessKind {
    /// Whether it writes.
    #[must_use]
    pub const fn is_write(self) -> bool {
        matches!(self, Self::Write)
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
