//! The command lists of gdb and of VICE's monitor: each line is a command here, or its error names the one that is.

use super::super::{parse, rows};
use crate::demo;
use crate::fuzzing::Rendered;
use crate::grammar::Context;
use crate::session::Session;

/// What a line of a table promises.
enum Promise<'a> {
    /// It is the command of this name.
    Is(&'a str),
    /// Its error's advice holds this.
    Advises(&'a str),
}

/// The rows of a table: `LINE = COMMAND`, or `LINE ? ADVICE`.
fn table(text: &str) -> impl Iterator<Item = (&str, Promise<'_>)> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let names = |name: &str| rows().any(|row| row.names[0] == name);
        let is = line.rsplit_once(" = ").filter(|(_, name)| names(name));
        match is {
            Some((typed, name)) => (typed, Promise::Is(name)),
            None => {
                let (typed, advice) = line.rsplit_once(" ? ").expect("a row has `=` or `?`");
                (typed, Promise::Advises(advice))
            }
        }
    })
}

/// What is wrong with the answers to the lines of a table.
fn wrong(text: &str) -> Vec<String> {
    let answer = |(typed, promise)| {
        let told = match (parse(typed, Context::default()), promise) {
            (Ok(Some(command)), Promise::Is(name)) if command.row.names[0] == name => return None,
            (Err(error), Promise::Advises(words)) => match error.advice {
                Some(advice) if advice.contains(words) => return None,
                advice => format!("{}; {advice:?}", error.message),
            },
            (Ok(Some(command)), _) => format!("is `{}`", command.row.names[0]),
            (Ok(None), _) => "is nothing".to_owned(),
            (Err(error), _) => format!("{}; {:?}", error.message, error.advice),
        };
        Some(format!("`{typed}` {told}"))
    };
    table(text).filter_map(answer).collect()
}

#[test]
fn every_word_of_gdb_is_answered() {
    assert_eq!(wrong(include_str!("vocabulary/gdb.txt")), [""; 0]);
}

#[test]
fn every_word_of_vice_is_answered() {
    assert_eq!(wrong(include_str!("vocabulary/vice.txt")), [""; 0]);
}

#[test]
fn settings_of_gdb_are_answered() {
    let config = jumppad_tiers::Config::default();
    let mut session = Session::new(config, None, demo::program(), Box::new(Rendered));
    for (typed, promise) in table(include_str!("vocabulary/settings.txt")) {
        let Promise::Advises(words) = promise else {
            panic!("`{typed}` is no setting here");
        };
        let error = session.execute(typed).expect_err(typed);
        let advice = error.advice().unwrap_or_default();
        assert!(advice.contains(words), "`{typed}`: {error}; {advice}");
    }
}
