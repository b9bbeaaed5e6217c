//! Where the guest rests, and what of the stops there was told.

use crate::answer::Why;

/// A stop the user has been told of; resuming from it must not report it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastStop {
    /// The reason of the stop.
    pub why: Why,
    /// The address at which the guest stopped.
    pub pc: u16,
    /// The cycle count at the stop.
    pub cycles: u64,
    /// The breakpoints that stopped the guest, in the order of their numbers; one that was for one stop is gone by now.
    pub hit: Vec<u32>,
    /// What has been told there, and is passed in silence when the guest goes on.
    pub leaving: Leaving,
}

/// Which stop at the current instruction has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// Nothing: whatever stands here stops the guest.
    Nothing,
    /// What stands in front of the instruction, for itself.
    Breakpoint,
    /// A catchpoint for a read of it as well.
    Catchpoint,
    /// A watchpoint for an access that the instruction makes, and all that comes before it.
    Watchpoint,
}
