//! Holds the direction in which the parts of a crate know each other, read off their `use` lines.
//!
//! Between crates Cargo sees to it. Left out: what a crate's root exports, as `crate::Machine`, which the conditions and
//! filters of the tiers are asked with.

use std::fs;
use std::path::Path;

/// The parts of `jumppad-tiers`: what is known of memory and instructions, what surrounds the chip, what stops it, what is
/// learnt of code, the tiers by what they are made of, what is told of them, and the machine, which runs in all of them.
const TIERS: &[&str] = &[
    "pages",
    "patience",
    "touched",
    "opcode_set",
    "policy",
    "listing",
    "access",
    "event",
    "status",
    "chains",
    "counts",
    "code_marks",
    "instruction",
    "coverage",
    "banks",
    "interrupts",
    "device",
    "devices",
    "ports",
    "filter",
    "condition",
    "breakpoints",
    "watch",
    "profile",
    "patches",
    "feedback",
    "placed",
    "interpreter",
    "baseline",
    "region",
    "dump",
    "jit",
    "chronicle",
    "cache",
    "log",
    "filters",
    "catch",
    "tiers",
    "machine",
];

/// The parts of `jumppad-engine`, from those that know nothing of the others to those that know all.
const ENGINE: &[&str] = &[
    "names",
    "cpu",
    "switch",
    "speed",
    "files",
    "answer",
    "program",
    "coverage",
    "expression",
    "breakpoints",
    "host",
    "history",
    "error",
    "board",
    "settings",
    "debugger",
    "profile",
    "explorer",
    "query",
    "tracing",
    "run",
];

/// The parts of `jumppad-language`: what text means, what is answered, what a session keeps, and above the commands what
/// hands them their lines.
const LANGUAGE: &[&str] = &[
    "grammar",
    "size",
    "page",
    "error",
    "report",
    "record",
    "assemble",
    "collect",
    "mode",
    "display",
    "session",
    "script",
    "setting_rows",
    "commands",
    "executor",
    "complete",
];

/// The faces: what ends and shows, what talks, what starts it all.
const FACES: &[&str] = &[
    "alarm", "serve", "keyboard", "exit", "render", "headless", "suite", "traces", "schema", "rc",
    "repl", "dap", "gdb", "vice", "mcp", "cli", "fuzzing", "manual",
];

/// The parts that `text` names, as `crate::PART` or within `crate::{PART, PART}`.
fn named(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join("\n");
    let word = |text: &str| -> String {
        let letters = text.trim_start().chars();
        letters
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect()
    };
    let mut parts = Vec::new();
    for piece in code.split("crate::").skip(1) {
        if !piece.starts_with('{') {
            parts.push(word(piece));
            continue;
        }
        let (mut depth, mut begins) = (0, false);
        for (at, c) in piece.char_indices() {
            match c {
                '{' => {
                    depth += 1;
                    begins = depth == 1;
                }
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                ',' => begins = depth == 1,
                c if begins && !c.is_whitespace() => {
                    parts.push(word(&piece[at..]));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    parts
}

/// What is wrong with the files in `folder`, which are of the part `own`.
fn against(folder: &Path, own: Option<&str>, order: &[&str], wrong: &mut Vec<String>) {
    let place = |part: &str| order.iter().position(|other| *other == part);
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("it can be read").path();
        let stem = path.file_stem().expect("it has a name").to_string_lossy();
        let own = own.unwrap_or(&stem);
        if path.is_dir() {
            against(&path, Some(own), order, wrong);
            continue;
        }
        // What tests share knows what they know.
        if let "lib" | "main" | "testing" = own {
            continue;
        }
        let Some(here) = place(own) else {
            wrong.push(format!(
                "{}: `{own}` has no place in the order",
                path.display()
            ));
            continue;
        };
        let text = fs::read_to_string(&path).expect("a source file is text");
        for part in named(&text) {
            if place(&part).is_some_and(|there| there > here) {
                wrong.push(format!("{} knows `{part}`", path.display()));
            }
        }
    }
}

fn hold(folder: &str, order: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    against(&root.join(folder), None, order, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_tiers_have_a_direction() {
    hold("tiers/src", TIERS);
}

#[test]
fn the_engine_has_a_direction() {
    hold("debugger/engine/src", ENGINE);
}

#[test]
fn the_language_has_a_direction() {
    hold("debugger/language/src", LANGUAGE);
}

#[test]
fn the_faces_have_a_direction() {
    hold("debugger/src", FACES);
}

#[test]
fn parts_are_found_in_lists_too() {
    let text = "use crate::{run, debugger::{Debugger, x}, a};\n// crate::no\nlet x = crate::b::c;";
    assert_eq!(named(text), ["run", "debugger", "a", "b"]);
}
