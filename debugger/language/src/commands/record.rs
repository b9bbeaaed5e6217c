//! `record`: begin, end, and tell of a recording.

use std::path::Path;

use nom::Parser;
use nom::bytes::complete::tag;
use nom::combinator::{map, opt, value};

use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    token::{begin, file_name, lexeme, peek_word, word},
};
use crate::record::{Existing, Recorder};
use crate::report::{Nothing, RecordingState, RecordingView, Report};
use crate::session::{Outcome, Session};

pub(super) const FAMILY: Family = Family {
    title: "Recording",
    rows: &[Row {
        names: &["record"],
        arguments: "[FILE [--append] | stop]",
        summary: "write the commands given from now on into a script; alone, tell how far it is",
        details: "Commands are written with their own names and their arguments spelt out, so the script means the same \
                  under other settings. One that fails becomes a comment. A file that exists is kept, unless --append \
                  adds to it. `record off` is `record stop`.",
        complete: Completer::Files,
        bind: |i| bind(i, order, record),
        ..Row::PLAIN
    }],
};

/// What `record` is asked to do.
#[derive(Clone, Debug)]
enum Order {
    Start(String, Existing),
    Stop,
    Show,
}

impl Canonical for Order {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Start(name, existing) => {
                match name.as_str() {
                    "stop" | "off" => line.word(format_args!("\"{name}\"")),
                    _ => line.add(name),
                };
                if *existing == Existing::Append {
                    line.word("--append");
                }
            }
            Self::Stop => {
                line.word("stop");
            }
            Self::Show => {}
        }
    }
}

fn order(input: Span<'_>) -> Parsed<'_, Order> {
    match peek_word(input) {
        "" => return Ok((input, Order::Show)),
        "stop" | "off" => return map(word, |_| Order::Stop).parse(input),
        name @ ("full"
        | "btrace"
        | "delete"
        | "goto"
        | "instruction-history"
        | "function-call-history") => {
            let text = format!("`{name}` is gdb's; here commands are recorded, into a file");
            return Diagnostic::new(begin(input), text)
                .advise(
                    "the past is kept in any case: `rstep`, `rcontinue`; `info history` tells how far back",
                )
                .failure();
        }
        _ => {}
    }
    let append = opt(value(Existing::Append, lexeme(tag("--append"))));
    map((file_name, append), |(name, existing)| {
        Order::Start(name, existing.unwrap_or(Existing::Refuse))
    })
    .parse(input)
}

fn record(session: &mut Session<'_>, order: Order) -> Outcome {
    let view = match order {
        Order::Start(name, existing) => {
            if let Some(recorder) = &session.shell.recorder {
                return Err(CommandError::Recording(recorder.status()));
            }
            let depth = session.shell.depth;
            session.shell.recorder = Some(Recorder::start(
                Path::new(&name),
                existing,
                depth,
                &session.debugger.interrupt,
            )?);
            RecordingView {
                file: name,
                commands: 0,
                state: RecordingState::Begun,
            }
        }
        Order::Stop => match session.shell.recorder.take() {
            Some(recorder) => recorder.view(RecordingState::Ended),
            None => return Err(CommandError::NotRecording),
        },
        Order::Show => match &session.shell.recorder {
            Some(recorder) => recorder.view(RecordingState::UnderWay),
            None => return Ok(Report::Nothing(Nothing::Recording)),
        },
    };
    Ok(Report::Recording(view))
}
