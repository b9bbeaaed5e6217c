//! `commands`: what breakpoints do at their stops.

use super::echo;
use super::ids::{Ids, ids, named};
use crate::breakpoints::{Actions, SILENT};
use crate::collect::{Check, Collector, Inner};
use crate::commands::{Row, bind, opens};
use crate::control::misplaced_silent;
use crate::error::CommandError;
use crate::mode::Mode;
use crate::report::Report;
use crate::session::{Outcome, Session};

pub(super) const COMMANDS: Row = Row {
    names: &["commands"],
    arguments: "[ID...]",
    summary: "give breakpoints commands to run at their stops, up to `end`",
    details: "Without a number it is the breakpoint set last. The commands run when the stop has been told; `silent` as \
              the first keeps it from being told. One that resumes, as `continue`, ends them, and the next stop goes on \
              with its own. One that fails ends them and is told. None at all takes them away. Ctrl-C drops the block \
              that is typed.",
    opens: |_| Some(Inner::Body),
    bind: |i| bind(i, ids, commands),
    ..Row::PLAIN
};

pub(super) const SILENT_ROW: Row = Row {
    names: &[SILENT],
    summary: "as the first command of a breakpoint: do not tell of the stop",
    bind: |i| {
        bind(i, crate::grammar::token::nothing, |_, ()| {
            Err(misplaced_silent(0).into())
        })
    },
    ..Row::PLAIN
};

fn commands(session: &mut Session, ids: Vec<Ids>) -> Outcome {
    let ids: Vec<u32> = match ids.as_slice() {
        [] => session
            .breakpoints
            .iter()
            .last()
            .map(|breakpoint| vec![breakpoint.id])
            .ok_or(CommandError::NoBreakpoints)?,
        some => named(session, some)?,
    };
    let names: Vec<String> = ids.iter().map(|id| format!("#{id}")).collect();
    session.mode = Mode::Collect(Collector::new(Check::Commands, move |session, lines| {
        give(session, &ids, lines)
    }));
    // A script knows what it does.
    Ok(match session.script_depth {
        0 => Report::Note {
            text: format!(
                "commands of {}, one a line; `end` ends them",
                names.join(", ")
            ),
        },
        _ => Report::Done,
    })
}

fn give(session: &mut Session, ids: &[u32], lines: Vec<String>) -> Outcome {
    let mut depth = 0usize;
    for line in lines.iter().skip(1) {
        match (depth, line.as_str()) {
            (0, SILENT) => return Err(misplaced_silent(0).into()),
            (_, "end") => depth = depth.saturating_sub(1),
            (_, line) => depth += usize::from(opens(line).is_some()),
        }
    }
    let actions = Actions::new(lines, session.settings.radix);
    for &id in ids {
        if let Some(breakpoint) = session.breakpoints.get_mut(id) {
            breakpoint.spec.actions = actions.clone();
        }
    }
    match ids {
        [id] => echo(session, *id),
        _ => Ok(Report::Done),
    }
}
