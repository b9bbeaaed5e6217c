//! Changing breakpoints that are there: conditions, counts, enabling, deleting.

use nom::Parser;
use nom::combinator::opt;

use super::ids::{Ids, named};
use super::place::{Written, condition};
use super::{echo, known, tell_fixed};
use crate::breakpoints::{Kind, State};
use crate::error::CommandError;
use crate::grammar::{Parsed, Span, token};
use crate::report::Report;
use crate::session::{Outcome, Session};

pub(super) fn opt_condition(input: Span<'_>) -> Parsed<'_, Option<Written>> {
    // VICE writes `cond 1 if E`.
    let (input, _) = opt(token::keyword("if")).parse(input)?;
    match token::peek_word(input) {
        "" => Ok((input, None)),
        _ => condition.map(Some).parse(input),
    }
}

/// Does `change` to all of `ids`, or to every breakpoint; nothing when one of them is unknown.
pub(super) fn each(session: &mut Session, ids: &[Ids], change: fn(&mut Session, u32)) -> Outcome {
    let ids: Vec<u32> = match ids {
        [] => session.breakpoints.iter().map(|b| b.id).collect(),
        some => named(session, some)?,
    };
    for id in ids {
        change(session, id);
    }
    Ok(Report::Done)
}

pub(super) fn set_state(session: &mut Session, ids: &[Ids], state: State) -> Outcome {
    match state {
        State::Enabled => each(session, ids, |s, id| {
            s.breakpoints.set_state(&mut s.machine, id, State::Enabled);
        }),
        State::Disabled => each(session, ids, |s, id| {
            s.breakpoints.set_state(&mut s.machine, id, State::Disabled);
        }),
    }
}

pub(super) fn set_condition(
    session: &mut Session,
    (id, written): (u64, Option<Written>),
) -> Outcome {
    let id = known(session, id)?;
    let bound = written.map(|written| written.bound(session)).transpose()?;
    let kind = session.breakpoints.get(id).map(|b| b.spec.kind);
    if kind == Some(Kind::Truth) && bound.is_none() {
        return Err(CommandError::NothingLeft(id));
    }
    session.breakpoints.give(&mut session.machine, id, bound);
    tell_fixed(session, id);
    echo(session, id)
}

pub(super) fn ignore(session: &mut Session, (id, count): (u64, u64)) -> Outcome {
    let id = known(session, id)?;
    if let Some(breakpoint) = session.breakpoints.get_mut(id) {
        breakpoint.spec.turns.skip(count);
    }
    echo(session, id)
}
