//! How fast whole programs run: the steady state of every tier, how soon it is
//! reached, what stops and interrupts cost, and how long wide programs take in all.
//!
//! The programs are those of the folder that `JUMPPAD_BENCH` names (raw images
//! for $0400, with a repeat count at $0403), else the ones built in. Words on
//! the command line pick parts: `steady`, `warm-up`, `cost`, `wide`, `interrupts`; any
//! other word is the name of a program, of which only these are measured then.

mod board;
mod cold;
mod cost;
mod engines;
mod plot;
mod programs;
mod start;
mod stats;
mod steady;
mod timer;
mod wide;

use programs::Program;

/// A part of the benchmark: its name, the programs that it is about, and what it reports.
type Part = (&'static str, fn() -> Vec<Program>, fn(&[Program]));

const PARTS: [Part; 5] = [
    ("steady", programs::built_in, steady::report),
    ("warm-up", programs::built_in, cold::report),
    ("cost", programs::built_in, cost::report),
    ("wide", programs::wide, wide::report),
    ("interrupts", programs::wide, timer::report),
];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some(start::WORD) => return start::child(&words[1..]),
        Some(wide::WORD) => return wide::child(&words[1..]),
        _ => {}
    }
    // Cargo adds a word of its own.
    let words = words.iter().filter(|word| !word.starts_with("--"));
    let is_part = |word: &&String| PARTS.iter().any(|(name, ..)| name == word);
    let (parts, names): (Vec<&String>, Vec<&String>) = words.partition(is_part);
    for (part, given, report) in PARTS {
        if parts.is_empty() || parts.iter().any(|word| *word == part) {
            report(&chosen(&names, given));
            println!();
        }
    }
}

/// The programs of those names, or all of a part's.
fn chosen(names: &[&String], given: fn() -> Vec<Program>) -> Vec<Program> {
    if names.is_empty() {
        return programs::found_or(given);
    }
    names.iter().map(|name| programs::called(name)).collect()
}
