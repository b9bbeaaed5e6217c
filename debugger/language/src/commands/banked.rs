//! Looking at an address in a bank that may not show: `d 2:8000`, `x/4xb draw`.
//!
//! What names a bank, by its number or by a symbol or a line that is in one, is looked at there; what goes on from it goes
//! on there. Left out: commands that change memory, which do so where the guest would.

use nom::Parser;
use nom::character::complete::{char, digit1};
use nom::combinator::opt;

use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    expression::no_drive,
    finish,
    token::lexeme,
};
use crate::session::Session;
use jumppad_engine::expression::{Expr, RangeExpr};
use jumppad_engine::program::symbols::Found;
use jumppad_tiers::banks::Bank;

/// Arguments with the bank in which they are looked at.
#[derive(Clone, Debug)]
pub(super) struct Banked<A> {
    /// Its number, where that is typed.
    pub(super) bank: Option<u16>,
    pub(super) inner: A,
}

impl<A: Canonical> Canonical for Banked<A> {
    fn write(&self, line: &mut Printer) {
        write_bank(self.bank, &self.inner, line);
    }
}

/// Writes what is looked at, with its bank.
pub(super) fn write_bank(bank: Option<u16>, inner: &impl Canonical, line: &mut Printer) {
    match bank {
        None => line.add(inner),
        Some(bank) => {
            let mut place = line.fresh();
            place.add(inner);
            line.word(format_args!("{bank}:")).glue(place.into_text())
        }
    };
}

/// What `parse` reads, behind the number of a bank or not.
pub(super) fn banked<'a, A>(
    mut parse: impl Parser<Span<'a>, Output = A, Error = Diagnostic>,
) -> impl Parser<Span<'a>, Output = Banked<A>, Error = Diagnostic> {
    move |input: Span<'a>| {
        let (rest, bank) = opt(bank).parse(input)?;
        let (rest, inner) = parse.parse(rest)?;
        Ok((rest, Banked { bank, inner }))
    }
}

/// The number of a bank, in front of an address in it: `2:8000`.
pub(super) fn bank(input: Span<'_>) -> Parsed<'_, u16> {
    let (rest, (number, _)) = (lexeme(digit1), char(':')).parse(input)?;
    match (number.fragment().parse(), rest.fragment().chars().next()) {
        (Ok(number), Some(next)) if !next.is_whitespace() => Ok((rest, number)),
        _ => Diagnostic::at(input, "no bank").error(),
    }
}

/// The bank in a window that a symbol is in, or all that a line made; and the address there.
pub(super) fn own_bank(session: &Session<'_>, place: &Expr) -> Option<(u16, u16)> {
    let debugger = &session.debugger;
    match place {
        Expr::Symbol { name, .. } => match debugger.symbols.find(name) {
            Found::One(symbol) => {
                debugger.machine.bank_at(symbol.address)?;
                Some((symbol.bank?, symbol.address))
            }
            Found::Nothing | Found::Several(_) => None,
        },
        Expr::Line { file, number, .. } => {
            let place = debugger.source.place(file.as_deref(), *number).ok()?;
            Some((debugger.bank_of(place.bytes)?, place.start()))
        }
        _ => None,
    }
}

/// What a command looks at.
#[derive(Clone, Copy)]
pub(super) enum Aim<'e> {
    At(&'e Expr),
    /// What follows that which it showed last.
    Next,
}

impl<'e> Aim<'e> {
    pub(super) fn of_range(range: Option<&'e RangeExpr>) -> Self {
        range.map_or(Self::Next, |range| Self::At(&range.start))
    }
}

/// The bank of that number in the window of an address.
///
/// # Errors
/// There is none: without any, VICE's drives may be meant.
pub(super) fn numbered(
    session: &Session<'_>,
    number: u16,
    address: u16,
) -> Result<Bank, CommandError> {
    if session.debugger.machine.windows().next().is_none() {
        let text = format!("{number}:");
        let input = Span::new_extra(&text, session.context());
        finish(no_drive(input, 0).map(|()| (input, ())))?;
    }
    Ok(session.debugger.bank_numbered(number, address)?)
}

/// Does `look` while the bank shows that is typed or that `aim` is in.
///
/// # Errors
/// There is no such bank at that address, or those of `look`.
pub(super) fn in_bank<T, E>(
    session: &mut Session<'_>,
    bank: Option<u16>,
    aim: Aim<'_>,
    look: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
) -> Result<T, CommandError>
where
    CommandError: From<E>,
{
    let bank = match (bank, aim) {
        (Some(number), Aim::At(place)) => {
            let address = session.debugger.scope().address(place)?;
            Some(numbered(session, number, address)?)
        }
        (None, Aim::At(place)) => match own_bank(session, place) {
            Some((number, address)) => numbered(session, number, address).ok(),
            None => None,
        },
        (_, Aim::Next) => session.shell.positions.bank(session.debugger),
    };
    session.shell.positions.set_bank(session.debugger, bank);
    let looked = bank.map(|bank| session.debugger.look_into(bank));
    let outcome = look(session);
    if let Some(looked) = looked {
        session.debugger.look_away(looked);
    }
    Ok(outcome?)
}
