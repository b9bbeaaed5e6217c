//! What both command lines say of the program: its format, its place, its chip, how it is executed; and how the values
//! of options are read.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{Config, JitMode};
use std::ffi::OsStr;
use std::path::Path;
use std::path::PathBuf;

use crate::render::Style;
use jumppad_engine::cpu;
use jumppad_engine::expression::Expr;
use jumppad_engine::program::load::{Format, Placed, Placement};
use jumppad_engine::program::sim65::Chip;
use jumppad_engine::speed::{Speed, parse_clock};
use jumppad_language::grammar::{self, number, parse_all};

#[derive(Args)]
pub(super) struct Placing {
    /// What kind of file the program is [default: by its extension]
    #[arg(long, value_parser = formats())]
    pub(super) format: Option<Format>,
    /// Where to load it; digits are hexadecimal
    #[arg(long, value_name = "A", value_parser = address)]
    pub(super) load: Option<u16>,
    /// Where it starts; digits are hexadecimal
    #[arg(long, value_name = "A", value_parser = address)]
    pub(super) entry: Option<u16>,
    /// The chip [default: 6502, or what the program is for]; 6502x is a 6502, and to a sim65 program one with
    /// undocumented opcodes
    #[arg(long, value_name = "NAME", value_parser = chip(), ignore_case = true)]
    pub(super) cpu: Option<Cpu>,
    /// How instructions are executed
    #[arg(long, default_value = "auto")]
    pub(super) tier: Tier,
    /// How fast the program runs: max, or as its clock, such as 1x, 2x or 0.5x
    #[arg(long, value_name = "FACTOR", default_value = "max", value_parser = speed)]
    pub(super) speed: Speed,
    /// The program's clock for that, such as 985.248kHz [default: the machine's, or 1MHz]
    #[arg(long, value_name = "FREQUENCY", value_parser = clock)]
    pub(super) clock: Option<f64>,
    /// Write /tmp/perf-PID.map, by which Linux's perf names compiled code
    #[arg(long)]
    pub(super) perf_map: bool,
    /// Write JSON, one object a line
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Tier {
    /// Interpret, and compile what is hot in the background
    Auto,
    /// Interpret everything
    Interp,
    /// Translate everything to baseline code the first time it runs
    Baseline,
    /// As auto, but translate everything the first time it runs, and wait for the compiler
    Jit,
    /// Compile everything by LLVM the first time it runs
    Llvm,
}

impl Tier {
    pub(super) fn config(self) -> Config {
        let default = Config::default();
        let (jit, threshold) = match self {
            Self::Auto => return default,
            Self::Interp => (JitMode::Off, default.threshold),
            Self::Baseline => (JitMode::Baseline, 1),
            Self::Jit => (JitMode::Sync, 1),
            Self::Llvm => (JitMode::Llvm, 1),
        };
        Config {
            jit,
            threshold,
            ..default
        }
    }
}

impl Placing {
    pub(super) fn placement(&self) -> Placement {
        Placement {
            format: self.format,
            load: self.load,
            entry: self.entry,
        }
    }

    pub(super) fn style(&self) -> Style {
        match self.json {
            true => Style::Json,
            false => Style::Text,
        }
    }
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| {
        let (name, meaning) = format.described();
        PossibleValue::new(name).help(meaning)
    });
    PossibleValuesParser::new(values).try_map(|word| {
        let mut all = Format::ALL.iter();
        let found = all.find(|format| format.name() == word);
        found.copied().ok_or("there is no such format")
    })
}

/// A chip of the command line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cpu {
    pub(super) model: Model,
    /// What it is to sim65, if that has it.
    pub(super) sim65: Option<Chip>,
}

impl Cpu {
    /// The chip called `name`, in letters of any case.
    pub(super) fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case(ALL_OPCODES) {
            return Some(Self {
                model: Chip::All6502.model(),
                sim65: Some(Chip::All6502),
            });
        }
        let model = cpu::model(name)?;
        let sim65 = match model {
            Model::Nmos6502 => Some(Chip::Documented6502),
            Model::Wdc65C02 => Some(Chip::Cmos),
            _ => None,
        };
        Some(Self { model, sim65 })
    }
}

/// What sim65 calls a 6502 with all its opcodes.
const ALL_OPCODES: &str = "6502x";

/// The names of chips.
pub(super) const CHIPS: [&str; cpu::NAMES.len() + 1] = {
    let mut names = [ALL_OPCODES; cpu::NAMES.len() + 1];
    let mut at = 0;
    while at < cpu::NAMES.len() {
        names[at] = cpu::NAMES[at];
        at += 1;
    }
    names
};

fn chip() -> impl TypedValueParser<Value = Cpu> {
    PossibleValuesParser::new(CHIPS)
        .try_map(|name| Cpu::named(&name).ok_or("there is no such chip"))
}

pub(super) fn address(text: &str) -> Result<u16, String> {
    parse_all(text, number::address).map_err(|error| error.to_string())
}

pub(super) fn expression(text: &str) -> Result<Expr, String> {
    parse_all(text, grammar::expression::expression).map_err(|error| error.to_string())
}

fn speed(text: &str) -> Result<Speed, String> {
    Speed::parse(text).ok_or_else(|| "it is max, or a factor such as 1x or 0.5x".to_owned())
}

fn clock(text: &str) -> Result<f64, String> {
    parse_clock(text).ok_or_else(|| "it is a frequency, 1 Hz to 1000 MHz".to_owned())
}

pub(super) fn cycles(text: &str) -> Result<u64, String> {
    parse_all(text, number::count).map_err(|error| error.to_string())
}

/// `FILE` or `FILE@ADDRESS`; a file of that very name comes first.
pub(super) fn placed(text: &OsStr) -> Placed {
    let told = || {
        let (path, at) = text.to_str()?.rsplit_once('@')?;
        Some((PathBuf::from(path), parse_all(at, number::address).ok()?))
    };
    let (path, at) = match Path::new(text).exists() {
        true => None,
        false => told(),
    }
    .map_or_else(|| (text.into(), None), |(path, at)| (path, Some(at)));
    Placed { path, at }
}
