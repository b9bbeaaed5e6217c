//! What the next line is: a command, or part of a block.
//!
//! Invariant: whoever takes a line out of a block puts the block back, unless the line ended it.

use crate::assemble::{block::Block, without_comment};
use crate::collect::Collector;
use crate::commands;
use crate::interpreter::Open;
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

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
}

impl Session<'_> {
    /// Takes `line` as the next one of an open block of assembler lines.
    ///
    /// # Errors
    /// The line is wrong, or the recording of it fails; the block stays open, unless the line ends it.
    pub fn assemble(&mut self, block: Block, line: &str) -> Outcome {
        let text = without_comment(line).trim().to_owned();
        if self.shell.trace_commands == Switch::On {
            let text = text.clone();
            self.tell(&Report::Command { text });
        }
        let outcome = commands::assemble_line(self, block, line);
        let done = match &outcome {
            // An empty line is easily lost in a script.
            Ok(Report::Done) => Some("end"),
            Ok(Report::Blank) => None,
            _ => Some(text.as_str()),
        };
        self.recorded(outcome, done, line)
    }

    /// Leaves an open block: what it did stays done, what waits for its end is dropped.
    pub fn leave_block(&mut self) {
        if let Mode::Assemble(_) = std::mem::take(&mut self.shell.mode)
            && let Err(error) = self.recorded(Ok(Report::Done), Some("end"), "")
        {
            self.complain(&error, "");
        }
    }

    /// Ends the block that the end of a script leaves open.
    ///
    /// # Errors
    /// Something is missing in it, or its `end` is.
    pub fn end_block(&mut self) -> Outcome {
        match std::mem::take(&mut self.shell.mode) {
            Mode::Commands => Ok(Report::Done),
            Mode::Assemble(block) => self.assemble(block, ""),
            Mode::Collect(block) => Err(block.unclosed()),
            Mode::Open(line) => Err(line.unclosed()),
        }
    }

    /// What to ask the user for the next line with; none for commands.
    pub fn prompt(&self) -> Option<String> {
        match &self.shell.mode {
            Mode::Commands => None,
            Mode::Assemble(block) => Some(match block.at {
                Some(address) => format!(".{address:04x}  "),
                None => ".full  ".to_owned(),
            }),
            Mode::Collect(block) => Some(block.prompt()),
            Mode::Open(_) => Some("  > ".to_owned()),
        }
    }
}
