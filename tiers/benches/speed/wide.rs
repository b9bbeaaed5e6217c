//! How long wide programs take in all, as whole processes from their start to their
//! end: a billion cycles and ten, compiling included.
//!
//! Every engine runs in turn, and `sim65` of cc65 where it is installed. What does not
//! compile takes ten times as long for ten billion, which is not measured again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::engines::{self, Engine};
use crate::programs::{self, Program, START};
use crate::stats::{self, Samples};

/// The word by which the benchmark calls itself.
pub(crate) const WORD: &str = "whole-process";

const ROUNDS: usize = 3;
const BILLION: u64 = 1_000_000_000;
const SIM65: &str = "sim65";

pub(crate) fn report(programs: &[Program]) {
    println!(
        "whole processes: seconds for 1e9 and 1e10 cycles, and how many times as fast as mos6502"
    );
    println!(
        "{:<10} {:<12} {:>8} {:>15} {:>8} {:>9} {:>15} {:>8}",
        "program", "engine", "1e9", "spread", "ratio", "1e10", "spread", "ratio"
    );
    let mut names = engines::names();
    if is_installed() {
        names.push(SIM65);
    }
    let mut totals = vec![[0.0; 2]; names.len()];
    let mut is_noisy = false;
    for program in programs {
        let image = Image::new(program);
        let mut times: Vec<[Samples; 2]> = names.iter().map(|_| Default::default()).collect();
        for _ in 0..ROUNDS {
            for (name, [one, ten]) in names.iter().zip(&mut times) {
                let seconds = time(program, name, &image, BILLION);
                one.add(seconds);
                ten.add(if engines::compiles(name) {
                    time(program, name, &image, 10 * BILLION)
                } else {
                    10.0 * seconds
                });
            }
        }
        let yardstick = [0, 1].map(|which: usize| times[0][which].median());
        for (index, name) in names.iter().enumerate() {
            let [one, ten] = &times[index];
            is_noisy |= one.is_noisy() || ten.is_noisy();
            let medians = [one.median(), ten.median()];
            totals[index] = [0, 1].map(|which| totals[index][which] + medians[which]);
            let spread = |of: &Samples| format!("{:.2}..{:.2}", of.lowest(), of.highest());
            let spreads = [spread(one), spread(ten)];
            line(&program.name, name, medians, yardstick, &spreads);
        }
    }
    for (name, total) in names.iter().zip(&totals) {
        line("all", name, *total, totals[0], &Default::default());
    }
    println!("~ is ten times what 1e9 cycles took");
    stats::warn(is_noisy);
}

fn line(
    program: &str,
    name: &str,
    [one, ten]: [f64; 2],
    yardstick: [f64; 2],
    spreads: &[String; 2],
) {
    let mark = if engines::compiles(name) { ' ' } else { '~' };
    println!(
        "{program:<10} {name:<12} {one:>8.3} {:>15} {:>7.1}x {mark}{ten:>8.3} {:>15} {:>7.1}x",
        spreads[0],
        yardstick[0] / one,
        spreads[1],
        yardstick[1] / ten,
    );
}

/// Seconds of a process that runs so many cycles of a program.
fn time(program: &Program, name: &str, image: &Image, cycles: u64) -> f64 {
    let cycles = cycles.to_string();
    let mut command = if name == SIM65 {
        let mut command = Command::new(SIM65);
        command.args(["-x", &cycles]).arg(&image.0);
        command
    } else {
        let itself = std::env::current_exe().expect("the benchmark knows its file");
        let mut command = Command::new(itself);
        command.args([WORD, &program.name, name, &cycles]);
        command
    };
    let started = Instant::now();
    let output = command.stdin(Stdio::null()).output();
    let seconds = started.elapsed().as_secs_f64();
    let output = output.expect("the process starts");
    // A sim65 that reached its limit fails by design.
    assert!(name == SIM65 || output.status.success(), "{output:?}");
    seconds
}

/// The process: `PROGRAM ENGINE CYCLES`.
pub(crate) fn child(words: &[String]) {
    let [name, engine, cycles] = words else {
        panic!("a program, an engine and cycles are wanted");
    };
    let mut engine = Engine::called(engine).expect("there is such an engine");
    engine.load(&programs::called(name).endless());
    engine.run(cycles.parse().expect("cycles are a whole number"));
}

fn is_installed() -> bool {
    let mut command = Command::new(SIM65);
    command.arg("--version").stdout(Stdio::null());
    command.stderr(Stdio::null()).status().is_ok()
}

/// A program as a file of sim65's, while it is needed.
struct Image(PathBuf);

impl Image {
    fn new(program: &Program) -> Self {
        let [low, high] = START.to_le_bytes();
        // Version 2, for a 6502, with the pointer to cc65's stack nowhere near.
        let header = [b"sim65".as_slice(), &[2, 0, 0, low, high, low, high]].concat();
        let name = format!("jumppad-bench-{}-{}", std::process::id(), program.name);
        let path = Path::new(&std::env::temp_dir()).join(name);
        std::fs::write(&path, [header, program.endless()].concat()).expect("there is room");
        Self(path)
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
