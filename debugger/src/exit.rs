//! How a whole run of the program ends, as its exit code.

use std::process::ExitCode;

/// The end of a run; the discriminant is the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All went well; a headless run reached its trap or its `--until`.
    Fine = 0,
    /// A command failed, a file was bad, or the guest jammed.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// An `assert` did not hold.
    Assertion = 3,
    /// The limit given with `--cycles` was used up.
    CycleLimit = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
