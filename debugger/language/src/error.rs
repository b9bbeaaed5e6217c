//! Why a command failed: what, where in the line, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::grammar::Diagnostic;
use crate::page::PageError;
use jumppad_engine::error::{BadLine, Error};
use jumppad_engine::expression::EvalError;
use jumppad_engine::files::Unwritten;
use jumppad_engine::host::devices::DeviceError;
use jumppad_engine::host::screens::NoScreen;
use jumppad_engine::profile::ProfileError;
use jumppad_engine::program::load::{LoadFailure, save::Unsaved};

/// The failure of one command.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The line is wrong at one place.
    #[error("{0}")]
    Line(#[from] Diagnostic),
    /// The debugger cannot do what was asked of it.
    #[error("{0}")]
    Failed(Error),
    /// `load` without a file for a program that came from none: the name of the program.
    #[error("{0} came from no file")]
    NoFile(String),
    #[error("assertion failed: {text}")]
    /// The expression of `assert` is zero.
    Assertion {
        /// The expression, as it was typed.
        text: String,
        /// What both sides are, in words, where an operator other than `&&` and `||` joins them.
        seen: Option<String>,
    },
    /// What `expect` awaited has not come, or a screen does not show what was asserted.
    #[error("{text}")]
    Unexpected {
        /// What has not come, where, and within which time.
        text: String,
        /// What came instead, by lines.
        instead: Vec<String>,
    },
    /// There is no such screen.
    #[error("{0}")]
    Screen(#[from] NoScreen),
    /// No breakpoint has this number.
    #[error("there is no breakpoint #{0}")]
    NoBreakpoint(u64),
    /// No breakpoint stands at this address.
    #[error("there is no breakpoint at ${0:04X}")]
    NothingThere(u16),
    /// The user defined no command of this name.
    #[error("there is no command of yours called `{0}`")]
    NotTaught(String),
    /// `print` alone before it printed anything.
    #[error("nothing was printed yet")]
    NoValue,
    /// The guest cannot go on: its program has ended.
    #[error("the program has exited")]
    Exited,
    /// No display has this number.
    #[error("there is no display {0}")]
    NoDisplay(u64),
    /// `commands` without a number while there is no breakpoint.
    #[error("there is no breakpoint")]
    NoBreakpoints,
    /// A change would leave this breakpoint without anything to wait for.
    #[error("breakpoint #{0} would wait for nothing")]
    NothingLeft(u32),
    /// The commands of this breakpoint resumed the guest many times in a row without a cycle passing.
    #[error("the commands of #{0} resume the guest where it stands, again and again")]
    Standstill(u32),
    /// A command of a trace would move the guest, which is running.
    #[error("the guest is under way")]
    UnderWay,
    /// `serve` where the session is a client's already, or where nobody serves.
    #[error("the session cannot be handed on from here")]
    Served,
    /// A client of a protocol cannot be waited for.
    #[error("{0}")]
    NoDoor(String),
    /// A profile does not have what was asked for.
    #[error("{0}")]
    Profile(#[from] ProfileError),
    /// A device cannot be attached, detached or used.
    #[error("{0}")]
    Device(#[from] DeviceError),
    /// An interrupt for a CPU that this opcode has locked up.
    #[error("opcode ${0:02X} has locked the CPU up: it takes no interrupt")]
    LockedUp(u8),
    #[error("cannot read {}: {source}", path.display())]
    /// A script cannot be read.
    Read {
        /// The file, or `<stdin>`.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// `record` into a file that is there already.
    #[error("{} exists already", .0.display())]
    RecordingExists(PathBuf),
    /// `record` while a recording is under way: where that goes, and how long it is.
    #[error("a recording is under way: {0}")]
    Recording(String),
    /// `record stop` without a recording.
    #[error("nothing is being recorded")]
    NotRecording,
    /// More scripts run inside each other than this many.
    #[error("scripts are nested more than {0} deep")]
    ScriptDepth(usize),
    /// A block of assembler lines ended without these labels, which are used at these addresses.
    #[error("{} never defined", undefined(.0))]
    NeverDefined(Vec<(String, u16)>),
    /// A script ended within the block that this line opens.
    #[error("`{0}` has no `end`")]
    Unclosed(String),
    /// `up` from the outermost frame, which has this number.
    #[error("frame #{0} is the outermost")]
    Outermost(usize),
    /// `down` from frame 0.
    #[error("frame #0 is the innermost")]
    Innermost,
    /// `run` with words for a program that has no host to give them to it.
    #[error("this program takes no arguments")]
    NoArguments,
    #[error("{file}: {reason}")]
    /// The text of a source file cannot be shown.
    NoSource {
        /// Its name, as the symbols give it.
        file: String,
        /// Why not.
        reason: String,
    },
    /// A path of `directory` that is no folder.
    #[error("{} is no folder", .0.display())]
    NoFolder(PathBuf),
    /// Ctrl-C ended the command, or the script.
    #[error("interrupted")]
    Interrupted,
    #[error("{message}")]
    /// A setting that does not exist, or cannot have such a value.
    Setting {
        /// What is wrong.
        message: String,
        /// What would be right.
        advice: String,
    },
    /// The tiers could not do what was asked of them.
    #[error("{message}")]
    Jit {
        /// What could not be done, and why.
        message: String,
        /// What to do about it.
        advice: String,
    },
    /// The failure of a line in a script or a label file, told with its place there.
    #[error("{0}")]
    InScript(Box<ScriptError>),
}

/// A failure with the place in its file.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct ScriptError {
    /// The file, or what else holds the line: `<stdin>`, `<commands of #1>`.
    pub name: String,
    /// The number of the line, from 1.
    pub line: usize,
    /// The line that failed; empty where none can be shown.
    pub text: String,
    /// Why it failed.
    pub error: CommandError,
}

impl From<Error> for CommandError {
    fn from(error: Error) -> Self {
        match error {
            Error::Eval(error) => error.into(),
            Error::BadLine(bad) => {
                let BadLine {
                    name,
                    line,
                    text,
                    error,
                } = *bad;
                let error = Diagnostic::from(error).into();
                Self::InScript(Box::new(ScriptError {
                    name,
                    line,
                    text,
                    error,
                }))
            }
            Error::TooMany { at, .. } | Error::Unasked { at, .. } => Self::Line(Diagnostic {
                offset: at,
                message: error.to_string(),
                advice: error.advice(),
            }),
            Error::Interrupted => Self::Interrupted,
            error => Self::Failed(error),
        }
    }
}

impl From<LoadFailure> for CommandError {
    fn from(failure: LoadFailure) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<PageError> for CommandError {
    fn from(error: PageError) -> Self {
        match error {
            PageError::Unwritten(failure) => failure.into(),
            PageError::Unmade(_) => Self::Jit {
                message: error.to_string(),
                advice: "this is a defect of the debugger: please report it".to_owned(),
            },
        }
    }
}

impl From<Unwritten> for CommandError {
    fn from(failure: Unwritten) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<Unsaved> for CommandError {
    fn from(failure: Unsaved) -> Self {
        Self::Failed(failure.into())
    }
}

impl From<EvalError> for CommandError {
    fn from(error: EvalError) -> Self {
        Self::Line(error.into())
    }
}

impl CommandError {
    /// What the user can do about it.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::Line(diagnostic) => diagnostic.advice.clone(),
            Self::Failed(error) => error.advice(),
            Self::NoFile(_) => Some("`load FILE` loads one, `reset hard` starts anew".to_owned()),
            Self::Assertion { seen, .. } => seen.clone(),
            Self::Unexpected { instead, .. } => Some(match instead.as_slice() {
                [] => "nothing is there instead".to_owned(),
                lines => format!("instead there is:\n{}", lines.join("\n")),
            }),
            Self::Screen(error) => Some(error.advice().to_owned()),
            Self::Device(error) => Some(error.advice()),
            Self::Profile(error) => Some(error.advice()),
            Self::LockedUp(_) => Some("`reset` unlocks it".to_owned()),
            Self::NoArguments => Some("only a program made for sim65 does".to_owned()),
            Self::Outermost(_) | Self::Innermost => Some("`bt` shows all frames".to_owned()),
            Self::NoBreakpoint(_) | Self::NothingThere(_) => Some("`info b` lists them".to_owned()),
            Self::NotTaught(_) => Some("`help user-defined` lists them".to_owned()),
            Self::NoValue => Some("`print E` shows the value of E".to_owned()),
            Self::Exited => Some(
                "`run` begins anew, `reset` presses the button; `rstep` and `rcontinue` go back"
                    .to_owned(),
            ),
            Self::NoDisplay(_) => Some("`info display` shows them".to_owned()),
            Self::NothingLeft(id) => Some(format!("`delete {id}` deletes it")),
            Self::Standstill(_) => Some("no cycle passes: do they move PC back?".to_owned()),
            Self::UnderWay => {
                Some("commands of a trace run in passing; those of `break` may resume".to_owned())
            }
            Self::NoBreakpoints => Some("`break A` sets one".to_owned()),
            Self::Served => {
                Some("`serve` works at the prompt of a terminal, and in scripts".to_owned())
            }
            Self::NoDoor(_) => Some(
                "a place is HOST:PORT of this machine: 127.0.0.1:0 is any port that is free"
                    .to_owned(),
            ),
            Self::Setting { advice, .. } | Self::Jit { advice, .. } => Some(advice.clone()),
            Self::RecordingExists(_) => {
                Some("--append adds to it; another name begins anew".to_owned())
            }
            Self::Recording(_) => Some("`record stop` ends it".to_owned()),
            Self::NotRecording => Some("`record FILE` begins".to_owned()),
            Self::NeverDefined(_) => {
                Some("zero stands there; assemble these instructions again".to_owned())
            }
            Self::ScriptDepth(_) => {
                Some("does a script, or a command of yours, run itself?".to_owned())
            }
            Self::InScript(inner) => inner.error.advice(),
            Self::NoSource { .. } | Self::NoFolder(_) => None,
            Self::Unclosed(_) => Some("`end` alone on a line closes it".to_owned()),
            Self::Read { .. } | Self::Interrupted => None,
        }
    }

    /// Where in its line it went wrong, in bytes.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Line(diagnostic) => Some(diagnostic.offset),
            _ => None,
        }
    }

    /// The error of a text, as one of the line in which the text begins at byte `at`.
    pub fn moved(self, at: usize) -> Self {
        match self {
            Self::Line(diagnostic) => Self::Line(diagnostic.moved(at)),
            other => other,
        }
    }
}

/// Labels and where they are used.
fn undefined(list: &[(String, u16)]) -> String {
    let uses: Vec<String> = list
        .iter()
        .map(|(name, address)| format!("`{name}`, used at ${address:04X}, was"))
        .collect();
    uses.join("; ")
}
