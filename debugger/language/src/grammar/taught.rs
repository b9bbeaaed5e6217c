//! Commands that the user taught: `define` gives a name to lines, `alias` another name to the beginning of a line.
//!
//! Invariants: a name of the debugger's own never means something else; what a taught command runs is a script of that
//! name, so its errors have their place, Ctrl-C ends it, and one that runs itself ends at the depth of scripts.
//!
//! Left out: the lines' meaning, which is that of any line at the time it runs.

use std::collections::BTreeMap;

use crate::commands;
use crate::error::CommandError;
use crate::grammar::{Diagnostic, split::without_comment};
use crate::report::Report;
use crate::script;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

/// More arguments than any hand gives, and a longer line than any command is.
const MAX_ARGUMENTS: usize = 100;

/// All that was taught.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct UserCommands {
    by_name: BTreeMap<String, UserCommand>,
}

/// A command that was taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCommand {
    pub meaning: Meaning,
    /// What `document` says of it.
    pub help: Vec<String>,
}

/// What a taught command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The lines between `define` and `end`.
    Lines(Vec<String>),
    /// What stands in its place.
    Alias(String),
}

impl UserCommands {
    /// Teaches `name`; its help stays.
    pub fn teach(&mut self, name: &str, meaning: Meaning) {
        let help = self.by_name.remove(name).map(|old| old.help);
        let help = help.unwrap_or_default();
        let command = UserCommand { meaning, help };
        self.by_name.insert(name.to_owned(), command);
    }

    /// Forgets `name`; whether it was known.
    pub fn forget(&mut self, name: &str) -> bool {
        self.by_name.remove(name).is_some()
    }

    pub fn get(&self, name: &str) -> Option<&UserCommand> {
        self.by_name.get(name)
    }

    pub fn get_mut(&mut self, name: &str) -> Option<&mut UserCommand> {
        self.by_name.get_mut(name)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &UserCommand)> {
        let commands = self.by_name.iter();
        commands.map(|(name, command)| (name.as_str(), command))
    }

    /// The command that `line` begins with, and its arguments.
    fn called<'l>(&self, line: &'l str) -> Option<(&'l str, &UserCommand, &'l str)> {
        let line = without_comment(line).trim_start();
        let end = line.find(|c: char| !is_name(c)).unwrap_or(line.len());
        let (name, arguments) = line.split_at(end);
        let command = self.by_name.get(name)?;
        let is_whole = arguments.is_empty() || arguments.starts_with(char::is_whitespace);
        is_whole.then(|| (name, command, arguments.trim()))
    }

    /// Whether `line` begins with a command that was taught.
    pub fn knows(&self, line: &str) -> bool {
        self.called(line).is_some()
    }
}

/// A letter of a taught command's name.
pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Whether `name` may be taught.
///
/// # Errors
/// It is one of the debugger's own names, or none at all.
pub(crate) fn check_name(name: &str, offset: usize) -> Result<(), Diagnostic> {
    if commands::is_own(name) {
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

impl Session<'_> {
    /// Runs `line` if it begins with a command that was taught.
    pub fn run_taught(&mut self, line: &str) -> Option<Outcome> {
        let (name, command, arguments) = self.shell.user.called(line)?;
        let (name, arguments) = (name.to_owned(), arguments.to_owned());
        let meaning = command.meaning.clone();
        if self.shell.trace_commands == Switch::On {
            let text = line.trim().to_owned();
            self.tell(&Report::Command { text });
        }
        let outcome = match meaning {
            Meaning::Alias(text) => {
                let line = format!("{text} {arguments}");
                let name = format!("alias {name}");
                script::run(self, &name, line.trim_end().as_bytes())
            }
            Meaning::Lines(lines) => match filled(&name, &lines, &arguments) {
                Ok(text) => script::run(self, &name, text.as_bytes()),
                Err(error) => Err(error),
            },
        };
        Some(self.recorded(outcome, Some(line.trim()), line))
    }
}

/// The lines of `name` with their arguments in place.
fn filled(name: &str, lines: &[String], arguments: &str) -> Result<String, CommandError> {
    let arguments = split(arguments);
    if arguments.len() > MAX_ARGUMENTS {
        let text = format!("`{name}` was given more than {MAX_ARGUMENTS} arguments");
        return Err(Diagnostic::new(0, text).into());
    }
    let mut text = String::new();
    for line in lines {
        text += &fill(name, line, &arguments)?;
        text.push('\n');
    }
    Ok(text)
}

/// `line` with `$arg0`, `$arg1` ... and `$argc` replaced.
fn fill(name: &str, line: &str, arguments: &[&str]) -> Result<String, CommandError> {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("$arg") {
        out += &rest[..at];
        let after = &rest[at + "$arg".len()..];
        let digits = after
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(after.len());
        if digits > 0 {
            let number = after[..digits].parse::<usize>().ok();
            let Some(argument) = number.and_then(|n| arguments.get(n)) else {
                let text = format!(
                    "`{name}` uses $arg{}, but was given {}",
                    &after[..digits],
                    match arguments.len() {
                        0 => "no arguments".to_owned(),
                        1 => "one argument".to_owned(),
                        count => format!("{count} arguments"),
                    }
                );
                return Err(Diagnostic::new(0, text)
                    .advise(format!(
                        "`show user {name}` shows its lines; the first argument is $arg0"
                    ))
                    .into());
            };
            out += argument;
            rest = &after[digits..];
        } else if let Some(after) = after.strip_prefix('c') {
            out += &arguments.len().to_string();
            rest = after;
        } else {
            out += "$arg";
            rest = after;
        }
    }
    Ok(out + rest)
}

/// The arguments of a line: separated by blanks, except in quotes and brackets.
fn split(line: &str) -> Vec<&str> {
    let mut arguments = Vec::new();
    let mut start = None;
    let (mut quoted, mut depth) = (false, 0usize);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_blank = letter.is_whitespace() && !quoted && depth == 0;
        match (is_blank, start) {
            (true, Some(from)) => {
                arguments.push(&line[from..at]);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
    }
    arguments.extend(start.map(|from| &line[from..]));
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_words_quotes_and_brackets() {
        assert_eq!(
            split("600 \"a b\" (x + 1)  [ 2 ] é"),
            ["600", "\"a b\"", "(x + 1)", "[ 2 ]", "é"]
        );
        assert!(split("  ").is_empty());
    }

    #[test]
    fn arguments_take_their_places() {
        let fill = |line: &str| fill("f", line, &["600", "x"]);
        assert_eq!(fill("m $arg0,+$argc").unwrap(), "m 600,+2");
        assert_eq!(fill("$arg1$arg1 $argument").unwrap(), "xx $argument");
        let error = fill("p $arg2").unwrap_err().to_string();
        assert_eq!(error, "`f` uses $arg2, but was given 2 arguments");
        assert!(fill("p $arg99999999999999999999").is_err());
    }

    #[test]
    fn names_of_the_debugger_keep_their_meaning() {
        for name in ["step", "s", "info", ">", "1x", "a b", ""] {
            assert!(check_name(name, 0).is_err(), "{name}");
        }
        assert!(check_name("st", 0).is_ok());
        assert!(check_name("my-step_2", 0).is_ok());
    }
}
