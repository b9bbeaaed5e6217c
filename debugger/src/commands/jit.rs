//! The JIT at work.

use jumppad_tiers::JitMode;

use super::{Completer, Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{Expr, range, token};
use crate::report::{GroupView, JitView, Report};
use crate::session::{Outcome, Session};
use crate::settings::{Switch, mode_name};

pub(super) const FAMILY: Family = Family {
    title: "The JIT",
    rows: &[
        Row {
            names: &["info jit"],
            summary: "what was compiled, thrown away, and what it cost",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(info(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["info groups"],
            summary: "the groups of blocks that are compiled now",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(groups(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["jit why"],
            arguments: "[ADDRESS]",
            summary: "why an address is compiled or not",
            details: "Without an address: PC.",
            bind: |i| bind(i, nom::combinator::opt(range::address), why),
            ..Row::PLAIN
        },
        Row {
            names: &["jit log"],
            arguments: "on|off",
            summary: "tell what the JIT does while the guest runs",
            complete: Completer::Words(&["on", "off"]),
            bind: |i| bind(i, token::word, log),
            ..Row::PLAIN
        },
        Row {
            names: &["jit on"],
            summary: "compile hot code in the background",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Background)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit off"],
            summary: "interpret everything",
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Off)),
            ..Row::PLAIN
        },
        Row {
            names: &["jit sync"],
            summary: "compile hot code at once, so that runs are reproducible",
            enter: Enter::Nothing,
            bind: |i| bind(i, token::nothing, |s, ()| mode(s, JitMode::Sync)),
            ..Row::PLAIN
        },
    ],
};

fn info(session: &Session) -> Report {
    Report::Jit(JitView {
        mode: mode_name(session.machine.jit_mode()),
        threshold: session.machine.threshold(),
        counters: session.machine.jit_stats().into(),
        times: session.settings.jit_times,
    })
}

fn groups(session: &Session) -> Report {
    let list = session.machine.groups().into_iter().map(|group| GroupView {
        id: group.id.to_string(),
        entry: group.entry,
        ranges: group
            .ranges
            .iter()
            .map(|r| (*r.start(), *r.end()))
            .collect(),
        ways_in: group.ways_in,
        blocks: group.blocks,
        instructions: group.instructions,
        code_bytes: group.code_bytes,
        entries: group.entries,
        side_exits: group.side_exits,
    });
    Report::Groups {
        list: list.collect(),
    }
}

fn why(session: &mut Session, address: Option<Expr>) -> Outcome {
    let address = match address {
        Some(address) => session.scope().address(&address)?,
        None => session.machine.cpu().pc,
    };
    session.last_address = address;
    Ok(Report::Why {
        address,
        text: session.machine.why(address).to_string(),
    })
}

fn log(session: &mut Session, word: String) -> Outcome {
    let Some(switch) = Switch::parse(&word) else {
        return Err(CommandError::Setting {
            message: format!("the log cannot be `{word}`"),
            advice: "on or off".to_owned(),
        });
    };
    session.settings.jit_log = switch;
    Ok(Report::Setting {
        name: "jit log",
        value: switch.name().to_owned(),
        note: None,
    })
}

fn mode(session: &mut Session, mode: JitMode) -> Outcome {
    session.machine.set_jit_mode(mode);
    Ok(Report::Setting {
        name: "jit",
        value: mode_name(mode).to_owned(),
        note: None,
    })
}
