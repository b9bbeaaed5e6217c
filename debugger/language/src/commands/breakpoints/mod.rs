//! Breakpoints, watchpoints, catchpoints, traces.

mod actions;
mod asked;
mod beside;
mod catch;
mod change;
mod ids;
mod place;
mod save;
mod watched;

use crate::grammar::canonical::Printer;
pub(super) use actions::give;
pub use asked::CodePlaces;
use jumppad_engine::expression::Radix;
use jumppad_tiers::Access;
use nom::combinator::opt;

use super::banked::{numbered, own_bank};
use super::{Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    canonical::{Doubt, reason},
    number,
    range::optional_code_range,
    token::lexeme,
};
use crate::report::{Nothing, Report};
use crate::session::{self, Session};
use change::{clear, delete, ignore, opt_condition, set_condition, set_state};
use ids::ids;
use jumppad_engine::breakpoints::{
    Breakpoint, Condition, Effect, Kind, Life, Spec, State, Wording,
};
use jumppad_engine::expression::{
    COperation, Expr, RangeExpr, View,
    possible::{self, Outcome},
};
use place::{
    Edge, Options, Place, Star, edge, kind_and_code, kind_and_memory, kind_and_place_or_here,
    place, place_or_here,
};

const BREAK: &str = "What follows the range stands in any order. A hit is an arrival with the condition true: \
                     break 618 if x == 10 && [$10] > 3. skip N lets the first N hits pass, every N stops at each Nth of those after them, \
                     once deletes it at its first stop, disabled sets it without effect. do gives commands to run at the \
                     stop, as `commands` does: `break 618 do { silent; print x; continue }`. load and store are memory: \
                     see `help watch`.\n\
                     While C is shown, digits alone are one of its lines, up to the last with code: `break 36`; $36, 036 and *36 \
                     are addresses. `break list.c:36`, `break 'list.c':36` and `break list.c:insert` name the file of a \
                     line or a function. \
                     A line of a macro, `break macros.inc:4`, is a breakpoint in each of its expansions.\n\
                     One that was set by a name follows it: when symbols change, it is placed anew, and its condition as well. \
                     While a name is gone it is pending, and `info b` tells why.";

const WATCH: &str = "It stops before the access, with nothing changed yet. The condition may use addr, value, old and \
                     iswrite: watch 200..2ff if value > $7F. An instruction is one hit, however many of its accesses \
                     are covered. What else may follow is that of `break`.";

const TRACE: &str = "A line tells its number, the cycle, the registers, and the instruction or access. What follows the \
                     range is that of `break`; the commands of do run in passing, so none of them can resume the guest, \
                     and silent as the first leaves the line out. To look at every instruction afterwards instead, see \
                     `help trace record`.";

const BREAKIF: &str = "The expression is looked at before every instruction, and stops where it becomes true: what is true \
                       when the guest is resumed must become false first. While one is enabled nothing runs in compiled \
                       code. What else may follow is that of `break`: `breakif x == 10 every 2`.";

