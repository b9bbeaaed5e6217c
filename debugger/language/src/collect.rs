//! Lines that belong to a command: collected until `end`, then handed over as one body.
//!
//! Invariants: nothing happens before the `end` that closes the block, so a block that is dropped has done nothing; blocks
//! within the body keep their own ends.
//!
//! Left out: how a line is taken, which the executor knows, and what is done with the body, which the commands do.

use crate::error::CommandError;
use crate::grammar::canonical::Doubt;

/// A block that a line of a body opens, which has an end of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inner {
    /// Another body.
    Body,
    /// Text, in which nothing opens a block.
    Text,
    /// Assembler text, which an empty line ends too.
    Assembler,
}

/// What a body is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// The commands of these breakpoints.
    Actions(Vec<u32>),
    /// The lines of a command of this name, which is being taught.
    Definition(String),
    /// The help of a taught command of this name.
    Help(String),
}

/// What the lines of a body must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Commands: a line that is none is refused at once.
    Commands,
    /// Anything: what the lines mean is known only when they are used.
    Nothing,
    /// Text for people.
    Text,
}

impl Body {
    /// What its lines must be.
    pub fn check(&self) -> Check {
        match self {
            Self::Actions(_) => Check::Commands,
            Self::Definition(_) => Check::Nothing,
            Self::Help(_) => Check::Text,
        }
    }
}

/// An open block.
#[derive(Clone, Debug)]
pub struct Collector {
    /// The command that opened it, as a recording writes it.
    pub opening: String,
    /// What is done with the lines.
    pub(crate) body: Body,
    pub(crate) lines: Vec<String>,
    /// The blocks that are open within it, the innermost last.
    pub(crate) open: Vec<Inner>,
    /// Words of the last line that may have been meant otherwise.
    pub(crate) doubts: Vec<Doubt>,
}

impl Collector {
    /// A block for the command under way.
    pub fn new(body: Body) -> Self {
        Self {
            opening: String::new(),
            body,
            lines: Vec::new(),
            open: Vec::new(),
            doubts: Vec::new(),
        }
    }

    /// What to ask for the next line with: deeper blocks stand further in.
    pub fn prompt(&self) -> String {
        format!("{}> ", "  ".repeat(self.open.len()))
    }

    /// Whether the next line is text, and no commands.
    pub fn takes_text(&self) -> bool {
        match self.open.last() {
            Some(inner) => *inner != Inner::Body,
            None => self.body.check() == Check::Text,
        }
    }

    /// The block as lines of a script.
    pub(crate) fn text(&self) -> String {
        let lines = std::iter::once(self.opening.as_str());
        let lines = lines.chain(self.lines.iter().map(String::as_str));
        lines.chain(["end"]).collect::<Vec<_>>().join("\n")
    }

    /// The error of a script that ends before its block does.
    pub fn unclosed(self) -> CommandError {
        CommandError::Unclosed(self.opening)
    }
}
