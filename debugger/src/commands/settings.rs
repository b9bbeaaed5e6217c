//! `set` and `show`.

use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::token;
use crate::names::{Resolution, resolve};
use crate::report::Report;
use crate::session::{Outcome, Session};
use crate::settings::{SETTINGS, SettingRow};

pub(super) const FAMILY: Family = Family {
    title: "Settings",
    rows: &[
        Row {
            names: &["set"],
            arguments: "NAME VALUE",
            summary: "change a setting; `show` lists them",
            details: "Registers are set by `r`: r a=$41 .c=1",
            complete: Completer::Settings,
            bind: |i| bind(i, token::text, set),
            ..Row::PLAIN
        },
        Row {
            names: &["show"],
            arguments: "[NAME]",
            summary: "show a setting, or all",
            complete: Completer::Settings,
            bind: |i| bind(i, token::text, show),
            ..Row::PLAIN
        },
    ],
};

fn set(session: &mut Session, text: String) -> Outcome {
    let (name, value) = text.rsplit_once(char::is_whitespace).unwrap_or((&text, ""));
    let row = setting(name.trim_end()).or_else(|error| match setting(&text) {
        // `set radix` is a known setting without its value.
        Ok(row) => Err(wrong_value(row, "")),
        Err(_) => Err(error),
    })?;
    match (row.set)(session, value) {
        Some(()) => Ok(Report::Setting {
            name: row.name,
            value: (row.get)(session),
        }),
        None => Err(wrong_value(row, value)),
    }
}

fn show(session: &mut Session, name: String) -> Outcome {
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
    })
}

fn setting(name: &str) -> Result<&'static SettingRow, CommandError> {
    let names: Vec<_> = SETTINGS.iter().enumerate().map(|(at, row)| (row.name, at)).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let advice = match resolve(&name, &names) {
        Resolution::One(at) => return Ok(&SETTINGS[at]),
        Resolution::Ambiguous(names) => format!("one of: {}", names.join(", ")),
        Resolution::Unknown(Some(guess)) => format!("did you mean `{guess}`?"),
        Resolution::Unknown(None) => "`show` lists the settings; `r` sets registers".to_owned(),
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
        advice: format!("usage: set {} {}", row.name, row.values.join("|")),
    }
}
