//! Why an operation of the debugger failed.

use crate::coverage;
use crate::expression::EvalError;
use crate::files::{Unwritten, text::Malformed};
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
                Self::BadLine(bad) => bad.error.advice?,
                Self::NoFrame { outermost, .. } => {
                    return Some(format!("the outermost one is #{outermost}"));
                }
                Self::Unsaved(failure) => return failure.advice(),
                Self::Coverage(failure) => return failure.advice(),
                Self::NoFunctionOfC(_) => {
                    "`bt` shows the frames, `up` and `frame N` look at one of C"
                }
                Self::NothingToCover(_) => "`coverage` lists files and functions",
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
