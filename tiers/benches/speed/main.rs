//! How fast each tier runs whole programs, as ratios to the crate `mos6502`.
//!
//! Every round runs every engine once on the same program, in turn, so that a
//! machine that slows down slows all of them; the first round is dropped and
//! medians are reported with their spread. Measured is the steady state: the
//! compiler has settled before the clock starts. Not measured here: warm-up,
//! memory, and what a breakpoint costs.
//!
//! The programs are those of the folder that `JUMPPAD_BENCH` names (raw images
//! for $0400, with a repeat count at $0403), else the ones built in.

mod engines;
mod programs;

use std::time::{Duration, Instant};

use engines::Engine;
use programs::Program;

const ROUNDS: usize = 7;
/// Host time that one measurement should take.
const TARGET: Duration = Duration::from_millis(120);
/// A spread beyond this says that the machine was busy with something else.
const NOISY: f64 = 1.25;

fn main() {
    println!(
        "{:<10} {:<12} {:>9} {:>8} {:>14}",
        "program", "engine", "MHz", "ratio", "spread"
    );
    let mut logs: Vec<Vec<f64>> = vec![Vec::new(); engines::all().len()];
    let mut noisy = false;
    for program in programs::all() {
        let rows = measure(&program);
        let yardstick = median(&rows[0].1);
        for (index, (name, speeds)) in rows.iter().enumerate() {
            let (low, high) = (speeds[0], speeds[speeds.len() - 1]);
            noisy |= high / low > NOISY;
            let ratio = median(speeds) / yardstick;
            logs[index].push(ratio.ln());
            println!(
                "{:<10} {name:<12} {:>9.0} {ratio:>7.1}x {low:>6.0}..{high:<6.0}",
                program.name,
                median(speeds),
            );
        }
    }
    for (engine, logs) in engines::all().iter().zip(&logs) {
        let mean = (logs.iter().sum::<f64>() / logs.len() as f64).exp();
        println!(
            "{:<10} {:<12} {:>9} {mean:>7.1}x",
            "geomean",
            engine.name(),
            ""
        );
    }
    if noisy {
        println!("note: the spread exceeds {NOISY}; the machine was busy, read medians with care");
    }
}

/// Emulated MHz of every engine, sorted, by rounds that take turns.
fn measure(program: &Program) -> Vec<(&'static str, Vec<f64>)> {
    let mut engines = engines::all();
    let budgets: Vec<u64> = engines
        .iter_mut()
        .map(|engine| calibrate(engine, program))
        .collect();
    let mut rows: Vec<_> = engines
        .iter()
        .map(|engine| (engine.name(), Vec::new()))
        .collect();
    for round in 0..ROUNDS {
        for (index, engine) in engines.iter_mut().enumerate() {
            let speed = speed(engine, budgets[index]);
            if round > 0 {
                rows[index].1.push(speed);
            }
        }
    }
    for (_, speeds) in &mut rows {
        speeds.sort_by(f64::total_cmp);
    }
    rows
}

/// Loads the program, lets the engine settle, and finds the cycles that take
/// about the target time.
fn calibrate(engine: &mut Engine, program: &Program) -> u64 {
    engine.load(&program.endless());
    let settling = Instant::now();
    while settling.elapsed() < 5 * TARGET {
        engine.run(20_000_000);
    }
    (speed(engine, 20_000_000) * 1e6 * TARGET.as_secs_f64()) as u64
}

fn speed(engine: &mut Engine, cycles: u64) -> f64 {
    let started = Instant::now();
    let ran = engine.run(cycles);
    ran as f64 / started.elapsed().as_secs_f64() / 1e6
}

fn median(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}
