//! From a cold start: what runs in the first 1, 10 and 100 ms and in the first
//! second, what compiling costs, and how much memory it takes.
//!
//! Each measurement is a process of its own, so that LLVM is as cold as it is for
//! a user, and the peak of memory is that of one machine. The curves are written
//! as a plot.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::engines::{self, Engine, INTERPRETER};
use crate::plot::{self, Curve, Panel, Step};
use crate::programs::{self, Program};
use crate::stats::Samples;

/// The word by which the benchmark calls itself.
pub(crate) const WORD: &str = "cold-start";

const ROUNDS: usize = 3;
const FIRST: Duration = Duration::from_millis(1);
const EARLY: Duration = Duration::from_millis(10);
const SOON: Duration = Duration::from_millis(100);
const LATE: Duration = Duration::from_secs(1);
/// The share of the time so far that passes between two samples.
const STEP: f64 = 0.04;

/// Cycles that had run at a time, in seconds.
type Sample = (f64, u64);

/// What a process tells.
#[derive(Default)]
struct Start {
    samples: Vec<Sample>,
    compile_ms: f64,
    /// Of the groups in use at the end.
    live_ms: f64,
    instructions: f64,
    peak_kib: f64,
}

impl Start {
    /// Cycles that had run by then.
    fn cycles_by(&self, time: Duration) -> f64 {
        let time = time.as_secs_f64();
        let after = self.samples.partition_point(|&(at, _)| at < time);
        let (t0, c0) = after.checked_sub(1).map_or((0.0, 0), |i| self.samples[i]);
        let Some(&(t1, c1)) = self.samples.get(after) else {
            return c0 as f64;
        };
        c0 as f64 + (c1 - c0) as f64 * (time - t0) / (t1 - t0)
    }

    /// Emulated MHz between samples.
    fn curve(&self, name: &'static str) -> Curve {
        let step = |pair: &[Sample]| {
            let ((from, before), (to, after)) = (pair[0], pair[1]);
            let mhz = (after - before) as f64 / (to - from) / 1e6;
            Step { from, to, mhz }
        };
        Curve {
            name,
            steps: self.samples.windows(2).map(step).collect(),
        }
    }
}

pub(crate) fn report(programs: &[Program]) {
    println!(
        "cold start: million cycles in the first 1, 10, 100 ms and the first second, and how much of what"
    );
    println!("the interpreter ran by then");
    println!(
        "{:<10} {:<12} {:>13} {:>14} {:>15} {:>13} {:>15}  {:>10} {:>8} {:>8}",
        "program",
        "engine",
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
            .map(|_| names.iter().map(|name| start(program, name)).collect())
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
        format!(
            "{:.digits$} {:>5.2}x",
            cycles.median(),
            ratios(time).median()
        )
    };
    let soon = ratios(SOON);
    let of = |what: fn(&Start) -> f64| samples(&move |round| what(&round[index])).median();
    println!(
        "{:<10} {name:<12} {:>13} {:>14} {:>15} {:>13} {:>15}  {:>10.0} {:>8.2} {:>8.0}",
        program.name,
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

/// Runs a program on an engine in a process of its own.
fn start(program: &Program, engine: &str) -> Start {
    let itself = std::env::current_exe().expect("the benchmark knows its file");
    let output = Command::new(itself)
        .args([WORD, &program.name, engine])
        .output()
        .expect("the benchmark can run itself");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("it tells in text");
    let mut start = Start::default();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let number = |word: &str| word.parse::<f64>().expect("it tells in numbers");
        match words[..] {
            ["sample", time, cycles] => start.samples.push((
                number(time),
                cycles.parse().expect("cycles are a whole number"),
            )),
            ["compiled", all, live, instructions] => {
                start.compile_ms = number(all);
                start.live_ms = number(live);
                start.instructions = number(instructions);
            }
            ["peak", kib] => start.peak_kib = number(kib),
            _ => panic!("unexpected: {line}"),
        }
    }
    start
}

/// The process: `PROGRAM ENGINE`.
pub(crate) fn child(words: &[String]) {
    let [name, engine] = words else {
        panic!("a program and an engine are wanted");
    };
    let image = programs::called(name).endless();
    let mut samples: Vec<Sample> = Vec::with_capacity(1000);
    let started = Instant::now();
    let mut engine = Engine::called(engine).expect("there is such an engine");
    engine.load(&image);
    let (mut cycles, mut budget) = (0, 10_000);
    while samples
        .last()
        .is_none_or(|&(time, _)| time < LATE.as_secs_f64() * 1.1)
    {
        let before = started.elapsed().as_secs_f64();
        let ran = engine.run(budget);
        cycles += ran;
        let now = started.elapsed().as_secs_f64();
        samples.push((now, cycles));
        let speed = ran as f64 / (now - before);
        budget = (speed * (now * STEP).max(50e-6)) as u64 + 1;
    }
    for (time, cycles) in samples {
        println!("sample {time} {cycles}");
    }
    if let Some(machine) = engine.machine() {
        let groups = machine.groups();
        let live: Duration = groups.iter().map(|group| group.compile_time).sum();
        let instructions: usize = groups.iter().map(|group| group.instructions).sum();
        let all = machine.jit_stats().compile_time;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!("compiled {} {} {instructions}", ms(all), ms(live));
    }
    if let Some(kib) = peak_kib() {
        println!("peak {kib}");
    }
}

/// The most memory that this process ever had, where the host tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
