//! Breakpoints and watchpoints.

use jumppad_tiers::Access;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Nothing, refused};
use jumppad_engine::breakpoints::{Kind, Life, Spec};
use jumppad_language::commands::CodePlaces;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session};

/// What a breakpoint waits for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum On {
    /// The instruction there is about to execute.
    #[default]
    Execute,
    /// The memory there is about to be read.
    Read,
    /// It is about to be written.
    Write,
    /// Either.
    Access,
}

/// Whether it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Lasting {
    #[default]
    Always,
    /// Until its first stop.
    Once,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Break {
    /// Where: a function, a line such as list.c:28, an address such as $0610; of memory a symbol or an address.
    place: String,
    /// What it waits for; the execution of an instruction, unless given.
    #[serde(default)]
    on: On,
    /// Of memory: how many bytes; one, unless given.
    length: Option<u16>,
    /// It stops only where this is true: x == 3 && [$0010] > 5.
    condition: Option<String>,
    /// How many hits pass at first.
    skip: Option<u64>,
    /// Whether it stays; always, unless given.
    #[serde(default)]
    lasting: Lasting,
}

pub(super) fn set(session: &mut Session<'_>, told: Break) -> Outcome {
    let (kind, CodePlaces { ranges, bank }) = match told.on {
        On::Execute => (Kind::Execute, session.code_places(&told.place)?),
        On::Read => (Kind::Memory(Access::Read), CodePlaces::default()),
        On::Write => (Kind::Memory(Access::Write), CodePlaces::default()),
        On::Access => (Kind::Memory(Access::ReadWrite), CodePlaces::default()),
    };
    let range = match kind {
        Kind::Execute => ranges.into_iter().next(),
        _ => {
            let start = session.address(&told.place)?;
            let end = start.checked_add(told.length.unwrap_or(1).max(1) - 1);
            Some(start..=end.ok_or_else(|| refused("memory ends at $FFFF"))?)
        }
    };
    let range = range.ok_or_else(|| refused(format!("no code is at `{}`", told.place)))?;
    let mut spec = Spec::new(kind, range);
    let view = spec.view(session.debugger.frame);
    spec.condition = session.condition_in(bank, told.condition.as_deref(), view)?;
    if let Some(skip) = told.skip {
        spec.turns = jumppad_engine::breakpoints::Turns::new(skip, 1);
    }
    spec.life = match told.lasting {
        Lasting::Always => Life::Permanent,
        Lasting::Once => Life::Once,
    };
    let id = session.debugger.add_breakpoint(spec);
    let breakpoint = session.debugger.breakpoints.get(id);
    let view = breakpoint.map(|breakpoint| session.debugger.breakpoint_view(breakpoint));
    view.map(Report::Breakpoint)
        .ok_or(CommandError::NoBreakpoint(id.into()))
}

pub(super) fn list(session: &mut Session<'_>, _: Nothing) -> Outcome {
    let debugger = &session.debugger;
    let all = debugger.breakpoints.iter();
    let list = all.map(|breakpoint| debugger.breakpoint_view(breakpoint));
    Ok(Report::Breakpoints {
        list: list.collect(),
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Delete {
    /// The number of the one to delete; all of them, unless given.
    id: Option<u32>,
}

pub(super) fn delete(session: &mut Session<'_>, told: Delete) -> Outcome {
    let all: Vec<u32> = session.debugger.breakpoints.iter().map(|b| b.id).collect();
    let doomed = match told.id {
        Some(id) if !all.contains(&id) => return Err(CommandError::NoBreakpoint(id.into())),
        Some(id) => vec![id],
        None => all,
    };
    for id in doomed {
        session.debugger.remove_breakpoint(id);
    }
    list(session, Nothing {})
}
