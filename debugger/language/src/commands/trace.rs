//! The trace: recorded, told about, forgotten.

use std::path::Path;

use nom::Parser;
use nom::combinator::{map, opt};

use super::control::{Counted, counted};
use super::{Completer, Family, Row, bind, find};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, CycleLimit, keyword, peek_word},
};
use crate::report::{Report, TraceStatus};
use crate::session::{Outcome, Session, carry_out};
use jumppad_engine::files::replace::replace;
use jumppad_engine::run::{Goal, Order};
use jumppad_engine::tracing::{Encoder, Form};

const RECORDING: &str = "The guest goes on by single instructions, at some millions of them a second, and each is recorded with the \
                         registers before it and the byte that it read or wrote; an interrupt that is taken is one, too. \
                         Breakpoints, watchpoints and everything else stop it as they stop `continue`. Nothing is compiled \
                         meanwhile. The last instructions are kept, as many as `set trace-size N` says; `trace record clear` \
                         forgets them. With --cycles N it stops after N cycles at the latest, however many instructions these \
                         are. `find trace` searches what was recorded. It is another thing than `trace A`, which tells of \
                         hits and goes on, than `record FILE`, which writes down what you type, and than going back in time, \
                         which needs no recording. A trace of a symbol called record is `trace .record`.";

const SAVING: &str = "Lines are those of sim65, the default, or of VICE's monitor; `jumppad trace FILE` prints and searches binary \
                      records. Numbers of instructions are those of `find trace`. For a whole run, which no trace in memory \
                      holds, `jumppad run --trace=FILE` writes them while they are executed. A trace of a symbol called save \
                      is `trace .save`.";

pub(super) const FAMILY: Family = Family {
    title: "Trace and queries",
    rows: &[
        Row {
            names: &["trace record"],
            arguments: "[N] [--cycles N] | clear",
            summary: "execute N instructions and record each; alone, tell what was recorded",
            details: RECORDING,
            complete: Completer::Words(&["clear"]),
            bind: |i| bind(i, order, record),
            ..Row::PLAIN
        },
        Row {
            names: &["trace save"],
            arguments: "FILE [sim65 | vice | binary]",
            summary: "write what was recorded to a file",
            details: SAVING,
            complete: Completer::Files,
            bind: |i| bind(i, saving, |s, saving| save(s, &saving)),
            ..Row::PLAIN
        },
        Row {
            names: &["info trace"],
            summary: "what `trace record` recorded, and the memory that it takes",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(status(s))),
            ..Row::PLAIN
        },
        find::TRACE_ROW,
        find::SYMBOLS_ROW,
        find::BLOCKS_ROW,
        find::MEMORY_ROW,
    ],
};

/// What `trace record` is asked to do.
#[derive(Clone, Debug)]
enum Asked {
    Record(Counted),
    Clear,
}

impl Canonical for Asked {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Record(counted) => line.add(counted),
            Self::Clear => line.word("clear"),
        };
    }
}

fn order(input: Span<'_>) -> Parsed<'_, Asked> {
    match peek_word(input) {
        "clear" => map(keyword("clear"), |()| Asked::Clear).parse(input),
        _ => map(counted, Asked::Record).parse(input),
    }
}

/// What `trace save` is asked to do.
#[derive(Clone, Debug)]
struct Saving {
    file: String,
    form: Form,
}

impl Canonical for Saving {
    fn write(&self, line: &mut Printer) {
        line.add(&self.file);
        let mut all = Form::ALL.iter();
        if let Some((name, _)) = all.find(|(_, form)| *form == self.form) {
            line.word(name);
        }
    }
}

fn saving(input: Span<'_>) -> Parsed<'_, Saving> {
    let (input, file) = token::file_name(input)?;
    let (rest, word) = opt(token::word).parse(input)?;
    let form = match &word {
        None => Some(Form::default()),
        Some(word) => Form::named(&word.to_ascii_lowercase()),
    };
    match form {
        Some(form) => Ok((rest, Saving { file, form })),
        None => Diagnostic::new(token::begin(input), "there is no such form")
            .advise("sim65, vice or binary")
            .failure(),
    }
}

fn save(session: &mut Session<'_>, saving: &Saving) -> Outcome {
    let debugger = &session.debugger;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(saving.form);
    encoder.begin(&mut bytes);
    for record in debugger.trace.iter() {
        encoder.add(&record, debugger.machine.model(), &mut bytes);
    }
    replace(Path::new(&saving.file), &bytes, &debugger.interrupt)?;
    Ok(Report::Done)
}

fn record(session: &mut Session<'_>, asked: Asked) -> Outcome {
    let (count, cycles) = match asked {
        Asked::Clear => {
            session.debugger.trace.clear();
            return Ok(Report::Done);
        }
        Asked::Record((None, None)) => return Ok(status(session)),
        Asked::Record((Some(0), _)) => return Ok(Report::Done),
        Asked::Record(counted) => counted,
    };
    let order = Order {
        goal: Goal::Record(count.unwrap_or(u64::MAX)),
        times: 1,
        cycles: cycles.map(|CycleLimit(cycles)| cycles),
    };
    carry_out(session, order)
}

fn status(session: &Session<'_>) -> Report {
    let trace = &session.debugger.trace;
    let first = trace.iter().next();
    Report::TraceStatus(TraceStatus {
        size: trace.capacity() as u64,
        held: trace.len() as u64,
        recorded: trace.pushed(),
        from: first.map(|record| record.cycles()),
        until: trace
            .last()
            .map(|record| record.cycles() + u64::from(record.took())),
        bytes: trace.bytes() as u64,
    })
}
