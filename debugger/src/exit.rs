//! How a whole run of the program ends, as its exit code.

use std::process::ExitCode;

use jumppad_language::error::CommandError;

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All went well; a headless run reached its trap or its `--until`.
    Fine,
    /// A command failed, a file was bad, or the guest jammed.
    Failed,
    /// The command line was not understood.
    Usage,
    /// An `assert` did not hold, or what `expect` awaited did not come.
    Assertion,
    /// The limit given with `--cycles`, or `--timeout`, was used up.
    CycleLimit,
    /// What the guest itself, or `--exit-from`, made the exit code.
    Guest(u8),
}

impl Exit {
    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Assertion => 3,
            Self::CycleLimit => 4,
            Self::Guest(code) => code,
        }
    }

    /// How a batch ends that `error` stops.
    pub(crate) fn of(error: &CommandError) -> Self {
        match error {
            CommandError::Assertion { .. } | CommandError::Unexpected { .. } => Self::Assertion,
            CommandError::InScript(inner) => Self::of(&inner.error),
            _ => Self::Failed,
        }
    }

    /// The exit code that the low byte of `value` is.
    pub(crate) fn from_value(value: i64) -> Self {
        Self::Guest(value.to_le_bytes()[0])
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
