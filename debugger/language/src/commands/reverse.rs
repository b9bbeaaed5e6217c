//! Commands that go back in time.

use super::control::{Counted, counted, order};
use super::{Enter, Family, Row, bind};
use crate::grammar::token;
use crate::report::Report;
use crate::session::{Outcome, Session, at_rest};
use jumppad_engine::run::{Calls, reverse::Back};

const CYCLES: &str = "With --cycles N it goes back by N cycles at the most.";

pub(super) const FAMILY: Family = Family {
    title: "Going back",
    rows: &[
        Row {
            names: &["rstep", "rs", "reverse-step"],
            arguments: "[N] [--cycles N]",
            summary: "go back by one instruction, or N",
            details: "The entry into an interrupt's handler counts as one, and so does a call of a sim65 program's host. \
                      Breakpoints and watchpoints on the way stop it. With --cycles N it goes back by N cycles at the most. \
                      Where `step` goes by lines of source, it goes back to where one begins; `rsi` always goes by \
                      instructions. See `help reverse`.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| unit(s, Back::Step, Calls::Into, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["rnext", "rn", "reverse-next"],
            arguments: "[N] [--cycles N]",
            summary: "like rstep, but back over the whole call of a subroutine that returned",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| unit(s, Back::Next, Calls::Over, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["rsi", "reverse-stepi"],
            arguments: "[N] [--cycles N]",
            summary: "go back by one instruction, or N, also where rstep goes by lines",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Back::Step, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["rni", "reverse-nexti"],
            arguments: "[N] [--cycles N]",
            summary: "step back like rsi, but over the whole call of a subroutine that returned",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Back::Next, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["rcontinue", "rc", "reverse-continue"],
            arguments: "[N] [--cycles N]",
            summary: "go back to the stop before, or to the Nth",
            details: "That is where a breakpoint or watchpoint whose condition holds stops the guest last; hits are not \
                      counted. Without one it goes back to where the history begins. With --cycles N it goes back by N \
                      cycles at the most.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Back::Stop, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["rfinish", "rfin", "rret", "reverse-finish"],
            arguments: "[--cycles N]",
            summary: "go back to the call of the current subroutine, or to where an interrupt came",
            details: "It goes back to before the frame that `frame`, `up` or `down` selected, else the innermost one. With \
                      --cycles N it goes back by N cycles at the most.",
            enter: Enter::Repeat,
            bind: |i| {
                bind(i, token::cycles_option, |s, cycles| {
                    times(s, Back::Caller, (None, cycles))
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["info history"],
            summary: "how far one can go back, and what that takes",
            bind: |i| {
                bind(i, token::nothing, |s, ()| {
                    Ok(Report::History(
                        s.debugger.history.view(&s.debugger.machine),
                    ))
                })
            },
            ..Row::PLAIN
        },
    ],
};

/// By instructions, or by lines as `step` goes on.
fn unit(session: &mut Session<'_>, goal: Back, calls: Calls, args: Counted) -> Outcome {
    match session.steps_by_lines() {
        true => times(session, Back::Line(calls), args),
        false => times(session, goal, args),
    }
}

fn times(session: &mut Session<'_>, goal: Back, counted: Counted) -> Outcome {
    match order(goal, counted) {
        Some(order) => {
            at_rest(session)?;
            Ok(Report::Stop(session.debugger.reverse(order)?))
        }
        None => Ok(Report::Done),
    }
}
