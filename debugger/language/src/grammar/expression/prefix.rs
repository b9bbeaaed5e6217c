//! What stands before a value: C's `*E`, `&NAME` and `(TYPE)E`, gdb's `{TYPE}E`; and VICE's `C:` and `@cpu:`.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while1};
use nom::character::complete::{anychar, char};
use nom::combinator::{not, opt, peek, value, verify};
use nom::sequence::terminated;

use super::super::token::is_symbol;
use super::super::{Diagnostic, Parsed, Span};
use super::{Place, types};
use jumppad_engine::expression::{COperation, Expr, TypeName};

/// What stands before a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Star,
    AddressOf,
    Cast(TypeName),
    /// What is of that type at the address behind it.
    Typed(TypeName),
}

impl Prefix {
    pub(super) fn of(self, value: Expr, at: usize) -> Expr {
        let operation = match self {
            Self::Star => COperation::Star(value),
            Self::AddressOf => COperation::AddressOf(value),
            Self::Cast(name) => COperation::Cast(name, value),
            Self::Typed(name) => {
                let name = TypeName {
                    stars: name.stars.saturating_add(1),
                    ..name
                };
                COperation::Star(Expr::C(Box::new(COperation::Cast(name, value)), at))
            }
        };
        Expr::C(Box::new(operation), at)
    }
}

/// A prefix that may stand in `place`.
pub(super) fn prefix(input: Span<'_>, place: Place) -> Parsed<'_, Prefix> {
    let name = || verify(anychar, |&c| is_symbol(c) && !c.is_ascii_digit());
    let address_of = value(Prefix::AddressOf, terminated(char('&'), peek(name())));
    match place {
        Place::Operand => Diagnostic::at(input, "no prefix").error(),
        Place::Address => { address_of }.parse(input),
        Place::Free | Place::Argument => alt((
            types::braced.map(Prefix::Typed),
            value(Prefix::Star, char('*')),
            address_of,
            types::cast.map(Prefix::Cast),
        ))
        .parse(input),
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
