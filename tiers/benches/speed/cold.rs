//! From a cold start: what runs in the first 1, 10 and 100 ms and in the first
//! second, what compiling costs, and how much memory it takes.
//!
//! The curves are written as a plot.

use std::time::Duration;

use crate::engines::{self, INTERPRETER};
use crate::plot::{self, Panel};
use crate::programs::Program;
use crate::start::{self, LATE, Start};
use crate::stats::Samples;

const ROUNDS: usize = 3;
const FIRST: Duration = Duration::from_millis(1);
const EARLY: Duration = Duration::from_millis(10);
const SOON: Duration = Duration::from_millis(100);

pub(crate) fn report(programs: &[Program]) {
    println!(
        "cold start: million cycles in the first 1, 10, 100 ms and the first second, and how much of what"
    );
    println!("the interpreter ran by then");
    println!(
        "{:<10} {:<12} {:>8} {:>13} {:>14} {:>15} {:>13} {:>15}  {:>10} {:>8} {:>8}",
        "program",
        "engine",
        "ready ms",
        "1 ms",
        "10 ms",
        "100 ms",
        "spread",
        "1 s",
        "compile ms",
        "ms/instr",
        "peak MiB"
    );
    let mut panels = Vec::new();
    let mut least = f64::INFINITY;
    for program in programs {
        let names = engines::names();
        let rounds: Vec<Round> = (0..ROUNDS)
            .map(|_| {
                names
                    .iter()
                    .map(|name| start::start(program, name))
                    .collect()
            })
            .collect();
        for (index, name) in names.iter().enumerate() {
            let soon = row(program, name, index, &rounds);
            if engines::compiles(name) {
                least = least.min(soon);
            }
        }
        let middle = names.iter().zip(&rounds[ROUNDS / 2]);
        panels.push(Panel {
            title: program.name.clone(),
            curves: middle.map(|(name, start)| start.curve(name)).collect(),
        });
    }
    println!("what compiles runs {least:.2} of the interpreter's first 100 ms at worst");
    match plot::write(&panels) {
        Ok(path) => println!("the curves are in {}", path.display()),
        Err(error) => println!("the curves could not be written: {error}"),
    }
}

/// Of every engine in turn.
type Round = Vec<Start>;

/// Prints what an engine did; how much of what the interpreter ran in the first 100 ms.
fn row(program: &Program, name: &str, index: usize, rounds: &[Round]) -> f64 {
    let names = engines::names();
    let interpreter = names.iter().position(|name| *name == INTERPRETER);
    let interpreter = interpreter.expect("it is among them");
    let samples = |of: &dyn Fn(&Round) -> f64| {
        let mut samples = Samples::default();
        rounds.iter().for_each(|round| samples.add(of(round)));
        samples
    };
    // Within a round, so that both had the same machine.
    let ratios = |time| {
        samples(&move |round| round[index].cycles_by(time) / round[interpreter].cycles_by(time))
    };
    let cell = |time, digits| {
        let cycles = samples(&move |round| round[index].cycles_by(time) / 1e6);
        let ratio = ratios(time).median();
        // The interpreter may not have begun.
        let ratio = if ratio.is_finite() {
            format!("{ratio:.2}x")
        } else {
            "-".into()
        };
        format!("{:.digits$} {ratio:>6}", cycles.median())
    };
    let soon = ratios(SOON);
    let of = |what: fn(&Start) -> f64| samples(&move |round| what(&round[index])).median();
    println!(
        "{:<10} {name:<12} {:>8.1} {:>13} {:>14} {:>15} {:>13} {:>15}  {:>10.0} {:>8.2} {:>8.0}",
        program.name,
        of(Start::ready_ms),
        cell(FIRST, 3),
        cell(EARLY, 2),
        cell(SOON, 1),
        format!("{:.2}..{:.2}", soon.lowest(), soon.highest()),
        cell(LATE, 0),
        of(|start| start.compile_ms),
        of(|start| start.live_ms / start.instructions.max(1.0)),
        of(|start| start.peak_kib / 1024.0),
    );
    soon.median()
}
