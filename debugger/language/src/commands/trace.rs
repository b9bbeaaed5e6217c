//! The trace: recorded, told about, forgotten.

use nom::Parser;
use nom::combinator::map;

use super::control::{Counted, counted};
use super::{Completer, Family, Row, bind, find};
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, CycleLimit, keyword, peek_word},
};
use crate::report::{Report, TraceStatus};
use crate::session::{Outcome, Session, carry_out};
use jumppad_engine::run::{Goal, Order};

const RECORDING: &str = "The guest goes on by single instructions, at some millions of them a second, and each is recorded with the \
                         registers before it and the byte that it read or wrote; an interrupt that is taken is one, too. \
                         Breakpoints, watchpoints and everything else stop it as they stop `continue`. Nothing is compiled \
                         meanwhile. The last instructions are kept, as many as `set trace-size N` says; `trace record clear` \
                         forgets them. With --cycles N it stops after N cycles at the latest, however many instructions these \
                         are. `find trace` searches what was recorded. It is another thing than `trace A`, which tells of \
                         hits and goes on, than `record FILE`, which writes down what you type, and than going back in time, \
                         which needs no recording. A trace of a symbol called record is `trace .record`.";

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
