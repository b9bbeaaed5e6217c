//! Why an operation of the debugger failed.

use jumppad_tiers::banks::BankError;

use crate::coverage;
use crate::expression::EvalError;
use crate::files::{Unwritten, read::Unread, text::Malformed};
use crate::host::devices::DeviceError;
use crate::program::{
    load::{LoadFailure, save::Unsaved},
    symbols::SymbolFailure,
};

/// The failure of an operation; what it was to change is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An expression has no value.
    #[error("{0}")]
    Eval(#[from] EvalError),
    /// A program cannot be loaded.
    #[error("{0}")]
    Load(#[from] LoadFailure),
    /// A file gives no symbols.
    #[error("{0}")]
    Symbols(#[from] SymbolFailure),
    /// A file of symbols has a bad line.
    #[error("{0}")]
    BadLine(Box<BadLine>),
    /// A file cannot be written.
    #[error("{0}")]
    Write(#[from] Unwritten),
    /// Coverage cannot be saved.
    #[error("{0}")]
    Coverage(#[from] coverage::Failure),
    /// A program cannot be saved.
    #[error("{0}")]
    Unsaved(#[from] Unsaved),
    /// There is no machine of that name.
    #[error("{0}")]
    NoMachine(#[from] NoMachine),
    /// A machine has no such ROM.
    #[error("{text}")]
    NoRom {
        /// What is wrong.
        text: String,
        /// The ROMs that it has.
        names: String,
    },
    /// A device cannot be attached.
    #[error("{0}")]
    Device(#[from] DeviceError),
    /// A bank cannot be found.
    #[error("{0}")]
    NoBank(#[from] NoBank),
    /// Windows cannot be as a machine wants them.
    #[error("{0}")]
    Banks(#[from] BankError),
    /// No machine was chosen.
    #[error("there is no machine: the guest has memory everywhere")]
    NoBoard,
    /// Nothing on the stack looks like a return address.
    #[error("no return address is on the stack: there is nothing to finish")]
    NoCaller,
    /// There are fewer frames.
    #[error("there is no frame #{wanted}")]
    NoFrame {
        /// The one asked for.
        wanted: usize,
        /// The number of the last one there is.
        outermost: usize,
    },
    /// No function of C is where one is looked at.
    #[error("no function of C is at ${0:04X}")]
    NoFunctionOfC(u16),
    /// Coverage is asked for by a name that nothing has.
    #[error("no file of source and no function is called {0}")]
    NothingToCover(String),
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The past is not kept.
    #[error("history is off")]
    NoHistory,
    /// There is no call to go back to.
    #[error("nothing on the stack looks like a call that led here")]
    NoCall,
    /// A run through the past came elsewhere: a defect.
    #[error("the past did not happen again as it did: this is a defect of jumppad")]
    Diverged,
    /// More records are to be shown than anyone reads.
    #[error("{count} are more than {most}, the most that are shown")]
    TooMany {
        /// The number asked for.
        count: u64,
        /// The most.
        most: u64,
        /// Where it was written.
        at: usize,
    },
    /// A condition cannot be asked of some record.
    #[error("{text}")]
    Unasked {
        /// What is wrong.
        text: String,
        /// Where the condition was written.
        at: usize,
    },
}

/// Why a bank cannot be found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBank {
    /// The machine has none at all.
    #[error("this machine has no banks")]
    NoWindows,
    /// The address is in no window.
    #[error("${0:04X} is in no window, and so in no bank")]
    NoWindow(u16),
    /// No window has a bank that is called so.
    #[error("there is no bank `{0}`")]
    Unknown(String),
    /// Several windows have one.
    #[error("the windows {windows} have a bank `{name}` each")]
    Several {
        /// What was asked for.
        name: String,
        /// The names of the windows.
        windows: String,
    },
}

impl NoBank {
    /// What the user can do about it.
    fn advice(&self) -> &'static str {
        match self {
            Self::NoWindows => "a machine file's windows make them: debugger/MACHINES.md",
            Self::Unknown(_) | Self::NoWindow(_) => "`info banks` lists them",
            Self::Several { .. } => "say which: `bank WINDOW.BANK`",
        }
    }
}

/// There is no machine of a name, and no file of it.
#[derive(Debug, thiserror::Error)]
#[error("there is no machine `{name}`, and no such file: {source}")]
pub struct NoMachine {
    /// What was asked for.
    pub name: String,
    /// Why the file cannot be read.
    pub source: Unread,
    /// The ready-made machine that may have been meant.
    pub meant: Option<&'static str>,
    /// Those that there are.
    pub names: &'static [&'static str],
}

/// A line of a file that is not what such files have.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct BadLine {
    /// The file.
    pub name: String,
    /// Which line, from 1.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// What is wrong with it.
    pub error: Malformed,
}

impl Error {
    /// What the user can do about it.
    pub fn advice(&self) -> Option<String> {
        Some(
            match self {
                Self::Eval(error) => return error.advice(),
                Self::Load(failure) => return failure.advice(),
                Self::Symbols(failure) => return failure.advice(),
                Self::BadLine(bad) => return bad.error.advice.as_deref().map(str::to_owned),
                Self::NoFrame { outermost, .. } => {
                    return Some(format!("the outermost one is #{outermost}"));
                }
                Self::Unsaved(failure) => return failure.advice(),
                Self::Coverage(failure) => return failure.advice(),
                Self::NoFunctionOfC(_) => {
                    "`bt` shows the frames, `up` and `frame N` look at one of C"
                }
                Self::NothingToCover(_) => "`coverage` lists files and functions",
                Self::NoMachine(NoMachine { meant, names, .. }) => {
                    return Some(match meant {
                        Some(meant) => format!("did you mean `{meant}`?"),
                        None => format!("there are {}, or the file of one", names.join(", ")),
                    });
                }
                Self::NoRom { names, .. } if names.is_empty() => "it has none",
                Self::NoRom { names, .. } => return Some(format!("it has {names}")),
                Self::Device(error) => return Some(error.advice()),
                Self::NoBank(error) => error.advice(),
                Self::Banks(error) => error.advice(),
                Self::NoBoard => "`machine NAME` or `machine FILE` chooses one",
                Self::NoCaller => "`until ADDRESS` or `continue` goes on",
                Self::NoHistory => "`set history on` lets you go back from then on",
                Self::NoCall => "`rstep` and `rcontinue` need none",
                Self::Diverged => "what led here is forgotten; the guest is where it was",
                Self::TooMany { .. } => "`count` and `group by` look at all",
                Self::Write(_) | Self::Interrupted | Self::Unasked { .. } => return None,
            }
            .to_owned(),
        )
    }
}
