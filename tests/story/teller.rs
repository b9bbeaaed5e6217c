//! Who can tell a debugging story: a way of speaking to the debugger.
//!
//! A protocol joins by a teller of its own; what it has no word for it says, so that nothing is left out in silence.

use std::collections::BTreeMap;

/// The program that the story is about, and its file of source.
pub(crate) const PROGRAM: &str = "tests/data/c/recursion";
pub(crate) const SOURCE: &str = "recursion.c";

/// What a protocol has no word for.
#[derive(Debug)]
pub(crate) struct Missing(pub(crate) &'static str);

/// Where a guest stops for a store that is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stores {
    /// In front of the instruction.
    Ahead,
    /// Behind it.
    Done,
}

/// One that debugs [`PROGRAM`], which rests at its entry at first.
pub(crate) trait Teller {
    /// What it speaks.
    fn name(&self) -> &'static str;

    /// When a watchpoint stops.
    fn stores(&self) -> Stores;

    /// Lets a line stop the guest whenever `variable` is `value` there.
    fn break_at(&mut self, line: u32, variable: &str, value: u16);

    /// Lets each store to `variable` stop the guest.
    fn watch(&mut self, variable: &str);

    /// Takes that back.
    fn unwatch(&mut self);

    /// Lets the guest go on to its next stop.
    fn go_on(&mut self);

    /// Executes one instruction.
    fn step(&mut self);

    /// Goes back to the last stop there was.
    fn back(&mut self) -> Result<(), Missing>;

    /// Starts the program anew, and lets it go to its first stop.
    fn restart(&mut self);

    /// The cycle in which the guest rests.
    fn cycle(&mut self) -> u64;

    /// What a variable of two bytes is.
    fn value(&mut self, variable: &str) -> u16;

    /// The parameters and variables of the function that the guest is in.
    fn locals(&mut self) -> Result<BTreeMap<String, i64>, Missing>;
}
