//! A line of assembler text and its parts: a label, then an instruction or data. Nothing is looked up here but the words
//! of the language itself.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while, take_while1};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{cut, map, not, opt, peek, recognize, value, verify};
use nom::multi::many0;
use nom::sequence::{preceded, terminated};

use super::{Value, directive};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::Doubt,
    expression::operand,
    token::{self, is_symbol, is_word, lexeme},
};
use jumppad_engine::expression::{Expr, Radix};

/// A line as written.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) label: Option<Word>,
    pub(super) body: Body,
}

/// A word with its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) at: usize,
}

#[derive(Debug)]
pub(super) enum Body {
    Nothing,
    Instruction(Word, Box<Operand>),
    Data(Vec<Datum>),
}

/// A piece of data.
#[derive(Debug)]
pub(super) enum Datum {
    Text(Vec<u8>),
    Byte(Value),
    Word(Value),
    /// This many bytes, of the second value.
    Reserve(Value, Option<Value>),
}

/// An operand by its form; which addressing mode it means depends on the instruction.
#[derive(Clone, Debug)]
pub(super) enum Operand {
    Nothing,
    Accumulator,
    Immediate(Value),
    /// `E`, `E,X` and `E,Y`.
    Direct(Value, Index, Width),
    /// `(E)`
    Indirect(Value),
    /// `(E,X)`
    IndirectX(Value),
    /// `(E),Y`
    IndirectY(Value),
    /// `E,E`: a bit branch's byte and target.
    Two(Value, Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    None,
    X,
    Y,
}

/// How wide the user wants an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// One byte or two, by the value.
    ByValue,
    /// `z:`
    ZeroPage,
    /// `a:`, or a number written with more digits than a byte has.
    Absolute,
}

