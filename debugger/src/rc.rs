//! The scripts that are run without being asked for: the user's own, and the one beside a program if that is allowed.
//!
//! Invariant: a file that came with a program is never run unless this start of the debugger allows it; a script can
//! write files, so one does not trust it for having downloaded the program.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use jumppad_language::report::Report;
use jumppad_language::script;
use jumppad_language::session::{Outcome, Session};

/// Whether `NAME.dbgrc` is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    Allowed,
    Told,
}

/// Runs the user's own commands for interactive sessions.
///
/// # Errors
/// A line of the file fails.
pub(crate) fn of_user(session: &mut Session<'_>) -> Outcome {
    match user_file() {
        Some(path) if path.is_file() => script::source(session, &path),
        _ => Ok(Report::Done),
    }
}

fn user_file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("jumppad").join("rc"))
}

/// Runs `NAME.dbgrc` beside `program`, or tells that it is there and how to allow it.
///
/// # Errors
/// A line of the file fails.
pub(crate) fn of_program(session: &mut Session<'_>, program: &Path, allowed: Beside) -> Outcome {
    let path = program.with_extension("dbgrc");
    if !path.is_file() {
        return Ok(Report::Done);
    }
    match allowed {
        Beside::Allowed => script::source(session, &path),
        Beside::Told => {
            let path = path.display();
            let text = format!(
                "{path} was not run, since it came with the program: --rc allows it, `source {path}` runs it now"
            );
            session.tell(&Report::Note { text });
            Ok(Report::Done)
        }
    }
}
