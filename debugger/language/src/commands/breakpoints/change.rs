//! Changing breakpoints that are there: conditions, counts, enabling, deleting.

use nom::Parser;
use nom::combinator::opt;

use super::ids::{Ids, split};
use super::place::{Written, condition};
use super::{echo, known, tell_fixed};
use crate::error::CommandError;
use crate::grammar::{Parsed, Span, token};
use crate::report::{BreakpointChange, Nothing, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::breakpoints::{Breakpoint, Kind, State};
use jumppad_engine::expression::{RangeExpr, View};

pub(super) fn opt_condition(input: Span<'_>) -> Parsed<'_, Option<Written>> {
    // VICE writes `cond 1 if E`.
    let (input, _) = opt(token::keyword("if")).parse(input)?;
    match token::peek_word(input) {
        "" => Ok((input, None)),
        _ => condition.map(Some).parse(input),
    }
}

/// Does `change` to all of `ids`, or to every breakpoint, and says so.
///
/// # Errors
/// One of them is unknown; it is done to the others.
fn each(
    session: &mut Session<'_>,
    ids: &[Ids],
    change: BreakpointChange,
    apply: impl Fn(&mut Session<'_>, u32),
) -> Outcome {
    let (ids, unknown): (Vec<u32>, _) = match ids {
        [] => {
            let all = session.debugger.breakpoints.iter();
            (all.map(|b| b.id).collect(), None)
        }
        some => split(session, some),
    };
    for &id in &ids {
        apply(session, id);
    }
    let is_none = ids.is_empty();
    let changed = Report::BreakpointsChanged { list: ids, change };
    match unknown {
        None if is_none => Ok(Report::Nothing(Nothing::Breakpoints)),
        None => Ok(changed),
        Some(unknown) => {
            if !is_none {
                session.tell(&changed);
            }
            Err(unknown)
        }
    }
}

pub(super) fn delete(session: &mut Session<'_>, ids: &[Ids]) -> Outcome {
    each(session, ids, BreakpointChange::Deleted, |s, id| {
        s.debugger.remove_breakpoint(id);
    })
}

/// Deletes the breakpoints on instructions of `range`.
pub(super) fn clear(session: &mut Session<'_>, range: Option<RangeExpr>) -> Outcome {
    let ranges = match range {
        Some(range) => {
            session.tell_reading(&range.start);
            range.resolve_entries(&session.debugger.scope())?
        }
        None => vec![session.debugger.frame_pc()..=session.debugger.frame_pc()],
    };
    let is_there = |b: &&Breakpoint| {
        let set = &b.spec.range;
        let touches = ranges
            .iter()
            .any(|range| set.start() <= range.end() && range.start() <= set.end());
        b.spec.kind == Kind::Execute && touches
    };
    let there = session.debugger.breakpoints.iter().filter(is_there);
    let ids: Vec<Ids> = there.map(|b| Ids::one(b.id)).collect();
    match ids.is_empty() {
        true => Err(CommandError::NothingThere(
            ranges.first().map_or(0, |range| *range.start()),
        )),
        false => delete(session, &ids),
    }
}

pub(super) fn set_state(session: &mut Session<'_>, ids: &[Ids], state: State) -> Outcome {
    let change = match state {
        State::Enabled => BreakpointChange::Enabled,
        State::Disabled => BreakpointChange::Disabled,
    };
    each(session, ids, change, |s, id| {
        s.debugger
            .breakpoints
            .set_state(&mut s.debugger.machine, id, state);
    })
}

pub(super) fn set_condition(
    session: &mut Session<'_>,
    (id, written): (u64, Option<Written>),
) -> Outcome {
    let id = known(session, id)?;
    let spec = session.debugger.breakpoints.get(id).map(|b| &b.spec);
    let kind = spec.map(|spec| spec.kind);
    let frame = session.debugger.frame;
    let view = spec.map_or(View::Held(frame), |spec| spec.view(frame));
    let bound = written
        .map(|written| written.bound(session, view))
        .transpose()?;
    if kind == Some(Kind::Edge) && bound.is_none() {
        return Err(CommandError::NothingLeft(id));
    }
    session
        .debugger
        .breakpoints
        .give(&mut session.debugger.machine, id, bound);
    tell_fixed(session, id);
    echo(session, id)
}

pub(super) fn ignore(session: &mut Session<'_>, (id, count): (u64, Option<u64>)) -> Outcome {
    let id = known(session, id)?;
    if let Some(breakpoint) = session.debugger.breakpoints.get_mut(id) {
        breakpoint.spec.turns.skip(count.unwrap_or(1));
    }
    echo(session, id)
}
