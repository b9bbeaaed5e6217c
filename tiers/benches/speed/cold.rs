//! From a cold start: what runs in the first 100 ms and in the first second, what
//! compiling costs, and how much memory it takes.
//!
//! Each measurement is a process of its own, so that LLVM is as cold as it is for
//! a user, and the peak of memory is that of one machine. The curves are written
//! as a plot.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::engines::Engine;
use crate::plot::{self, Curve, Panel, Step};
use crate::programs::{self, Program};
use crate::stats::Samples;

/// The word by which the benchmark calls itself.
pub(crate) const WORD: &str = "cold-start";

const ROUNDS: usize = 3;
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

pub(crate) fn report() {
    println!("cold start: million cycles in the first 100 ms and the first second");
    println!(
        "{:<10} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6}  {:>10} {:>8} {:>9} {:>9}",
        "program",
        "interp",
        "jit",
        "ratio",
        "interp",
        "jit",
        "ratio",
        "compile ms",
        "ms/instr",
        "peak MiB",
        "(interp)"
    );
    let mut panels = Vec::new();
    let mut least = f64::INFINITY;
    for program in programs::all() {
        let rounds: Vec<[Start; 2]> = (0..ROUNDS)
            .map(|_| [start(&program, "interpreter"), start(&program, "jit")])
            .collect();
        let median = |of: &dyn Fn(&[Start; 2]) -> f64| {
            let mut samples = Samples::default();
            rounds.iter().for_each(|round| samples.add(of(round)));
            samples.median()
        };
        let cycles = |engine: usize, time| {
            median(&move |round: &[Start; 2]| round[engine].cycles_by(time) / 1e6)
        };
        // Within a round, so that both had the same machine.
        let ratio =
            |time| median(&move |round| round[1].cycles_by(time) / round[0].cycles_by(time));
        least = least.min(ratio(SOON));
        println!(
            "{:<10} {:>9.1} {:>9.1} {:>5.2}x {:>9.0} {:>9.0} {:>5.1}x  {:>10.0} {:>8.2} {:>9.0} {:>9.0}",
            program.name,
            cycles(0, SOON),
            cycles(1, SOON),
            ratio(SOON),
            cycles(0, LATE),
            cycles(1, LATE),
            ratio(LATE),
            median(&|round| round[1].compile_ms),
            median(&|round| round[1].live_ms / round[1].instructions.max(1.0)),
            median(&|round| round[1].peak_kib / 1024.0),
            median(&|round| round[0].peak_kib / 1024.0),
        );
        let [interpreter, jit] = &rounds[ROUNDS / 2];
        panels.push(Panel {
            title: program.name.clone(),
            curves: vec![interpreter.curve("interpreter"), jit.curve("jit")],
        });
    }
    println!("the JIT's first 100 ms are {least:.2} of the interpreter's at worst");
    match plot::write(&panels) {
        Ok(path) => println!("the curves are in {}", path.display()),
        Err(error) => println!("the curves could not be written: {error}"),
    }
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
    let program = programs::all().into_iter().find(|p| p.name == *name);
    let image = program.expect("there is such a program").endless();
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
    if let Engine::Jit(machine) = &engine {
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
