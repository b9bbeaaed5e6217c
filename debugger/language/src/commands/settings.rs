//! `set` and `show`.

use nom::Parser;
use nom::combinator::{map, opt};
use nom::multi::many1;
use nom::sequence::preceded;

use super::jit::policy;
use super::memory::named::{Named, assign_named, named};
use super::memory::poke::{Poke, poke, write};
use super::registers::{Assignment, assign, assignment};
use super::variables::{Assigned, assign_place, assigned};
use super::{Completer, Family, Row, bind};
use super::{foreign, user};
use crate::error::CommandError;
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, Text},
};
use crate::report::Report;
use crate::session::{Outcome, Session};
use crate::setting_rows::{SETTINGS, SettingRow, Takes};
use jumppad_engine::names::{Resolution, resolve};

pub(super) const FAMILY: Family = Family {
    title: "Settings",
    rows: &[
        Row {
            names: &["set"],
            arguments: "NAME VALUE | REGISTER=E... | MEMORY = E",
            summary: "change a setting, registers, or memory; `show` lists the settings",
            details: "Both `set a=$41 .c=1` and `r a=$41 .c=1` set registers. Memory is written as in an expression: set [$200] = x+1 \
                      a byte, set w[$200] = $1234 a word; so do gdb's `set var *0x200 = 1` and `set {int}0x200 = 1`. \
                      `set jit policy` shows what the JIT decides by, which is for finding faults of it; `help jit policy` explains that.",
            complete: Completer::Settings,
            bind: |i| bind(i, change, set),
            ..Row::PLAIN
        },
        Row {
            names: &["show"],
            arguments: "[NAME]",
            summary: "show a setting, or all",
            details: "`show user` shows the commands you taught, `show user CMD` one of them.",
            complete: Completer::Settings,
            bind: |i| bind(i, token::text, show),
            ..Row::PLAIN
        },
    ],
};

/// What `set` changes.
#[derive(Clone, Debug)]
enum Change {
    Setting(Text),
    Registers(Vec<Assignment>),
    Memory(Poke),
    Named(Named),
    Place(Assigned),
}

impl Canonical for Change {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Setting(text) => line.add(text),
            Self::Registers(assignments) => line.add(assignments),
            Self::Memory(poke) => line.add(poke),
            Self::Named(named) => line.add(named),
            Self::Place(assigned) => line.add(assigned),
        };
    }
}

fn change(input: Span<'_>) -> Parsed<'_, Change> {
    match input.fragment().contains('=') {
        // gdb's `set var` says that it is no setting, which the `=` says already.
        true => preceded(
            opt(token::keyword("var").or(token::keyword("variable"))),
            map(assigned, Change::Place)
                .or(map(poke, Change::Memory))
                .or(map(named, Change::Named))
                .or(map(many1(assignment), Change::Registers)),
        )
        .parse(input),
        false => map(token::text, Change::Setting).parse(input),
    }
}

fn set(session: &mut Session<'_>, change: Change) -> Outcome {
    let text = match change {
        Change::Setting(Text(text)) => text,
        Change::Registers(assignments) => return assign(session, assignments),
        Change::Memory(poke) => return write(session, &poke),
        Change::Named(named) => return assign_named(session, &named),
        Change::Place(assigned) => return assign_place(session, assigned),
    };
    if let Some(words) = policy::meant(&text) {
        return policy::set(session, words);
    }
    let (name, value) = name_and_value(&text);
    let row = setting(name.trim_end()).map_err(|error| match setting(&text) {
        // `set radix` is a known setting without its value.
        Ok(row) => wrong_value(row, ""),
        Err(_) => error,
    })?;
    let before = (row.get)(session);
    match (row.set)(session, value) {
        Some(()) => {
            let value = (row.get)(session);
            let noted = value != before && !row.consequence.is_empty();
            Ok(Report::Setting {
                name: row.name,
                value,
                note: noted.then_some(row.consequence),
            })
        }
        None => Err(wrong_value(row, value)),
    }
}

/// The two of `NAME VALUE`.
fn name_and_value(text: &str) -> (&str, &str) {
    if let Some((name, rest)) = text.split_once(char::is_whitespace)
        && setting(name).is_ok_and(|row| row.takes == Takes::Rest)
    {
        return (name, rest);
    }
    text.rsplit_once(char::is_whitespace).unwrap_or((text, ""))
}

fn show(session: &mut Session<'_>, Text(name): Text) -> Outcome {
    match name.split_once(char::is_whitespace) {
        None if name == "user" => return user::show(session, ""),
        Some(("user", taught)) => return user::show(session, taught.trim()),
        _ => {}
    }
    if let Some(row) = policy::meant(&name) {
        return policy::show(session, row);
    }
    if name.is_empty() {
        let list = SETTINGS.iter().map(|row| (row.name, (row.get)(session)));
        return Ok(Report::Settings {
            list: list.collect(),
        });
    }
    let row = setting(&name)?;
    Ok(Report::Setting {
        name: row.name,
        value: (row.get)(session),
        note: None,
    })
}

fn setting(name: &str) -> Result<&'static SettingRow, CommandError> {
    let names: Vec<_> = SETTINGS
        .iter()
        .enumerate()
        .map(|(at, row)| (row.name, at))
        .collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(CommandError::Setting {
            message: "a setting and its value are missing".to_owned(),
            advice: "`show` lists the settings".to_owned(),
        });
    }
    // Of `jit threshold`, the second word alone may be meant.
    let seconds = SETTINGS.iter().filter_map(|row| {
        let (_, second) = row.name.split_once(' ')?;
        Some((second, row.name))
    });
    let seconds: Vec<_> = seconds.collect();
    let (first, rest) = name.split_once(' ').unwrap_or((&name, ""));
    let foreign = foreign::advice(foreign::SETTINGS, first, rest);
    let advice = match resolve(&name, &names) {
        Resolution::One(at) => return Ok(&SETTINGS[at]),
        Resolution::Unknown(_) if let Some(advice) = foreign => advice.to_owned(),
        Resolution::Ambiguous(names) => format!("one of: {}", names.join(", ")),
        Resolution::Unknown(Some(guess)) => format!("did you mean `{guess}`?"),
        Resolution::Unknown(None) => match resolve(&name, &seconds) {
            Resolution::One(whole) => format!("did you mean `{whole}`?"),
            _ => "`show` lists the settings; `r` sets registers".to_owned(),
        },
    };
    Err(CommandError::Setting {
        message: format!("there is no setting `{name}`"),
        advice,
    })
}

fn wrong_value(row: &SettingRow, value: &str) -> CommandError {
    CommandError::Setting {
        message: match value {
            "" => format!("`{}` needs a value", row.name),
            other => format!("`{}` cannot be `{other}`", row.name),
        },
        advice: format!("usage: {}", row.usage()),
    }
}
