//! What a fuzzer calls: each function takes anything, and must come back without a panic, soon, and with its memory
//! bounded. `cargo test` calls the same functions on random input; the `fuzz` folder holds the fuzzers' own programs.

mod served;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use jumppad_tiers::{Config, JitMode};

use crate::dap;
use crate::gdb;
use crate::render;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::expression::Radix;
use jumppad_engine::files::text::decoded;
use jumppad_engine::program::demo;
use jumppad_engine::program::elf::Elf;
use jumppad_engine::program::load::{Format, Placement, program};
use jumppad_engine::program::source::{Source, dbg};
use jumppad_engine::program::symbols::{self, Found, Kind, Symbols};
use jumppad_language::commands::{self, Completer};
use jumppad_language::complete::{complete, hint};
use jumppad_language::error::CommandError;
use jumppad_language::executor;
use jumppad_language::grammar::Context;
use jumppad_language::report::Report;
use jumppad_language::session::{Session, Sink};

pub use served::vice_messages;

/// Cycles that one command may run, and commands of one script.
const CYCLES: u64 = 20_000;
const COMMANDS: usize = 100;

/// Parses `line`; if it is a command, its text must be the same command.
///
/// # Panics
/// The printed command means something else.
pub fn line(line: &str) {
    let _ = (complete(line), hint(line));
    for radix in [Radix::BySlot, Radix::Hexadecimal, Radix::Decimal] {
        let context = Context {
            radix,
            ..Context::default()
        };
        let Ok(Some(command)) = commands::parse(line, context) else {
            continue;
        };
        let text = command.text();
        // Spelt out, a line may be longer than is read.
        if text.len() <= commands::MAX_LINE {
            let again = commands::parse(&text, context);
            let again = again.ok().flatten().map(|command| command.text());
            assert_eq!(again, Some(text), "from `{line}`");
        }
    }
}

/// Runs the lines of `script` on the demo, errors and all; files are left alone.
pub fn script(script: &str) {
    on_demo(|session| {
        for line in script.lines().filter(|l| is_harmless(l)).take(COMMANDS) {
            session.debugger.settings.cycle_limit = Some(CYCLES);
            match session.execute(line) {
                Ok(Report::Quit) => return,
                Ok(report) => session.tell(&report),
                Err(error) => session.complain(&error, line),
            }
        }
    });
}

/// Reads `bytes` as every kind of program file.
pub fn load(bytes: &[u8]) {
    let told = Format::ALL.iter().copied().map(Some);
    for format in told.chain([None]) {
        for load in [None, Some(0xC000)] {
            let placement = Placement {
                format,
                load,
                entry: None,
            };
            // What fits no format is an error, which is fine.
            let _ = program(Path::new("fuzz"), bytes, placement);
        }
    }
}

/// Reads `text` as a debug file, and asks what it says of all addresses and of some lines.
pub fn debug_file(text: &str) {
    let Ok(info) = dbg::read(text, &dbg::Placing::default()) else {
        return;
    };
    let mut source = Source::default();
    source.begin(info.files, info.lines, Path::new("/no/such/folder"));
    for address in 0..=u16::MAX {
        if let Some(line) = source.line_of(address) {
            // A file that is not there has no text.
            let _ = (source.place_name(line), source.text(line));
        }
    }
    for number in 0..100 {
        let _ = source.place(None, number);
        let _ = source.place(Some("average.c"), number);
    }
}

/// Reads `bytes` as an ELF file, and asks what its debug information says of all addresses.
pub fn elf(bytes: &[u8]) {
    load(bytes);
    let Ok(elf) = Elf::parse(bytes) else { return };
    let mut source = Source::default();
    let reading = source.read_elf(&elf, Path::new("/no/such/folder/fuzz.elf"), false);
    for symbol in &reading.symbols {
        let _ = source.line_of(symbol.address);
    }
    for address in 0..=u16::MAX {
        if let Some(line) = source.line_of(address) {
            let _ = source.place_name(line);
        }
    }
}

/// Reads `bytes` as a label file, and puts what it says into a table twice.
///
/// # Panics
/// A name is there that nobody finds, or that is told for an address of another.
pub fn labels(bytes: &[u8]) {
    let text = decoded(bytes);
    let Some(reader) = Kind::told(&text).and_then(Kind::reader) else {
        return;
    };
    // A label that is malformed is an error, which is fine.
    let Ok(reading) = reader(&text) else {
        return;
    };
    let mut table = Symbols::default();
    for path in ["a", "b", "a"] {
        let source = symbols::Source {
            path: path.into(),
            name: path.to_owned(),
            is_of_program: false,
        };
        table.fill(source, reading.symbols.clone());
    }
    for symbol in &reading.symbols {
        assert!(!matches!(table.find(&symbol.name), Found::Nothing));
        if let Some(operand) = table.operand(symbol.address) {
            let there = table
                .at(symbol.address)
                .any(|name| symbols::typed(name) == operand);
            assert!(there, "{operand} at ${:04X}", symbol.address);
        }
    }
    table.forget(|source| source.name == "a");
    table.clear();
}

