//! Commands from files, from the command line and from a pipe: each line as if typed, until one fails.
//!
//! Invariants: the first error ends a script and is told with name, line and column; a script that sources itself ends.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::error::{CommandError, ScriptError};
use crate::mode::Mode;
use crate::report::{Report, Why};
use crate::session::{Outcome, Session};
use jumppad_engine::files::interruptible::{self, Interruptible, was_interrupted};
use jumppad_engine::files::text::decoded;

/// Scripts may source scripts, to this depth.
const MAX_DEPTH: usize = 16;

/// Bytes of a line that are read at once.
const MAX_LINE: u64 = 1 << 16;

/// Runs the script in `path`.
///
/// # Errors
/// The file cannot be read, a line of it failed, Ctrl-C was pressed, or scripts are nested too deep.
pub fn source(session: &mut Session<'_>, path: &Path) -> Outcome {
    let file = Interruptible::read_from(path, &session.debugger.interrupt);
    let file = file.map_err(|source| CommandError::Read {
        path: path.to_owned(),
        source,
    })?;
    let name = path.display().to_string();
    run(session, &name, BufReader::new(file))
}

/// Runs what comes by standard input.
///
/// # Errors
/// It cannot be read, a line of it failed, or Ctrl-C was pressed.
pub fn stdin(session: &mut Session<'_>) -> Outcome {
    const NAME: &str = "<stdin>";
    let input =
        interruptible::stdin(&session.debugger.interrupt).map_err(|source| CommandError::Read {
            path: NAME.into(),
            source,
        })?;
    run(session, NAME, BufReader::new(input))
}

/// Runs the lines of `reader`, as they come.
///
/// # Errors
/// A line failed, which is told with its place in `name`; the reader fails; Ctrl-C was pressed; scripts are nested too
/// deep.
pub fn run(session: &mut Session<'_>, name: &str, reader: impl BufRead) -> Outcome {
    if session.shell.script_depth >= MAX_DEPTH {
        return Err(CommandError::ScriptDepth(MAX_DEPTH));
    }
    session.shell.script_depth += 1;
    let outcome = lines(session, name, reader);
    session.shell.script_depth -= 1;
    // What an error cut off is not gone on with by whoever reads next.
    session.shell.mode = Mode::Commands;
    outcome
}

fn lines(session: &mut Session<'_>, name: &str, mut reader: impl BufRead) -> Outcome {
    let mut buffer = Vec::new();
    for number in 1.. {
        buffer.clear();
        // What is longer is too long for a command, however much more there is.
        let is_end = match (&mut reader).take(MAX_LINE).read_until(b'\n', &mut buffer) {
            Ok(0) if session.shell.mode.is_block() => true,
            Ok(0) => break,
            Ok(_) => false,
            Err(error) if was_interrupted(&error) => {
                return Err(at(name, number, "", CommandError::Interrupted));
            }
            Err(source) => {
                let path = name.into();
                return Err(CommandError::Read { path, source });
            }
        };
        let line = decoded(&buffer);
        let outcome = match is_end {
            true => session.end_block(),
            false => one(session, line.trim_end()),
        };
        match outcome {
            Ok(Report::Quit) => return Ok(Report::Quit),
            Ok(report) => session.tell(&report),
            Err(error) => return Err(at(name, number, line.trim_end(), error)),
        }
    }
    Ok(Report::Done)
}

/// An error in a line of a script.
fn at(name: &str, line: usize, text: &str, error: CommandError) -> CommandError {
    CommandError::InScript(Box::new(ScriptError {
        name: name.to_owned(),
        line,
        text: text.to_owned(),
        error,
    }))
}

/// One line; an interrupted guest ends the script, since the user took over.
fn one(session: &mut Session<'_>, line: &str) -> Outcome {
    if session.is_interrupted() {
        return Err(CommandError::Interrupted);
    }
    let report = session.execute(line)?;
    if let Report::Stop(stop) = &report
        && matches!(stop.why, Why::Interrupted { .. })
    {
        session.tell(&report);
        return Err(CommandError::Interrupted);
    }
    Ok(report)
}
