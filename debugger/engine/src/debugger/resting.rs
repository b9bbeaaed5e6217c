//! Where the guest rests, and what of the stops there was told.

use crate::answer::Why;

/// A stop the user has been told of; resuming from it must not report it again.
#[derive(Clone, Debug)]
pub struct Resting {
    /// The reason.
    pub why: Why,
    /// Where.
    pub pc: u16,
    /// When.
    pub cycles: u64,
    pub leaving: Leaving,
}

/// Which stop at the current instruction has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Nothing,
    /// What stands in front of the instruction, for itself.
    Breakpoint,
    /// A catchpoint for a read of it as well.
    Catchpoint,
    Watchpoint,
}
