//! `set jit policy`: the numbers and switches by which the tiers decide.
//!
//! They are for who hunts a miscompilation or measures, so neither `show` nor the list of
//! settings has them: `set jit policy` alone shows them, `help jit policy` explains them.

use jumppad_tiers::{Policy, PolicyRow, PolicyValues};

use crate::error::CommandError;
use crate::grammar::{number, parse_all};
use crate::report::Report;
use crate::session::{Outcome, Session};
use jumppad_engine::names::{Resolution, resolve};
use jumppad_engine::settings::Switch;

/// What stands behind `jit policy`, if that is what is meant.
pub(crate) fn meant(setting: &str) -> Option<&str> {
    let rest = setting.trim_start().strip_prefix("jit")?.trim_start();
    let rest = rest.strip_prefix("policy")?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then(|| rest.trim())
}

/// `set jit policy [NAME [VALUE]]`.
pub(crate) fn set(session: &mut Session<'_>, words: &str) -> Outcome {
    let Some((name, value)) = words.split_once(char::is_whitespace) else {
        return show(session, words);
    };
    let row = row(name)?;
    let value = value.trim_start();
    let number = parse(row, value).ok_or_else(|| CommandError::Setting {
        message: format!("`{}` cannot be `{value}`", row.name),
        advice: format!("usage: {}", usage(row)),
    })?;
    let mut policy = *session.debugger.machine.policy();
    (row.set)(&mut policy, number);
    let is_news = policy != *session.debugger.machine.policy();
    if is_news {
        session.debugger.machine.set_policy(policy);
    }
    Ok(Report::Setting {
        name: row.name,
        value: written(row, &policy),
        note: is_news.then_some("compiled code was flushed"),
    })
}

/// What one of them is, or what all are.
pub(crate) fn show(session: &Session<'_>, name: &str) -> Outcome {
    let policy = session.debugger.machine.policy();
    if name.is_empty() {
        let list = Policy::ROWS.iter();
        return Ok(Report::Settings {
            list: list.map(|row| (row.name, written(row, policy))).collect(),
        });
    }
    let row = row(name)?;
    Ok(Report::Setting {
        name: row.name,
        value: written(row, policy),
        note: None,
    })
}

/// What they are for: one of them, or all.
pub(crate) fn help(name: &str) -> Outcome {
    let rows = match name {
        "" => Policy::ROWS,
        name => std::slice::from_ref(row(name)?),
    };
    let about = |row: &PolicyRow| format!("`{}`: {}", usage(row), row.about.trim());
    let about: Vec<String> = rows.iter().map(about).collect();
    Ok(Report::HelpOn {
        usage: "set jit policy [NAME VALUE]".to_owned(),
        aliases: Vec::new(),
        text: about.join("\n"),
    })
}

fn row(name: &str) -> Result<&'static PolicyRow, CommandError> {
    let rows = Policy::ROWS.iter().enumerate();
    let names: Vec<_> = rows.map(|(at, row)| (row.name, at)).collect();
    let advice = match resolve(name, &names) {
        Resolution::One(at) => return Ok(&Policy::ROWS[at]),
        Resolution::Ambiguous(names) => format!("one of: {}", names.join(", ")),
        Resolution::Unknown(Some(guess)) => format!("did you mean `{guess}`?"),
        Resolution::Unknown(None) => "`set jit policy` shows all".to_owned(),
    };
    Err(CommandError::Setting {
        message: format!("the JIT's policy has no `{name}`"),
        advice,
    })
}

fn parse(row: &PolicyRow, value: &str) -> Option<u64> {
    match &row.values {
        PolicyValues::Switch => Switch::parse(value).map(|switch| u64::from(switch == Switch::On)),
        PolicyValues::Number(range) => {
            let number = parse_all(value, number::count).ok()?;
            range.contains(&number).then_some(number)
        }
    }
}

fn written(row: &PolicyRow, policy: &Policy) -> String {
    match ((row.get)(policy), &row.values) {
        (0, PolicyValues::Switch) => Switch::Off.name().to_owned(),
        (_, PolicyValues::Switch) => Switch::On.name().to_owned(),
        (number, PolicyValues::Number(_)) => number.to_string(),
    }
}

fn usage(row: &PolicyRow) -> String {
    let values = match &row.values {
        PolicyValues::Switch => "on|off".to_owned(),
        PolicyValues::Number(range) => format!("{} to {}", range.start(), range.end()),
    };
    format!("set jit policy {} {values}", row.name)
}
