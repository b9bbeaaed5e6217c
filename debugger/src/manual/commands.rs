//! `COMMANDS.md`: every command, setting and topic, and the command line.

use std::fmt::Write;

use super::markdown::{code, codes, escaped, paragraphs, row, sentence};
use crate::cli;
use jumppad_language::commands::{
    Enter, FAMILIES, GLOSSARY, GLOSSARY_TITLE, GROUPS, Row, TOPICS, topics,
};
use jumppad_language::setting_rows::{SETTINGS, SettingRow};

const HEAD: &str = "# Commands\n\n\
    All that the debugger understands, as `help` tells it. This page is made from the tables of commands, settings and \
    topics; `JUMPPAD_BLESS=1 cargo test --lib manual` writes it.\n\n\
    In a usage `[..]` may be left out, `a|b` is one of the two, `...` repeats, and words in capitals stand for what you \
    write: [numbers](#topic-numbers), [ranges](#topic-ranges), [expressions](#topic-expressions). A name may be shortened \
    while that is unambiguous, also each of two words";

fn page() -> String {
    let aliases = GROUPS.iter().filter(|(alias, name)| alias != name);
    let aliases = aliases.map(|(alias, name)| format!("; {} is {}", code(alias), code(name)));
    let mut page = format!("{HEAD}{}.\n\n", aliases.collect::<String>());
    page += &contents();
    for family in FAMILIES {
        let _ = write!(page, "## {}\n\n", family.title);
        family.rows.iter().for_each(|row| page += &command(row));
        if family.title == "Settings" {
            page += &settings();
        }
    }
    for topic in TOPICS {
        let summary = sentence(topic.summary);
        let _ = write!(page, "## Topic: {}\n\n{summary}\n\n", topic.name);
        page += &paragraphs(topic.text);
    }
    let _ = write!(
        page,
        "## Topic: {GLOSSARY_TITLE}\n\n{}|---|---|\n",
        row(&["word", "meaning"])
    );
    for term in GLOSSARY {
        page += &row(&[&codes(term.names.iter().copied()), &escaped(term.meaning)]);
    }
    page.push('\n');
    for (name, help) in cli::helps() {
        let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
        let _ = write!(
            page,
            "## Command line: {name}\n\n```text\n{}\n```\n\n",
            help.join("\n")
        );
    }
    page.trim_end().to_owned() + "\n"
}

/// The families with their commands, the topics and the command lines, with links.
fn contents() -> String {
    let families: String = FAMILIES
        .iter()
        .map(|family| {
            let words = family.rows.iter().map(|row| row.names[0]);
            row(&[&link(family.title, family.title), &codes(words)])
        })
        .collect();
    let topics: Vec<String> = topics()
        .map(|name| link(name, &format!("topic {name}")))
        .collect();
    let lines: Vec<String> = cli::helps()
        .iter()
        .map(|(name, _)| link(name, &format!("command line {name}")))
        .collect();
    let rest = row(&["Topics", &topics.join(", ")]) + &row(&["Command lines", &lines.join(", ")]);
    format!("{}|---|---|\n{families}{rest}\n", row(&["", ""]))
}

/// A link to the heading `title`.
fn link(text: &str, title: &str) -> String {
    format!("[{text}](#{})", title.to_lowercase().replace(' ', "-"))
}

fn command(row: &Row) -> String {
    let mut text = format!("### {}\n\n{}", code(&row.usage()), sentence(row.summary));
    if row.names.len() > 1 {
        let _ = write!(text, " Also {}.", codes(row.names[1..].iter().copied()));
    }
    text += match row.enter {
        Enter::Nothing => "",
        Enter::Repeat => " Enter repeats it.",
        Enter::Advance | Enter::As(_) => " Enter goes on.",
    };
    text += "\n\n";
    text + &paragraphs(&row.about())
}

fn settings() -> String {
    let line = |setting: &SettingRow| {
        let consequence = match setting.consequence {
            "" => String::new(),
            text => format!("; {text}"),
        };
        let values = codes(setting.values.iter().copied());
        let help = escaped(&format!("{}{consequence}", setting.help));
        row(&[&code(setting.name), &values, &help])
    };
    let lines: String = SETTINGS.iter().map(line).collect();
    let head = row(&["setting", "values", "what it does"]);
    format!("{head}|---|---|---|\n{lines}\n")
}

#[test]
fn the_page_is_what_the_tables_say() {
    super::check("COMMANDS.md", &page());
}
