//! Breakpoints, watchpoints and catchpoints.

mod catch;

use jumppad_tiers::Access;
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{consumed, cut, map, opt, value};
use nom::multi::many0;
use nom::sequence::preceded;

use super::{Enter, Family, Row, bind};
use crate::breakpoints::{self, Condition, Kind, Life, State};
use crate::error::CommandError;
use crate::grammar::canonical::{Canonical, Free, Printer};
use crate::grammar::range::{RangeExpr, range};
use crate::grammar::token::{keyword, lexeme};
use crate::grammar::{Diagnostic, Parsed, Span, expression, number, token};
use crate::report::Report;
use crate::session::{Outcome, Session};

const WATCH: &str = "It stops before the access, with nothing changed yet. The condition may use addr, value, old and \
                     iswrite: watch 200..2ff if value > $7F";

pub(super) const FAMILY: Family = Family {
    title: "Breakpoints",
    rows: &[
        Row {
            names: &["break", "b", "bk"],
            arguments: "[exec|load|store] RANGE [if E] [once]",
            summary: "stop where an instruction executes, or memory is touched",
            details: "The condition is asked each time: break 618 if x == 10 && [$10] > 3\n\
                      A line of a macro, `break macros.inc:4`, is a breakpoint in each of its expansions.",
            bind: |i| {
                bind(i, (opt(kind), place), |s, (kind, place)| {
                    add(s, kind.unwrap_or(Kind::Execute), place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["tbreak", "tb"],
            arguments: "RANGE [if E]",
            summary: "a breakpoint for one stop",
            bind: |i| {
                bind(i, place, |s, place| {
                    let life = Life::Once;
                    add(s, Kind::Execute, Place { life, ..place })
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["watch", "w"],
            arguments: "[load|store] RANGE [if E] [once]",
            summary: "stop before memory is written",
            details: WATCH,
            bind: |i| {
                bind(i, (opt(kind), place), |s, (kind, place)| {
                    add(s, kind.unwrap_or(Kind::Memory(Access::Write)), place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["rwatch"],
            arguments: "RANGE [if E] [once]",
            summary: "stop before memory is read",
            details: WATCH,
            bind: |i| {
                bind(i, place, |s, place| {
                    add(s, Kind::Memory(Access::Read), place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["awatch"],
            arguments: "RANGE [if E] [once]",
            summary: "stop before memory is read or written",
            details: WATCH,
            bind: |i| {
                bind(i, place, |s, place| {
                    add(s, Kind::Memory(Access::ReadWrite), place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["delete", "del"],
            arguments: "[ID...]",
            summary: "delete breakpoints; without a number, all",
            bind: |i| {
                bind(i, ids, |s, ids| {
                    each(s, &ids, |s, id| s.breakpoints.remove(&mut s.machine, id))
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["enable", "en"],
            arguments: "[ID...]",
            summary: "put breakpoints in force; without a number, all",
            bind: |i| bind(i, ids, |s, ids| set_state(s, &ids, State::Enabled)),
            ..Row::PLAIN
        },
        Row {
            names: &["disable", "dis"],
            arguments: "[ID...]",
            summary: "put breakpoints out of force; without a number, all",
            bind: |i| bind(i, ids, |s, ids| set_state(s, &ids, State::Disabled)),
            ..Row::PLAIN
        },
        Row {
            names: &["condition", "cond"],
            arguments: "ID [E]",
            summary: "give a breakpoint a condition, or take it away",
            bind: |i| bind(i, (lexeme(number::count), opt_condition), set_condition),
            ..Row::PLAIN
        },
        Row {
            names: &["ignore"],
            arguments: "ID N",
            summary: "let a breakpoint pass N times",
            bind: |i| bind(i, (lexeme(number::count), lexeme(number::count)), ignore),
            ..Row::PLAIN
        },
        catch::CATCH,
        catch::TCATCH,
        Row {
            names: &["info breakpoints", "info b"],
            summary: "list breakpoints, watchpoints and catchpoints with their hits",
            enter: Enter::Nothing,
            bind: |i| bind(i, token::nothing, |s, ()| Ok(list(s))),
            ..Row::PLAIN
        },
    ],
};

/// Where, when, and how often.
struct Place {
    range: RangeExpr,
    condition: Option<Condition>,
    life: Life,
}

impl Canonical for Kind {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Execute => line.word("exec"),
            Self::Memory(Access::Read) => line.word("load"),
            Self::Memory(Access::Write) => line.word("store"),
            // No argument says so; it is `awatch`'s own.
            Self::Memory(Access::ReadWrite) => line,
            Self::Catch(kind) => line.word(breakpoints::catch::text(*kind)),
        };
    }
}

impl Canonical for Place {
    fn write(&self, line: &mut Printer) {
        line.add(&self.range);
        if let Some(condition) = &self.condition {
            line.word("if").add(condition);
        }
        if self.life == Life::Once {
            line.word("once");
        }
    }
}

impl Canonical for Condition {
    fn write(&self, line: &mut Printer) {
        line.add(&Free(self.expr.clone()));
    }
}

fn kind(input: Span<'_>) -> Parsed<'_, Kind> {
    alt((
        value(Kind::Execute, keyword("exec")),
        value(Kind::Memory(Access::Read), keyword("load")),
        value(Kind::Memory(Access::Write), keyword("store")),
    ))
    .parse(input)
}

fn place(input: Span<'_>) -> Parsed<'_, Place> {
    let once = |i| {
        map(opt(keyword("once")), |found| {
            found.map_or(Life::Permanent, |()| Life::Once)
        })
        .parse(i)
    };
    let parts = (
        range,
        once,
        opt(preceded(keyword("if"), cut(condition))),
        once,
    );
    map(parts, |(range, before, condition, after)| Place {
        range,
        condition,
        life: match (before, after) {
            (Life::Permanent, Life::Permanent) => Life::Permanent,
            _ => Life::Once,
        },
    })
    .parse(input)
}

fn condition(input: Span<'_>) -> Parsed<'_, Condition> {
    map(consumed(expression::expression), |(text, expr)| Condition {
        text: text.fragment().trim().to_owned(),
        expr,
    })
    .parse(input)
}

fn opt_condition(input: Span<'_>) -> Parsed<'_, Option<Condition>> {
    match token::peek_word(input) {
        "" => Ok((input, None)),
        _ => map(condition, Some).parse(input),
    }
}

/// Ids may be written as the echo shows them: `#1`.
fn ids(input: Span<'_>) -> Parsed<'_, Vec<u64>> {
    many0(lexeme(number::count)).parse(input)
}

/// The condition with its symbols looked up now, so that a misspelt one is an error of this line.
fn bound(session: &Session, condition: Option<Condition>) -> Result<Option<Condition>, Diagnostic> {
    let Some(Condition { text, expr }) = condition else {
        return Ok(None);
    };
    let expr = session.scope().bind(expr)?;
    Ok(Some(Condition { text, expr }))
}

fn add(session: &mut Session, kind: Kind, place: Place) -> Outcome {
    let ranges = match kind {
        Kind::Execute => place.range.resolve_entries(&session.scope())?,
        Kind::Memory(_) | Kind::Catch(_) => vec![place.range.resolve(&session.scope(), 1)?],
    };
    let condition = bound(session, place.condition)?;
    let mut ids = Vec::new();
    for range in ranges {
        session.last_address = *range.start();
        let machine = &mut session.machine;
        let condition = condition.clone();
        let id = session
            .breakpoints
            .add(machine, kind, range, condition, place.life);
        ids.push(id);
    }
    match ids.as_slice() {
        [id] => echo(session, *id),
        _ => Ok(Report::Breakpoints {
            list: session
                .breakpoints
                .iter()
                .filter(|b| ids.contains(&b.id))
                .map(|b| b.view(session))
                .collect(),
        }),
    }
}

fn echo(session: &Session, id: u32) -> Outcome {
    match session.breakpoints.get(id) {
        Some(breakpoint) => Ok(Report::Breakpoint(breakpoint.view(session))),
        None => Ok(Report::Done),
    }
}

fn list(session: &Session) -> Report {
    Report::Breakpoints {
        list: session
            .breakpoints
            .iter()
            .map(|b| b.view(session))
            .collect(),
    }
}

/// The entry called `id`.
fn known(session: &Session, id: u64) -> Result<u32, CommandError> {
    u32::try_from(id)
        .ok()
        .filter(|&id| session.breakpoints.get(id).is_some())
        .ok_or(CommandError::NoBreakpoint(id))
}

/// Does `change` to all of `ids`, or to every breakpoint; nothing when one of them is unknown.
fn each(session: &mut Session, ids: &[u64], change: fn(&mut Session, u32)) -> Outcome {
    let ids: Vec<u32> = match ids {
        [] => session.breakpoints.iter().map(|b| b.id).collect(),
        some => some
            .iter()
            .map(|&id| known(session, id))
            .collect::<Result<_, _>>()?,
    };
    for id in ids {
        change(session, id);
    }
    Ok(Report::Done)
}

fn set_state(session: &mut Session, ids: &[u64], state: State) -> Outcome {
    match state {
        State::Enabled => each(session, ids, |s, id| {
            s.breakpoints.set_state(&mut s.machine, id, State::Enabled);
        }),
        State::Disabled => each(session, ids, |s, id| {
            s.breakpoints.set_state(&mut s.machine, id, State::Disabled);
        }),
    }
}

fn set_condition(session: &mut Session, (id, condition): (u64, Option<Condition>)) -> Outcome {
    let id = known(session, id)?;
    let condition = bound(session, condition)?;
    if let Some(breakpoint) = session.breakpoints.get_mut(id) {
        breakpoint.condition = condition;
    }
    echo(session, id)
}

fn ignore(session: &mut Session, (id, count): (u64, u64)) -> Outcome {
    let id = known(session, id)?;
    if let Some(breakpoint) = session.breakpoints.get_mut(id) {
        breakpoint.ignore = count;
    }
    echo(session, id)
}
