//! Profiles: where a program spends its time, made of the machine's samples and of names.
//!
//! ```text
//! samples: PC and call stack ──place──> functions, calls between them ──> tables, callgrind,
//!                                                                         folded stacks, pprof
//! ```
//! Invariants: a sample counts once for a function however often it is on the stack, so what a recursive function takes
//! in all is no more than the program does. What an interrupt's handler takes is not its victim's: an interrupt begins a
//! stack of its own. A frame that is a guess makes a guess of what rests on it.
//!
//! Left out: when samples are taken (`jumppad_tiers::sampling`), and how anything is shown.

mod annotate;
mod callgrind;
mod counts;
mod folded;
mod format;
mod place;
mod pprof;
mod tables;

use jumppad_tiers::sampling::{Certainty, Samples, StackFrame};

pub use crate::answer::Direction;
use crate::debugger::Debugger;
pub use counts::counted;
pub use format::ProfileFormat;
use place::Places;
pub use place::{Function, FunctionId};

/// Why a profile shows nothing, or not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// No sample was taken.
    #[error("no sample was taken")]
    NoSamples {
        /// Cycles from one sample to the next, if they are taken.
        every: Option<u64>,
    },
    /// No instruction was counted.
    #[error("no instruction was counted")]
    NoCounts,
    /// No sample has such a function in it.
    #[error("no sample has `{name}` on its stack")]
    NoFunction {
        /// What was asked for.
        name: String,
        /// The functions that take most.
        most: Vec<String>,
    },
}

impl ProfileError {
    /// What to do.
    pub fn advice(&self) -> String {
        match self {
            Self::NoSamples { every: None } => {
                "`profile on` begins; samples are taken while the guest runs".to_owned()
            }
            Self::NoSamples { every: Some(every) } => {
                format!(
                    "one is taken every {every} cycles while the guest runs; `profile on every N` takes more"
                )
            }
            Self::NoCounts => "`profile on exact` counts from then on".to_owned(),
            Self::NoFunction { most, .. } => format!("those that take most: {}", most.join(", ")),
        }
    }
}

/// A function on a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Frame {
    /// Which.
    pub function: FunctionId,
    /// Where in it execution was: at its call, or at PC.
    pub at: u16,
    /// Whether that is more than a guess.
    pub certainty: Certainty,
}

/// Samples that are alike.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The functions, the outermost first; never empty.
    pub frames: Vec<Frame>,
    /// How many there are.
    pub count: u64,
}

/// A profile.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Cycles from one sample to the next.
    pub every: u64,
    /// All functions that are on a stack.
    pub functions: Vec<Function>,
    /// The samples, those that are alike as one.
    pub samples: Vec<Sample>,
    /// Samples whose places had no room.
    pub left_out: u64,
}

impl Profile {
    /// What was sampled so far, told by the names that `debugger` knows.
    ///
    /// # Errors
    /// There are no samples.
    pub fn of(debugger: &Debugger) -> Result<Self, ProfileError> {
        let machine = &debugger.machine;
        let samples = machine.samples();
        if samples.total() == 0 {
            let every = machine.sampling().map(std::num::NonZeroU64::get);
            return Err(ProfileError::NoSamples { every });
        }
        Ok(Self::from_samples(&samples, debugger))
    }

    fn from_samples(samples: &Samples, debugger: &Debugger) -> Self {
        let mut places = Places::new(debugger, samples);
        let stack = |&(innermost, pc, count): &(_, u16, u64)| {
            let frames: Vec<&StackFrame> = samples.stack(innermost).collect();
            Sample {
                frames: places.frames(&frames, pc),
                count,
            }
        };
        let samples_by_place = samples.places.iter().map(stack).collect();
        Self {
            every: samples.every,
            functions: places.functions(),
            samples: samples_by_place,
            left_out: samples.left_out,
        }
    }

    /// How many samples there are.
    pub fn total(&self) -> u64 {
        self.attributed() + self.left_out
    }

    /// How many of them are in some function.
    fn attributed(&self) -> u64 {
        self.samples.iter().map(|sample| sample.count).sum()
    }

    /// The name of a function, with a mark if that it is here is a guess.
    fn told(&self, frame: &Frame) -> String {
        let name = &self.functions[frame.function].name;
        match frame.certainty {
            Certainty::Tracked => name.clone(),
            Certainty::Guess => format!("{name}?"),
        }
    }

    /// The number of the function called `name`, by its whole name or C's.
    ///
    /// # Errors
    /// There is none on any stack.
    pub fn function(&self, name: &str) -> Result<FunctionId, ProfileError> {
        let plain = |known: &str| known.trim_start_matches('_').to_owned();
        let mut known = self.functions.iter();
        let exact = known.position(|function| function.name == name);
        let similar = || {
            let mut known = self.functions.iter();
            known.position(|function| plain(&function.name).eq_ignore_ascii_case(&plain(name)))
        };
        exact.or_else(similar).ok_or_else(|| {
            let most = self.flat().functions.into_iter().take(5);
            ProfileError::NoFunction {
                name: name.to_owned(),
                most: most.map(|function| function.name).collect(),
            }
        })
    }
}
