//! What C adds to expressions: casts, `sizeof`, members and elements.
//!
//! Invariant: a name in brackets is a type only where nothing else could be meant, or where the program has a type of
//! that name.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while1};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{cut, map_opt, opt, peek, value, verify};
use nom::multi::many0_count;
use nom::sequence::{delimited, preceded, terminated};

use super::super::token::{is_symbol, is_word};
use super::super::{Diagnostic, Parsed, Span};
use super::bounds::Bounds;
use super::{Place, binary, closing, unary};
use jumppad_engine::expression::{COperation, Expr, Selector, TypeName};

/// Words that only types begin with.
const WORDS: &[&str] = &[
    "void", "char", "int", "short", "long", "unsigned", "signed", "struct", "union", "enum",
    "const", "volatile", "float", "byte", "word", "uint8_t", "int8_t", "uint16_t", "int16_t",
    "uint32_t", "int32_t", "size_t",
];

/// The name of a type: `unsigned char`, `struct node *`, or a word that may be the program's.
pub(crate) fn type_name(input: Span<'_>) -> Parsed<'_, TypeName> {
    let word = preceded(space0, take_while1(is_word));
    let first = map_opt(word, |word: Span<'_>| {
        (!starts_with_digit(&word)).then(|| word.fragment().to_string())
    });
    let (mut rest, word) = { first }.parse(input)?;
    let mut words = vec![word];
    // A name goes on only behind what says that one follows.
    while words.iter().all(|word| WORDS.contains(&word.as_str())) {
        let found: Parsed<'_, Span<'_>> = verify(preceded(space0, take_while1(is_word)), |word| {
            !starts_with_digit(word)
        })
        .parse(rest);
        let Ok((after, word)) = found else { break };
        words.push(word.fragment().to_string());
        rest = after;
    }
    let (rest, stars) = many0_count((space0, char('*'))).parse(rest)?;
    let stars = u8::try_from(stars).unwrap_or(u8::MAX);
    Ok((rest, TypeName { words, stars }))
}

fn starts_with_digit(word: &Span<'_>) -> bool {
    word.fragment().starts_with(|c: char| c.is_ascii_digit())
}

/// Whether `name` can be nothing but a type.
pub(crate) fn is_sure(name: &TypeName, input: Span<'_>) -> bool {
    let first = name.words[0].as_str();
    WORDS.contains(&first) || name.stars > 0 || input.extra.c.is_some_and(|c| c.has_type(first))
}

/// `(TYPE)` before a value.
pub(super) fn cast(input: Span<'_>) -> Parsed<'_, TypeName> {
    let begins = |&c: &char| is_symbol(c) || "$.([*&'~!-{\"".contains(c);
    let (rest, name) =
        delimited((char('('), space0), type_name, (space0, char(')'))).parse(input)?;
    if !is_sure(&name, input) {
        return Diagnostic::at(input, "this is no type").error();
    }
    let (rest, _) = peek(preceded(space0, verify(anychar, begins))).parse(rest)?;
    Ok((rest, name))
}

/// `{TYPE}` before an address.
pub(super) fn braced(input: Span<'_>) -> Parsed<'_, TypeName> {
    delimited((char('{'), space0), type_name, (space0, char('}'))).parse(input)
}

/// `sizeof(TYPE)`, `sizeof E`.
pub(super) fn size_of<'a>(input: Span<'a>, place: Place, bounds: Bounds<'_>) -> Parsed<'a, Expr> {
    let at = input.location_offset();
    let goes_on = |c: &char| !is_symbol(*c);
    let (rest, _) = terminated(tag("sizeof"), peek(verify(anychar, goes_on))).parse(input)?;
    let name = verify(type_name, |name| is_sure(name, input));
    let of_type = delimited((space0, char('('), space0), name, (space0, char(')')));
    let (rest, operation) = alt((
        of_type.map(move |name| COperation::SizeOf(Expr::C(Box::new(COperation::Type(name)), at))),
        |i| {
            let (i, _) = space0.parse(i)?;
            unary(i, place, bounds.inner()).map(|(rest, inner)| (rest, COperation::SizeOf(inner)))
        },
    ))
    .parse(rest)?;
    Ok((rest, Expr::C(Box::new(operation), at)))
}

/// `.` or `->`
fn selector(input: Span<'_>) -> Parsed<'_, Selector> {
    alt((
        value(Selector::Arrow, tag("->")),
        value(Selector::Dot, tag(".")),
    ))
    .parse(input)
}

/// What follows a value without a blank: `[E]`, `.NAME`, `->NAME`.
pub(super) fn postfix<'a>(
    input: Span<'a>,
    mut expr: Expr,
    place: Place,
    bounds: Bounds<'_>,
) -> Parsed<'a, Expr> {
    let mut rest = input;
    if matches!(expr, Expr::Number(_)) && rest.fragment().starts_with("->") {
        return Diagnostic::at(rest, "a number has no members")
            .advise("a cast gives it a type: ((struct node *)$0600)->next")
            .failure();
    }
    let has_parts = matches!(
        expr,
        Expr::Symbol { .. } | Expr::C(..) | Expr::Byte(..) | Expr::Word(..) | Expr::Binary(..)
    );
    if place == Place::Operand || !has_parts {
        return Ok((rest, expr));
    }
    let name = || {
        verify(take_while1(is_word), |word: &Span<'_>| {
            !starts_with_digit(word)
        })
    };
    if let Expr::Symbol { name, .. } = &expr
        && rest.fragment().starts_with('(')
    {
        let text = format!("`{name}` is not called from here");
        return Diagnostic::at(rest, text)
            .advise(format!(
                "`break {name}` and `continue` stop where the program calls it, `finish` tells what it gives back"
            ))
            .failure();
    }
    loop {
        let at = rest.location_offset();
        let (after, found) = opt((selector, name())).parse(rest)?;
        let operation = match found {
            Some((selector, name)) => {
                rest = after;
                COperation::Member(expr, selector, name.fragment().to_string())
            }
            None if rest.fragment().starts_with('[') => {
                let index = |i| binary(i, Place::Free, 0, bounds.inner());
                let (after, index) = delimited(char('['), cut(index), closing(']')).parse(rest)?;
                rest = after;
                COperation::Index(expr, index)
            }
            None => return Ok((rest, expr)),
        };
        bounds.count_operator(rest)?;
        expr = Expr::C(Box::new(operation), at);
    }
}
