//! The steady state, as ratios to the crate `mos6502`.
//!
//! Every round runs every engine once on the same program, in turn, so that a
//! machine that slows down slows all of them; the first round is dropped and
//! medians are reported with their spread. The compiler has settled before the
//! clock starts.

use std::time::{Duration, Instant};

use crate::engines::{self, Engine};
use crate::programs::{self, Program};
use crate::stats::{self, Samples};

const ROUNDS: usize = 7;
/// Host time that one measurement should take.
const TARGET: Duration = Duration::from_millis(120);
/// Nothing is compiled for so long once an engine has settled, or it never does.
const QUIET: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) fn report() {
    println!("steady state");
    println!(
        "{:<10} {:<12} {:>9} {:>8} {:>14}",
        "program", "engine", "MHz", "ratio", "spread"
    );
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); engines::all().len()];
    let mut is_noisy = false;
    for program in programs::all() {
        let rows = measure(&program);
        let yardstick = rows[0].1.median();
        for (index, (name, speeds)) in rows.iter().enumerate() {
            is_noisy |= speeds.is_noisy();
            let ratio = speeds.median() / yardstick;
            ratios[index].push(ratio);
            println!(
                "{:<10} {name:<12} {:>9.0} {ratio:>7.1}x {:>6.0}..{:<6.0}",
                program.name,
                speeds.median(),
                speeds.lowest(),
                speeds.highest(),
            );
        }
    }
    for (engine, ratios) in engines::all().iter().zip(&ratios) {
        let mean = stats::geomean(ratios);
        let name = engine.name();
        println!("{:<10} {name:<12} {:>9} {mean:>7.1}x", "geomean", "");
    }
    stats::warn(is_noisy);
}

/// Emulated MHz of every engine, by rounds that take turns.
fn measure(program: &Program) -> Vec<(&'static str, Samples)> {
    let mut engines = engines::all();
    let budgets: Vec<u64> = engines
        .iter_mut()
        .map(|engine| {
            engine.load(&program.endless());
            settle(engine)
        })
        .collect();
    let mut rows: Vec<_> = engines
        .iter()
        .map(|engine| (engine.name(), Samples::default()))
        .collect();
    for round in 0..ROUNDS {
        for (index, engine) in engines.iter_mut().enumerate() {
            let speed = speed(engine, budgets[index]);
            if round > 0 {
                rows[index].1.add(speed);
            }
        }
    }
    rows
}

/// Lets the engine settle, that is, run until nothing was compiled for some time,
/// and finds the cycles that take about the target time.
pub(crate) fn settle(engine: &mut Engine) -> u64 {
    let (started, mut quiet_since) = (Instant::now(), Instant::now());
    let mut compiled = engine.compiled();
    while quiet_since.elapsed() < QUIET && started.elapsed() < PATIENCE {
        engine.run(20_000_000);
        let now = engine.compiled();
        if now != compiled {
            (compiled, quiet_since) = (now, Instant::now());
        }
    }
    (speed(engine, 20_000_000) * 1e6 * TARGET.as_secs_f64()) as u64
}

/// Emulated MHz over so many cycles.
pub(crate) fn speed(engine: &mut Engine, cycles: u64) -> f64 {
    let started = Instant::now();
    let ran = engine.run(cycles);
    ran as f64 / started.elapsed().as_secs_f64() / 1e6
}
