//! How long fifty short programs of C take as processes, start and end included: by
//! `jumppad run` on each tier, and by cc65's `sim65` where it is installed.
//!
//! Every round runs each program by every means in turn, so that a machine that slows
//! down slows all of them; the first round is dropped, ratios are of one round, and
//! medians are told with their spread.

mod runs;
#[allow(dead_code, reason = "the other benchmark uses the rest")]
#[path = "../../../tiers/benches/speed/stats.rs"]
mod stats;

use std::process::{Command, Stdio};
use std::time::Instant;

use runs::Run;
use stats::Samples;

const ROUNDS: usize = 6;
const SIM65: &str = "sim65";
/// The tiers of `jumppad run` that are compared; a word is one more column.
const TIERS: &[&str] = &["interp", "auto"];

fn main() {
    let runs = runs::all();
    let mut means: Vec<&str> = TIERS.to_vec();
    if is_installed() {
        means.insert(0, SIM65);
    }
    let rounds: Vec<Vec<Vec<f64>>> = (0..=ROUNDS).map(|_| round(&runs, &means)).collect();
    // What was first waited for the disk.
    let rounds = &rounds[1..];
    let total: u64 = runs.iter().map(|run| run.cycles).sum();
    println!(
        "{} processes, {:.0} million cycles: milliseconds, and how many times as fast as {}",
        runs.len(),
        total as f64 / 1e6,
        means[0]
    );
    print!("{:<16} {:>8}", "program", "Mcycles");
    for by in &means {
        print!(" {by:>8} {:>17} {:>6}", "spread", "ratio");
    }
    println!();
    for (index, run) in runs.iter().enumerate() {
        let name = format!("{} {}", run.program, run.argument);
        row(&name, run.cycles, &means, &|by| {
            rounds.iter().map(|round| round[by][index]).collect()
        });
    }
    row("all", total, &means, &|by| {
        rounds.iter().map(|round| round[by].iter().sum()).collect()
    });
}

/// Milliseconds of each run by each means.
fn round(runs: &[Run], means: &[&str]) -> Vec<Vec<f64>> {
    let mut times: Vec<Vec<f64>> = means.iter().map(|_| Vec::new()).collect();
    for run in runs {
        for (by, times) in means.iter().zip(&mut times) {
            times.push(time(run, by));
        }
    }
    times
}

fn time(run: &Run, by: &str) -> f64 {
    let mut command = if by == SIM65 {
        Command::new(SIM65)
    } else {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jumppad"));
        command.args(["run", "--tier", by]);
        command
    };
    command.args([&run.path(), run.argument]);
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output();
    let time = started.elapsed().as_secs_f64() * 1e3;
    let output = output.expect("the process starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(printed.trim_end(), run.line, "{} by {by}", run.path());
    time
}

/// Prints what something took by each means, of which `times` tells a time a round.
fn row(name: &str, cycles: u64, means: &[&str], times: &dyn Fn(usize) -> Vec<f64>) {
    print!("{name:<16} {:>8.1}", cycles as f64 / 1e6);
    let first = times(0);
    for by in 0..means.len() {
        let (mut taken, mut ratios) = (Samples::default(), Samples::default());
        for (time, first) in times(by).into_iter().zip(&first) {
            taken.add(time);
            ratios.add(first / time);
        }
        let spread = format!("{:.1}..{:.1}", taken.lowest(), taken.highest());
        print!(
            " {:>8.1} {spread:>17} {:>5.2}x",
            taken.median(),
            ratios.median()
        );
    }
    println!();
}

fn is_installed() -> bool {
    let mut command = Command::new(SIM65);
    command.arg("--version").stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok()
}
