//! Lines of a block of assembler text, and the ends of blocks.
//!
//! Invariant: whoever takes a line out of a block puts the block back, unless the line ended it.

use crate::assemble::{block::Block, without_comment};
use crate::commands;
use crate::mode::Mode;
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

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

    /// Ends an open block as the end of a script does.
    pub(super) fn close(&mut self) -> Outcome {
        match std::mem::take(&mut self.shell.mode) {
            Mode::Commands => Ok(Report::Done),
            Mode::Assemble(block) => self.assemble(block, ""),
            Mode::Collect(block) => Err(block.unclosed()),
            Mode::Open(line) => Err(line.unclosed()),
        }
    }
}
