//! Lines carried out: what stands above the commands, and hands them what was typed.
//!
//! Invariant: it is known to nothing below it; a session reaches it as its [`Executor`].

mod block;
mod body;
mod line;
mod taught;

use crate::commands;
use crate::grammar::Context;
use crate::report::Report;
use crate::session::{Executor, Outcome, Session, Shell, Sink};

/// The debugger's own language.
struct Language;

impl Executor for Language {
    fn execute(&self, session: &mut Session<'_>, line: &str, context: Context<'static>) -> Outcome {
        session.line(line, context)
    }

    fn end_block(&self, session: &mut Session<'_>) -> Outcome {
        session.close()
    }

    fn displays(&self, session: &mut Session<'_>) -> Report {
        commands::displays(session)
    }
}

/// A shell for the debugger's own language, which tells everything to `sink`.
pub fn shell(sink: Box<dyn Sink>) -> Shell {
    Shell::new(&Language, sink)
}
