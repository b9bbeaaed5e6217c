//! The steady state, as ratios to the crate `mos6502`.
//!
//! Every round runs every engine once on the same program, in turn, so that a
//! machine that slows down slows all of them; the first round is dropped and
//! medians are reported with their spread. The compiler has settled before the
//! clock starts.

use std::time::{Duration, Instant};

use crate::engines::{self, Engine};
use crate::programs::Program;
use crate::stats::{self, Samples};

const ROUNDS: usize = 7;
/// Host time that one measurement should take.
const TARGET: Duration = Duration::from_millis(120);
/// Nothing is compiled for so long once an engine has settled, or it never does.
const QUIET: Duration = Duration::from_secs(1);
const PATIENCE: Duration = Duration::from_secs(15);

pub(crate) fn report(programs: &[Program]) {
    println!("steady state");
    println!(
        "{:<10} {:<12} {:>9} {:>8} {:>14}",
        "program", "engine", "MHz", "ratio", "spread"
    );
    let mut ratios: Vec<Vec<f64>> = vec![Vec::new(); engines::names().len()];
    let mut is_noisy = false;
    for program in programs {
        let rows = measure(program);
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
    for (name, ratios) in engines::names().into_iter().zip(&ratios) {
        let mean = stats::geomean(ratios);
        println!("{:<10} {name:<12} {:>9} {mean:>7.1}x", "geomean", "");
    }
    stats::warn(is_noisy);
}

/// Emulated MHz of every engine.
fn measure(program: &Program) -> Vec<(&'static str, Samples)> {
    let mut engines = engines::all();
    for engine in &mut engines {
        engine.load(&program.endless());
    }
    let speeds = in_turn(&mut engines);
    let names = engines.iter().map(|engine| engine.name);
    names.zip(speeds).collect()
}

/// Emulated MHz of engines that have settled, by rounds that take turns.
pub(crate) fn in_turn(engines: &mut [Engine]) -> Vec<Samples> {
    let budgets: Vec<u64> = engines.iter_mut().map(settle).collect();
    let mut speeds: Vec<Samples> = engines.iter().map(|_| Samples::default()).collect();
    for round in 0..ROUNDS {
        for (index, engine) in engines.iter_mut().enumerate() {
            let speed = speed(engine, budgets[index]);
            if round > 0 {
                speeds[index].add(speed);
            }
        }
    }
    speeds
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
