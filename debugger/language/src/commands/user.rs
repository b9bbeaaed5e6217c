//! `define`, `document` and `alias`: commands that the user teaches.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::character::complete::char;
use nom::combinator::cut;

use super::{Family, Row, bind, is_own};
use crate::collect::{Body, Collector, Inner};
use crate::error::CommandError;
use crate::grammar::taught::{Meaning, UserCommand, is_name};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, Text, lexeme},
};
use crate::mode::Mode;
use crate::report::{HelpSection, Nothing, Opened, Report};
use crate::session::{Outcome, Session};

const DEFINING: &str = "The lines up to `end` are its commands; none at all forget it. $arg0, $arg1 and so on stand for \
                        its arguments, which blanks separate unless they are in quotes or brackets, $argc for their \
                        number. Its name is not shortened, and no name of the debugger's own. The first line that fails \
                        ends it. A taught command may use others, but not itself without end.";

pub(super) const FAMILY: Family = Family {
    title: "Commands of your own",
    rows: &[
        Row {
            names: &["define"],
            arguments: "CMD",
            summary: "teach a command: the lines up to `end`",
            details: DEFINING,
            opens: |_| Some(Inner::Body),
            bind: |i| bind(i, name, define),
            ..Row::PLAIN
        },
        Row {
            names: &["document"],
            arguments: "CMD",
            summary: "write the help of a command you taught: the lines up to `end`",
            details: "The first line stands in the list of `help user-defined`.",
            opens: |_| Some(Inner::Text),
            bind: |i| bind(i, name, document),
            ..Row::PLAIN
        },
        Row {
            names: &["alias"],
            arguments: "CMD = [TEXT]",
            summary: "give the beginning of a line a name of its own",
            details: "alias zp = m 0,+256 makes `zp` show page 0. What follows the name is added. Nothing behind the = \
                      forgets it.",
            bind: |i| bind(i, aliased, alias),
            ..Row::PLAIN
        },
    ],
};

/// The name of a command to teach.
#[derive(Clone, Debug)]
struct Name(String);

impl Canonical for Name {
    fn write(&self, line: &mut Printer) {
        line.word(&self.0);
    }
}

fn name(input: Span<'_>) -> Parsed<'_, Name> {
    let (rest, word) = lexeme(take_while(|c: char| !c.is_whitespace() && c != '=')).parse(input)?;
    if word.fragment().is_empty() {
        return Diagnostic::at(word, "a name is missing").error();
    }
    match check_name(word.fragment(), word.location_offset()) {
        Ok(()) => Ok((rest, Name((*word.fragment()).to_owned()))),
        Err(error) => error.failure(),
    }
}

/// Whether `name` may be taught.
///
/// # Errors
/// It is one of the debugger's own names, or none at all.
fn check_name(name: &str, offset: usize) -> Result<(), Diagnostic> {
    if is_own(name) {
        let text = format!("`{name}` is a command of the debugger");
        return Err(
            Diagnostic::new(offset, text).advise("take another name, so that it keeps its meaning")
        );
    }
    match name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_name) {
        true => Ok(()),
        false => Err(
            Diagnostic::new(offset, format!("`{name}` cannot be a name"))
                .advise("a name has letters, digits, `-` and `_`, and begins with a letter"),
        ),
    }
}

/// `NAME = TEXT`
#[derive(Clone, Debug)]
struct Aliased {
    name: Name,
    text: Text,
}

impl Canonical for Aliased {
    fn write(&self, line: &mut Printer) {
        line.add(&self.name).word('=').add(&self.text);
    }
}

