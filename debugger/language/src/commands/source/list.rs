//! `list`.

use std::collections::BTreeSet;

use nom::Parser;
use nom::character::complete::{char, space0, u32};
use nom::combinator::opt;

use super::of_address;
use super::spot::{Meant, Spot, spot};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    token,
};
use crate::report::{ListRow, ListView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::breakpoints::Kind;
use jumppad_engine::program::source::PlaceError;
use jumppad_engine::program::source::{Line, Listed};
use jumppad_engine::program::symbols::Found;

/// What to list.
#[derive(Clone, Debug)]
pub(super) enum Listing {
    /// What follows the last list.
    Next,
    /// What precedes it.
    Back,
    Around(Spot),
    Between(Spot, Spot),
    /// A line, and so many behind it.
    Behind(Spot, u32),
    /// What begins with a line.
    From(Spot),
    /// What ends with a line.
    UpTo(Spot),
}

impl Canonical for Listing {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Next => line,
            Self::Back => line.word("-"),
            Self::Around(spot) => line.add(spot),
            Self::From(spot) => line.add(spot).glue(','),
            Self::UpTo(spot) => {
                let mut last = line.fresh();
                last.add(spot);
                line.word(',').glue(last.into_text())
            }
            Self::Behind(first, count) => line.add(first).glue(format_args!(",+{count}")),
            Self::Between(first, last) => {
                let mut end = line.fresh();
                end.add(last);
                line.add(first).glue(",").glue(end.into_text())
            }
        };
    }
}

