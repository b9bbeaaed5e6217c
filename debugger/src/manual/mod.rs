//! The manual: pages made from the tables that the program itself works with, so they are true.
//!
//! Invariant: a page in the repository is what the tables say now; a test of each page holds that, and writes it anew
//! under `JUMPPAD_BLESS=1`. Nothing is explained here: what is unclear in a page is put right in its row.

mod commands;
mod json;
mod machines;
mod markdown;
mod words;

use std::fs;
use std::path::Path;

/// Asserts that the page `name` of this crate's folder is `text`, or makes it so when asked to.
fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("debugger")
        .join(name);
    if std::env::var_os("JUMPPAD_BLESS").is_some() {
        fs::write(&path, text).expect("the page can be written");
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    let differing = there
        .lines()
        .zip(text.lines())
        .position(|(old, new)| old != new);
    assert!(
        there == text,
        "debugger/{name} is not what the tables say, from line {} on: `JUMPPAD_BLESS=1 cargo test --lib manual` writes \
         it; read the difference, then commit it",
        differing.map_or(there.lines().count(), |at| at) + 1
    );
}
