//! A cold start: a process of its own in which an engine runs a program for a second,
//! and tells how far it was when.
//!
//! So LLVM is as cold as it is for a user, and the peak of memory is that of one machine.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::engines::Engine;
use crate::plot::{Curve, Step};
use crate::programs::{self, Program};

/// The word by which the benchmark calls itself.
pub(crate) const WORD: &str = "cold-start";

/// How long it runs, and a little more.
pub(crate) const LATE: Duration = Duration::from_secs(1);
/// The share of the time so far that passes between two samples.
const STEP: f64 = 0.04;

/// Cycles that had run at a time, in seconds; the first when the engine was ready.
type Sample = (f64, u64);

/// What a process tells.
#[derive(Default)]
pub(crate) struct Start {
    samples: Vec<Sample>,
    pub(crate) compile_ms: f64,
    /// Of the groups in use at the end.
    pub(crate) live_ms: f64,
    pub(crate) instructions: f64,
    pub(crate) peak_kib: f64,
}

impl Start {
    /// Cycles that had run by then.
    pub(crate) fn cycles_by(&self, time: Duration) -> f64 {
        let time = time.as_secs_f64();
        let after = self.samples.partition_point(|&(at, _)| at < time);
        let (t0, c0) = after.checked_sub(1).map_or((0.0, 0), |i| self.samples[i]);
        let Some(&(t1, c1)) = self.samples.get(after) else {
            return c0 as f64;
        };
        c0 as f64 + (c1 - c0) as f64 * (time - t0) / (t1 - t0)
    }

    /// Milliseconds until there was an engine with a program in it.
    pub(crate) fn ready_ms(&self) -> f64 {
        self.samples[0].0 * 1e3
    }

    /// Emulated MHz between samples.
    pub(crate) fn curve(&self, name: &'static str) -> Curve {
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

/// Runs a program on an engine in a process of its own.
pub(crate) fn start(program: &Program, engine: &str) -> Start {
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
    samples.push((started.elapsed().as_secs_f64(), 0));
    let (mut cycles, mut budget) = (0, 10_000);
    while samples
        .last()
        .is_some_and(|&(time, _)| time < LATE.as_secs_f64() * 1.1)
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
