//! The next line of a body that is collected.
//!
//! Invariant: a line that is refused is not part of the body, and the block stays open.

use crate::assemble::without_comment;
use crate::collect::{Check, Collector, Inner};
use crate::commands;
use crate::grammar::Diagnostic;
use crate::mode::Mode;
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

/// The most lines of one body, and blocks within each other: more than any hand writes.
const MAX_LINES: usize = 1000;
const MAX_DEPTH: usize = 8;

/// What a line did to its block.
enum Taken {
    /// It had nothing to take.
    Nothing,
    Line,
    /// It closed the block.
    End,
}

impl Collector {
    /// Takes a line.
    ///
    /// # Errors
    /// It is no command where commands are wanted, or too much.
    fn take(&mut self, session: &Session<'_>, line: &str) -> Result<Taken, Diagnostic> {
        let text = line.trim();
        let in_assembler = self.open.last() == Some(&Inner::Assembler);
        let word = match in_assembler {
            true => without_comment(text).trim_end(),
            false => text,
        };
        let is_end = word.eq_ignore_ascii_case("end")
            || (in_assembler && (text.is_empty() || word.eq_ignore_ascii_case(".end")));
        if is_end {
            return Ok(match self.open.pop() {
                Some(_) => {
                    self.lines.push("end".to_owned());
                    Taken::Line
                }
                None => Taken::End,
            });
        }
        if text.is_empty() {
            return Ok(Taken::Nothing);
        }
        if self.lines.len() >= MAX_LINES {
            let text = format!("a block has at most {MAX_LINES} lines");
            return Err(Diagnostic::new(0, text).advise("`end` ends it; `source` runs a script"));
        }
        if self.takes_text() {
            self.lines.push(text.to_owned());
            return Ok(Taken::Line);
        }
        let first = text.split_whitespace().next().unwrap_or("");
        if ["if", "while", "else"].contains(&first) && !session.shell.user.knows(text) {
            let text = format!("there is no `{first}` among commands");
            return Err(Diagnostic::new(0, text).advise(
                "a breakpoint has a condition: break A if E do { ... }; `end` ends this block",
            ));
        }
        let text = match self.body.check() {
            Check::Commands => match session.understand(line)? {
                Some((text, doubts)) => {
                    self.doubts.extend(doubts);
                    text
                }
                None => return Ok(Taken::Nothing),
            },
            Check::Nothing | Check::Text => text.to_owned(),
        };
        let opens = session.opens(&text);
        if opens.is_some() && self.open.len() >= MAX_DEPTH {
            let text = format!("blocks are nested more than {MAX_DEPTH} deep");
            return Err(Diagnostic::new(0, text));
        }
        self.open.extend(opens);
        self.lines.push(text);
        Ok(Taken::Line)
    }
}

impl Session<'_> {
    /// Takes `line` as the next one of the body that `block` collects.
    ///
    /// # Errors
    /// The line is wrong where it stands, or, as the last of the body, the command refuses the whole.
    pub fn collect(&mut self, mut block: Collector, line: &str) -> Outcome {
        let taken = block.take(self, line);
        self.tell_doubts(&std::mem::take(&mut block.doubts));
        let text = match &taken {
            Ok(Taken::Line) => block.lines.last().map(String::as_str),
            Ok(Taken::End) => Some("end"),
            _ => None,
        };
        if let Some(text) = text.filter(|_| self.shell.trace_commands == Switch::On) {
            let text = text.to_owned();
            self.tell(&Report::Command { text });
        }
        match taken {
            Ok(Taken::End) => {
                let text = block.text();
                let outcome = commands::hand_over(self, block.body, block.lines);
                self.recorded(outcome, Some(&text), line)
            }
            Ok(taken) => {
                self.shell.mode = Mode::Collect(block);
                Ok(match taken {
                    Taken::Line => Report::Done,
                    _ => Report::Blank,
                })
            }
            Err(error) => {
                self.shell.mode = Mode::Collect(block);
                Err(error.into())
            }
        }
    }
}
