//! Commands that the user taught, carried out.
//!
//! Invariants: what a taught command runs is a script of its name, so its errors have their place, Ctrl-C ends it, and
//! one that runs itself ends at the depth of scripts.
//!
//! Left out: the lines' meaning, which is that of any line at the time it runs.

use crate::error::CommandError;
use crate::grammar::{Diagnostic, taught::Meaning};
use crate::report::Report;
use crate::script;
use crate::session::{Outcome, Session};
use jumppad_engine::settings::Switch;

/// More arguments than any hand gives, and a longer line than any command is.
const MAX_ARGUMENTS: usize = 100;

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
}
