//! Memory assigned to: `set [E] = E`, `set w[E] = E`.

use nom::Parser;
use nom::character::complete::char;
use nom::combinator::cut;

use super::change::{end_of, written};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer, typed_expression},
    expression::{expression, memory},
    token::{begin, lexeme},
};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;

/// A byte or a word, and its new value.
#[derive(Clone, Debug)]
pub(in crate::commands) struct Poke {
    pub(in crate::commands) place: Expr,
    pub(in crate::commands) value: Free,
    /// Where the value stands in the line.
    pub(in crate::commands) at: usize,
}

impl Canonical for Poke {
    fn write(&self, line: &mut Printer) {
        line.add(&Free(self.place.clone()))
            .word('=')
            .add(&self.value);
    }
}

/// `[E] = E`
pub(in crate::commands) fn poke(input: Span<'_>) -> Parsed<'_, Poke> {
    let (rest, place) = memory(input)?;
    let (rest, _) = cut(lexeme(char('='))).parse(rest)?;
    let at = begin(rest);
    let (rest, value) = cut(expression.map(Free)).parse(rest)?;
    Ok((rest, Poke { place, value, at }))
}

pub(in crate::commands) fn write(session: &mut Session<'_>, poke: &Poke) -> Outcome {
    let scope = session.debugger.scope();
    let (address, length, limit) = match &poke.place {
        Expr::Word(address, _) => (address, 2, 0xFFFF),
        Expr::Byte(address, _) => (address, 1, 0xFF),
        other => {
            return Err(Diagnostic::new(
                poke.at,
                format!("{} is no memory", typed_expression(other)),
            )
            .into());
        }
    };
    let start = scope.address(address)?;
    let value = scope.value(&poke.value.0)?;
    if !(-(limit + 1) / 2..=limit).contains(&value) {
        return Err(Diagnostic::new(poke.at, format!("{value} does not fit"))
            .advise(format!("it takes 0 to {limit} (${limit:X})"))
            .into());
    }
    store(session, start, length, value)
}

/// Writes the lowest `length` bytes of `value`, the low one first.
pub(super) fn store(session: &mut Session<'_>, start: u16, length: usize, value: i64) -> Outcome {
    let end = end_of(start, length)?;
    let bytes = value.to_le_bytes()[..length].to_vec();
    written(session, start..=end, bytes)
}
