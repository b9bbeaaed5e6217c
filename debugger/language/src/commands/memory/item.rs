//! Bytes as arguments: digits, "text", values of expressions, and the wildcard of a search.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, tag_no_case};
use nom::character::complete::{char, space0};
use nom::combinator::{map, opt, peek, value};
use nom::multi::many0;
use nom::sequence::{preceded, terminated};

use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    expression,
    number::{self, Slot},
    token::{self, lexeme},
};
use jumppad_engine::expression::{Expr, Scope};

/// What stands for some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Byte(u8),
    Text(String),
    /// A byte that is known when the command runs.
    Value(Expr, usize),
    /// Any byte.
    Any,
}

impl Canonical for Item {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Byte(byte) => byte.write(line),
            Self::Text(text) => {
                line.word(format_args!("\"{text}\""));
            }
            Self::Value(expr, _) => expr.write(line),
            Self::Any => {
                line.word("..");
            }
        }
    }
}

/// Bytes, texts and values.
pub(super) fn items(input: Span<'_>) -> Parsed<'_, Vec<Item>> {
    list(item).parse(input)
}

/// One or more, with blanks or commas between them.
fn list<'a>(
    item: impl Parser<Span<'a>, Output = Item, Error = Diagnostic> + Clone,
) -> impl Parser<Span<'a>, Output = Vec<Item>, Error = Diagnostic> {
    let next = preceded(opt(lexeme(char(','))), item.clone());
    (item, many0(next)).map(|(first, others)| [vec![first], others].concat())
}

/// Bytes and texts only; a text has some.
pub(in crate::commands) fn bytes(input: Span<'_>) -> Parsed<'_, Vec<u8>> {
    let text = map(token::quoted, String::into_bytes);
    let byte = map(lexeme(number::byte), |byte| vec![byte]);
    let (rest, bytes) = alt((text, byte)).parse(input)?;
    match bytes.is_empty() {
        true => {
            let (start, _) = space0.parse(input)?;
            Diagnostic::at(start, "this text is empty").failure()
        }
        false => Ok((rest, bytes)),
    }
}

/// Items of a pattern to look for: values, texts, and the wildcards `..`, `??` and VICE's `xx`.
pub(super) fn pattern(input: Span<'_>) -> Parsed<'_, Vec<Item>> {
    list(any_or_item).parse(input)
}

fn any_or_item(input: Span<'_>) -> Parsed<'_, Item> {
    let xx = terminated(tag_no_case("xx"), peek(token::word_ends));
    let any = value(Item::Any, lexeme(alt((tag(".."), tag("??"), xx))));
    any.or(item).parse(input)
}

/// Digits are a byte even where a symbol has such a name: `> 200 ad 00 c0`.
fn item(input: Span<'_>) -> Parsed<'_, Item> {
    alt((map(token::quoted, Item::Text), lexeme(digits), expr)).parse(input)
}

fn digits(input: Span<'_>) -> Parsed<'_, Item> {
    let (rest, value) = number::number(input, Slot::Memory)?;
    blank_ahead(rest)?;
    match u8::try_from(value) {
        Ok(byte) => Ok((rest, Item::Byte(byte))),
        Err(_)
            if input
                .fragment()
                .starts_with(|c: char| c.is_ascii_alphabetic()) =>
        {
            Diagnostic::at(input, "this may be a symbol").error()
        }
        Err(_) => too_large(input.location_offset(), value).failure(),
    }
}

fn expr(input: Span<'_>) -> Parsed<'_, Item> {
    let (start, _) = space0.parse(input)?;
    let (rest, expr) = expression::address(start)?;
    blank_ahead(rest)?;
    Ok((rest, Item::Value(expr, start.location_offset())))
}

/// What follows a number without a blank would be printed with one, and read in another way.
fn blank_ahead(rest: Span<'_>) -> Result<(), nom::Err<Diagnostic>> {
    let goes_on = |c: char| !c.is_whitespace() && c != ',';
    match rest.fragment().starts_with(goes_on) {
        true => Diagnostic::at(rest, "a blank is missing here").error(),
        false => Ok(()),
    }
}

/// The bytes that `items` are now; none for a wildcard.
///
/// # Errors
/// An expression that fails or gives more than a byte.
pub(super) fn resolve(items: &[Item], scope: &Scope<'_>) -> Result<Vec<Option<u8>>, Diagnostic> {
    let mut bytes = Vec::new();
    for item in items {
        match item {
            Item::Any => bytes.push(None),
            Item::Byte(byte) => bytes.push(Some(*byte)),
            Item::Text(text) => bytes.extend(text.bytes().map(Some)),
            Item::Value(expr, at) => {
                let value = scope.value(expr)?;
                let byte =
                    u8::try_from(value).or_else(|_| i8::try_from(value).map(i8::cast_unsigned));
                bytes.push(Some(byte.map_err(|_| too_large(*at, value))?));
            }
        }
    }
    Ok(bytes)
}

fn too_large(at: usize, value: impl std::fmt::UpperHex) -> Diagnostic {
    Diagnostic::new(at, format!("${value:X} is more than a byte holds"))
        .advise("a byte is $00 to $FF; <E is the low byte of E, >E the high one")
}

/// The bytes that items without wildcards stand for.
pub(super) fn values(items: &[Item], scope: &Scope<'_>) -> Result<Vec<u8>, Diagnostic> {
    Ok(resolve(items, scope)?.into_iter().flatten().collect())
}