fn aliased(input: Span<'_>) -> Parsed<'_, Aliased> {
    let (rest, name) = name(input)?;
    let (rest, _) = cut(lexeme(char('='))).parse(rest)?;
    let (rest, text) = token::text(rest)?;
    Ok((rest, Aliased { name, text }))
}

fn define(session: &mut Session<'_>, Name(name): Name) -> Outcome {
    if name.starts_with("hook-") || name.starts_with("hookpost-") {
        let text = format!("`{name}` would never run: commands have no hooks here");
        return Err(Diagnostic::new(0, text)
            .advise("`display E` shows E at each stop, `break A do { ... }` does something at one")
            .into());
    }
    let opened = opening(session, Opened::Definition { name: name.clone() });
    session.shell.mode = Mode::Collect(Collector::new(Body::Definition(name)));
    Ok(opened)
}

/// Takes the lines of `define`.
pub(super) fn defined(session: &mut Session<'_>, name: &str, lines: Vec<String>) -> Outcome {
    if lines.is_empty() {
        return forget(session, name);
    }
    session.shell.user.teach(name, Meaning::Lines(lines));
    Ok(Report::Done)
}

fn document(session: &mut Session<'_>, Name(name): Name) -> Outcome {
    if session.shell.user.get(&name).is_none() {
        return Err(CommandError::NotTaught(name));
    }
    let opened = opening(session, Opened::Help { name: name.clone() });
    session.shell.mode = Mode::Collect(Collector::new(Body::Help(name)));
    Ok(opened)
}

/// Takes the lines of `document`.
pub(super) fn documented(session: &mut Session<'_>, name: String, lines: Vec<String>) -> Outcome {
    match session.shell.user.get_mut(&name) {
        Some(command) => {
            command.help = lines;
            Ok(Report::Done)
        }
        None => Err(CommandError::NotTaught(name)),
    }
}

/// What a hand is told when a block begins; a script knows what it does.
fn opening(session: &Session<'_>, what: Opened) -> Report {
    match session.shell.script_depth {
        0 => Report::Opened(what),
        _ => Report::Done,
    }
}

fn alias(session: &mut Session<'_>, Aliased { name, text }: Aliased) -> Outcome {
    let (Name(name), Text(text)) = (name, text);
    if text.is_empty() {
        return forget(session, &name);
    }
    let first: String = text.chars().take_while(|&c| is_name(c)).collect();
    if !session.shell.user.knows(&text) {
        super::find(Span::new_extra(&text, session.context())).map_err(|error| {
            let text = format!("`{first}` is no command, so `{name}` would be none: {error}");
            let advice = error.advice.unwrap_or_default();
            Diagnostic::new(0, text).advise(advice)
        })?;
    }
    session.shell.user.teach(&name, Meaning::Alias(text));
    Ok(Report::Done)
}

fn forget(session: &mut Session<'_>, name: &str) -> Outcome {
    match session.shell.user.forget(name) {
        true => Ok(Report::Done),
        false => Err(CommandError::NotTaught(name.to_owned())),
    }
}

/// The lines that teach all that was taught.
pub(in crate::commands) fn taught(session: &Session<'_>) -> String {
    let all = session.shell.user.iter();
    all.map(|(name, command)| lines(name, command) + "\n")
        .collect()
}

/// `show user [NAME]`: the lines of one taught command, or of all.
pub(super) fn show(session: &Session<'_>, name: &str) -> Outcome {
    let list: Vec<String> = match name {
        "" => {
            let all = session.shell.user.iter();
            all.map(|(name, command)| lines(name, command)).collect()
        }
        name => match session.shell.user.get(name) {
            Some(command) => vec![lines(name, command)],
            None => return Err(CommandError::NotTaught(name.to_owned())),
        },
    };
    Ok(match list.is_empty() {
        true => Report::Nothing(Nothing::Taught),
        false => Report::Taught { list },
    })
}

/// A taught command as the lines that teach it.
fn lines(name: &str, command: &UserCommand) -> String {
    let block = |head: &str, lines: &[String]| {
        let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        format!("{head} {name}\n{lines}end")
    };
    let mut text = match &command.meaning {
        Meaning::Lines(lines) => block("define", lines),
        Meaning::Alias(text) => format!("alias {name} = {text}"),
    };
    if !command.help.is_empty() {
        text += &format!("\n{}", block("document", &command.help));
    }
    text
}

/// What `help user-defined` lists.
pub(super) fn section(session: &Session<'_>) -> HelpSection {
    let line = |(name, command): (&str, &UserCommand)| (name.to_owned(), summary(command).into());
    HelpSection {
        title: "Commands of your own",
        commands: session.shell.user.iter().map(line).collect(),
    }
}

fn summary(command: &UserCommand) -> String {
    match (command.help.first(), &command.meaning) {
        (Some(line), _) => line.clone(),
        (None, Meaning::Alias(text)) => text.clone(),
        (None, Meaning::Lines(lines)) => lines.join("; "),
    }
}

/// `help NAME` of a taught command.
pub(super) fn help(session: &Session<'_>, name: &str) -> Option<Report> {
    let command = session.shell.user.get(name)?;
    let text = match command.help.is_empty() {
        true => lines(name, command),
        false => command.help.join("\n"),
    };
    Some(Report::HelpOn {
        usage: name.to_owned(),
        aliases: Vec::new(),
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_debugger_keep_their_meaning() {
        for name in ["step", "s", "info", ">", "1x", "a b", ""] {
            assert!(check_name(name, 0).is_err(), "{name}");
        }
        assert!(check_name("st", 0).is_ok());
        assert!(check_name("my-step_2", 0).is_ok());
    }
}
