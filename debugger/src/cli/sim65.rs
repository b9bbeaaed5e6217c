//! The command line of sim65, cc65's simulator, as it reads it: options up to the program, arguments of the program
//! behind it, and `@FILE` for the lines of a file as words.

use std::ffi::OsString;
use std::path::PathBuf;

use super::placing::Cpu;
use super::run::bytes;
use crate::exit::Exit;
use crate::headless::{self, Face, Run, Sim65Order};
use crate::render::{put_error, put_text};
use jumppad_engine::program::load::{Format, Placement};
use jumppad_engine::program::sim65::Chip;

const USAGE: &str = "\
Usage: sim65 [OPTION...] PROGRAM [ARGUMENT...]

  -h, --help       this text
  -c, --cycles     print the cycles that the program took
      --cpu CHIP   the chip, whatever the program says: 6502, 65C02, 6502X
      --trace      print each instruction before it is executed
  -v, --verbose    say more (may be given again)
  -V, --version    print the version
  -x N             end after N cycles; none if 0
";

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    Help,
    Version,
    Run(Order),
}

/// A program to run, and how.
#[derive(Debug, Default, PartialEq, Eq)]
struct Order {
    counts_cycles: bool,
    traces: bool,
    verbosity: u8,
    limit: u64,
    chip: Option<Chip>,
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// Runs the program that `line` names as sim65 does.
pub(super) fn run(line: Vec<OsString>) -> Exit {
    match expanded(line).and_then(asked) {
        Ok(Asked::Help) => {
            put_text(USAGE);
            Exit::Fine
        }
        Ok(Asked::Version) => {
            put_error(concat!(
                "sim65 of jumppad ",
                env!("CARGO_PKG_VERSION"),
                "\n"
            ));
            Exit::Fine
        }
        Ok(Asked::Run(order)) => headless::run(Run {
            cpu: order.chip.map(Chip::model),
            sim65: Sim65Order {
                face: Face::Sim65,
                version: None,
                chip: order.chip,
                limit: (order.limit != 0).then_some(order.limit),
                counts_cycles: order.counts_cycles,
                traces: order.traces,
                verbosity: order.verbosity,
            },
            arguments: bytes(order.arguments),
            placement: Placement {
                format: Some(Format::Sim65),
                ..Placement::default()
            },
            ..Run::of(order.program)
        }),
        Err(text) => {
            put_error(&format!("sim65: {text}\n"));
            Exit::Failed
        }
    }
}

/// `line` with each `@FILE` replaced by the lines of that file.
fn expanded(line: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let mut words = Vec::new();
    for word in line {
        let Some(path) = word.to_str().and_then(|text| text.strip_prefix('@')) else {
            words.push(word);
            continue;
        };
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read {path}: {error}"))?;
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        words.extend(lines.map(OsString::from));
    }
    Ok(words)
}

fn asked(line: Vec<OsString>) -> Result<Asked, String> {
    let mut words = line.into_iter().skip(1);
    let mut order = Order::default();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        let mut value = || {
            let next = words.next().ok_or(format!("{text} needs a value"))?;
            Ok::<_, String>(next.to_string_lossy().into_owned())
        };
        match text.as_bytes() {
            b"--help" | [b'-', b'h' | b'?', ..] => return Ok(Asked::Help),
            b"--version" | [b'-', b'V', ..] => return Ok(Asked::Version),
            b"--cycles" | [b'-', b'c', ..] => order.counts_cycles = true,
            b"--trace" => order.traces = true,
            b"--verbose" | [b'-', b'v', ..] => order.verbosity += 1,
            b"--cpu" => order.chip = Some(chip(&value()?)?),
            b"-x" => order.limit = number(&value()?),
            [b'-', b'x', ..] => order.limit = number(&text[2..]),
            [b'-', ..] => return Err(format!("there is no option {text}")),
            _ => {
                order.program = PathBuf::from(word);
                order.arguments = words.collect();
                return Ok(Asked::Run(order));
            }
        }
    }
    Err("no program was given".to_owned())
}

fn chip(name: &str) -> Result<Chip, String> {
    let chip = Cpu::named(name).and_then(|cpu| cpu.sim65);
    chip.ok_or(format!(
        "there is no chip {name}; 6502, 65C02 and 6502X are"
    ))
}

/// A number as C reads it: decimal, hexadecimal behind `0x`, octal behind `0`, up to what is no digit of it.
fn number(text: &str) -> u64 {
    let text = text.trim_start();
    let (digits, radix) = match text.get(..2) {
        Some("0x" | "0X") => (&text[2..], 16),
        _ if text.starts_with('0') => (text, 8),
        _ => (text, 10),
    };
    let digits = digits.chars().map_while(|digit| digit.to_digit(radix));
    digits.fold(0, |number: u64, digit| {
        let shifted = number.saturating_mul(u64::from(radix));
        shifted.saturating_add(u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, String> {
        let words = line.split(' ').map(OsString::from);
        asked(std::iter::once("sim65".into()).chain(words).collect())
    }

    #[test]
    fn a_line_is_read_as_sim65_reads_it() {
        let order = |limit, counts_cycles, arguments: &[&str]| {
            Ok(Asked::Run(Order {
                limit,
                counts_cycles,
                traces: false,
                verbosity: 0,
                chip: None,
                program: PathBuf::from("p"),
                arguments: arguments.iter().map(OsString::from).collect(),
            }))
        };
        assert_eq!(read("p -c -x 5"), order(0, false, &["-c", "-x", "5"]));
        assert_eq!(read("-c -x 0x10 p"), order(16, true, &[]));
        assert_eq!(read("--cycles -x017 p"), order(15, true, &[]));
        let Ok(Asked::Run(order)) = read("-v --verbose --trace --cpu 6502X p") else {
            panic!("it is a whole line");
        };
        assert_eq!((order.verbosity, order.traces), (2, true));
        assert_eq!(order.chip, Some(Chip::All6502));
        assert_eq!(read("-c -h p"), Ok(Asked::Help));
        assert_eq!(read("-V"), Ok(Asked::Version));
        for wrong in ["--quiet p", "-q p", "-x", "-c", "--cpu", "--cpu z80 p"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_number_is_read_as_c_reads_it() {
        for (text, value) in [("0", 0), ("12x", 12), ("0x1F", 31), ("017", 15), ("x", 0)] {
            assert_eq!(number(text), value, "{text}");
        }
        assert_eq!(number("99999999999999999999"), u64::MAX);
    }
}
