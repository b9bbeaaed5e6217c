//! What gdb writes before an address: `*E` and `{char}E` are the byte there, `*(int *)E` and `{int}E` the word, `&NAME`
//! is the name; and VICE's `C:` and `@cpu:`.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::{anychar, char, space0};
use nom::combinator::{map, map_opt, not, opt, peek, value, verify};
use nom::multi::many0_count;
use nom::sequence::{delimited, preceded, terminated};

use super::super::token::is_symbol;
use super::super::{Diagnostic, Parsed, Span};
use super::Place;
use jumppad_engine::expression::{Binary, Expr};

/// What a prefix makes of the address behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Byte,
    Word,
    Address,
    /// C's cast to a type of so many bits; one to a pointer changes nothing.
    Cast(i64),
}

impl Prefix {
    pub(super) fn of(self, address: Expr, at: usize) -> Expr {
        match self {
            Self::Byte => Expr::Byte(Box::new(address), at),
            Self::Word => Expr::Word(Box::new(address), at),
            Self::Address => address,
            Self::Cast(mask) => {
                let (value, mask) = (Box::new(address), Box::new(Expr::Number(mask)));
                Expr::Binary(Binary::BitAnd, value, mask, at)
            }
        }
    }
}

/// A prefix that may stand in `place`; among addresses a star says nothing about memory.
pub(super) fn prefix(input: Span<'_>, place: Place) -> Parsed<'_, Prefix> {
    let name = || verify(anychar, |&c| is_symbol(c) && !c.is_ascii_digit());
    let name_of = value(Prefix::Address, terminated(char('&'), peek(name())));
    match place {
        Place::Operand => Diagnostic::at(input, "no prefix").error(),
        Place::Address => { name_of }.parse(input),
        Place::Free | Place::Argument => {
            let typed = preceded(char('*'), delimited(char('('), pointer, char(')')));
            let braced = delimited(char('{'), pointed_to, char('}'));
            let plain = value(Prefix::Byte, char('*'));
            let cast = terminated(delimited(char('('), cast, char(')')), peek(value_ahead));
            alt((typed, braced, plain, name_of, cast)).parse(input)
        }
    }
}

/// VICE's `C:` or `@cpu:` before an address of the computer's memory, if it stands there.
pub(super) fn memory_space(input: Span<'_>, place: Place) -> Parsed<'_, ()> {
    if place != Place::Address {
        return Ok((input, ()));
    }
    no_drive(input, input.location_offset())?;
    let begins = |c: &char| is_symbol(*c) || "$.%&+'(".contains(*c);
    let computer = value(
        (),
        (
            tag_no_case::<_, _, Diagnostic>("c:"),
            peek(verify(anychar, begins)),
        ),
    );
    let (rest, _) = opt(computer.or(bank_name)).parse(input)?;
    Ok((rest, ()))
}

/// What follows VICE's `@cpu:`, which in a value makes the address behind it the byte there.
pub(super) fn bank(input: Span<'_>, place: Place) -> Option<Span<'_>> {
    match place {
        Place::Free | Place::Argument => bank_name(input).ok().map(|(rest, ())| rest),
        Place::Address | Place::Operand => None,
    }
}

/// `@cpu:`
fn bank_name(input: Span<'_>) -> Parsed<'_, ()> {
    let name = take_while1(|c: char| c.is_alphanumeric());
    value((), (char('@'), name, char(':'), peek(not(char(':'))))).parse(input)
}

/// That no memory of a drive is meant, as by VICE's `8:`.
///
/// # Errors
/// One is.
pub fn no_drive(input: Span<'_>, at: usize) -> Result<(), nom::Err<Diagnostic>> {
    let drives = ["8:", "9:", "10:", "11:"];
    let text = input.fragment().trim_start();
    let begins = drives.iter().find(|drive| text.starts_with(**drive));
    match begins {
        Some(drive) => Diagnostic::new(at, format!("there is no drive `{drive}` here"))
            .advise("there is one memory: addresses stand alone, or behind VICE's `c:`")
            .failure(),
        None => Ok(()),
    }
}

/// `char *`: what stands where it points to.
fn pointer(input: Span<'_>) -> Parsed<'_, Prefix> {
    map_opt(
        (kind, many0_count((space0, char('*')))),
        |found| match found {
            (_, 0) => None,
            (kind, 1) => Some(kind),
            _ => Some(Prefix::Word),
        },
    )
    .parse(input)
}

/// `char`, `int`, `char *`: to what a value is cut.
fn cast(input: Span<'_>) -> Parsed<'_, Prefix> {
    let stars = many0_count((space0, char('*')));
    map((kind, stars), |found| match found {
        (Prefix::Byte, 0) => Prefix::Cast(0xFF),
        _ => Prefix::Cast(0xFFFF),
    })
    .parse(input)
}

/// Where a value begins: behind a symbol in brackets that is called as a type an operator stands.
fn value_ahead(input: Span<'_>) -> Parsed<'_, char> {
    let begins = |&c: &char| is_symbol(c) || "$.([*&'~!".contains(c);
    preceded(space0, verify(anychar, begins)).parse(input)
}

/// `char`, `int`, `char *`.
fn pointed_to(input: Span<'_>) -> Parsed<'_, Prefix> {
    map(
        (kind, many0_count((space0, char('*')))),
        |found| match found {
            (kind, 0) => kind,
            _ => Prefix::Word,
        },
    )
    .parse(input)
}

/// A type of C by its name. An int has two bytes on this machine.
fn kind(input: Span<'_>) -> Parsed<'_, Prefix> {
    let words = take_while1(|c: char| is_symbol(c) || c == ' ');
    map_opt(words, |words: Span<'_>| {
        let words = words.fragment().split_whitespace();
        let mut named = words.filter(|word| !["unsigned", "signed", "const"].contains(word));
        let last = named.next_back();
        match last {
            Some("char" | "byte" | "uint8_t" | "int8_t" | "void") => Some(Prefix::Byte),
            Some("int" | "short" | "word" | "uint16_t" | "int16_t") => Some(Prefix::Word),
            _ => None,
        }
    })
    .parse(input)
}
