//! `printf`: values within a text, as C and gdb write them.

use nom::Parser;
use nom::character::complete::{char, space0};
use nom::combinator::cut;
use nom::multi::many0;
use nom::sequence::preceded;

use crate::commands::{Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::{lexeme, quoted},
};
use crate::report::Report;
use crate::session::{Outcome, Session};

/// Where a string that never ends is cut.
const LONGEST: u16 = 256;

pub(super) const PRINTF: Row = Row {
    names: &["printf"],
    arguments: "\"TEXT\"[, E]...",
    summary: "print a text with values in it: printf \"total %d\\n\", w[total]",
    details: "%d and %u are decimal, %x %X %o hexadecimal and octal, %c a character, %s the string at an address, %% a percent \
              sign; \\n is the end of a line. A width may stand before the letter: %04x.",
    bind: |i| bind(i, arguments, printf),
    ..Row::PLAIN
};

/// `"TEXT", E, E`
#[derive(Clone, Debug)]
struct Arguments {
    text: String,
    /// Where the text stands in the line.
    at: usize,
    values: Vec<Free>,
}

impl Canonical for Arguments {
    fn write(&self, line: &mut Printer) {
        line.word(format_args!("\"{}\"", self.text));
        for value in &self.values {
            line.glue(',').add(value);
        }
    }
}

fn arguments(input: Span<'_>) -> Parsed<'_, Arguments> {
    let (start, _) = space0.parse(input)?;
    if !start.fragment().starts_with('"') {
        return Diagnostic::at(start, "a text in quotes is missing here").failure();
    }
    let at = start.location_offset();
    let (rest, text) = quoted(start)?;
    let value = preceded(lexeme(char(',')), cut(expression.map(Free)));
    let (rest, values) = many0(value).parse(rest)?;
    Ok((rest, Arguments { text, at, values }))
}

/// A piece of a text: letters, or what a value is put into.
#[derive(Clone, Debug)]
enum Piece {
    Letter(char),
    Value {
        width: usize,
        zeros: bool,
        letter: char,
    },
}

fn printf(session: &mut Session<'_>, arguments: Arguments) -> Outcome {
    let Arguments { text, at, values } = arguments;
    let pieces = pieces(&text, at + 1)?;
    let wanted = pieces.iter().filter(|p| matches!(p, Piece::Value { .. }));
    let (wanted, given) = (wanted.count(), values.len());
    if wanted != given {
        let text = format!("the text has {wanted} of `%`, and {given} values follow");
        return Err(Diagnostic::new(at, text).into());
    }
    let mut values = values.into_iter();
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Letter(letter) => out.push(letter),
            Piece::Value {
                width,
                zeros,
                letter,
            } => {
                let Some(Free(expr)) = values.next() else {
                    break;
                };
                let value = session.debugger.value(&expr)?;
                let shown = shown(session, letter, value);
                let fill = if zeros && letter != 's' { "0" } else { " " };
                let missing = width.saturating_sub(shown.chars().count());
                out += &fill.repeat(missing);
                out += &shown;
            }
        }
    }
    let text = match out.strip_suffix('\n') {
        Some(line) => line.to_owned(),
        None => out,
    };
    Ok(Report::Echo { text })
}

/// A value as `letter` asks for it.
fn shown(session: &mut Session<'_>, letter: char, value: i64) -> String {
    match letter {
        'x' => format!("{value:x}"),
        'X' => format!("{value:X}"),
        'o' => format!("{value:o}"),
        'c' => {
            let [byte, ..] = value.to_le_bytes();
            byte.escape_ascii().to_string()
        }
        's' => {
            let [low, high, ..] = value.to_le_bytes();
            let start = u16::from_le_bytes([low, high]);
            let bytes =
                (0..LONGEST).map(|offset| session.debugger.look(start.wrapping_add(offset)));
            let bytes: Vec<u8> = bytes.take_while(|&byte| byte != 0).collect();
            bytes.escape_ascii().to_string()
        }
        _ => value.to_string(),
    }
}

/// The pieces of a text that begins at `at` in its line.
///
/// # Errors
/// A `%` with a letter that is none of ours.
fn pieces(text: &str, at: usize) -> Result<Vec<Piece>, Diagnostic> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('%') {
        pieces.extend(unescape(&rest[..start]).map(Piece::Letter));
        let place = at + text.len() - rest.len() + start;
        let format = &rest[start + 1..];
        let width = format.len()
            - format
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let letter = format[width..].trim_start_matches(['l', 'h']);
        let skipped = format.len() - letter.len();
        match letter.chars().next() {
            Some('%') if width == 0 => pieces.push(Piece::Letter('%')),
            Some(letter @ ('d' | 'i' | 'u' | 'x' | 'X' | 'o' | 'c' | 's')) => {
                let digits = &format[..width];
                pieces.push(Piece::Value {
                    width: digits.parse().unwrap_or(0).min(80),
                    zeros: digits.starts_with('0'),
                    letter,
                });
            }
            _ => {
                return Err(Diagnostic::new(place, "this `%` shows nothing")
                    .advise("one of %d %u %x %X %o %c %s, or %% for the sign itself"));
            }
        }
        rest = &format[skipped + 1..];
    }
    pieces.extend(unescape(rest).map(Piece::Letter));
    Ok(pieces)
}

/// `text` with its line ends and tabs; one line end at its end is left out.
pub(super) fn unescaped(text: &str) -> String {
    let text: String = unescape(text).collect();
    match text.strip_suffix('\n') {
        Some(line) => line.to_owned(),
        None => text,
    }
}

/// The letters that `text` stands for: `\\n`, `\\t`, `\\"` and `\\\\` are one each.
fn unescape(text: &str) -> impl Iterator<Item = char> {
    let mut letters = text.chars().peekable();
    std::iter::from_fn(move || {
        let letter = letters.next()?;
        let meant = match (letter, letters.peek()) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('t')) => '\t',
            ('\\', Some('\\')) => '\\',
            ('\\', Some('"')) => '"',
            _ => return Some(letter),
        };
        letters.next();
        Some(meant)
    })
}
