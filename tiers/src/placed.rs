//! Where the host keeps compiled code: what profilers ask for.

use crate::event::GroupId;

/// A group whose code was put into the host's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedCode {
    /// The group.
    pub group: GroupId,
    /// The name of its function, by which dumps call it too.
    pub symbol: String,
    /// Where it begins in this process.
    pub start: usize,
    /// Bytes of machine code from there on.
    pub bytes: u64,
}

/// Told of every group before its code runs, on the compiler's thread. Code that
/// is freed is not told of: its place is used again.
pub type PlacedObserver = Box<dyn FnMut(&PlacedCode) + Send>;