impl Listing {
    pub(super) fn parse(input: Span<'_>) -> Parsed<'_, Self> {
        match token::peek_word(input) {
            "" => return Ok((input, Self::Next)),
            "-" => {
                let (rest, _) = (space0, char('-')).parse(input)?;
                return Ok((rest, Self::Back));
            }
            "+" => {
                let (rest, _) = (space0, char('+')).parse(input)?;
                return Ok((rest, Self::Next));
            }
            _ => {}
        }
        let comma = || opt((space0, char(',')));
        if let (rest, Some(_)) = comma().parse(input)? {
            let (rest, last) = spot(rest)?;
            return Ok((rest, Self::UpTo(last)));
        }
        let (rest, first) = spot(input)?;
        match comma().parse(rest)? {
            (rest, None) => Ok((rest, Self::Around(first))),
            (rest, Some(_)) if rest.fragment().trim().is_empty() => Ok((rest, Self::From(first))),
            (rest, Some(_)) => {
                if let (rest, Some(count)) = opt(more).parse(rest)? {
                    return Ok((rest, Self::Behind(first, count)));
                }
                let (rest, last) = spot(rest)?;
                Ok((rest, Self::Between(first, last)))
            }
        }
    }
}

/// `+N`: so many lines more.
fn more(input: Span<'_>) -> Parsed<'_, u32> {
    let (rest, _) = (space0, char('+')).parse(input)?;
    u32(rest)
}

pub(super) fn list(session: &mut Session<'_>, listing: Listing) -> Outcome {
    if session.debugger.source.table().is_empty() {
        return Err(PlaceError::NoLines.at(0).into());
    }
    let size = session.shell.list_size;
    let (file, first, last) = match listing {
        Listing::Next => next(session)?,
        Listing::Back => back(session)?,
        Listing::Around(spot) => around(line_of(session, &spot)?, size),
        Listing::From(spot) => {
            let line = line_of(session, &spot)?;
            let first = line.number.max(1);
            (line.file, first, first.saturating_add(size - 1))
        }
        Listing::Behind(spot, count) => {
            let line = line_of(session, &spot)?;
            let first = line.number.max(1);
            (line.file, first, first.saturating_add(count))
        }
        Listing::UpTo(spot) => {
            let line = line_of(session, &spot)?;
            let first = line.number.saturating_sub(size - 1).max(1);
            (line.file, first, line.number)
        }
        Listing::Between(first, last) => {
            let start = line_of(session, &first)?;
            // The second line is one of the first one's file.
            session.debugger.source.current = Some(start.file);
            let end = line_of(session, &last)?;
            if end.file != start.file || end.number < start.number {
                let text = "the second line is not behind the first in its file";
                return Err(Diagnostic::new(last.offset(), text).into());
            }
            (start.file, start.number.max(1), end.number)
        }
    };
    show(session, file, first, last)
}

/// The line that `spot` means, whether it has code or not.
fn line_of(session: &Session<'_>, spot: &Spot) -> Result<Line, CommandError> {
    match spot.meant(session)? {
        Meant::Line(line) => Ok(line),
        Meant::Address(address, bank) => Ok(of_address(session, address, bank, spot.offset())?),
    }
}

/// `size` lines, half of them before `line`.
fn around(line: Line, size: u32) -> (usize, u32, u32) {
    let first = line.number.saturating_sub(size / 2).max(1);
    (line.file, first, first.saturating_add(size - 1))
}

fn next(session: &Session<'_>) -> Result<(usize, u32, u32), Diagnostic> {
    let source = &session.debugger.source;
    let size = session.shell.list_size;
    if let Some(Listed { file, last, .. }) = source.listed {
        let first = last.saturating_add(1);
        return Ok((file, first, first.saturating_add(size - 1)));
    }
    if let Some(line) = source.line_within(session.debugger.looked_at()) {
        return Ok(around(line, size));
    }
    // Where nothing has been stopped in yet, it is the program's first lines that are of use.
    let start = Line {
        file: source.current_file().map_err(|error| error.at(0))?,
        number: 1,
    };
    let main =
        ["_main", "main"]
            .iter()
            .find_map(|name| match session.debugger.symbols.find(name) {
                Found::One(symbol) => source.line_of(symbol.address),
                Found::Nothing | Found::Several(_) => None,
            });
    let first = main.or_else(|| source.table().next_code(start));
    Ok(around(first.unwrap_or(start), size))
}

fn back(session: &Session<'_>) -> Result<(usize, u32, u32), Diagnostic> {
    let (file, first) = match session.debugger.source.listed {
        Some(listed) => (listed.file, listed.first),
        None => {
            let (file, first, _) = next(session)?;
            (file, first)
        }
    };
    match first {
        0 | 1 => {
            let text = format!("{} begins here", session.debugger.source.name(file));
            Err(Diagnostic::new(0, text).advise("`list` goes on"))
        }
        _ => {
            let start = first.saturating_sub(session.shell.list_size).max(1);
            Ok((file, start, first - 1))
        }
    }
}

fn show(session: &mut Session<'_>, file: usize, first: u32, last: u32) -> Outcome {
    let name = session.debugger.source.name(file).to_owned();
    let length = match session.debugger.source.length(file) {
        Ok(length) => length,
        Err(reason) => {
            // The error is what the user is told.
            session.debugger.source.take_notes();
            return Err(CommandError::NoSource { file: name, reason });
        }
    };
    session.debugger.tell_source();
    if first > length {
        let lines = if length == 1 { "line" } else { "lines" };
        let text = format!("{name} has {length} {lines}");
        return Err(Diagnostic::new(0, text).advise("`list -` goes back").into());
    }
    let last = last.min(length);
    let looked_at = session.debugger.looked_at();
    let looked_at = match session.debugger.is_elsewhere(looked_at) {
        true => None,
        false => session.debugger.source.line_within(looked_at),
    };
    let marked = marked(session);
    let mut lines = Vec::new();
    for number in first..=last {
        let line = Line { file, number };
        lines.push(ListRow {
            line: number,
            text: session.debugger.source.text(line).unwrap_or_default(),
            current: looked_at == Some(line),
            breakpoint: marked.contains(&line),
        });
    }
    session.debugger.source.current = Some(file);
    session.debugger.source.listed = Some(Listed { file, first, last });
    let file = session.debugger.source.short_name(file).to_owned();
    Ok(Report::List(ListView { file, lines }))
}

/// The lines with breakpoints in force.
fn marked(session: &Session<'_>) -> BTreeSet<Line> {
    let in_force = session.debugger.breakpoints.iter();
    let in_force = in_force.filter(|b| b.spec.kind == Kind::Execute && b.is_in_force());
    let lines = in_force.flat_map(|breakpoint| {
        let bank = breakpoint.spec.only_bank();
        let addresses = breakpoint.spec.range.clone();
        addresses.filter_map(move |address| session.debugger.line_in_bank(bank, address))
    });
    lines.collect()
}
