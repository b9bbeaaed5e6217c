//! A line of the user's or of a script: its commands, one after the other, or a part of what goes on.
//!
//! Invariants: each command of a line is what it would be on a line of its own; the first that fails ends the line, and
//! so does Ctrl-C.

use crate::commands::{self, MAX_LINE};
use crate::error::CommandError;
use crate::grammar::{Context, Diagnostic, Span, split::Line};
use crate::mode::{Mode, Open};
use crate::report::{Report, Why};
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

impl Session<'_> {
    /// Runs one line; what it answers last is returned, not yet told.
    pub(super) fn line(&mut self, line: &str, context: Context<'static>) -> Outcome {
        match std::mem::take(&mut self.shell.mode) {
            mode if mode.takes_text() => {
                self.shell.mode = mode;
                self.one(line, context)
            }
            Mode::Open(Open { text, block }) => {
                self.shell.mode = block.map_or(Mode::Commands, Mode::Collect);
                // Between two lines of a list stands what separates its commands.
                let whole = format!("{text};{}", commands::without_comment(line));
                let outcome = self.list(&whole, context);
                outcome.map_err(|error| in_last_line(error, &whole, text.len() + 1))
            }
            mode => {
                self.shell.mode = mode;
                self.list(line, context)
            }
        }
    }

    /// Runs the commands of `line`, or waits for more of it.
    fn list(&mut self, line: &str, context: Context<'static>) -> Outcome {
        if line.len() > MAX_LINE {
            return self.one(line, context);
        }
        let commands = match commands::of_line(line) {
            Line::Commands(commands) => commands,
            Line::Open => {
                let block = match std::mem::take(&mut self.shell.mode) {
                    Mode::Collect(block) => Some(block),
                    _ => None,
                };
                let text = commands::without_comment(line).to_owned();
                self.shell.mode = Mode::Open(Open { text, block });
                return Ok(Report::Blank);
            }
        };
        let mut last = Ok(Report::Blank);
        for (number, &(at, command)) in commands.iter().enumerate() {
            if number > 0 {
                if self.is_interrupted() {
                    return Err(CommandError::Interrupted);
                }
                self.tell(&last?);
            }
            last = self.one(command, context).map_err(|error| match number {
                0 => error,
                _ => behind_a_semicolon(error, command),
            });
            last = last.map_err(|error| error.moved(at));
            let is_over = match &last {
                Ok(Report::Quit) | Err(_) => true,
                Ok(Report::Stop(stop)) => matches!(stop.why, Why::Interrupted { .. }),
                Ok(_) => false,
            };
            if is_over {
                break;
            }
        }
        last
    }

    /// One command, or one line of a block.
    fn one(&mut self, line: &str, context: Context<'static>) -> Outcome {
        self.shell.depth += 1;
        let outcome = match std::mem::take(&mut self.shell.mode) {
            Mode::Assemble(block) => self.assemble(block, line),
            Mode::Collect(block) => self.collect(block, line),
            Mode::Commands | Mode::Open(_) => self.parse_and_run(line, context),
        };
        self.shell.depth -= 1;
        self.rebind(outcome)
    }

    /// Runs what is one command.
    fn parse_and_run(&mut self, line: &str, context: Context<'static>) -> Outcome {
        if let Some(outcome) = self.run_taught(line) {
            return outcome;
        }
        match self.parse(line, context) {
            Err(error) => self.recorded(Err(error.into()), None, line),
            Ok(None) => Ok(Report::Blank),
            Ok(Some(command)) => {
                let text = command.text();
                let is_recorded = command.row.is_recorded();
                if self.shell.trace_commands == Switch::On {
                    let text = text.clone();
                    self.tell(&Report::Command { text });
                }
                self.tell_doubts(command.doubts());
                let outcome = command.run(self);
                self.tell_output();
                self.debugger.settle_history();
                self.flush();
                let text = match &mut self.shell.mode {
                    Mode::Commands | Mode::Open(_) => Some(text),
                    Mode::Assemble(block) => Some(block.opening()),
                    // It is recorded with its body.
                    Mode::Collect(block) => {
                        block.opening = text;
                        None
                    }
                }
                .filter(|_| is_recorded);
                self.recorded(outcome, text.as_deref(), line)
            }
        }
    }

    /// Lets breakpoints follow, if names have changed since the last time, and tells it behind `outcome`.
    fn rebind(&mut self, outcome: Outcome) -> Outcome {
        let list = self.debugger.rebind();
        if list.is_empty() {
            return outcome;
        }
        let followed = Report::Followed { list };
        match outcome {
            Ok(Report::Blank | Report::Done) => return Ok(followed),
            // These are for those who asked for the command.
            Ok(Report::Stop(_) | Report::Quit) | Err(_) => {}
            Ok(report) => {
                self.tell(&report);
                return Ok(followed);
            }
        }
        self.tell(&followed);
        outcome
    }
}

/// An error in `text`, whose last line begins at `last`, as one of that line, which is what the user sees.
fn in_last_line(error: CommandError, text: &str, last: usize) -> CommandError {
    match error {
        CommandError::Line(found) if found.offset < last => {
            let begin = text[..found.offset].rfind(';').map_or(0, |at| at + 1);
            let length = text[begin..].find(';').unwrap_or(text.len() - begin);
            let command = text[begin..][..length].trim();
            let message = match found.message.contains(command) {
                true => found.message,
                false => format!("{}, in `{command}`", found.message),
            };
            let (offset, advice) = (0, found.advice);
            CommandError::Line(Diagnostic {
                offset,
                message,
                advice,
            })
        }
        CommandError::Line(found) => CommandError::Line(Diagnostic {
            offset: found.offset - last,
            ..found
        }),
        other => other,
    }
}

/// What failed may be a comment, which other languages begin so.
fn behind_a_semicolon(error: CommandError, command: &str) -> CommandError {
    let span = Span::new_extra(command, Context::default());
    match error {
        CommandError::Line(found) if commands::find(span).is_err() => {
            let rule = "`;` separates commands, and a comment begins with `# `";
            let advice = match &found.advice {
                Some(advice) => format!("{advice}; {rule}"),
                None => rule.to_owned(),
            };
            found.advise(advice).into()
        }
        other => other,
    }
}
