//! Every command is shown by a session under `scripts/`, so that every command runs on every tier.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use super::super::{parse, rows};
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
