//! `help` and `apropos`: what the tables of commands, settings and topics say about themselves.
//!
//! Invariant: nothing is explained here; every text comes from a row or a topic.

use super::foreign::{self, CLASSES};
use super::glossary;
use super::jit::policy;
use super::topics::{TOPICS, Topic};
use super::user;
use super::{Completer, FAMILIES, Family, GROUPS, Row, bind, find, rows};
use crate::grammar::{
    Context, Diagnostic, Parsed, Span,
    token::{self, Text},
};
use crate::report::{HelpSection, Nothing, Report};
use crate::session::{Outcome, Session};
use crate::setting_rows::{SETTINGS, SettingRow};

pub(super) const FAMILY: Family = Family {
    title: "Help",
    rows: &[
        Row {
            names: &["info"],
            summary: "list what `info` tells of",
            bind: |i| bind(i, token::nothing, |_, ()| Ok(group("info"))),
            ..Row::PLAIN
        },
        Row {
            names: &["help", "h", "?"],
            arguments: "[COMMAND|TOPIC]",
            summary: "list the commands, or explain one",
            details: "`help` alone ends with the list of topics, and of the words that name a part of the list: help running",
            complete: Completer::Help,
            bind: |i| {
                bind(i, token::placed_text, |s, topic| {
                    help(s, &topic.text.0).map_err(|error| error.moved(topic.at))
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["apropos"],
            arguments: "WORD...",
            summary: "search the help of commands, settings and topics",
            details: "It finds what holds all of the words, in capitals or not: apropos interrupt vector",
            bind: |i| bind(i, words, |_: &mut Session<'_>, Text(words)| apropos(&words)),
            ..Row::PLAIN
        },
    ],
};

/// What `help` explains besides commands and settings.
pub fn topics() -> impl Iterator<Item = &'static str> {
    let topics = TOPICS.iter().map(|topic| topic.name);
    topics.chain([glossary::TITLE]).chain(parts())
}

/// The words that name a part of the list of commands.
fn parts() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|(name, _)| *name)
}

/// The commands whose names begin with `first`.
fn group(first: &'static str) -> Report {
    let begins = |name: &&&str| name.split_once(' ').is_some_and(|(word, _)| word == first);
    let of_group = |row: &'static Row| {
        let name = row.names.iter().find(begins)?;
        let usage = format!("{name} {}", row.arguments);
        Some((usage.trim_end().to_owned(), row.summary.into()))
    };
    Report::Help {
        sections: vec![HelpSection {
            title: first,
            commands: rows().filter_map(of_group).collect(),
        }],
        topics: Vec::new(),
    }
}

