//! The one room that writes results: as text for people, as JSON lines for programs.
//!
//! Invariants: nothing else decides how a report looks; a reader that went away ends the
//! program quietly.

mod error;
mod output;
mod paint;
mod text;

use std::io::{self, Write};

use crate::error::CommandError;
use crate::exit::Exit;
use crate::report::Report;
use crate::session::Sink;
use output::Output;
pub(crate) use paint::{Role, paint};

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Text,
    /// One JSON object a line, errors included.
    Json,
}

/// Writes to the standard streams.
pub(crate) struct Terminal {
    style: Style,
    output: Output,
}

impl Terminal {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            output: Output::default(),
        }
    }
}

impl Sink for Terminal {
    fn report(&mut self, report: &Report) {
        match self.style {
            Style::Text => {
                let text = match report {
                    Report::Output { bytes, .. } => self.output.text(bytes),
                    report => match text::text(report) {
                        text if text.is_empty() => return,
                        text => format!("{}{text}", self.output.interrupt()),
                    },
                };
                put(&mut io::stdout(), &text);
            }
            Style::Json => match report {
                Report::Blank | Report::Quit => {}
                report => put(&mut io::stdout(), &json(report)),
            },
        }
    }

    fn error(&mut self, failure: &CommandError, line: &str) {
        match self.style {
            Style::Text => {
                put(&mut io::stdout(), self.output.interrupt());
                put(&mut io::stderr(), &error::text(failure, line));
            }
            Style::Json => put(&mut io::stdout(), &json(&error::ErrorView::new(failure))),
        }
    }
}

/// Writes an error that has no session yet.
pub(crate) fn complain(style: Style, failure: &CommandError) {
    Terminal::new(style).error(failure, "");
}

/// Writes one JSON object and a line end.
pub(crate) fn put_json(value: &impl serde::Serialize) {
    put(&mut io::stdout(), &json(value));
}

/// Writes `text` as it is.
pub(crate) fn put_text(text: &str) {
    put(&mut io::stdout(), text);
}

fn json(value: &impl serde::Serialize) -> String {
    // Reports hold nothing that JSON cannot; if one ever did, its reader should see that too.
    let line = serde_json::to_string(value)
        .unwrap_or_else(|error| format!("{{\"type\":\"error\",\"message\":\"{error}\"}}"));
    line + "\n"
}

fn put(stream: &mut impl Write, text: &str) {
    let written = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.flush());
    if let Err(error) = written
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        // As in `jumppad | head`: nobody reads on, so nothing is left to do. Other errors have no one to be told to.
        std::process::exit(Exit::Failed as i32);
    }
}
