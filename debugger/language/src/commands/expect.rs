//! Waiting for what the guest shows: `expect`, for scripts that talk with a program.
//!
//! Invariants: what comes of it is the same in every tier, cycle by cycle: a console stops the machine behind the
//! instruction that prints the last byte, a screen is looked at in cycles that depend on nothing else. What does not come
//! fails the command, and says what came instead.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use super::memory::bytes;
use super::{Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    escapes::escaped,
    number,
    token::{self, keyword, lexeme},
};
use crate::report::{ExpectedView, Origin, Report, Why};
use crate::session::{Outcome, Session, at_rest, carry_out};
use jumppad_engine::host::screens::shows;
use jumppad_engine::host::transcript::Pattern;
use jumppad_engine::run::{Goal, Order};

/// Cycles after which something is given up unless said otherwise: a hundred seconds at 1 MHz.
const PATIENCE: u64 = 100_000_000;
/// Cycles between two looks at a screen.
const LOOK_EVERY: u64 = 5_000;
/// Lines that are told of what came instead.
const LAST_LINES: usize = 8;

const ESCAPES: &str = "\\r, \\n, \\t, \\e, \\\\ and \\xNN stand for what they usually do";

pub(super) const EXPECT: Row = Row {
    names: &["expect"],
    arguments: "[regex] \"TEXT\" [on N] [within N cycles]",
    summary: "run until a console has printed a text; fail if it does not come",
    details: "It counts what was printed since the last expect, before the command too. The guest stops behind the \
              instruction that prints the last byte, in the same cycle in every tier. A script fails, with exit code 3, when \
              the text has not come within so many cycles, 100 million unless said otherwise, or when the guest stops before; \
              then it is told what came instead. With several consoles say which: `expect \"TEXT\" on 2`; of a sim65 program it is its standard \
              output. \\r, \\n, \\t, \\e, \\\\ and \\xNN in the text stand for what they usually do, of a console seven bits count. A \
              regular expression has its own escapes, `.` is the end of a line too, and it is met as soon as it matches: expect regex \"READY|[0-9]+ ERRORS\" within 5000000 cycles. `send` types for what comes next.",
    bind: |i| bind(i, expectation, expect),
    ..Row::PLAIN
};

pub(super) const EXPECT_SCREEN: Row = Row {
    names: &["expect screen"],
    arguments: "[N] \"TEXT\" [within N cycles]",
    summary: "run until a screen shows a text; fail if it does not",
    details: "The screen is looked at every 5000 cycles, the same ones in every tier. The text stands in one line, or over \
              several with \\n between them; blanks at the ends of lines do not count. N is the screen's number, where \
              there are several.",
    bind: |i| bind(i, screen_expectation, expect_screen),
    ..Row::PLAIN
};

/// A text in quotes, with escapes: as it was typed, and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Quoted {
    pub(super) typed: String,
    pub(super) bytes: Vec<u8>,
}

impl Quoted {
    /// What it stands for, as text.
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn shown(&self) -> String {
        format!("\"{}\"", self.typed)
    }
}

impl Canonical for Quoted {
    fn write(&self, line: &mut Printer) {
        line.word(self.shown());
    }
}

