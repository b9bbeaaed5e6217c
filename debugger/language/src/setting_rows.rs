//! What the user can set: one row a setting, for `set`, `show`, help and completion.

use jumppad_tiers::JitMode;

use crate::grammar::{number, parse_all};
use crate::session::Session;
use crate::size;
use jumppad_engine::cpu;
use jumppad_engine::debugger::trace;
use jumppad_engine::expression::Radix;
use jumppad_engine::history;
use jumppad_engine::program::mnemonic::Names;
use jumppad_engine::settings::{CtrlC, Keyboard, SourceDisplay, StepUnit, Switch, mode_name};
use jumppad_engine::speed::{Speed, clock_name, parse_clock};

/// How much of the line the value of a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Its last word.
    Word,
    /// All that stands behind the name, as `1 MHz`.
    Rest,
}

/// One setting.
pub struct SettingRow {
    /// What `set` and `show` call it.
    pub name: &'static str,
    /// The words that it can be set to, or one in capitals for a kind of value, such as `SIZE`.
    pub values: &'static [&'static str],
    /// What it decides, in one line.
    pub help: &'static str,
    /// How much of the line its value is.
    pub takes: Takes,
    /// What else a change does.
    pub consequence: &'static str,
    /// Its value now, as `set` reads it.
    pub get: fn(&Session<'_>) -> String,
    /// Sets it; none when the value is not one of its values.
    pub set: fn(&mut Session<'_>, &str) -> Option<()>,
}

impl SettingRow {
    /// How it is set.
    pub fn usage(&self) -> String {
        format!("set {} {}", self.name, self.values.join("|"))
    }

    /// A row without consequence; rows fill in the rest.
    const PLAIN: Self = Self {
        name: "",
        values: &[],
        help: "",
        takes: Takes::Word,
        consequence: "",
        get: |_| String::new(),
        set: |_, _| None,
    };
}

/// All settings.
pub static SETTINGS: &[SettingRow] = &[
    SettingRow {
        name: "auto-symbols",
        values: &["on", "off"],
        help: "load the label file beside a program with it",
        get: |s| s.debugger.settings.auto_symbols.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.auto_symbols = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "clock",
        values: &["FREQUENCY"],
        help: "the guest's clock, such as 1 MHz or 985.248 kHz, for `set speed`",
        takes: Takes::Rest,
        get: |s| clock_name(s.debugger.settings.clock),
        set: |s, value| parse_clock(value).map(|v| s.debugger.settings.clock = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "code-cache",
        values: &["SIZE"],
        help: "the most bytes of machine code in use at once, such as 64K or 4M; groups of little use make room",
        get: |s| size::text(s.debugger.machine.code_cache()),
        set: |s, value| {
            s.debugger.machine.set_code_cache(size::parse(value)?);
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "cpu",
        values: cpu::NAMES,
        help: "the chip",
        consequence: "compiled code was flushed",
        get: |s| s.debugger.machine.model().name().to_owned(),
        set: |s, value| {
            let model = cpu::model(value)?;
            s.debugger.chosen_cpu = Some(model);
            if model != s.debugger.machine.model() {
                s.debugger.machine.set_model(model);
                // What this chip makes of the instruction that the last one stopped at is open.
                s.debugger.moved();
            }
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "ctrl-c",
        values: &["stop", "guest"],
        help: "what Ctrl-C does while keys are the guest's: stop it, or reach it, as Ctrl-Z then does; Ctrl-] stops it then",
        get: |s| s.debugger.settings.ctrl_c.name().to_owned(),
        set: |s, value| CtrlC::parse(value).map(|v| s.debugger.settings.ctrl_c = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "cycle-limit",
        values: &["off", "N"],
        help: "the most cycles that one command may run, as if it had --cycles N",
        get: |s| {
            s.debugger
                .settings
                .cycle_limit
                .map_or_else(|| "off".to_owned(), |limit| limit.to_string())
        },
        set: |s, value| {
            s.debugger.settings.cycle_limit = match value {
                "off" => None,
                count => Some(parse_all(count, number::count).ok()?),
            };
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "history",
        values: &["on", "off", "N"],
        help: "how many checkpoints are kept for going back in time, 8 to 4096",
        get: |s| {
            let limit = s.debugger.history.limit();
            limit.map_or_else(|| "off".to_owned(), |limit| limit.to_string())
        },
        set: |s, value| {
            let limit = match value {
                "on" => Some(history::DEFAULT_LIMIT),
                "off" => None,
                count => {
                    let count = parse_all(count, number::count).ok()?;
                    let limits = history::LEAST_LIMIT..=history::MOST_LIMIT;
                    Some(usize::try_from(count).ok().filter(|n| limits.contains(n))?)
                }
            };
            s.debugger.history.set_limit(limit);
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "jit",
        values: &["off", "baseline", "on", "sync"],
        help: "compile hot code: on in the background, sync at once; baseline without LLVM",
        get: |s| mode_name(s.debugger.machine.jit_mode()).to_owned(),
        set: |s, value| {
            s.debugger.machine.set_jit_mode(parse_mode(value)?);
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "jit log",
        values: &["on", "off"],
        help: "tell what the JIT does while the guest runs",
        get: |s| s.debugger.settings.jit_log.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.jit_log = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "jit threshold",
        values: &["N"],
        help: "how often a block runs before it is compiled",
        get: |s| s.debugger.machine.threshold().to_string(),
        set: |s, value| {
            let count = parse_all(value, number::count).ok()?;
            s.debugger
                .machine
                .set_threshold(u32::try_from(count).ok().filter(|&n| n > 0)?);
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "jit times",
        values: &["on", "off"],
        help: "show host times, which differ from run to run",
        get: |s| s.debugger.settings.jit_times.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.jit_times = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "keyboard",
        values: &["on", "off", "N"],
        help: "which console gets the keys pressed while the guest runs: the first one, none, or number N",
        get: |s| s.debugger.settings.keyboard.name(),
        set: |s, value| Keyboard::parse(value).map(|v| s.debugger.settings.keyboard = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "listsize",
        values: &["N"],
        help: "how many lines `list` shows",
        get: |s| s.shell.list_size.to_string(),
        set: |s, value| {
            let count = parse_all(value, number::count).ok()?;
            let count = u32::try_from(count).ok().filter(|&count| count > 0)?;
            s.shell.list_size = count;
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "opcode-names",
        values: &["default", "ca65", "vice", "old"],
        help: "whose names of undocumented instructions are shown; all are read: old is ASO, DCM, INS, HLT",
        get: |s| s.debugger.settings.opcode_names.name().to_owned(),
        set: |s, value| Names::parse(value).map(|v| s.debugger.settings.opcode_names = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "radix",
        values: &["auto", "16", "10"],
        help: "how bare digits are read; auto is hexadecimal for addresses and bytes, decimal for counts",
        get: |s| {
            match s.shell.radix {
                Radix::BySlot => "auto",
                Radix::Hexadecimal => "16",
                Radix::Decimal => "10",
            }
            .to_owned()
        },
        set: |s, value| {
            s.shell.radix = match value {
                "auto" => Radix::BySlot,
                "16" => Radix::Hexadecimal,
                "10" => Radix::Decimal,
                _ => return None,
            };
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "sidefx",
        values: &["on", "off"],
        help: "let m, text, x and print really read devices",
        get: |s| s.debugger.settings.sidefx.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.sidefx = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "source-display",
        values: &["off", "stops", "on"],
        help: "where lines of source are shown: at stops; on is between the instructions of d, too",
        get: |s| {
            match s.debugger.settings.source_display {
                SourceDisplay::Off => "off",
                SourceDisplay::Stops => "stops",
                SourceDisplay::On => "on",
            }
            .to_owned()
        },
        set: |s, value| {
            s.debugger.settings.source_display = match value {
                "off" => SourceDisplay::Off,
                "stops" => SourceDisplay::Stops,
                "on" => SourceDisplay::On,
                _ => return None,
            };
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "speed",
        values: &["max", "FACTOR"],
        help: "how fast the guest runs: as the host can, or as its clock, such as 1x, 2x or 0.5x",
        get: |s| s.debugger.settings.speed.name(),
        set: |s, value| Speed::parse(value).map(|v| s.debugger.settings.speed = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "step",
        values: &["auto", "lines", "instructions"],
        help: "what step and next go by; auto is by lines where there are some, and in C everywhere",
        get: |s| {
            match s.debugger.settings.step {
                StepUnit::Instructions => "instructions",
                StepUnit::Lines => "lines",
                StepUnit::Auto => "auto",
            }
            .to_owned()
        },
        set: |s, value| {
            s.debugger.settings.step = match value {
                "instructions" | "instruction" => StepUnit::Instructions,
                "lines" | "line" => StepUnit::Lines,
                "auto" => StepUnit::Auto,
                _ => return None,
            };
            Some(())
        },
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "symbol-display",
        values: &["on", "off"],
        help: "show names beside addresses and in place of operands",
        get: |s| s.debugger.settings.symbol_display.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.symbol_display = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "tier-column",
        values: &["on", "off"],
        help: "show in disassembly what the JIT made of each instruction",
        get: |s| s.debugger.settings.tier_column.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.debugger.settings.tier_column = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "trace-commands",
        values: &["on", "off"],
        help: "print each command before it runs",
        get: |s| s.shell.trace_commands.name().to_owned(),
        set: |s, value| Switch::parse(value).map(|v| s.shell.trace_commands = v),
        ..SettingRow::PLAIN
    },
    SettingRow {
        name: "trace-size",
        values: &["N"],
        help: "how many instructions `trace record` keeps, 1 to 10000000, 40 bytes each",
        get: |s| s.debugger.trace.capacity().to_string(),
        set: |s, value| {
            let count = parse_all(value, number::count).ok()?;
            let size = usize::try_from(count).ok()?;
            (1..=trace::MOST)
                .contains(&size)
                .then(|| s.debugger.trace.set_capacity(size))
        },
        ..SettingRow::PLAIN
    },
];

/// The JIT mode called `text`.
pub fn parse_mode(text: &str) -> Option<JitMode> {
    match text {
        "off" => Some(JitMode::Off),
        "baseline" => Some(JitMode::Baseline),
        "on" => Some(JitMode::Background),
        "sync" => Some(JitMode::Sync),
        "llvm" => Some(JitMode::Llvm),
        _ => None,
    }
}
