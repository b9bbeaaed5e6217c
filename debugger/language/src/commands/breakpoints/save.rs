//! `save breakpoints`: a script that sets them again.
//!
//! Invariant: the script means the same under every setting, and its breakpoints need no numbers.

use std::path::Path;

use super::place::Options;
use crate::collect::Inner;
use crate::commands::{Completer, Row, bind, parse, user::taught};
use crate::grammar::taught::is_name;
use crate::grammar::{Context, canonical::Printer, token::file_name};
use crate::report::{BreakpointKind, Report, Written, WrittenView};
use crate::session::{Outcome, Session};
use jumppad_engine::breakpoints::{Actions, Breakpoint, Kind, Wording, catch::EVERYWHERE};
use jumppad_engine::expression::{Expr, Radix};
use jumppad_engine::files::replace::replace;

pub(super) const SAVE: Row = Row {
    names: &["save breakpoints"],
    arguments: "FILE",
    summary: "write a script that sets the breakpoints again",
    details: "`source FILE` reads it: conditions, counts as they were given, commands, disabled ones. Addresses are \
              written by the names that they were given by.",
    complete: Completer::Files,
    bind: |i| bind(i, file_name, |s, name| save(s, &name)),
    ..Row::PLAIN
};

fn save(session: &mut Session<'_>, name: &str) -> Outcome {
    let mut text = format!("# Breakpoints of {}.\n", session.debugger.program.name);
    let mut count = 0;
    if session
        .debugger
        .breakpoints
        .iter()
        .any(|b| uses_taught(session, b))
    {
        text += &taught(session);
    }
    for breakpoint in session.debugger.breakpoints.iter() {
        text += &script(session, breakpoint);
        count += 1;
    }
    replace(
        Path::new(name),
        text.as_bytes(),
        &session.debugger.interrupt,
    )?;
    Ok(Report::Written(WrittenView {
        file: name.to_owned(),
        what: Written::Breakpoints { count },
    }))
}

/// Whether its commands name one that the user taught.
fn uses_taught(session: &Session<'_>, breakpoint: &Breakpoint) -> bool {
    let lines = breakpoint.spec.actions.lines().iter();
    let mut words = lines.flat_map(|line| line.split(|c| !is_name(c)));
    words.any(|word| session.shell.user.get(word).is_some())
}

/// The lines that set `breakpoint`.
fn script(session: &Session<'_>, breakpoint: &Breakpoint) -> String {
    let spec = &breakpoint.spec;
    // Numbers that are hexadecimal or not by themselves mean the same everywhere.
    let mut line = Printer::new(Radix::Hexadecimal);
    line.word(breakpoint.command().name());
    let mut options = Options::of(spec);
    if spec.kind == Kind::Edge {
        if let Some(condition) = options.condition.take() {
            line.add(&condition);
        }
    } else {
        if let BreakpointKind::Trace | BreakpointKind::Catch = breakpoint.command() {
            line.add(&spec.kind);
        }
        let mut place = line.fresh();
        match &spec.written {
            Some(Wording {
                range,
                expansion: None,
                ..
            }) => {
                place.add(range);
            }
            _ if spec.range == EVERYWHERE => {}
            _ => {
                place.add(&Expr::Number(i64::from(*spec.range.start())));
                if spec.range.end() > spec.range.start() {
                    place.glue(format_args!("..${:04X}", spec.range.end()));
                }
            }
        }
        let bank = spec
            .bank
            .map_or_else(String::new, |bank| format!("{bank}:"));
        match place.into_text() {
            place if place.is_empty() => {}
            place => _ = line.word(format_args!("{bank}{place}")),
        }
    }
    line.add(&options);
    let mut text = line.into_text() + "\n";
    if !spec.actions.is_empty() {
        text += &format!("commands\n{}end\n", commands(session, &spec.actions));
    }
    match &breakpoint.pending {
        None => text,
        // It would not be understood.
        Some(reason) => format!("pending: {reason}\n{text}")
            .lines()
            .map(|line| format!("# {line}\n"))
            .collect(),
    }
}

/// The commands of a breakpoint, a line each.
fn commands(session: &Session<'_>, actions: &Actions) -> String {
    let context = Context {
        is_kept: true,
        taught: Some(&session.shell.user),
        radix: actions.radix(),
        ..Context::default()
    };
    let mut text = String::new();
    let mut is_assembler = false;
    for line in actions.lines() {
        let command = match is_assembler {
            true => None,
            false if session.shell.user.knows(line) => None,
            false => parse(line, context).ok().flatten(),
        };
        text += &command.map_or_else(|| line.clone(), |command| command.text());
        text.push('\n');
        is_assembler = match is_assembler {
            true => line != "end",
            false => session.opens(line) == Some(Inner::Assembler),
        };
    }
    text
}