/// Serves an editor that sends `bytes`, on the demo.
pub fn dap_messages(bytes: &[u8]) {
    on_demo(|session| {
        session.debugger.settings.cycle_limit = Some(CYCLES);
        dap::trial::converse(session, bytes, is_bounded);
    });
}

/// Serves a client of gdb's protocol that sends `bytes`, on the demo.
pub fn gdb_packets(bytes: &[u8]) {
    on_demo(|session| {
        session.debugger.settings.cycle_limit = Some(CYCLES);
        gdb::trial::converse(session, bytes, is_bounded);
    });
}

/// Whether `line` is a command that takes no longer than it is let, whatever came before.
fn is_bounded(line: &str) -> bool {
    const NAMES: &[&str] = &[
        "step",
        "next",
        "continue",
        "rstep",
        "rcontinue",
        "break",
        "watch",
        "delete",
        "print",
        "r",
        "run",
    ];
    let command = commands::parse(line, Context::default()).ok().flatten();
    command.is_some_and(|command| {
        let name = command.row.names.first().copied().unwrap_or_default();
        is_harmless(line)
            && !line.contains('{')
            && (NAMES.contains(&name) || name.starts_with("info"))
    })
}

/// Does `what` with a session of the demo, in which nothing is compiled and nothing shown.
fn on_demo(what: impl FnOnce(&mut Session<'_>)) {
    let config = Config {
        jit: JitMode::Off,
        ..Config::default()
    };
    let mut debugger = Debugger::new(config, None, demo::program());
    let mut shell = executor::shell(Box::new(Rendered));
    what(&mut Session {
        debugger: &mut debugger,
        shell: &mut shell,
    });
}

/// Whether `line` cannot reach the host's files: neither its own command nor one named inside of it does.
fn is_harmless(line: &str) -> bool {
    let of_files =
        |row: &commands::Row| matches!(row.complete, Completer::Files | Completer::Machines);
    let names = commands::rows()
        .filter(|row| of_files(row))
        .flat_map(|row| row.names);
    let words = line.split(|c: char| !c.is_alphanumeric());
    let names_one = names.into_iter().any(|name| match name.len() {
        1 => false,
        // `ll` is a part of many a word.
        2 => words.clone().any(|word| word == *name),
        _ => line.contains(name),
    });
    // A body in braces and an alias hold commands, whose names may be shortened.
    let is_one = line.split(['{', '}', ';', '=']).any(|part| {
        let command = commands::parse(part, Context::default()).ok().flatten();
        command.is_some_and(|command| of_files(command.row))
    });
    !names_one && !is_one
}

/// Renders everything and shows nothing.
pub(crate) struct Rendered;

impl Sink for Rendered {
    fn report(&mut self, report: &Report, _: &AtomicBool) {
        let _ = render::rendered(report);
    }

    fn error(&mut self, error: &CommandError, line: &str) {
        let _ = render::rendered_error(error, line);
    }
}

/// How many random cases a test tries: `usual`, or `JUMPPAD_CASES` of them.
#[cfg(test)]
pub(crate) fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("JUMPPAD_CASES").ok();
    wanted.map_or(usual, |cases| {
        cases.parse().expect("JUMPPAD_CASES is a number")
    })
}