/// A text in quotes, as it was typed.
fn typed(input: Span<'_>) -> Parsed<'_, String> {
    token::quoted(input).map_err(|error| match error {
        nom::Err::Error(_) => nom::Err::Failure(
            Diagnostic::new(token::begin(input), "a text in quotes is missing")
                .advise("such as \"READY\"; VICE's `exp` (export) is `info memory` here"),
        ),
        other => other,
    })
}

/// A text in quotes that is not empty.
pub(super) fn text(input: Span<'_>) -> Parsed<'_, Quoted> {
    let (rest, typed) = typed(input)?;
    match escaped(&typed) {
        Some(bytes) if bytes.is_empty() => {
            Diagnostic::new(token::begin(input), "an empty text is always there").failure()
        }
        Some(bytes) => Ok((rest, Quoted { typed, bytes })),
        None => Diagnostic::new(token::begin(input), "there is no such escape")
            .advise(ESCAPES)
            .failure(),
    }
}

/// What is typed: a text in quotes, whose escapes are those of `expect`, or a byte.
pub(super) fn typing(input: Span<'_>) -> Parsed<'_, Vec<u8>> {
    let begin = token::begin(input);
    if !input.fragment().trim_start().starts_with('"') {
        return bytes(input);
    }
    let (rest, typed) = typed(input)?;
    match escaped(&typed) {
        Some(bytes) if bytes.is_empty() => Diagnostic::new(begin, "this text is empty").failure(),
        Some(bytes) => Ok((rest, bytes)),
        None => Diagnostic::new(begin, "there is no such escape")
            .advise(ESCAPES)
            .failure(),
    }
}

/// `within N cycles`
#[derive(Clone, Debug)]
struct Within(u64);

impl Canonical for Within {
    fn write(&self, line: &mut Printer) {
        line.word("within").add(&self.0).word("cycles");
    }
}

fn within(input: Span<'_>) -> Parsed<'_, Within> {
    let count = cut(lexeme(number::count));
    preceded(keyword("within"), (count, opt(keyword("cycles"))))
        .map(|(count, _)| Within(count))
        .parse(input)
}

/// `on N`
#[derive(Clone, Debug)]
struct On(u64);

impl Canonical for On {
    fn write(&self, line: &mut Printer) {
        line.word("on").add(&self.0);
    }
}

fn on(input: Span<'_>) -> Parsed<'_, On> {
    preceded(keyword("on"), cut(lexeme(number::count)))
        .map(On)
        .parse(input)
}

/// What is awaited of a console.
#[derive(Clone, Debug)]
struct Expectation {
    text: Quoted,
    pattern: Pattern,
    on: Option<On>,
    within: Option<Within>,
}

impl Canonical for Expectation {
    fn write(&self, line: &mut Printer) {
        if let Pattern::Regex(_) = self.pattern {
            line.word("regex");
        }
        line.add(&self.text).add(&self.on).add(&self.within);
    }
}

fn expectation(input: Span<'_>) -> Parsed<'_, Expectation> {
    let (start, is_regex) = opt(keyword("regex")).parse(input)?;
    let (rest, text, pattern) = match is_regex {
        // All escapes are the expression's.
        Some(()) => {
            let (rest, typed) = typed(start)?;
            let (pattern, bytes) = (Pattern::regex(&typed), typed.clone().into_bytes());
            (rest, Quoted { typed, bytes }, pattern)
        }
        None => {
            let (rest, text) = text(start)?;
            let pattern = Pattern::text(&text.bytes);
            (rest, text, pattern)
        }
    };
    let pattern = pattern.map_err(|error| {
        let advice = "the syntax is that of Rust's crate regex: . * + ? [0-9] (a|b) \\d ^";
        nom::Err::Failure(Diagnostic::new(token::begin(start), error.to_string()).advise(advice))
    })?;
    let behind = (opt(within), opt(on));
    let (rest, (on, within)) = alt((
        (on, opt(within)).map(|(on, within)| (Some(on), within)),
        behind.map(|(within, on)| (on, within)),
    ))
    .parse(rest)?;
    Ok((
        rest,
        Expectation {
            text,
            pattern,
            on,
            within,
        },
    ))
}

fn expect(session: &mut Session<'_>, expectation: Expectation) -> Outcome {
    let Expectation {
        text,
        pattern,
        on,
        within,
    } = expectation;
    at_rest(session)?;
    session.tell_output();
    let start = session.debugger.machine.cpu().cycles;
    let cycles = within.map_or(PATIENCE, |Within(cycles)| cycles);
    let from = session
        .debugger
        .listen(on.map(|On(number)| number), pattern)?;
    let outcome = match session.debugger.is_heard() {
        true => Ok(Report::Blank),
        false => carry_out(
            session,
            Order {
                goal: Goal::Output,
                times: 1,
                cycles: Some(cycles),
            },
        ),
    };
    let is_heard = session.debugger.stop_listening(from);
    session.flush();
    let report = outcome?;
    if is_heard {
        return Ok(met(session, text.shown(), start, |view| {
            view.from = Some(from)
        }));
    }
    let place = match from {
        Origin::Device(number) => format!("on console #{number}"),
        Origin::Stream(name) => format!("on {name}"),
    };
    let last = session.debugger.last_lines(from, LAST_LINES);
    let what = format!("{} was not printed {place}", text.shown());
    fail(session, report, &what, cycles, last)
}

/// What is awaited of a screen.
#[derive(Clone, Debug)]
struct ScreenExpectation {
    number: Option<u64>,
    text: Quoted,
    within: Option<Within>,
}

impl Canonical for ScreenExpectation {
    fn write(&self, line: &mut Printer) {
        line.add(&self.number).add(&self.text).add(&self.within);
    }
}

fn screen_expectation(input: Span<'_>) -> Parsed<'_, ScreenExpectation> {
    (super::screens::number, text, opt(within))
        .map(|(number, text, within)| ScreenExpectation {
            number,
            text,
            within,
        })
        .parse(input)
}

fn expect_screen(session: &mut Session<'_>, expectation: ScreenExpectation) -> Outcome {
    let ScreenExpectation {
        number,
        text,
        within,
    } = expectation;
    at_rest(session)?;
    let number = session.debugger.screens.number(number)?;
    let start = session.debugger.machine.cpu().cycles;
    let cycles = within.map_or(PATIENCE, |Within(cycles)| cycles);
    loop {
        let lines = session.screen_lines(number)?;
        if shows(&lines, &text.text()) {
            let shown = text.shown();
            return Ok(met(session, shown, start, |view| {
                view.screen = Some(number)
            }));
        }
        let passed = session.debugger.machine.cpu().cycles.saturating_sub(start);
        let order = Order {
            goal: Goal::Stop,
            times: 1,
            cycles: Some(LOOK_EVERY.min(cycles.saturating_sub(passed))),
        };
        let report = match passed < cycles {
            true => carry_out(session, order)?,
            false => Report::Blank,
        };
        let goes_on =
            matches!(&report, Report::Stop(stop) if matches!(stop.why, Why::Cycles { .. }));
        let limit = session.debugger.settings.cycle_limit;
        if !goes_on || limit.is_some_and(|limit| passed >= limit) {
            let what = format!("screen #{number} did not show {}", text.shown());
            let last = lines.iter().map(|line| line.trim_end().to_owned());
            let last: Vec<String> = last.filter(|line| !line.is_empty()).collect();
            return fail(session, report, &what, cycles, last);
        }
    }
}

fn met(
    session: &mut Session<'_>,
    text: String,
    start: u64,
    by: impl FnOnce(&mut ExpectedView),
) -> Report {
    let cycle = session.debugger.machine.cpu().cycles;
    session.shell.last_value = i64::try_from(cycle).ok();
    // What it came to rest for is this, and no limit of cycles.
    if let Some(resting) = &mut session.debugger.last_stop {
        resting.why = Why::Output;
    }
    let mut view = ExpectedView {
        text,
        from: None,
        screen: None,
        cycle,
        elapsed: cycle.saturating_sub(start),
    };
    by(&mut view);
    Report::Expected(view)
}

/// Fails, unless the user took over; `report` is how the guest came to rest, and is told.
fn fail(
    session: &mut Session<'_>,
    report: Report,
    what: &str,
    cycles: u64,
    instead: Vec<String>,
) -> Outcome {
    let when = match &report {
        Report::Quit => return Ok(report),
        Report::Stop(stop) => match stop.why {
            Why::Interrupted { .. } => return Ok(report),
            Why::Cycles { .. } => format!("within {cycles} cycles"),
            _ => "before the guest stopped".to_owned(),
        },
        Report::Blank => format!("within {cycles} cycles"),
        _ => "before the guest stopped".to_owned(),
    };
    session.tell(&report);
    Err(CommandError::Unexpected {
        text: format!("{what} {when}"),
        instead,
    })
}
