//! Every command is shown by a session under `scripts/`, so that every command runs on every tier; and each line there is
//! a value, which its text stands for.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use super::super::{Command, parse, rows};
use crate::grammar::Context;

/// Commands that no golden session can use, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("record", "it writes a file of its own; tests/habits.rs"),
    ("profile save", "it writes a file; tests/profile.rs"),
    ("save", "it writes a file; tests/files.rs"),
    ("trace save", "it writes a file; tests/trace_file.rs"),
    ("save breakpoints", "it writes a file; tests/actions.rs"),
    ("save symbols", "it writes a file; tests/vocabulary.rs"),
    ("coverage save", "it writes a file; tests/coverage.rs"),
    ("bsave", "it writes a file; tests/files.rs"),
    ("jit report", "it writes a file; tests/report.rs"),
    ("jit top", "it tells of the host's time; tests/report.rs"),
    ("serve", "it waits for a client; tests/serving.rs"),
];

/// The lines of all sessions, and the commands within their lines.
fn lines() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
    let folders = [root.clone(), root.join("jit")].into_iter();
    let files = folders.flat_map(|folder| fs::read_dir(folder).expect("sessions are there"));
    let mut lines = Vec::new();
    for file in files {
        let path = file.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "dbg") {
            continue;
        }
        let text = fs::read_to_string(path).expect("a session is text");
        for line in text.lines() {
            if let Some((_, body)) = line.split_once('{') {
                lines.extend(body.split(['}', ';']).map(str::to_owned));
            }
            lines.push(line.to_owned());
        }
    }
    lines
}

#[test]
fn every_command_is_shown_by_a_session() {
    let used: HashSet<&str> = lines()
        .iter()
        .filter_map(|line| parse(line, Context::default()).ok().flatten())
        .map(|command| command.row.names[0])
        .collect();
    let is_excepted = |name: &str| EXCEPTIONS.iter().any(|(except, _)| *except == name);
    let missing: Vec<&str> = rows()
        .map(|row| row.names[0])
        .filter(|name| !used.contains(name) && !is_excepted(name))
        .collect();
    assert!(
        missing.is_empty(),
        "no session under scripts/ uses {missing:?}: add one, `JUMPPAD_BLESS=1 cargo test --test golden` writes its \
         output; what cannot be shown is an exception with its reason"
    );
    for (name, _) in EXCEPTIONS {
        assert!(!used.contains(name), "`{name}` is shown, and no exception");
        assert!(rows().any(|row| row.names[0] == *name), "`{name}` is gone");
    }
}

/// The words of the arguments' structure: what is left out, numbers and strings, stands in the text, or is a place in the
/// line and how something was typed.
fn shape(command: &Command) -> String {
    let arguments = format!("{:?}", command.bound.call)
        .replace("\\\"", "")
        .replace("decimal: Some", "decimal: None");
    let outside_of_quotes = arguments.split('"').step_by(2);
    outside_of_quotes
        .flat_map(str::chars)
        .filter(|c| c.is_alphabetic())
        .collect()
}

#[test]
fn a_command_is_a_value_and_its_text_parses_to_it() {
    let parsed = |line: &str| parse(line, Context::default()).ok().flatten();
    let mut seen = 0;
    for line in lines() {
        let Some(command) = parsed(&line) else {
            continue;
        };
        seen += 1;
        assert_eq!(command.clone(), command, "`{line}`");
        let text = command.text();
        let again = parsed(&text).unwrap_or_else(|| panic!("`{line}` is `{text}`, no command"));
        assert_eq!(again, command, "`{line}`");
        assert_eq!(shape(&again), shape(&command), "`{line}` is `{text}`");
    }
    assert!(seen > 500, "only {seen} lines are commands");
    for (one, other) in [
        ("break 600", "break 601"),
        ("break 600", "tbreak 600"),
        ("step", "step 2"),
        ("m 600", "m"),
    ] {
        assert_ne!(parsed(one), parsed(other), "{one}, {other}");
    }
    assert_eq!(parsed("  b   600"), parsed("break $0600"));
}
