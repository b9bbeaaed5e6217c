//! The prompt: line editing, history, Tab, Enter that repeats, Ctrl-C and Ctrl-D.
//!
//! Invariant: it adds comfort only; what a line means is the session's business, so a script can do all that a hand can.

mod assistant;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use etcetera::BaseStrategy;
use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::commands::{self, Enter};
use crate::exit::Exit;
use crate::grammar;
use crate::mode::Mode;
use crate::render::{Role, Style, paint, put_text, shown};
use crate::report::{Report, Why};
use crate::session::Session;
use assistant::Assistant;

const PROMPT: &str = "(jumppad) ";
const HISTORY_LINES: usize = 1000;

/// Reads and runs lines until the user leaves.
pub(crate) fn run(session: &mut Session, style: Style) -> Exit {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(HISTORY_LINES)
        .map(|config| config.auto_add_history(true).build());
    let editor = config.and_then(Editor::<Assistant, DefaultHistory>::with_config);
    let mut editor = match editor {
        Ok(editor) => editor,
        Err(error) => {
            put_text(&format!("the terminal cannot be used: {error}\n"));
            return Exit::Failed;
        }
    };
    let history = history_file();
    if let Some(file) = &history {
        // The first start has no history; one that cannot be read is no reason to refuse work.
        let _ = editor.load_history(file);
    }
    let mut last = String::new();
    loop {
        let prompt = session.prompt();
        let is_block = prompt.is_some();
        let prompt = prompt.unwrap_or_else(|| PROMPT.to_owned());
        editor.set_helper(Some(Assistant::of(session)));
        let prompt = shown(&prompt);
        let painted = shown(&paint(Role::Prompt, &prompt));
        let line = editor.readline(&(prompt.as_str(), painted.as_str()));
        // Whoever changes the names now need not copy them.
        editor.set_helper(None);
        match line {
            Ok(line) => {
                let line = match line.trim().is_empty() && !is_block {
                    true => repeated(&last),
                    false => line,
                };
                if let Some(file) = &history {
                    // Line by line, so that a closed terminal loses nothing; a full disk is no reason to stop.
                    let _ = editor.append_history(file);
                }
                if let Next::Leave = one(session, &line, style) {
                    break Exit::Fine;
                }
                last = if is_block { String::new() } else { line };
            }
            // Ctrl-C drops the line that was being typed, and the block that it belongs to.
            Err(ReadlineError::Interrupted) => session.leave_block(),
            Err(ReadlineError::Eof) if is_block => {
                if let Mode::Collect(_) = session.mode {
                    one(session, "end", style);
                }
                session.leave_block();
            }
            Err(ReadlineError::Eof) => break Exit::Fine,
            Err(error) => {
                put_text(&format!("the terminal is gone: {error}\n"));
                break Exit::Failed;
            }
        }
    }
}

enum Next {
    Prompt,
    Leave,
}

fn one(session: &mut Session, line: &str, style: Style) -> Next {
    // A Ctrl-C from before this line was not meant for it.
    session.interrupt.store(false, Ordering::SeqCst);
    match session.execute(line) {
        Ok(Report::Quit) => return Next::Leave,
        Ok(report) => {
            let interrupted = matches!(&report, Report::Stop(stop) if matches!(stop.why, Why::Interrupted { .. }));
            if interrupted && style == Style::Text {
                // The terminal has echoed ^C at the start of this line.
                put_text("\n");
            }
            session.tell(&report);
        }
        Err(error) => session.complain(&error, line),
    }
    Next::Prompt
}

/// What Enter alone means after `last`.
fn repeated(last: &str) -> String {
    let Ok(Some(command)) = commands::parse(last, grammar::Context::default()) else {
        return String::new();
    };
    match command.row.enter {
        Enter::Nothing => String::new(),
        Enter::Repeat => last.to_owned(),
        // The format of `x/8xb` is part of what goes on.
        Enter::Advance => {
            let mut words = last.split_whitespace();
            let name = words.next().unwrap_or("");
            match words.next() {
                Some(format) if format.starts_with('/') => format!("{name} {format}"),
                _ => name.to_owned(),
            }
        }
    }
}

/// The user's history file, in a folder that exists.
fn history_file() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let folder = base
        .state_dir()
        .unwrap_or_else(|| base.data_dir())
        .join("jumppad");
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enter_repeats_steps_advances_dumps_and_does_no_harm() {
        assert_eq!(repeated("step 3"), "step 3");
        assert_eq!(repeated("n"), "n");
        assert_eq!(repeated("m 200"), "m");
        assert_eq!(repeated("d 600 620"), "d");
        assert_eq!(repeated("x/8xb 200"), "x/8xb");
        assert_eq!(repeated("x /8xb 200"), "x /8xb");
        for line in [
            "break 600",
            "set radix 16",
            "load a.prg",
            "run",
            "",
            "nonsense",
        ] {
            assert_eq!(repeated(line), "", "{line}");
        }
    }
}