/// A whole line.
pub(super) fn statement(input: Span<'_>) -> Parsed<'_, Statement> {
    let (rest, label) = opt(label).parse(input)?;
    let (rest, _) = space0.parse(rest)?;
    let (rest, body) = match rest.fragment().chars().next() {
        None => (rest, Body::Nothing),
        Some('.') => map(cut(directive::directive), Body::Data).parse(rest)?,
        Some(_) => cut(instruction).parse(rest)?,
    };
    let (rest, ()) = token::end(rest)?;
    Ok((rest, Statement { label, body }))
}

impl Statement {
    /// The numbers in it that may have been meant otherwise.
    pub(super) fn doubts(&self) -> Vec<Doubt> {
        let values: Vec<&Value> = match &self.body {
            Body::Nothing => Vec::new(),
            Body::Instruction(_, operand) => operand.values(),
            Body::Data(data) => data.iter().flat_map(Datum::values).collect(),
        };
        let doubts = values.into_iter().filter_map(|value| value.doubt.clone());
        doubts.collect()
    }
}

impl Datum {
    fn values(&self) -> Vec<&Value> {
        match self {
            Self::Text(_) => Vec::new(),
            Self::Byte(value) | Self::Word(value) | Self::Reserve(value, None) => vec![value],
            Self::Reserve(count, Some(value)) => vec![count, value],
        }
    }
}

fn label(input: Span<'_>) -> Parsed<'_, Word> {
    let name = recognize((
        verify(anychar, |&c| is_symbol(c) && !c.is_ascii_digit()),
        take_while(is_symbol),
    ));
    let colon = terminated(char(':'), peek(not(char(':'))));
    let (rest, name) = lexeme(terminated(name, colon)).parse(input)?;
    Ok((rest, word(name)))
}

fn word(span: Span<'_>) -> Word {
    Word {
        text: span.fragment().to_string(),
        at: span.location_offset(),
    }
}

fn instruction(input: Span<'_>) -> Parsed<'_, Body> {
    let Ok((rest, name)) = take_while1::<_, _, Diagnostic>(is_word).parse(input) else {
        let found = token::peek_word(input);
        let unknown = Diagnostic::at(input, format!("`{found}` is no instruction"));
        return match found.starts_with('!') {
            // ACME begins its words so.
            true => unknown
                .advise("data is .byte .word .text .res here")
                .failure(),
            false => unknown.failure(),
        };
    };
    let (rest, operand) = any_operand(rest)?;
    Ok((rest, Body::Instruction(word(name), Box::new(operand))))
}

fn any_operand(input: Span<'_>) -> Parsed<'_, Operand> {
    let (rest, _) = space0.parse(input)?;
    if rest.fragment().is_empty() {
        return Ok((rest, Operand::Nothing));
    }
    alt((
        value(
            Operand::Accumulator,
            terminated(tag_no_case("a"), token::end_ahead),
        ),
        map(preceded(char('#'), cut(expr)), Operand::Immediate),
        indirect,
        direct,
    ))
    .parse(rest)
}

/// The address that an instruction works on. One that is a bare number is hexadecimal, as addresses are everywhere.
fn address(input: Span<'_>) -> Parsed<'_, Value> {
    let (start, _) = space0.parse(input)?;
    match bare_address(start) {
        Some(found) => Ok(found),
        None => expr(start),
    }
}

/// Digits alone, up to what ends an operand.
fn bare_address(start: Span<'_>) -> Option<(Span<'_>, Value)> {
    let (rest, word) = take_while1::<_, _, Diagnostic>(is_word).parse(start).ok()?;
    let word: Span<'_> = word;
    let digits = word.fragment().to_ascii_lowercase();
    let is_over = rest.fragment().trim_start().starts_with([',', ')']);
    let is_bare = digits.starts_with(|c: char| c.is_ascii_digit())
        && !digits.starts_with("0x")
        && !digits.starts_with("0b");
    let radix = start.extra.radix.of_address();
    if !is_bare || !(is_over || rest.fragment().trim().is_empty()) || radix != Radix::Hexadecimal {
        return None;
    }
    let value = Value {
        expr: Expr::Number(i64::from_str_radix(&digits, 16).ok()?),
        at: start.location_offset(),
        is_wide: digits.len() > 2,
        doubt: hexadecimal(&digits).filter(|_| start.extra.radix == Radix::BySlot),
    };
    Some((rest, value))
}

/// An expression, and whether it is written with a wide number.
pub(super) fn expr(input: Span<'_>) -> Parsed<'_, Value> {
    let (start, _) = space0.parse(input)?;
    let (rest, expr) = operand(start)?;
    let length = rest.location_offset() - start.location_offset();
    let text = &start.fragment()[..length];
    Ok((
        rest,
        Value {
            expr,
            at: start.location_offset(),
            is_wide: has_wide_number(text),
            doubt: decimal(text).filter(|_| start.extra.radix == Radix::BySlot),
        },
    ))
}

/// Digits of an address that would be another one as decimal, and do not look like an address.
fn hexadecimal(digits: &str) -> Option<Doubt> {
    let is_decimal = digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_doubtful = is_decimal && digits.len() > 1 && !digits.starts_with('0');
    is_doubtful.then(|| Doubt::Hexadecimal(digits.to_owned()))
}

/// The first number in `text` that is decimal without a mark, and would be another one as hexadecimal.
fn decimal(text: &str) -> Option<Doubt> {
    let mut words = text.split(|c: char| !is_word(c) && !"$%'&".contains(c));
    let is_doubtful = |word: &&str| word.parse().is_ok_and(|value: i64| value >= 10);
    let found = words.find(is_doubtful);
    found.map(|digits| Doubt::Decimal(digits.to_owned()))
}

/// Whether `text` has a hexadecimal or binary number with more digits than a byte needs: `$0012` is an absolute address.
fn has_wide_number(text: &str) -> bool {
    let mut words = text.split(|c: char| !is_word(c) && c != '$' && c != '%');
    words.any(|word| {
        let lower = word.to_ascii_lowercase();
        let digits = |prefix| {
            let digits = lower.strip_prefix(prefix).unwrap_or("");
            digits.chars().filter(|&c| c != '_').count()
        };
        digits("$").max(digits("0x")) > 2 || digits("%").max(digits("0b")) > 8
    })
}

fn indirect(input: Span<'_>) -> Parsed<'_, Operand> {
    let (rest, inner) = preceded(char('('), address).parse(input)?;
    let comma = |letter| (lexeme(char(',')), lexeme(tag_no_case(letter)));
    let close = || lexeme(char(')'));
    if let Ok((rest, _)) = (comma("x"), close()).parse(rest) {
        let (rest, ()) = token::end_ahead(rest)?;
        return Ok((rest, Operand::IndirectX(inner)));
    }
    let (rest, _) = close().parse(rest)?;
    if let Ok((rest, _)) = comma("y").parse(rest) {
        let (rest, ()) = token::end_ahead(rest)?;
        return Ok((rest, Operand::IndirectY(inner)));
    }
    // What goes on, as in `(1+2)*3`, is an expression.
    let (rest, ()) = token::end_ahead(rest)?;
    Ok((rest, Operand::Indirect(inner)))
}

fn direct(input: Span<'_>) -> Parsed<'_, Operand> {
    let width = alt((
        value(Width::ZeroPage, tag_no_case("z:")),
        value(Width::Absolute, tag_no_case("a:")),
    ));
    // A symbol `a` of a scope has two colons.
    let (rest, width) = opt(terminated(width, peek(not(char(':'))))).parse(input)?;
    let (rest, first) = address(rest)?;
    let width = match width {
        Some(width) => width,
        None if first.is_wide => Width::Absolute,
        None => Width::ByValue,
    };
    let index = |letter| (lexeme(tag_no_case(letter)), token::end_ahead);
    let Ok((rest, _)) = lexeme::<char>(char(',')).parse(rest) else {
        return Ok((rest, Operand::Direct(first, Index::None, width)));
    };
    if let Ok((rest, _)) = index("x").parse(rest) {
        if is_in_parentheses(input, rest) {
            return Diagnostic::at(input, "an indirect address has no index X behind it")
                .advise("(E,X) is indexed before, (E),Y behind; without parentheses it is E,X")
                .failure();
        }
        return Ok((rest, Operand::Direct(first, Index::X, width)));
    }
    if let Ok((rest, _)) = index("y").parse(rest) {
        return Ok((rest, Operand::Direct(first, Index::Y, width)));
    }
    let (rest, second) = cut(address).parse(rest)?;
    Ok((rest, Operand::Two(first, second)))
}

/// Whether what stands from `start` up to the comma before `end` is one pair of parentheses.
fn is_in_parentheses(start: Span<'_>, end: Span<'_>) -> bool {
    let length = end.location_offset() - start.location_offset();
    let text = &start.fragment()[..length];
    let operand = text.rsplit_once(',').map_or(text, |(operand, _)| operand);
    let inner = operand.trim().strip_prefix('(');
    let Some(inner) = inner.and_then(|inner| inner.strip_suffix(')')) else {
        return false;
    };
    let mut open = 0_i32;
    inner.chars().all(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open >= 0
    })
}

/// One or more of something between commas.
pub(super) fn list<'a, T>(
    input: Span<'a>,
    item: fn(Span<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let (rest, first) = cut(item).parse(input)?;
    let (rest, others) = many0(preceded(lexeme(char(',')), cut(item))).parse(rest)?;
    Ok((rest, [first].into_iter().chain(others).collect()))
}