#[cfg(test)]
mod messages;
#[cfg(test)]
mod packets;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the assemblers wrote.
    const LABELS: &[&[u8]] = &[
        include_bytes!("../../tests/data/symbols/count.lbl"),
        include_bytes!("../../tests/data/symbols/acme.vs"),
        include_bytes!("../../tests/data/symbols/acme.sym"),
        include_bytes!("../../tests/data/symbols/64tass.vs"),
        include_bytes!("../../tests/data/symbols/64tass.lab"),
        include_bytes!("../../tests/data/symbols/64tass.dump"),
        include_bytes!("../../tests/data/symbols/xa.sym"),
        include_bytes!("../../tests/data/symbols/dasm.sym"),
    ];

    /// Executables with debug information, of both current versions.
    const ELVES: &[&[u8]] = &[
        include_bytes!("../../tests/data/llvm-mos/sum.elf"),
        include_bytes!("../../tests/data/llvm-mos/sum4.elf"),
    ];

    /// What a hand or a disk may put into such a file.
    fn piece() -> impl Strategy<Value = Vec<u8>> {
        let pieces: &[&[u8]] = &[
            b"\n",
            b" ",
            b"=",
            b"$",
            b"::",
            b":",
            b".",
            b"al ",
            b"\t",
            b"FFFFFFFFFFFFFFFFF",
            b"\xFF\xFE",
            b"\0",
            b"\"",
            b"(",
        ];
        prop_oneof![
            prop::sample::select(pieces.to_vec()).prop_map(<[u8]>::to_vec),
            prop::collection::vec(any::<u8>(), 0..6),
        ]
    }

    /// Words that get a random line past the first parser.
    fn lines() -> impl Strategy<Value = String> {
        let names: Vec<&'static str> = commands::rows()
            .flat_map(|row| row.names.iter().copied())
            .collect();
        let words = vec![
            "600",
            "$C000",
            "pc",
            "a",
            "[",
            "]",
            "(",
            ")",
            "w[",
            "==",
            "&&",
            "<",
            "-",
            "+",
            "..",
            ",+",
            ",",
            "if",
            "once",
            "do",
            "{",
            "}",
            ";",
            "\"",
            "'",
            "'A'",
            "%101",
            "#10",
            "=",
            "a=",
            "--cycles",
            "--raw",
            "/8xb",
            "on",
            "off",
            "info",
            "jit",
            "at",
            "é",
            "\u{1F4A5}",
            "\0",
            "99999999999999999999",
            "ffff",
            "0",
            "cycles",
            "$_",
            ".c",
            "add_one",
            "$1",
            "N",
            "end",
        ];
        let word = prop_oneof![
            3 => prop::sample::select(names.clone()).prop_map(str::to_owned),
            6 => prop::sample::select(words).prop_map(str::to_owned),
            1 => "[ -~]{0,8}",
        ];
        let rest =
            prop::collection::vec((word, prop::bool::weighted(0.8)), 0..8).prop_map(|words| {
                let mut text = String::new();
                for (word, blank) in words {
                    text += &word;
                    text += if blank { " " } else { "" };
                }
                text
            });
        (prop::sample::select(names), rest).prop_map(|(name, rest)| format!("{name} {rest}"))
    }

    #[test]
    fn a_byte_without_a_blank_behind_it_is_no_address() {
        for text in [
            "f tb %101.c",
            "f tb 5\"abc\"",
            "h tb 5..60",
            "f 600 x$5",
            "f info once pc",
        ] {
            line(text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(cases(600)))]

        #[test]
        fn any_line(text in prop_oneof![lines(), any::<String>()]) {
            line(&text);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(cases(40)))]

        #[test]
        fn any_script(lines in prop::collection::vec(lines(), 1..20)) {
            script(&lines.join("\n"));
        }

        #[test]
        fn any_file(bytes in prop::collection::vec(any::<u8>(), 0..600), start in 0..7usize) {
            let starts: [&[u8]; 7] =
                [b"", b"NES\x1A\x01", b"sim65\x02\x00", b":10", b"S113", b"S0", b"\x7FELF\x01\x01\x01"];
            load(&[starts[start], &bytes].concat());
        }

        #[test]
        fn any_labels(at in 0..LABELS.len(), changes in prop::collection::vec((any::<usize>(), piece()), 0..4)) {
            let mut text = LABELS[at].to_vec();
            for (place, piece) in changes {
                let place = place % (text.len() + 1);
                let end = (place + piece.len() / 2).min(text.len());
                text.splice(place..end, piece);
            }
            labels(&text);
        }

        #[test]
        fn any_text_of_labels(text in "(al|x)?( |\t)?[=C:$0-9a-f.,;-]{0,12}\n?[ -~\n]{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            labels(text.as_bytes());
            labels(&bytes);
        }

        #[test]
        fn any_elf(
            at in 0..ELVES.len(),
            changes in prop::collection::vec((any::<usize>(), prop::collection::vec(any::<u8>(), 1..5)), 0..4),
            end in prop::option::of(any::<usize>()),
        ) {
            let mut bytes = ELVES[at].to_vec();
            for (place, piece) in changes {
                let place = place % bytes.len();
                let last = (place + piece.len()).min(bytes.len());
                bytes.splice(place..last, piece);
            }
            bytes.truncate(end.map_or(bytes.len(), |end| end % (bytes.len() + 1)));
            elf(&bytes);
        }

        #[test]
        fn any_text_of_records(text in "[:S0-9A-F\n]{0,300}") {
            load(text.as_bytes());
        }
    }
}
