//! The prompt: line editing, Tab, Enter that repeats, lines that are pasted, Ctrl-C and Ctrl-D.
//!
//! Invariant: it adds comfort only; what a line means is the session's business, so a script can do all that a hand can.

mod assistant;
mod history;
mod interrupt;

use std::sync::atomic::Ordering;

use rustyline::error::ReadlineError;
use rustyline::history::DefaultHistory;
use rustyline::{CompletionType, Config, Editor};

use crate::exit::Exit;
use crate::keyboard::Typist;
use crate::render::{Role, Style, paint, put_text, shown};
use crate::serve::User;
use assistant::{Assistant, Sources};
use history::History;
use jumppad_language::commands::{self, Enter};
use jumppad_language::error::CommandError;
use jumppad_language::grammar::{self, split::Line};
use jumppad_language::mode::Mode;
use jumppad_language::report::{Report, Why};
use jumppad_language::session::Session;

const PROMPT: &str = "(jumppad) ";
const HISTORY_LINES: usize = 1000;

/// What may stand at the end of `line`: the byte where that begins, then of each how it is shown, and its text.
pub(crate) fn completions(session: &Session<'_>, line: &str) -> (usize, Vec<(String, String)>) {
    let mut sources = Sources::default();
    sources.follow(session);
    let assistant = Assistant::of(session, "", &sources);
    let (start, found) = assistant.candidates(line, line.len());
    let found = found
        .into_iter()
        .map(|pair| (pair.display, pair.replacement));
    (start, found.collect())
}

/// Reads and runs lines until the user leaves.
pub(crate) fn run(session: &mut Session<'_>, style: Style, user: &User) -> Exit {
    session.shell.attendant = Some(Box::new(Typist::new(user.clone())));
    let exit = converse(session, style, user);
    session.shell.attendant = None;
    exit
}

fn converse(session: &mut Session<'_>, style: Style, user: &User) -> Exit {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .max_history_size(HISTORY_LINES)
        .map(|config| config.build());
    let editor = config.and_then(Editor::<Assistant, DefaultHistory>::with_config);
    let mut editor = match editor {
        Ok(editor) => editor,
        Err(error) => {
            put_text(&format!("the terminal cannot be used: {error}\n"));
            return Exit::Failed;
        }
    };
    let (key, handler) = interrupt::binding();
    editor.bind_sequence(key, handler);
    let mut history = History::load(&mut editor);
    let mut last = String::new();
    let mut sources = Sources::default();
    loop {
        let prompt = prompt(session);
        let is_block = session.shell.mode.is_block();
        sources.follow(session);
        editor.set_helper(Some(Assistant::of(session, &prompt, &sources)));
        let prompt = shown(&prompt);
        let painted = shown(&paint(Role::Prompt, &prompt));
        let line = editor.readline(&(prompt.as_str(), painted.as_str()));
        // Whoever changes the names now need not copy them.
        editor.set_helper(None);
        match line {
            Ok(text) => {
                let text = match text.trim().is_empty() && !is_block {
                    true => repeated(&last),
                    false => text,
                };
                text.lines().for_each(|line| history.add(&mut editor, line));
                // A Ctrl-C from before this line was not meant for it.
                user.take();
                if let Next::Leave = all(session, &text, style) {
                    break Exit::Fine;
                }
                last = match is_block {
                    true => String::new(),
                    false => text.lines().last().unwrap_or("").to_owned(),
                };
            }
            // Ctrl-C drops the line that was being typed, and the block that it belongs to.
            Err(ReadlineError::Interrupted) => session.leave_block(),
            Err(ReadlineError::Eof) if is_block => {
                if let Mode::Collect(_) = session.shell.mode {
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

/// What the next line is asked for with.
fn prompt(session: &Session<'_>) -> String {
    session.prompt().unwrap_or_else(|| PROMPT.to_owned())
}

/// What follows a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    /// No more of those that were given with it: the user took over.
    Prompt,
    Leave,
}

/// The lines of `text`: one that was typed, or several that were pasted, as if each had been typed.
fn all(session: &mut Session<'_>, text: &str, style: Style) -> Next {
    let lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
    let is_pasted = text.contains('\n');
    for line in lines {
        if is_pasted && style == Style::Text {
            put_text(&format!("{}{line}\n", paint(Role::Prompt, prompt(session))));
        }
        match one(session, line, style) {
            Next::Line => {}
            other => return other,
        }
    }
    Next::Prompt
}

fn one(session: &mut Session<'_>, line: &str, style: Style) -> Next {
    // A Ctrl-C from before this line was not meant for it.
    session.debugger.interrupt.store(false, Ordering::SeqCst);
    let is_interrupted = match session.execute(line) {
        Ok(Report::Quit) => return Next::Leave,
        Ok(report) => {
            let interrupted = matches!(&report, Report::Stop(stop) if matches!(stop.why, Why::Interrupted { .. }));
            // In front of a breakpoint it is told of that, and the flag is still set.
            if (session.debugger.take_interrupt() || interrupted) && style == Style::Text {
                // The terminal has echoed ^C at the start of this line.
                put_text("\n");
            }
            session.tell(&report);
            interrupted
        }
        Err(error) => {
            session.complain(&error, line);
            matches!(error, CommandError::Interrupted)
        }
    };
    match is_interrupted || session.debugger.interrupt.load(Ordering::SeqCst) {
        true => Next::Prompt,
        false => Next::Line,
    }
}

/// What Enter alone means after `last`.
fn repeated(last: &str) -> String {
    let last = match commands::of_line(last) {
        Line::Commands(commands) => commands.last().map_or("", |&(_, text)| text),
        Line::Open => "",
    };
    let Ok(Some(command)) = commands::parse(last, grammar::Context::default()) else {
        return String::new();
    };
    match command.row.enter {
        Enter::Nothing => String::new(),
        Enter::Repeat => last.to_owned(),
        // The format of `x/8xb` is part of what goes on.
        enter @ (Enter::Advance | Enter::As(_)) => {
            let mut words = last.split_whitespace();
            let name = words.next().unwrap_or("");
            let name = match enter {
                Enter::As(other) => other,
                _ => name,
            };
            match words.next() {
                Some(format) if format.starts_with('/') => format!("{name} {format}"),
                _ => name.to_owned(),
            }
        }
    }
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
        assert_eq!(repeated("p x; m 200"), "m");
        assert_eq!(repeated("step; p x # and again"), "");
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
