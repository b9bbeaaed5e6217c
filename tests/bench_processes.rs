//! The short programs of the benchmark print on every tier what they print under sim65, in as many cycles.

#[path = "../debugger/benches/processes/runs.rs"]
mod runs;

use std::process::{Command, Stdio};

use runs::Run;

#[track_caller]
fn prints_the_same(run: &Run, tier: &str) {
    let output = Command::new(env!("CARGO_BIN_EXE_jumppad"))
        .args(["run", "--tier", tier, "-c", &run.path(), run.argument])
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        format!("{}\n{} cycles\n", run.line, run.cycles),
        "{} {} on {tier}",
        run.program,
        run.argument
    );
    assert!(output.status.success());
}

#[test]
fn each_run_prints_what_it_prints_under_sim65() {
    for run in runs::all() {
        for tier in ["interp", "auto"] {
            prints_the_same(&run, tier);
        }
    }
}

/// The others have all of printf, which takes long to compile at its first use, as the same.
#[test]
fn a_small_program_does_so_compiled_from_the_start() {
    let runs = runs::all();
    let first = runs.iter().find(|run| run.program == "base64");
    prints_the_same(first.expect("there is such a run"), "jit");
}