fn words(input: Span<'_>) -> Parsed<'_, Text> {
    let (rest, text) = token::text(input)?;
    match text.0.is_empty() {
        true => Diagnostic::at(rest, "a word to search for is missing").error(),
        false => Ok((rest, text)),
    }
}

fn help(session: &Session<'_>, topic: &str) -> Outcome {
    let part = |titles: &[&str]| Report::Help {
        sections: FAMILIES
            .iter()
            .filter(|family| titles.is_empty() || titles.contains(&family.title))
            .map(|family| section(family.title, family.rows))
            .collect(),
        topics: match titles {
            [] => topics().collect(),
            _ => Vec::new(),
        },
    };
    if let "" | "all" = topic {
        return Ok(part(&[]));
    }
    if let Some(report) = user::help(session, topic) {
        return Ok(report);
    }
    let name = topic.to_ascii_lowercase();
    if name == "user-defined" {
        return Ok(Report::Help {
            sections: vec![user::section(session)],
            topics: Vec::new(),
        });
    }
    if name == "settings" {
        return Ok(Report::Help {
            sections: vec![settings(|_| true)],
            topics: Vec::new(),
        });
    }
    if let Some(row) = policy::meant(name.strip_prefix("set ").unwrap_or(&name)) {
        return policy::help(row);
    }
    if let Some((_, titles)) = CLASSES.iter().find(|(class, _)| *class == name) {
        return Ok(part(titles));
    }
    if let Some(&(_, first)) = GROUPS.iter().find(|(word, _)| *word == name)
        && !TOPICS.iter().any(|topic| topic.name == name)
    {
        return Ok(group(first));
    }
    if let "status" = name.as_str() {
        return Ok(group("info"));
    }
    let topic_text = TOPICS.iter().find(|topic| topic.name == name);
    if let Some(topic) = topic_text.filter(|_| !is_command(&name)) {
        return Ok(Report::HelpOn {
            usage: topic.name.to_owned(),
            aliases: Vec::new(),
            text: topic.text.to_owned(),
        });
    }
    if name == glossary::TITLE {
        return Ok(Report::HelpOn {
            usage: name,
            aliases: Vec::new(),
            text: glossary::text(),
        });
    }
    if !is_command(&name)
        && let Some(term) = glossary::find(&name)
    {
        return Ok(Report::HelpOn {
            usage: term.names[0].to_owned(),
            aliases: term.names[1..].to_vec(),
            text: capital(term.meaning),
        });
    }
    let row = match (
        find(Span::new_extra(topic, Context::default())),
        elsewhere(&name),
    ) {
        (Ok(row), None) => row,
        (Ok(row), Some(_)) if !["set", "show"].contains(&row.names[0]) => row,
        // Another debugger's word is explained by what takes its place.
        (_, Some(advice)) => {
            return Ok(Report::HelpOn {
                usage: name,
                aliases: Vec::new(),
                text: format!("No command here: {advice}."),
            });
        }
        (Err(error), None) => {
            return Err(match foreign::letter("help") {
                Some(meaning) if topic.contains(' ') => error.advise(meaning),
                _ => error,
            }
            .into());
        }
    };
    let more = topic_text.map_or_else(String::new, |topic| format!("\n{}", topic.text));
    Ok(Report::HelpOn {
        usage: row.usage(),
        aliases: row.names[1..].to_vec(),
        text: format!("{}.\n{}{more}", capital(row.summary), row.about())
            .trim_end()
            .to_owned(),
    })
}

/// What takes the place of a word of another debugger: a command, a setting, or what `info` tells there.
fn elsewhere(name: &str) -> Option<&'static str> {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let second = rest.split(' ').next().unwrap_or("");
    match first {
        "info" | "i" => foreign::advice(foreign::INFO, second, ""),
        "set" | "show" => foreign::advice(foreign::SETTINGS, second, ""),
        _ => foreign::advice(foreign::COMMANDS, first, rest),
    }
}

/// Whether `name` is all of a command's name.
fn is_command(name: &str) -> bool {
    rows().any(|row| row.names.contains(&name))
}

fn apropos(words: &str) -> Outcome {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let holds_all = |texts: &[&str]| {
        let text = texts.join(" ").to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut sections: Vec<HelpSection> = FAMILIES
        .iter()
        .map(|family| {
            let rows = family.rows.iter().filter(|row| {
                holds_all(&[
                    &row.names.join(" "),
                    row.arguments,
                    row.summary,
                    &row.about(),
                ])
            });
            section(family.title, rows)
        })
        .collect();
    sections.push(settings(|row| {
        holds_all(&["set", row.name, &row.values.join(" "), row.help])
    }));
    sections.push(HelpSection {
        title: "Topics",
        commands: TOPICS
            .iter()
            .filter(|topic| holds_all(&[topic.name, topic.summary, topic.text]))
            .map(|Topic { name, summary, .. }| (format!("help {name}"), (*summary).into()))
            .collect(),
    });
    sections.push(HelpSection {
        title: "Glossary",
        commands: glossary::GLOSSARY
            .iter()
            .filter(|term| holds_all(&[&term.names.join(" "), term.meaning]))
            .map(|term| (format!("help {}", term.names[0]), term.meaning.into()))
            .collect(),
    });
    sections.retain(|section| !section.commands.is_empty());
    if sections.is_empty() {
        let words = words.join(" ");
        return Ok(Report::Nothing(Nothing::Help { words }));
    }
    let topics = Vec::new();
    Ok(Report::Help { sections, topics })
}

fn section(title: &'static str, rows: impl IntoIterator<Item = &'static Row>) -> HelpSection {
    HelpSection {
        title,
        commands: rows
            .into_iter()
            .map(|row| (row.usage(), row.summary.into()))
            .collect(),
    }
}

fn settings(wanted: impl Fn(&SettingRow) -> bool) -> HelpSection {
    HelpSection {
        title: "Settings",
        commands: SETTINGS
            .iter()
            .filter(|row| wanted(row))
            .map(|row| (row.usage(), row.help.into()))
            .collect(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
