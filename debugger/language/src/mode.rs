//! What the next line is: a command, or part of a block.
//!
//! Invariant: whoever takes a line out of a block puts the block back, unless the line ended it.

use crate::assemble::block::Block;
use crate::collect::Collector;
use crate::error::CommandError;
use crate::grammar::Diagnostic;

/// What the next line is.
#[derive(Debug, Default)]
pub enum Mode {
    /// A command, or several with `;` between them.
    #[default]
    Commands,
    /// Assembler text.
    Assemble(Block),
    /// Part of the body that a command is given.
    Collect(Collector),
    /// More of a line whose braces are open.
    Open(Open),
}

impl Mode {
    /// Whether the next line belongs to those before it.
    pub fn is_block(&self) -> bool {
        !matches!(self, Self::Commands)
    }

    /// Whether the next line is text, in which nothing separates commands.
    pub fn takes_text(&self) -> bool {
        match self {
            Self::Assemble(_) => true,
            Self::Collect(block) => block.takes_text(),
            Self::Commands | Self::Open(_) => false,
        }
    }

    /// What to ask the user for the next line with; none for commands.
    pub fn prompt(&self) -> Option<String> {
        match self {
            Self::Commands => None,
            Self::Assemble(block) => Some(match block.at {
                Some(address) => format!(".{address:04x}  "),
                None => ".full  ".to_owned(),
            }),
            Self::Collect(block) => Some(block.prompt()),
            Self::Open(_) => Some("  > ".to_owned()),
        }
    }
}

/// A line whose braces are open.
#[derive(Debug)]
pub struct Open {
    /// It, and the lines behind it so far.
    pub(crate) text: String,
    /// The block that it is a line of.
    pub(crate) block: Option<Collector>,
}

impl Open {
    /// The error of a script that ends before its braces do.
    pub fn unclosed(self) -> CommandError {
        let first = self.text.split(';').next().unwrap_or("").trim_end();
        let text = format!("`}}` is missing: `{first}` goes on");
        let advice = "commands stand in braces, on one line or several: do { print x; continue }";
        Diagnostic::new(0, text).advise(advice).into()
    }
}
