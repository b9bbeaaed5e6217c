//! The command lists of gdb and of VICE's monitor: each line is a command here, or its error names the one that is.

use jumppad_tiers::{Config, JitMode};

use super::super::{parse, rows};
use crate::grammar::Context;
use crate::session::Session;
use crate::testing::Silent;
use jumppad_engine::program::demo;

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
    let config = Config {
        jit: JitMode::Off,
        ..Config::default()
    };
    let mut session = Session::new(config, None, demo::program(), Box::new(Silent));
    let answer = |(typed, promise)| {
        let told = match promise {
            Promise::Is(name) => match parse(typed, Context::default()) {
                Ok(Some(command)) if command.row.names[0] == name => return None,
                Ok(Some(command)) => format!("is `{}`", command.row.names[0]),
                Ok(None) => "is nothing".to_owned(),
                Err(error) => format!("{}; {:?}", error.message, error.advice),
            },
            Promise::Advises(words) => match session.execute(typed) {
                Err(error) if error.advice().is_some_and(|told| told.contains(words)) => {
                    return None;
                }
                Err(error) => format!("{error}; {:?}", error.advice()),
                Ok(report) => format!("works: {report:?}"),
            },
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
fn every_setting_of_gdb_is_answered() {
    assert_eq!(wrong(include_str!("vocabulary/settings.txt")), [""; 0]);
}

#[test]
fn every_word_of_vice_is_answered() {
    assert_eq!(wrong(include_str!("vocabulary/vice.txt")), [""; 0]);
}

#[test]
fn every_word_of_others_has_its_help() {
    let config = Config {
        jit: JitMode::Off,
        ..Config::default()
    };
    let mut session = Session::new(config, None, demo::program(), Box::new(Silent));
    let tables = [
        include_str!("vocabulary/gdb.txt"),
        include_str!("vocabulary/vice.txt"),
        include_str!("vocabulary/settings.txt"),
    ];
    let lines = tables.iter().flat_map(|text| table(text));
    let mut unanswered = Vec::new();
    for (typed, _) in lines {
        let mut words = typed.split_whitespace();
        let first = words.next().unwrap_or("");
        let topic = match (first, words.next()) {
            ("info" | "set" | "show", Some(second)) => format!("{first} {second}"),
            _ => first.to_owned(),
        };
        // What stands there without a blank is an argument: `x/8i`, `>0400`.
        let topic = topic.split(['/', '>', '"']).next().unwrap_or("");
        if !topic.is_empty() && session.execute(&format!("help {topic}")).is_err() {
            unanswered.push(topic.to_owned());
        }
    }
    assert_eq!(unanswered, [""; 0]);
}
