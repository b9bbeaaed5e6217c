//! How deep cc65's C stack is at an instruction: by reading the code alone, without running the program.
//!
//! The C stack is not the 6502's: it grows downwards from where a word in page 0 points (`sp`, of late `c_sp`), and the
//! variables of a function are told as offsets from where that word points once all parameters are pushed. In the
//! middle of the function the word is somewhere below, as far as temporaries, arguments and variables were pushed. This
//! module counts how far, along all ways from the function's first instruction (`flow`). What a called routine does
//! to the pointer is what the debug file says of it, or what comes of executing it on bytes of the analysis' own
//! (`step`, `state`); calls through pointers are found from what the ways around them say (`solve`).
//!
//! Nothing of the guest is read but code, by the caller's `peek`; nothing is written. Answers depend on the code alone,
//! and the steps of an answer are bounded.

mod calls;
mod flow;
mod library;
mod memo;
mod prologue;
mod solve;
mod state;
mod step;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::Model;

pub use library::library_function;
pub use memo::{Known, Memo};
pub use prologue::Prologue;

use calls::{Key, Summary};

/// Instructions that one question may follow, in all that is called.
const STEPS: u32 = 200_000;

/// Instructions that a question may follow which is better given up early.
const HASTY_STEPS: u32 = 10_000;

/// What is known of the program.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// The byte of memory at an address, read without any effect.
    pub peek: &'a dyn Fn(u16) -> u8,
    /// The chip.
    pub model: Model,
    /// Address of the C stack pointer: of the symbol `sp` or `c_sp`.
    pub pointer: u16,
    /// What is known of the routine at an address, if something is: the routine itself is not followed then.
    pub callee: &'a dyn Fn(u16) -> Option<Callee>,
    /// Jumps whose target the program writes into them: the symbol `jmpvec`.
    pub vectors: &'a [u16],
    /// Where register variables are: `regbank`, 6 bytes.
    pub register_bank: Option<u16>,
}

/// What a routine does to the C stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callee {
    /// It drops so many bytes of parameters that its caller has pushed: the last parameter is not among them where it
    /// comes in registers. Routines of the system, which know nothing of the C stack, drop none.
    Drops(u16),
    /// It is variadic: it drops as many bytes as Y says.
    DropsY,
    /// It does not return.
    NoReturn,
}

/// A function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// From its first byte, where it is entered, to its last.
    pub code: RangeInclusive<u16>,
    /// Bytes that it has dropped from the C stack when it returns, if that is known: see [`Callee::Drops`].
    /// Not known of variadic functions and of `main`, which does not clean up.
    pub parameter_bytes: Option<u16>,
}

/// How far the C stack pointer is below where it was at the function's first instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// So many bytes; less than 0 where parameters are dropped already.
    Known(i32),
    /// It cannot be told.
    Unknown(Reason),
}

/// Why a depth cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Reason {
    /// No way from the function's entry leads there, as far as can be seen.
    #[error("no way leads there from its first instruction")]
    NotReached,
    /// The call at this address goes through a pointer.
    #[error("the call at ${0:04X} goes through a pointer")]
    Pointer(u16),
    /// It is not known how many arguments the call at this address passes to a variadic function.
    #[error("the number of arguments at ${0:04X} is not known")]
    ArgumentCount(u16),
    /// What is called at this address does to the C stack what cannot be followed.
    #[error("what is called at ${0:04X} cannot be followed")]
    Call(u16),
    /// The pointer is set from what is not known.
    #[error("its stack pointer is computed")]
    Computed,
    /// Ways that lead there differ.
    #[error("the ways that lead there differ")]
    PathsDisagree,
    /// It would take too many steps.
    #[error("it would take too long")]
    TooLong,
}

/// The analysis, which keeps what it finds out of called routines. It is for one state of the program's code.
pub struct CStack<'a> {
    program: Program<'a>,
    summaries: BTreeMap<u16, Summary>,
    /// Calls that could not be followed.
    failures: BTreeMap<Key, Reason>,
    /// Routines whose summary is being made.
    open: BTreeSet<u16>,
    /// Whether a routine was met whose summary is still being made.
    met_open: bool,
    /// Routines that are being followed in place.
    nested: Vec<u16>,
    /// Instructions that may still be followed, and those that one question may follow.
    steps: u32,
    most: u32,
}

/// The depths at a function's instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depths(BTreeMap<u16, Depth>);

impl Depths {
    /// The depth in front of the instruction at `address`.
    pub fn at(&self, address: u16) -> Depth {
        let not_reached = Depth::Unknown(Reason::NotReached);
        self.0.get(&address).copied().unwrap_or(not_reached)
    }
}

impl<'a> CStack<'a> {
    /// An analysis of this program.
    pub fn new(program: Program<'a>) -> Self {
        Self {
            program,
            summaries: BTreeMap::new(),
            failures: BTreeMap::new(),
            open: BTreeSet::new(),
            met_open: false,
            nested: Vec::new(),
            steps: 0,
            most: STEPS,
        }
    }

    /// One that gives up earlier, for routines that are worth less patience.
    pub fn hasty(program: Program<'a>) -> Self {
        Self {
            most: HASTY_STEPS,
            ..Self::new(program)
        }
    }

    /// The depth in front of the instruction at `address`, which is in `function`.
    pub fn depth(&mut self, function: &Function, address: u16) -> Depth {
        self.depths(function).at(address)
    }

    /// The depths in front of all instructions of `function`.
    pub fn depths(&mut self, function: &Function) -> Depths {
        self.begin();
        let mut depths: Option<BTreeMap<u16, Depth>> = None;
        for start in state::STARTS {
            let found = self.depths_from(function, start);
            depths = Some(match depths {
                None => found,
                Some(first) => agreed(first, &found),
            });
        }
        Depths(depths.unwrap_or_default())
    }

    /// Begins a question.
    fn begin(&mut self) {
        self.steps = self.most;
        self.open.clear();
        self.nested.clear();
    }
}

/// What two analyses of the same code agree on.
fn agreed(first: BTreeMap<u16, Depth>, second: &BTreeMap<u16, Depth>) -> BTreeMap<u16, Depth> {
    let both = |(at, depth)| {
        let depth = match (depth, second.get(&at).copied()) {
            (_, None) => Depth::Unknown(Reason::PathsDisagree),
            (Depth::Known(a), Some(Depth::Known(b))) if a != b => {
                Depth::Unknown(Reason::PathsDisagree)
            }
            (Depth::Known(_), Some(unknown @ Depth::Unknown(_))) => unknown,
            _ => depth,
        };
        (at, depth)
    };
    first.into_iter().map(both).collect()
}
