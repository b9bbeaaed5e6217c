//! What the guest's displays show, and where the keys go.

use nom::Parser;
use nom::bytes::complete::take_while1;
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use super::expect::{EXPECT, EXPECT_SCREEN, Quoted, text};
use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number::count,
    range::address,
    token::{self, keyword, lexeme},
};
use crate::report::{Report, ScreenView};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;
use jumppad_engine::host::screens::{Encoding, MemoryScreen, shows};

const ENCODINGS: &[&str] = &["ascii", "apple2", "petscii", "petscii-lower"];

pub(super) const FAMILY: Family = Family {
    title: "Screens, keys, waiting",
    rows: &[
        EXPECT,
        EXPECT_SCREEN,
        Row {
            names: &["screen", "sc"],
            arguments: "[N]",
            summary: "show what the guest's screens show, or one of them",
            details: "`screen memory 0400 40x25 petscii` tells where a screen is; `text RANGE` shows memory as text without that. `assert screen contains \"TEXT\"` and `expect screen \
                      \"TEXT\"` are for scripts.",
            bind: |i| bind(i, number, show),
            ..Row::PLAIN
        },
        Row {
            names: &["screen memory"],
            arguments: "ADDRESS COLUMNSxROWS [ENCODING]",
            summary: "tell of a text screen in memory",
            details: "Which letter a byte is: ascii, of which seven bits count, if nothing is said; petscii, Commodore's screen codes as after power-on, or \
                      petscii-lower, those with small letters; apple2, with the layout of the Apple II, which is 40x24. The \
                      C64's is `screen memory 0400 40x25 petscii`.",
            complete: Completer::Words(ENCODINGS),
            bind: |i| bind(i, described, describe),
            ..Row::PLAIN
        },
        Row {
            names: &["screen remove"],
            arguments: "N",
            summary: "forget a screen",
            bind: |i| {
                bind(i, lexeme(count), |s, number| {
                    s.debugger.screens.remove(number)?;
                    Ok(Report::Done)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["info screens", "info screen"],
            summary: "list the screens",
            bind: |i| bind(i, token::nothing, |s, ()| list(s)),
            ..Row::PLAIN
        },
        Row {
            names: &["info keyboard"],
            summary: "tell which console gets the keys while the guest runs, and which key stops it",
            details: "At a terminal each key that is pressed while the guest runs goes to its console at once; Ctrl-C stops it, Ctrl-Z \
                      suspends the debugger. `set ctrl-c guest` gives Ctrl-C and Ctrl-Z to the guest as well; then Ctrl-] stops \
                      it. `set keyboard N` chooses one of several consoles, `set keyboard off` none. What is typed so is typed again where time is gone \
                      back and on.",
            bind: |i| {
                bind(i, token::nothing, |s, ()| {
                    Ok(Report::Keyboard(s.debugger.keyboard_view()))
                })
            },
            ..Row::PLAIN
        },
    ],
};

/// The number of a screen, where one stands.
pub(super) fn number(input: Span<'_>) -> Parsed<'_, Option<u64>> {
    match token::peek_word(input).chars().next() {
        None | Some('"') => Ok((input, None)),
        Some(_) => lexeme(count).map(Some).parse(input),
    }
}

fn show(session: &mut Session<'_>, number: Option<u64>) -> Outcome {
    if number.is_none() {
        // That there is none is worth a word.
        match session.debugger.screens.number(None) {
            Err(jumppad_engine::host::screens::NoScreen::Several) | Ok(_) => {}
            Err(none) => return Err(none.into()),
        }
    }
    let list = session.screens(number)?;
    Ok(Report::Screens { list })
}

fn list(session: &mut Session<'_>) -> Outcome {
    let mut list = session.screens(None)?;
    for view in &mut list {
        view.lines.clear();
    }
    Ok(Report::Screens { list })
}

/// A text screen in memory.
#[derive(Clone, Debug)]
struct Described {
    start: Expr,
    columns: u16,
    rows: u16,
    encoding: Encoding,
}

impl Canonical for Described {
    fn write(&self, line: &mut Printer) {
        let size = format_args!("{}x{}", self.columns, self.rows).to_string();
        line.add(&self.start).word(size);
        if self.encoding != Encoding::Ascii {
            line.word(self.encoding.name());
        }
    }
}

fn described(input: Span<'_>) -> Parsed<'_, Described> {
    let (rest, start) = address(input)?;
    let (rest, (columns, rows)) = size(rest)?;
    let (rest, encoding) = match token::peek_word(rest) {
        "" => (rest, Encoding::Ascii),
        word => match Encoding::named(word) {
            Some(encoding) => (token::word(rest)?.0, encoding),
            None => {
                let text = format!("there is no encoding `{word}`");
                return Diagnostic::new(token::begin(rest), text)
                    .advise(ENCODINGS.join(", "))
                    .failure();
            }
        },
    };
    Ok((
        rest,
        Described {
            start,
            columns,
            rows,
            encoding,
        },
    ))
}

/// `40x25`
fn size(input: Span<'_>) -> Parsed<'_, (u16, u16)> {
    let word = take_while1(|c: char| c.is_ascii_alphanumeric());
    let found: Parsed<'_, Span<'_>> = lexeme(word).parse(input);
    let read = found.ok().and_then(|(rest, size)| {
        let (columns, rows) = size.fragment().split_once(['x', 'X'])?;
        Some((rest, (columns.parse().ok()?, rows.parse().ok()?)))
    });
    match read {
        Some(read) => Ok(read),
        None => Diagnostic::new(token::begin(input), "columns and rows are missing")
            .advise("in decimal, such as 40x25")
            .failure(),
    }
}

fn describe(session: &mut Session<'_>, described: Described) -> Outcome {
    let start = session.debugger.scope().address(&described.start)?;
    let Described {
        columns,
        rows,
        encoding,
        ..
    } = described;
    let screen = MemoryScreen::new(start, columns, rows, encoding)
        .map_err(|error| Diagnostic::new(0, error.to_string()).advise("such as 0400 40x25"))?;
    session.debugger.last_address = start;
    let number = session.debugger.screens.add(Box::new(screen));
    let mut list = session.screens(Some(u64::from(number)))?;
    for view in &mut list {
        view.lines.clear();
    }
    Ok(Report::Screens { list })
}

/// `screen [N] contains "TEXT"`, of `assert`.
#[derive(Clone, Debug)]
pub(super) struct Contains {
    number: Option<u64>,
    text: Quoted,
}

impl Canonical for Contains {
    fn write(&self, line: &mut Printer) {
        line.word("screen")
            .add(&self.number)
            .word("contains")
            .add(&self.text);
    }
}

/// Not an expression about a symbol `screen`.
pub(super) fn contains(input: Span<'_>) -> Parsed<'_, Contains> {
    let mut words = (
        preceded(keyword("screen"), opt(lexeme(count))),
        keyword("contains"),
    );
    let (rest, (number, ())) = words.parse(input)?;
    let (rest, text) = cut(text).parse(rest)?;
    Ok((rest, Contains { number, text }))
}

/// Fails unless the screen shows the text.
pub(super) fn assert(session: &mut Session<'_>, asserted: Contains) -> Outcome {
    let Contains { number, text } = asserted;
    let number = session.debugger.screens.number(number)?;
    let lines = session.screen_lines(number)?;
    if shows(&lines, &text.text()) {
        return Ok(Report::Done);
    }
    let instead = lines.iter().map(|line| line.trim_end().to_owned());
    Err(CommandError::Unexpected {
        text: format!("screen #{number} does not show \"{}\"", text.typed),
        instead: instead.filter(|line| !line.is_empty()).collect(),
    })
}

impl Session<'_> {
    /// What screen `number` shows.
    pub(super) fn screen_lines(&self, number: u32) -> Result<Vec<String>, CommandError> {
        let debugger = &self.debugger;
        Ok(debugger.screens.lines(number, &debugger.machine)?)
    }

    fn screens(&self, number: Option<u64>) -> Result<Vec<ScreenView>, CommandError> {
        let debugger = &self.debugger;
        Ok(debugger.screens.views(number, &debugger.machine)?)
    }
}
