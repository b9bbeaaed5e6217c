//! The short programs of the benchmark print on every tier what they print under sim65, in about as many cycles.

#[path = "../debugger/benches/processes/runs.rs"]
mod runs;

use std::process::{Command, Stdio};

use runs::Run;

/// Longer runs do the same again and again.
const SHORT: u64 = 4_000_000;
/// sim65 2.19 counts another cycle than the chip where a branch at the very end of a page is taken; the programs have
/// a few such branches outside of their loops.
const ASTRAY: u64 = 16;

/// The cycles of a run that prints what it should.
#[track_caller]
fn cycles(run: &Run, tier: &str) -> u64 {
    let output = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["run", "--tier", tier, "-c", &run.path(), run.argument])
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let what = format!("{} {} on {tier}: {output:?}", run.program, run.argument);
    assert!(output.status.success(), "{what}");
    let mut lines = printed.lines();
    assert_eq!(lines.next(), Some(run.line), "{what}");
    let cycles = lines.next().and_then(|line| line.strip_suffix(" cycles"));
    let cycles: u64 = cycles.and_then(|number| number.parse().ok()).expect(&what);
    assert!(cycles.abs_diff(run.cycles) <= ASTRAY, "{what}");
    cycles
}

#[test]
fn each_program_prints_what_it_prints_under_sim65() {
    for run in runs::all().iter().filter(|run| run.cycles < SHORT) {
        assert_eq!(
            cycles(run, "interp"),
            cycles(run, "auto"),
            "{}",
            run.program
        );
    }
}

/// The others have all of printf, which takes long to compile at its first use.
#[test]
fn a_small_program_does_so_compiled_from_the_start() {
    let runs = runs::all();
    let first = runs.iter().find(|run| run.program == "base64");
    let first = first.expect("there is such a run");
    assert_eq!(cycles(first, "interp"), cycles(first, "jit"));
}
