//! The text of ranges of addresses: `A`, `A B`, `A..B` and `A,B`, `A,+N`.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::character::complete::{char, digit1, space0, space1};
use nom::combinator::{cut, eof, map, opt, value};
use nom::sequence::{preceded, terminated};

use super::expression;
use super::token::lexeme;
use super::{Diagnostic, Parsed, Span, number, token};
use jumppad_engine::expression::{End, Expr, RangeExpr};

/// A range in any notation.
pub(crate) fn range(input: Span<'_>) -> Parsed<'_, RangeExpr> {
    range_to(input, second)
}

/// A range in which `second` reads the last address of `A B`.
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

/// A range where code is meant: digits alone may be a line of C, and gdb's ways to name a line are one.
pub(crate) fn code_range(input: Span<'_>) -> Parsed<'_, RangeExpr> {
    let (start_of, _) = space0.parse(input)?;
    if let (rest, Some(start)) = opt(named_line).parse(start_of)? {
        let (end, offset) = (End::Open, start_of.location_offset());
        return Ok((rest, RangeExpr { start, end, offset }));
    }
    let (rest, found) = range(input)?;
    let start = match found.end {
        End::Open => line_alone(input, found.start),
        End::At(_) | End::Length(_) => found.start,
    };
    Ok((rest, RangeExpr { start, ..found }))
}

/// As [`code_range`], or nothing when the line ends here.
pub(crate) fn optional_code_range(input: Span<'_>) -> Parsed<'_, Option<RangeExpr>> {
    if input.fragment().trim().is_empty() {
        return Ok((input, None));
    }
    starred_code(code_range, range).map(Some).parse(input)
}

/// An address where code is meant: digits alone may be a line of C, but not behind gdb's star.
pub(crate) fn code_address(input: Span<'_>) -> Parsed<'_, Expr> {
    let alone = |input| {
        let (rest, found) = address(input)?;
        Ok((rest, line_alone(input, found)))
    };
    alt((lexeme(named_line), starred_code(alone, address))).parse(input)
}

/// A line of source in one of gdb's ways, which are no expressions.
pub(crate) fn named_line(input: Span<'_>) -> Parsed<'_, Expr> {
    alt((explicit, from_here)).parse(input)
}

/// gdb's `+2` and `-2`: so many lines behind the one that is looked at, or before it.
fn from_here(input: Span<'_>) -> Parsed<'_, Expr> {
    let (rest, sign) = alt((char('+'), char('-'))).parse(input)?;
    let (rest, digits) = digit1(rest)?;
    let digits: Span<'_> = digits;
    let ends = |c: char| c.is_whitespace() || c == ',';
    if !rest.fragment().is_empty() && !rest.fragment().starts_with(ends) {
        return Diagnostic::at(input, "no line").error();
    }
    let text = format!("{sign}{}", digits.fragment());
    let Some(line) = input.extra.line else {
        return Diagnostic::at(
            input,
            format!("`{text}` counts lines, and no line of source is looked at"),
        )
        .advise(format!(
            "`pc{text}` is so many bytes from the instruction at PC"
        ))
        .failure();
    };
    let count = digits.fragment().parse::<u32>().ok();
    let number = count.and_then(|count| match sign {
        '+' => line.checked_add(count),
        _ => line.checked_sub(count).filter(|&number| number > 0),
    });
    match number {
        Some(number) => Ok((rest, line_of_current(number, input.location_offset()))),
        None => {
            Diagnostic::at(input, format!("there is no line {text} from line {line}")).failure()
        }
    }
}

/// gdb's explicit places: `-line 12`, `-function main`, `-source main.c -line 12`.
fn explicit(input: Span<'_>) -> Parsed<'_, Expr> {
    let at = input.location_offset();
    let (rest, file) =
        opt(preceded(token::keyword("-source"), cut(token::file_name))).parse(input)?;
    let line = preceded(token::keyword("-line"), cut(lexeme(line_number)));
    let function = preceded(token::keyword("-function"), cut(lexeme(token::symbol)));
    if let (rest, Some(number)) = opt(line).parse(rest)? {
        return Ok((rest, Expr::Line { file, number, at }));
    }
    let function = function.map(|name: Span<'_>| name.fragment().to_string());
    match (opt(function).parse(rest)?, file) {
        ((rest, Some(name)), Some(file)) => Ok((rest, Expr::Function { file, name, at })),
        ((rest, Some(name)), None) => {
            let number = None;
            Ok((rest, Expr::Symbol { name, number, at }))
        }
        ((rest, None), Some(_)) => Diagnostic::new(
            token::begin(rest),
            "a line or a function of the file is missing",
        )
        .advise("-source main.c -line 12, or main.c:12")
        .failure(),
        _ => Diagnostic::at(input, "no such place").error(),
    }
}

/// A line's number, which is decimal under every radix.
pub(crate) fn line_number(input: Span<'_>) -> Parsed<'_, u32> {
    let (rest, digits) = digit1(input)?;
    let digits: Span<'_> = digits;
    match digits.fragment().parse() {
        Ok(number) => Ok((rest, number)),
        Err(_) => Diagnostic::at(digits, "no file has so many lines").failure(),
    }
}

/// A line of the file that is looked at.
fn line_of_current(number: u32, at: usize) -> Expr {
    Expr::Line {
        file: None,
        number,
        at,
    }
}

/// `parser`, or behind a star `behind`.
fn starred_code<'a, T>(
    parser: impl Parser<Span<'a>, Output = T, Error = Diagnostic>,
    behind: impl Parser<Span<'a>, Output = T, Error = Diagnostic>,
) -> impl Parser<Span<'a>, Output = T, Error = Diagnostic> {
    alt((preceded(lexeme(char('*')), behind), parser))
}

/// `found`, or the line that it is if it was written in `input` as digits alone, without a leading zero, and C with such a
/// line is shown.
fn line_alone(input: Span<'_>, found: Expr) -> Expr {
    let text = input.fragment().trim_start();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let goes_on = text[end..].starts_with(|c: char| !c.is_whitespace());
    let is_plain = matches!(found, Expr::Number(_)) && !goes_on && !text.starts_with('0');
    match text[..end].parse() {
        Ok(number) if is_plain && (1..=input.extra.lines).contains(&number) => {
            line_of_current(number, token::begin(input))
        }
        _ => found,
    }
}

/// Words that follow a range in some command, and so never are its second address; a symbol of such a name is written
/// with a dot before it.
pub(super) const KEYWORDS: &[&str] = &["if", "once", "skip", "every", "do", "disabled", "where"];

/// The last address of `A B`.
fn second(input: Span<'_>) -> Parsed<'_, Expr> {
    let word = token::peek_word(input);
    if KEYWORDS.iter().any(|key| word.eq_ignore_ascii_case(key)) || token::is_left(input) {
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
        // Without one between them, what prints the command would join them in another way.
        // No keyword follows here, so the last address can have the name of one.
        let range = |input| range_to(input, expression::address);
        let first = (terminated(range, separator), next).parse(input);
        match first {
            Ok(done) => Ok(done),
            Err(first) => (terminated(start_only, separator), next)
                .parse(input)
                .map_err(|second| missing(input, what, further(first, second))),
        }
    }
}

/// An address and what must follow it.
pub(crate) fn address_and<'a, T>(
    what: &'static str,
    next: fn(Span<'a>) -> Parsed<'a, T>,
) -> impl Parser<Span<'a>, Output = (Expr, T), Error = Diagnostic> {
    move |input: Span<'a>| {
        let both = (terminated(address, separator), next).parse(input);
        both.map_err(|error| missing(input, what, error))
    }
}

/// A blank or a comma, between arguments.
fn separator(input: Span<'_>) -> Parsed<'_, ()> {
    let comma = value((), (space0, char(','), space0));
    alt((comma, value((), space1), value((), eof))).parse(input)
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
