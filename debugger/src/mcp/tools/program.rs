//! Loading a program and starting it.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{refused, within};
use jumppad_engine::program::load::{Format, Placement};
use jumppad_engine::run::{Goal, Order};
use jumppad_language::error::CommandError;
use jumppad_language::session::{Outcome, Session, carry_out};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Load {
    /// The file.
    path: PathBuf,
    /// Its format, where the file does not tell: raw, prg, hex, srec, ines, sim65, elf, mos-sim.
    format: Option<String>,
    /// Where it goes, where its format does not tell.
    load: Option<String>,
    /// Where it starts, where that is not at its beginning.
    entry: Option<String>,
}

pub(super) fn load(session: &mut Session<'_>, load: Load) -> Outcome {
    let format = load.format.map(|name| {
        let known = Format::ALL.iter().copied();
        let mut named = known.filter(|format| format.name() == name);
        named
            .next()
            .ok_or_else(|| refused(format!("there is no format `{name}`")))
    });
    let address = |text: Option<String>| text.map(|text| session.address(&text)).transpose();
    let placement = Placement {
        format: format.transpose()?,
        load: address(load.load)?,
        entry: address(load.entry)?,
    };
    let told = session.load(&load.path, placement)?;
    // Who loads a program means it from then on, not what was there before.
    session.debugger.restart();
    Ok(told)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// The arguments of a program for cc65's simulator; those it had, unless given.
    arguments: Option<Vec<String>>,
    /// Stop after so many cycles at the latest.
    cycles: Option<u64>,
    /// Stop after so many seconds at the latest; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn run(session: &mut Session<'_>, run: Run) -> Outcome {
    if let Some(arguments) = run.arguments {
        let guest = &mut session.debugger.guest;
        if !arguments.is_empty() && !guest.has_host() {
            return Err(CommandError::NoArguments);
        }
        guest.arguments = arguments.into_iter().map(String::into_bytes).collect();
    }
    session.debugger.restart();
    let order = Order {
        cycles: run.cycles,
        ..Order::once(Goal::Stop)
    };
    within(session, run.seconds, |session| carry_out(session, order))
}