pub(super) const FAMILY: Family = Family {
    title: "Breakpoints",
    rows: &[
        Row {
            names: &["break", "b", "hbreak"],
            arguments: "[[exec|load|store] RANGE] [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]",
            summary: "stop where an instruction executes, or memory is touched; without a range, here",
            details: BREAK,
            bind: |i| {
                bind(i, kind_and_place_or_here, |s, (kind, place)| {
                    add(s, kind.unwrap_or(Kind::Execute), Effect::Stop, place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["bk"],
            arguments: "[[exec|load|store] RANGE [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]]",
            summary: "VICE's break: without a range it lists all",
            bind: |i| {
                bind(i, kind_and_code, |s, wanted| match wanted {
                    Some((kind, place)) => {
                        add(s, kind.unwrap_or(Kind::Execute), Effect::Stop, place)
                    }
                    None => Ok(list(s, |_| true)),
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["tbreak", "tb", "thbreak"],
            arguments: "[RANGE] [if E] [skip N] [every N] [disabled] [do {COMMANDS}]",
            summary: "a breakpoint for one stop; without a range, here",
            bind: |i| {
                bind(i, place_or_here, |s, place| {
                    let life = Life::Once;
                    let options = Options {
                        life,
                        ..place.options
                    };
                    add(s, Kind::Execute, Effect::Stop, Place { options, ..place })
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["watch", "w", "info watchpoints"],
            arguments: "[[load|store] RANGE [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]]",
            summary: "stop before memory is written; alone, list the watchpoints",
            details: WATCH,
            bind: |i| {
                bind(i, kind_and_memory, |s, wanted| match wanted {
                    Some((kind, place)) => {
                        let kind = kind.unwrap_or(Kind::Memory(Access::Write));
                        add(s, kind, Effect::Stop, place)
                    }
                    None => Ok(some(s, Nothing::Watchpoints, is_watchpoint)),
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["rwatch"],
            arguments: "RANGE [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]",
            summary: "stop before memory is read",
            details: WATCH,
            bind: |i| {
                bind(i, place, |s, place| {
                    add(s, Kind::Memory(Access::Read), Effect::Stop, place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["awatch"],
            arguments: "RANGE [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]",
            summary: "stop before memory is read or written",
            details: WATCH,
            bind: |i| {
                bind(i, place, |s, place| {
                    add(s, Kind::Memory(Access::ReadWrite), Effect::Stop, place)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["trace", "tr"],
            arguments: "[[exec|load|store] RANGE [if E] [once] [skip N] [every N] [disabled] [do {COMMANDS}]]",
            summary: "tell where an instruction executes, or memory is touched, and go on; alone, list these",
            details: TRACE,
            bind: |i| {
                bind(i, kind_and_code, |s, wanted| match wanted {
                    Some((kind, place)) => {
                        add(s, kind.unwrap_or(Kind::Execute), Effect::Trace, place)
                    }
                    None => Ok(some(s, Nothing::Traces, |b| b.spec.effect == Effect::Trace)),
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["breakif"],
            arguments: "E [once] [skip N] [every N] [disabled] [do {COMMANDS}]",
            summary: "stop where an expression becomes true",
            details: BREAKIF,
            bind: |i| bind(i, edge, add_edge),
            ..Row::PLAIN
        },
        Row {
            names: &["delete", "del"],
            arguments: "[ID...]",
            summary: "delete breakpoints; without a number, all",
            details: "`1-3` are those of them that there are; so it is wherever several may be named.",
            bind: |i| bind(i, ids, |s, ids| delete(s, &ids)),
            ..Row::PLAIN
        },
        Row {
            names: &["clear"],
            arguments: "[RANGE]",
            summary: "delete the breakpoints at an address; without one, here",
            details: "Watchpoints and catchpoints stay; `delete` takes their numbers.",
            bind: |i| bind(i, optional_code_range, clear),
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
            bind: |i| bind(i, (ids::id, opt_condition), set_condition),
            ..Row::PLAIN
        },
        Row {
            names: &["ignore"],
            arguments: "ID [N]",
            summary: "let the next hit of a breakpoint pass, or the next N",
            bind: |i| bind(i, (ids::id, opt(lexeme(number::count))), ignore),
            ..Row::PLAIN
        },
        catch::CATCH,
        catch::TCATCH,
        actions::COMMANDS,
        actions::SILENT_ROW,
        Row {
            names: &["info breakpoints", "info b"],
            arguments: "[ID...]",
            summary: "list breakpoints, watchpoints, catchpoints and traces with their hits",
            details: "skip and every tell how many hits pass before the next that counts. Below stand the commands.",
            enter: Enter::Nothing,
            bind: |i| {
                bind(i, ids, |s, wanted| {
                    let wanted = match wanted.as_slice() {
                        [] => return Ok(list(s, |_| true)),
                        some => ids::named(s, some)?,
                    };
                    Ok(list(s, |id| wanted.contains(&id)))
                })
            },
            ..Row::PLAIN
        },
        save::SAVE,
    ],
};

fn add(session: &mut Session<'_>, kind: Kind, effect: Effect, place: Place) -> session::Outcome {
    let Place {
        mut bank,
        range,
        star,
        mut options,
    } = place;
    match (kind, &range) {
        (Kind::Execute, Some(range)) => place::within_its_bank(session, range, &mut options),
        (Kind::Memory(_), Some(range)) => {
            bank = bank.or_else(|| own_bank(session, &range.start).map(|(bank, _)| bank));
        }
        _ => {}
    }
    let is_alone = range.is_none() && options.condition.is_none() && effect == Effect::Stop;
    let here = || RangeExpr::from(Expr::Number(session.debugger.frame_pc().into()));
    let range = range.unwrap_or_else(here);
    let range = match kind {
        Kind::Memory(_) => watched::memory(session, range, star)?,
        // gdb's star is the address itself, in front of what the function does first.
        Kind::Execute if star == Star::Before && matches!(range.start, Expr::Symbol { .. }) => {
            let at = range.offset;
            let start = Expr::C(Box::new(COperation::AddressOf(range.start)), at);
            RangeExpr { start, ..range }
        }
        Kind::Execute | Kind::Catch(_) | Kind::Edge => range,
    };
    let scope = session.debugger.scope();
    let ranges = match kind {
        Kind::Execute => range.resolve_entries(&scope)?,
        Kind::Memory(_) | Kind::Catch(_) | Kind::Edge => vec![range.resolve(&scope, 1)?],
    };
    let is_one = ranges.len() == 1;
    // The variables of a condition are those of the place where it is asked.
    let view = match (kind, ranges.first()) {
        (Kind::Execute, Some(range)) => View::At(*range.start()),
        _ => scope.view,
    };
    if let Some(written) = &options.condition {
        let expr = written.expr().clone();
        session.tell_meant_from(view, &expr);
    }
    let scope = session.debugger.scope();
    let spec = options.spec(session, kind, effect, view)?;
    let written = range.lasting(&scope);
    let variable = match kind {
        Kind::Memory(_) => watched::variable(session, &range),
        Kind::Execute | Kind::Catch(_) | Kind::Edge => None,
    };
    let mut ids = Vec::new();
    for (at, range) in ranges.into_iter().enumerate() {
        session.debugger.last_address = *range.start();
        if let Some(number) = bank {
            numbered(session, number, *range.start())?;
        }
        let wording = |range| wording(range, (!is_one).then_some(at));
        let spec = Spec {
            range,
            bank,
            written: written.clone().map(wording),
            variable: variable.clone(),
            ..spec.clone()
        };
        ids.push(session.debugger.add_breakpoint(spec));
    }
    if let Some(&id) = ids.first() {
        tell_fixed(session, id);
        tell_before(session, id);
    }
    match kind {
        Kind::Execute => {
            session.tell_reading(&range.start);
            beside::tell_others(session, &ids, is_alone);
        }
        Kind::Memory(_) => {
            watched::tell(session, &range);
            watched::end_with_frame(session, &range.start, &ids);
        }
        Kind::Catch(_) | Kind::Edge => {}
    }
    match ids.as_slice() {
        [id] => echo(session, *id),
        _ => Ok(list(session, |id| ids.contains(&id))),
    }
}

fn add_edge(session: &mut Session<'_>, Edge { condition, options }: Edge) -> session::Outcome {
    let condition = Some(condition);
    let options = Options {
        condition,
        ..options
    };
    let spec = options.spec(
        session,
        Kind::Edge,
        Effect::Stop,
        View::Held(session.debugger.frame),
    )?;
    let id = session.debugger.add_breakpoint(spec);
    tell_fixed(session, id);
    echo(session, id)
}

/// A place as it was written: the `expansion`th of those that its line has.
fn wording(range: RangeExpr, expansion: Option<usize>) -> Wording {
    let mut text = Printer::new(Radix::BySlot);
    text.add(&range);
    Wording {
        text: range.has_name().then(|| text.into_text()),
        range,
        expansion,
    }
}

/// Says which digits of a condition were read as decimal, and of one that is the same at every stop that it is, and why.
fn tell_fixed(session: &mut Session<'_>, id: u32) {
    let condition = session.debugger.breakpoints.get(id);
    let condition = condition.and_then(|b| b.spec.condition.as_ref());
    let Some(condition) = condition else { return };
    let decimals = condition.decimals.iter().cloned().map(Doubt::Decimal);
    let decimals: Vec<Doubt> = decimals.collect();
    let fixed = match possible::outcome(&condition.bound) {
        _ if condition.expr.is_of_names() && condition.bound.is_constant() => {
            Some("never changes, for a name is its address; [NAME] is the byte there")
        }
        Outcome::Never => Some("can never be true"),
        Outcome::Always => Some("is always true"),
        Outcome::Open => None,
    };
    let note =
        fixed.map(|fixed| format!("`{}` {fixed}{}", condition.text, reason(&condition.bound)));
    session.tell_doubts(&decimals);
    if let Some(text) = note {
        session.note(text);
    }
}

/// Says of a watchpoint whose condition asks for the watched byte that this is the one before the store.
fn tell_before(session: &mut Session<'_>, id: u32) {
    let Some(breakpoint) = session.debugger.breakpoints.get(id) else {
        return;
    };
    let spec = &breakpoint.spec;
    let is_of_stores = matches!(spec.kind, Kind::Memory(Access::Write | Access::ReadWrite));
    let asks = |condition: &Condition| condition.bound.asks_for_memory_in(&spec.range);
    let asking = spec.condition.as_ref().filter(|condition| asks(condition));
    if let Some(condition) = asking.filter(|_| is_of_stores) {
        let text = format!(
            "`{}` asks for the byte before the store; `value` is the one that is stored",
            condition.text
        );
        session.note(text);
    }
}

fn echo(session: &Session<'_>, id: u32) -> session::Outcome {
    match session.debugger.breakpoints.get(id) {
        Some(breakpoint) => Ok(Report::Breakpoint(
            session.debugger.breakpoint_view(breakpoint),
        )),
        None => Ok(Report::Done),
    }
}

fn list(session: &Session<'_>, is_listed: impl Fn(u32) -> bool) -> Report {
    let listed = session
        .debugger
        .breakpoints
        .iter()
        .filter(|b| is_listed(b.id));
    Report::Breakpoints {
        list: listed
            .map(|b| session.debugger.breakpoint_view(b))
            .collect(),
    }
}

/// The list of those breakpoints of which `is_one` holds; `none` where there are none.
fn some(session: &Session<'_>, none: Nothing, is_one: fn(&Breakpoint) -> bool) -> Report {
    let ids = session.debugger.breakpoints.iter().filter(|b| is_one(b));
    let ids: Vec<u32> = ids.map(|b| b.id).collect();
    match ids.is_empty() {
        true => Report::Nothing(none),
        false => list(session, |id| ids.contains(&id)),
    }
}

fn is_watchpoint(breakpoint: &Breakpoint) -> bool {
    matches!(breakpoint.spec.kind, Kind::Memory(_)) && breakpoint.spec.effect == Effect::Stop
}

/// The entry called `id`.
fn known(session: &Session<'_>, id: u64) -> Result<u32, CommandError> {
    u32::try_from(id)
        .ok()
        .filter(|&id| session.debugger.breakpoints.get(id).is_some())
        .ok_or(CommandError::NoBreakpoint(id))
}
