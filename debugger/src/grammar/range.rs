//! Ranges of addresses: `A`, `A B`, `A..B` and `A,B`, `A,+N`.
//!
//! Invariant: a resolved range is inside the machine and not empty.

use std::ops::RangeInclusive;

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, space0, space1};
use nom::combinator::{cut, map, opt, peek};
use nom::sequence::{preceded, terminated};

use super::evaluate::Scope;
use super::expression;
use super::token::lexeme;
use super::{Diagnostic, Expr, Parsed, Span, number, token};
use crate::symbols::Found;

/// A range as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RangeExpr {
    pub(crate) start: Expr,
    pub(crate) end: End,
    /// Where it stands in the line.
    pub(super) offset: usize,
}

/// How a range says where it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It does not; the command knows how much is useful.
    Open,
    At(Expr),
    Length(u64),
}

/// A range in any notation.
pub(crate) fn range(input: Span<'_>) -> Parsed<'_, RangeExpr> {
    range_to(input, second)
}

/// The same with another notation of the last address of `A B`.
fn range_to<'a>(
    input: Span<'a>,
    second: fn(Span<'a>) -> Parsed<'a, Expr>,
) -> Parsed<'a, RangeExpr> {
    let (start_of, _) = nom::character::complete::space0.parse(input)?;
    let (rest, start) = expression::address(start_of)?;
    let (rest, end) = opt(alt((
        preceded(tag(".."), cut(map(expression::address, End::At))),
        preceded(
            (char(','), space0, char('+')),
            cut(map(number::count, End::Length)),
        ),
        preceded((char(','), space0), cut(map(expression::address, End::At))),
        preceded(space1, map(second, End::At)),
    )))
    .parse(rest)?;
    Ok((
        rest,
        RangeExpr {
            start,
            end: end.unwrap_or(End::Open),
            offset: start_of.location_offset(),
        },
    ))
}

/// Words that follow a range in some command, and so never are its second address; a symbol of such a name is written
/// with a dot before it.
pub(super) const KEYWORDS: &[&str] = &["if", "once", "skip", "every", "do", "disabled", "where"];

/// The last address of `A B`.
fn second(input: Span<'_>) -> Parsed<'_, Expr> {
    let word = token::peek_word(input);
    if KEYWORDS.iter().any(|key| word.eq_ignore_ascii_case(key)) {
        return Diagnostic::at(input, format!("`{word}` is no address")).error();
    }
    expression::address(input)
}

/// A range and what must follow it. Of `A B` alone, B is that and not the end of the range.
pub(crate) fn range_and<'a, T>(
    what: &'static str,
    next: fn(Span<'a>) -> Parsed<'a, T>,
) -> impl Parser<Span<'a>, Output = (RangeExpr, T), Error = Diagnostic> {
    move |input: Span<'a>| {
        // Without a blank between them, what prints the command would join them in another way.
        // No keyword follows here, so the last address can have the name of one.
        let range = |input| range_to(input, expression::address);
        let first = (terminated(range, peek(space1)), next).parse(input);
        match first {
            Ok(done) => Ok(done),
            Err(first) => (terminated(start_only, peek(space1)), next)
                .parse(input)
                .map_err(|second| missing(input, what, further(first, second))),
        }
    }
}

/// The error, with the name of what is missing where the line ends too early.
fn missing(input: Span<'_>, what: &str, error: nom::Err<Diagnostic>) -> nom::Err<Diagnostic> {
    let end = input.location_offset() + input.fragment().len();
    error.map(
        |found| match found.offset >= end && end > token::begin(input) {
            true => Diagnostic::new(end, format!("{what} is missing here")),
            false => found,
        },
    )
}

/// The error of the reading that got further; among equals that of the second.
fn further(first: nom::Err<Diagnostic>, second: nom::Err<Diagnostic>) -> nom::Err<Diagnostic> {
    let offset = |error: &nom::Err<Diagnostic>| match error {
        nom::Err::Error(found) | nom::Err::Failure(found) => found.offset,
        nom::Err::Incomplete(_) => 0,
    };
    match offset(&second) >= offset(&first) {
        true => second,
        false => first,
    }
}

