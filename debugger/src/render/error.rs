//! Errors: what, where with a caret, and what to do.

use crate::Exit;
use std::io::{self, IsTerminal};

use schemars::JsonSchema;
use serde::Serialize;

use super::text::{lines, width};
use super::{Role, page, paint};
use jumppad_engine::files::text::{spelt, steers};
use jumppad_language::error::{CommandError, ScriptError};

/// A line longer than this is no help under an error.
const LONGEST_SHOWN: usize = 400;

/// A command, a file or the start of the program failed.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ErrorView {
    #[schemars(extend("const" = "error"))]
    r#type: &'static str,
    message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    /// The script, `<stdin>`, or `<-e #N>` for the Nth command of the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// The line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// Where in the line, from 1 and in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    /// What a batch that ends here exits with.
    exit_code: u8,
}

impl ErrorView {
    pub(crate) fn new(error: &CommandError) -> Self {
        let script = innermost(error);
        let inner = script.map_or(error, |script| &script.error);
        let text = script.map_or("", |script| &script.text);
        Self {
            r#type: "error",
            message: inner.to_string(),
            advice: inner.advice(),
            file: script.map(|script| script.name.clone()),
            line: script.map(|script| script.line),
            column: inner.offset().map(|offset| column(text, offset)),
            exit_code: Exit::of(error).code(),
        }
    }
}

/// The error as text; `line` is what was typed, if it was.
pub(super) fn text(error: &CommandError, line: &str) -> String {
    let script = innermost(error);
    let (inner, line, place) = match script {
        Some(script) => {
            let column = column(&script.text, script.error.offset().unwrap_or(0));
            let place = format!("{}:{}:{column}: ", script.name, script.line);
            (&script.error, script.text.as_str(), place)
        }
        None => (error, line, String::new()),
    };
    let first = format!("{place}{} {inner}\n", paint(Role::Error, "error:"));
    let mut text = match io::stderr().is_terminal() {
        true => page::fit(first),
        false => first,
    };
    if let Some(offset) = inner.offset()
        && (1..=LONGEST_SHOWN).contains(&line.len())
    {
        // Tabs are kept, so that the caret stands under its letter.
        let blanks: String = line
            .chars()
            .take(column(line, offset) - 1)
            .map(|letter| match letter {
                '\t' => "\t".to_owned(),
                _ if steers(letter) => " ".repeat(spelt(letter).len()),
                _ => " ".to_owned(),
            })
            .collect();
        text += &format!("  {line}\n  {blanks}{}\n", paint(Role::Error, "^"));
    } else if script.is_some() && line.len() <= LONGEST_SHOWN {
        text += &format!("  {line}\n");
    }
    let advice = inner.advice().unwrap_or_default();
    for advice in advice.lines().flat_map(fitted) {
        text += &format!("  {}\n", paint(Role::Advice, advice));
    }
    text
}

/// `advice` in lines that fit where people read it; for others it is one.
fn fitted(advice: &str) -> Vec<String> {
    match io::stderr().is_terminal() {
        true => lines(advice, width() - 2),
        false => vec![advice.to_owned()],
    }
}

/// Scripts run scripts; the line that failed is in the innermost.
fn innermost(error: &CommandError) -> Option<&ScriptError> {
    match error {
        CommandError::InScript(script) => Some(innermost(&script.error).unwrap_or(script)),
        _ => None,
    }
}

/// The column, from 1 and in characters, of byte `offset`.
fn column(line: &str, offset: usize) -> usize {
    line.char_indices()
        .take_while(|&(at, _)| at < offset)
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_language::grammar::Diagnostic;

    #[test]
    fn the_caret_stands_under_its_letter() {
        let error = CommandError::from(Diagnostic::new(8, "wrong").advise("better"));
        assert_eq!(
            text(&error, "echo \u{e9} x"),
            "error: wrong\n  echo \u{e9} x\n         ^\n  better\n"
        );
        let error = CommandError::from(Diagnostic::new(3, "wrong"));
        let shown = super::super::shown(&text(&error, "a\x1B x"));
        assert_eq!(shown, "error: wrong\n  a\\x1B x\n        ^\n");
    }

    #[test]
    fn an_error_in_a_script_names_its_place() {
        let error = CommandError::InScript(Box::new(ScriptError {
            name: "a.dbg".to_owned(),
            line: 3,
            text: "stpe".to_owned(),
            error: Diagnostic::new(0, "unknown").into(),
        }));
        assert_eq!(text(&error, ""), "a.dbg:3:1: error: unknown\n  stpe\n  ^\n");
    }
}
