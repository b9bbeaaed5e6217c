//! The one room that writes results: as text for people, as JSON lines for programs.
//!
//! Invariants: nothing else decides how a report looks; all goes through [`put`], so nothing that a file or its name says
//! steers the terminal; a reader that went away ends the program quietly.

mod error;
mod output;
mod page;
mod paint;
mod text;

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;
use crate::keyboard;
pub(crate) use error::ErrorView;
use jumppad_engine::files::text::steers;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::Sink;
use output::Output;
pub(crate) use paint::{Role, paint, shown};
pub(crate) use text::{covers, why_text};

/// Bytes written between two looks for Ctrl-C: a terminal shows them in no time.
const PIECE: usize = 1 << 12;

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Text,
    /// One JSON object a line, errors included.
    Json,
}

/// Where reports go; errors always go to standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stream {
    Output,
    Error,
}

/// The cursor goes to the upper left, and what stands from there on goes (ECMA-48: CUP, ED).
const CLEAR: &[u8] = b"\x1b[H\x1b[J";

/// Writes to the standard streams.
pub(crate) struct Terminal {
    style: Style,
    stream: Stream,
    output: Output,
}

impl Terminal {
    pub(crate) fn new(style: Style) -> Self {
        Self {
            style,
            stream: Stream::Output,
            output: Output::default(),
        }
    }

    /// One that leaves standard output to others.
    pub(crate) fn aside() -> Self {
        Self {
            stream: Stream::Error,
            ..Self::new(Style::Text)
        }
    }

    /// Makes room for a table that takes the place of the last, on a terminal.
    fn clear(&self) {
        let mut output = io::stdout();
        if matches!(self.stream, Stream::Output) && output.is_terminal() {
            // Whoever cannot be written to is told with the table.
            let _ = output.write_all(CLEAR);
        }
    }

    fn put_until(&self, text: &str, interrupt: &AtomicBool) {
        match self.stream {
            Stream::Output => put_until(&mut io::stdout(), text, interrupt),
            Stream::Error => put_until(&mut io::stderr(), text, interrupt),
        }
    }
}

impl Sink for Terminal {
    fn report(&mut self, report: &Report, interrupt: &AtomicBool) {
        match self.style {
            Style::Text => {
                let text = match report {
                    Report::Output { from, bytes, .. } => self.output.text(*from, bytes),
                    report => match text::text(report) {
                        text if text.is_empty() => return,
                        text => format!("{}{}", self.output.interrupt(), page::fit(text)),
                    },
                };
                if let Report::Top(_) = report {
                    self.clear();
                }
                self.put_until(&text, interrupt);
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
                let open = self.output.interrupt();
                self.put_until(&open, &AtomicBool::new(false));
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

/// What a client is told in words, by lines, without colours: reports, errors, and what the guest prints.
#[derive(Debug, Default)]
pub(crate) struct Plain(Output);

impl Plain {
    /// The text of `report`; empty where there is nothing to say.
    pub(crate) fn report(&mut self, report: &Report) -> String {
        match report {
            Report::Output { from, bytes, .. } => self.0.text(*from, bytes),
            report => match text::text(report) {
                text if text.is_empty() => text,
                text => self.0.interrupt() + &paint::plain(&text),
            },
        }
    }

    /// The text of an error of `line`.
    pub(crate) fn error(&mut self, failure: &CommandError, line: &str) -> String {
        self.0.interrupt() + &paint::plain(&error::text(failure, line))
    }
}

/// `report` in both styles, for tests that want it rendered and not shown.
pub(crate) fn rendered(report: &Report) -> [String; 2] {
    [text::text(report), json(report)]
}

/// An error in both styles.
pub(crate) fn rendered_error(failure: &CommandError, line: &str) -> [String; 2] {
    [
        error::text(failure, line),
        json(&error::ErrorView::new(failure)),
    ]
}

/// Writes one JSON object and a line end.
pub(crate) fn put_json(value: &impl serde::Serialize) {
    put(&mut io::stdout(), &json(value));
}

/// Writes `text` to standard error.
pub(crate) fn put_error(text: &str) {
    put(&mut io::stderr(), text);
}

/// One JSON object and a line end.
pub(crate) fn to_json(value: &impl serde::Serialize) -> String {
    json(value)
}

/// Columns of the terminal, or those of the usual one.
pub(crate) fn columns() -> usize {
    page::columns().unwrap_or(80)
}

/// Writes `text` to fit the terminal.
pub(crate) fn put_fitting(text: &str) {
    put(&mut io::stdout(), &page::fit(text.to_owned()));
}

/// Writes `text` without folding it.
pub(crate) fn put_text(text: &str) {
    put(&mut io::stdout(), text);
}

/// Writes `text` in pieces, until `interrupt` is set between two of them. A short text is one piece, so it is written
/// whole.
fn put_until(stream: &mut impl Write, text: &str, interrupt: &AtomicBool) {
    let mut rest = text;
    while !rest.is_empty() {
        let piece = match rest.as_bytes().iter().skip(PIECE).position(|&b| b == b'\n') {
            Some(at) => &rest[..=PIECE + at],
            None => rest,
        };
        put(stream, piece);
        rest = &rest[piece.len()..];
        if !rest.is_empty() && interrupt.load(Ordering::SeqCst) {
            put(stream, "interrupted\n");
            return;
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    // Reports hold nothing that JSON cannot; if one ever did, its reader should see that too.
    let line = serde_json::to_string(value)
        .unwrap_or_else(|error| format!("{{\"type\":\"error\",\"message\":\"{error}\"}}"));
    let mut out = String::with_capacity(line.len() + 1);
    for letter in line.chars() {
        match steers(letter) {
            // JSON itself escapes those below the blank only.
            true => out += &format!("\\u{:04x}", u32::from(letter)),
            false => out.push(letter),
        }
    }
    out + "\n"
}

fn put(stream: &mut impl Write, text: &str) {
    let written = stream
        .write_all(shown(text).as_bytes())
        .and_then(|()| stream.flush());
    if let Err(error) = written {
        // As in `jumppad | head`, when nobody reads on. Anything else, such as a full disk, is told where that is
        // still possible. In both cases what follows would be lost, so there is no use in going on.
        if error.kind() != io::ErrorKind::BrokenPipe {
            let _ = writeln!(io::stderr(), "jumppad: cannot write the output: {error}");
        }
        keyboard::restore();
        jumppad_tiers::end_process(Exit::Failed.code());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets the flag as soon as something is written.
    struct Impatient<'a>(Vec<u8>, &'a AtomicBool);

    impl Write for Impatient<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.store(true, Ordering::SeqCst);
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(text: &str) -> String {
        let interrupt = AtomicBool::new(false);
        let mut stream = Impatient(Vec::new(), &interrupt);
        put_until(&mut stream, text, &interrupt);
        assert!(interrupt.load(Ordering::SeqCst), "it is left to others");
        String::from_utf8(stream.0).unwrap()
    }

    #[test]
    fn a_long_text_ends_at_a_line_after_an_interrupt_and_a_short_one_is_whole() {
        let short = "0123456\n".repeat(PIECE / 8);
        assert_eq!(written(&short), short);
        let long = written(&"0123456\n".repeat(PIECE));
        assert_eq!(long.len(), PIECE + 8 + "interrupted\n".len());
        assert!(long.ends_with("0123456\ninterrupted\n"));
        assert_eq!(written("\u{e9}").len(), 2);
    }
}