/// A range that only says where it starts.
fn start_only(input: Span<'_>) -> Parsed<'_, RangeExpr> {
    let (start_of, _) = nom::character::complete::space0.parse(input)?;
    let (rest, start) = expression::address(start_of)?;
    Ok((
        rest,
        RangeExpr {
            start,
            end: End::Open,
            offset: start_of.location_offset(),
        },
    ))
}

/// A range, or nothing when the line ends here.
pub(crate) fn optional_range(input: Span<'_>) -> Parsed<'_, Option<RangeExpr>> {
    if input.fragment().trim().is_empty() {
        return Ok((input, None));
    }
    map(range, Some).parse(input)
}

/// A range, or nothing when the line ends here or goes on with a word that follows ranges.
pub(crate) fn maybe_range(input: Span<'_>) -> Parsed<'_, Option<RangeExpr>> {
    let word = token::peek_word(input);
    match KEYWORDS.iter().any(|key| word.eq_ignore_ascii_case(key)) {
        true => Ok((input, None)),
        false => optional_range(input),
    }
}

/// `parser` behind an optional star: gdb writes a place as *0x600.
pub(crate) fn starred<'a, T>(
    parser: impl Parser<Span<'a>, Output = T, Error = Diagnostic>,
) -> impl Parser<Span<'a>, Output = T, Error = Diagnostic> {
    preceded(opt(lexeme(char('*'))), parser)
}

/// An address after optional blanks.
pub(crate) fn address(input: Span<'_>) -> Parsed<'_, Expr> {
    lexeme(expression::address).parse(input)
}

impl From<Expr> for RangeExpr {
    /// One that only says where it starts.
    fn from(start: Expr) -> Self {
        Self {
            start,
            end: End::Open,
            offset: 0,
        }
    }
}

impl RangeExpr {
    /// As [`RangeExpr::resolve`], but an open end is the start: what is about an instruction is not about all the
    /// subroutine that it begins.
    ///
    /// # Errors
    /// As [`RangeExpr::resolve`].
    pub(crate) fn resolve_code(
        &self,
        scope: &Scope<'_>,
    ) -> Result<RangeInclusive<u16>, Diagnostic> {
        match self.end {
            End::Open => scope.address(&self.start).map(|start| start..=start),
            End::At(_) | End::Length(_) => self.resolve(scope, 1),
        }
    }

    /// As [`RangeExpr::resolve_code`], but a line of source is meant wherever it was expanded.
    ///
    /// # Errors
    /// As [`RangeExpr::resolve`], or a line without code.
    pub(crate) fn resolve_entries(
        &self,
        scope: &Scope<'_>,
    ) -> Result<Vec<RangeInclusive<u16>>, Diagnostic> {
        match (&self.start, &self.end) {
            (Expr::Line { file, number, at }, End::Open) => {
                let place = scope.source.place(file.as_deref(), *number, *at)?;
                match place.bytes.entries.as_slice() {
                    [] => Err(Diagnostic::new(*at, "this line is data, not code")
                        .advise("`watch` stops where it is written")),
                    entries => Ok(entries.iter().map(|&entry| entry..=entry).collect()),
                }
            }
            _ => self.resolve_code(scope).map(|range| vec![range]),
        }
    }

    /// The same as it can be said at another time, if it depends on names and numbers alone: lines with their file, and
    /// no name that could be read as a number once its symbol is gone.
    pub(crate) fn lasting(&self, scope: &Scope<'_>) -> Option<Self> {
        let end = match &self.end {
            End::At(end) => End::At(lasting(end, scope)?),
            other => other.clone(),
        };
        Some(Self {
            start: lasting(&self.start, scope)?,
            end,
            offset: self.offset,
        })
    }

    /// Whether there is a name in it.
    pub(crate) fn has_name(&self) -> bool {
        fn is_name(expr: &Expr) -> bool {
            match expr {
                Expr::Symbol { .. } | Expr::Line { .. } => true,
                Expr::Binary(_, left, right, _) => is_name(left) || is_name(right),
                _ => false,
            }
        }
        is_name(&self.start) || matches!(&self.end, End::At(end) if is_name(end))
    }

    /// The size of the symbol or the line of source that it is.
    pub(crate) fn size(&self, scope: &Scope<'_>) -> Option<u16> {
        match &self.start {
            Expr::Line { file, number, at } => {
                let place = scope.source.place(file.as_deref(), *number, *at).ok()?;
                Some((place.end() - place.start()).saturating_add(1))
            }
            Expr::Symbol { name, .. } => match scope.symbols.find(name) {
                Found::One(symbol) => symbol.size,
                Found::Nothing | Found::Several(_) => None,
            },
            _ => None,
        }
    }

    /// The addresses meant. An open end covers the line of source or the symbol of known size that stands there alone, else `default`
    /// bytes, as far as memory goes.
    ///
    /// # Errors
    /// Expressions that fail, an end before the start, no bytes, or an end past $FFFF.
    pub(crate) fn resolve(
        &self,
        scope: &Scope<'_>,
        default: u16,
    ) -> Result<RangeInclusive<u16>, Diagnostic> {
        let start = scope.address(&self.start)?;
        let end = match &self.end {
            End::Open => {
                let length = self.size(scope).unwrap_or(default);
                start.saturating_add(length.saturating_sub(1))
            }
            // A line is meant with all its bytes.
            End::At(Expr::Line { file, number, at }) => {
                scope.source.place(file.as_deref(), *number, *at)?.end()
            }
            End::At(end) => scope.address(end)?,
            End::Length(0) => return Err(Diagnostic::new(self.offset, "a range of no bytes")),
            End::Length(length) => {
                let end = u64::from(start).saturating_add(length - 1);
                u16::try_from(end).map_err(|_| number::past_the_end(self.offset, end))?
            }
        };
        if end < start {
            let text = format!("the range ends at ${end:04X}, before its start ${start:04X}");
            return Err(Diagnostic::new(self.offset, text)
                .advise("the second address is the last one; a length is written A,+N"));
        }
        Ok(start..=end)
    }
}

/// As [`RangeExpr::lasting`], of an address.
fn lasting(expr: &Expr, scope: &Scope<'_>) -> Option<Expr> {
    Some(match expr {
        Expr::Number(_) => expr.clone(),
        Expr::Symbol { name, at, .. } => match scope.symbols.find(name) {
            Found::One(_) => Expr::Symbol {
                name: name.clone(),
                number: None,
                at: *at,
            },
            Found::Nothing | Found::Several(_) => return None,
        },
        Expr::Line { file, number, at } => {
            let current = || {
                scope
                    .source
                    .current
                    .map(|file| scope.source.name(file).to_owned())
            };
            Expr::Line {
                file: file.clone().or_else(current),
                number: *number,
                at: *at,
            }
        }
        Expr::Binary(operator, left, right, at) => {
            let (left, right) = (lasting(left, scope)?, lasting(right, scope)?);
            Expr::Binary(*operator, Box::new(left), Box::new(right), *at)
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode, Machine};

    use super::super::parse_all;
    use super::*;
    use crate::source::Source;
    use crate::symbols::Symbols;

    fn resolve(text: &str) -> Result<RangeInclusive<u16>, Diagnostic> {
        let machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        let scope = Scope {
            machine: &machine,
            symbols: &Symbols::default(),
            source: &Source::default(),
            last_address: 0,
            access: None,
        };
        parse_all(text, range)?.resolve(&scope, 16)
    }

    #[test]
    fn every_notation() {
        assert_eq!(resolve("200"), Ok(0x200..=0x20F));
        assert_eq!(resolve("200 2ff"), Ok(0x200..=0x2FF));
        assert_eq!(resolve("$200..$2ff"), Ok(0x200..=0x2FF));
        assert_eq!(resolve("200,+10"), Ok(0x200..=0x209));
        assert_eq!(resolve("200,20f"), Ok(0x200..=0x20F));
        assert_eq!(resolve("FFFF"), Ok(0xFFFF..=0xFFFF));
    }

    #[test]
    fn what_is_no_range() {
        for text in [
            "2ff 200", "200,10", "200,+0", "FFFF,+2", "10000", "200 zz", "200..",
        ] {
            assert!(resolve(text).is_err(), "{text}");
        }
    }
}
