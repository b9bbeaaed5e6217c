//! Lines that belong to a command: collected until `end`, then handed over as one body.
//!
//! Invariants: nothing happens before the `end` that closes the block, so a block that is dropped has done nothing; a
//! line that is refused is not part of the body, and the block stays open; blocks within the body keep their own ends.
//!
//! Left out: what a body is good for; whoever opens the block says so.

use std::fmt;

use crate::assemble::without_comment;
use crate::error::CommandError;
use crate::grammar::{Diagnostic, canonical::Doubt};
use crate::mode::Mode;
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

/// The most lines of one body, and blocks within each other: more than any hand writes.
const MAX_LINES: usize = 1000;
const MAX_DEPTH: usize = 8;

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

/// What is done with a whole body.
type Finish = Box<dyn FnOnce(&mut Session<'_>, Vec<String>) -> Outcome>;

/// An open block.
pub struct Collector {
    /// The command that opened it, as a recording writes it.
    pub opening: String,
    lines: Vec<String>,
    open: Vec<Inner>,
    check: Check,
    /// Words of the last line that may have been meant otherwise.
    doubts: Vec<Doubt>,
    finish: Finish,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector")
            .field("opening", &self.opening)
            .field("lines", &self.lines)
            .field("open", &self.open)
            .field("check", &self.check)
            .finish_non_exhaustive()
    }
}

/// What a line did to its block.
enum Taken {
    /// It had nothing to take.
    Nothing,
    Line,
    /// It closed the block.
    End,
}

impl Collector {
    /// A block for the command under way, whose lines go to `finish`.
    pub fn new(
        check: Check,
        finish: impl FnOnce(&mut Session<'_>, Vec<String>) -> Outcome + 'static,
    ) -> Self {
        Self {
            opening: String::new(),
            lines: Vec::new(),
            open: Vec::new(),
            check,
            doubts: Vec::new(),
            finish: Box::new(finish),
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
            None => self.check == Check::Text,
        }
    }

    /// The block as lines of a script.
    fn text(&self) -> String {
        let lines = std::iter::once(self.opening.as_str());
        let lines = lines.chain(self.lines.iter().map(String::as_str));
        lines.chain(["end"]).collect::<Vec<_>>().join("\n")
    }

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
        let text = match self.check {
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

    /// The error of a script that ends before its block does.
    pub fn unclosed(self) -> CommandError {
        CommandError::Unclosed(self.opening)
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
                let outcome = (block.finish)(self, block.lines);
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
