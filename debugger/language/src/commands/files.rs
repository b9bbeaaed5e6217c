//! Files: programs and memory.

use std::path::{Path, PathBuf};

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;
use nom::combinator::{map, opt, value};

mod device;

pub(super) use device::device;

use device::At;

use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, file_name, lexeme},
};
use crate::report::{Change, How, LoadedProgram, Report, Sim65View, Written, WrittenView};
use crate::script;
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::map;
use jumppad_engine::debugger::symbols::load_beside;
use jumppad_engine::expression::{Expr, RangeExpr};
use jumppad_engine::program::load::{Format, Placement, load, save};

const LOADING: &str = "Without an option the file decides: a program for cc65's simulator and an ELF file of llvm-mos \
                       by their first bytes, others by their extension: .prg, .hex, .s19 or .srec, .nes, .simg; \
                       anything else is raw. A cartridge (iNES) brings its banks and the chips of an NES (`help nes`), a sim65 \
                       program its chip, unless another was chosen by `--cpu` or `set cpu`. A .prg starts where the SYS of its \
                       BASIC line leads. Devices start anew. A label file beside it comes with it: `help symbols`. VICE's \
                       device number may stand behind the file: 0, the host.";
const SAVING: &str = "Without --raw, --prg, --hex or --srec the extension decides: .prg, .hex, .s19 or .srec; anything \
                      else is raw. A file that exists is replaced once the new one is whole.";

pub(super) const FAMILY: Family = Family {
    title: "Files",
    rows: &[
        Row {
            names: &["load"],
            arguments: "[FILE [ADDRESS] [--raw|--prg|--hex|--srec|--ines|--sim65|--elf|--mos-sim]]",
            summary: "load a program; `run` starts it; alone, load the same one again",
            details: LOADING,
            complete: Completer::Files,
            bind: |i| {
                let again = map(token::end_ahead, |()| None);
                let file = (device::file, device::load_address, opt(format));
                bind(i, alt((again, map(file, Some))), |s, file| match file {
                    Some(file) => load_program(s, file),
                    None => load_again(s),
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["save"],
            arguments: "FILE RANGE [--raw|--prg|--hex|--srec]",
            summary: "write memory to a file",
            details: SAVING,
            complete: Completer::Files,
            bind: |i| bind(i, (device::file, device::range, opt(format)), save_memory),
            ..Row::PLAIN
        },
        Row {
            names: &["bload", "bl"],
            arguments: "FILE ADDRESS",
            summary: "load plain bytes into memory; the program stays what it is",
            complete: Completer::Files,
            bind: |i| bind(i, (device::file, device::address), load_bytes),
            ..Row::PLAIN
        },
        Row {
            names: &["bsave", "bs"],
            arguments: "FILE RANGE",
            summary: "write memory to a file as plain bytes, as save --raw does",
            complete: Completer::Files,
            bind: |i| {
                bind(i, (device::file, device::range), |s, (name, range)| {
                    save_memory(s, (name, range, Some(Format::Raw)))
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["source", "."],
            arguments: "FILE",
            summary: "run the commands in a file",
            details: "It ends at the first error, which is told with file, line and column.",
            complete: Completer::Files,
            bind: |i| bind(i, file_name, |s, name| script::source(s, Path::new(&name))),
            ..Row::PLAIN
        },
    ],
};

impl Canonical for Format {
    fn write(&self, line: &mut Printer) {
        // The option is called as the value of `--format`.
        line.word(format_args!("--{}", self.name()));
    }
}

fn format(input: Span<'_>) -> Parsed<'_, Format> {
    lexeme(alt((
        value(Format::Raw, tag("--raw")),
        value(Format::Prg, tag("--prg")),
        value(Format::Hex, tag("--hex")),
        value(Format::Srec, tag("--srec")),
        value(Format::Ines, tag("--ines")),
        value(Format::Sim65, tag("--sim65")),
        value(Format::Elf, tag("--elf")),
        value(Format::MosSim, tag("--mos-sim")),
        value(Format::AppleSingle, tag("--applesingle")),
    )))
    .parse(input)
}

fn load_program(
    session: &mut Session<'_>,
    (name, address, format): (String, Option<At>, Option<Format>),
) -> Outcome {
    let load = match address {
        Some(At(address)) => Some(session.debugger.scope().address(&address)?),
        None => None,
    };
    let placement = Placement {
        format,
        load,
        entry: None,
    };
    session.load(Path::new(&name), placement)
}

/// The program's file once more, as it was loaded.
fn load_again(session: &mut Session<'_>) -> Outcome {
    let Some(placement) = session.debugger.program.placement else {
        return Err(CommandError::NoFile(session.debugger.program.name.clone()));
    };
    let path = PathBuf::from(&session.debugger.program.name);
    session.load(&path, placement)
}

impl Session<'_> {
    /// Loads a program, with what is known of it by the files beside; `run` starts it.
    ///
    /// # Errors
    /// The file cannot be read, or is no such program; the one before stays.
    pub fn load(&mut self, path: &Path, placement: Placement) -> Outcome {
        self.debugger
            .insert(load(path, placement, &self.debugger.interrupt)?);
        load_beside(self.debugger, path);
        self.tell_start();
        let program = &self.debugger.program;
        let first = program.segments.iter().map(|s| s.start).min().unwrap_or(0);
        self.shell.positions.set_memory(first);
        self.debugger.last_address = first;
        let selection = self.debugger.selection();
        self.shell
            .positions
            .set_code(selection, Some(program.entry));
        Ok(Report::Loaded(LoadedProgram {
            name: program.name.clone(),
            bytes: program.size(),
            start: first,
            entry: program.entry,
            symbol: self.debugger.part(program.entry),
            cpu: program.cpu.map(|_| self.debugger.machine.model().name()),
            sim65: program.sim65.as_ref().map(|kind| Sim65View {
                stack_pointer: kind.stack_pointer,
                version: kind.version.name(),
            }),
        }))
    }
}

fn load_bytes(session: &mut Session<'_>, (name, address): (String, Expr)) -> Outcome {
    let placement = Placement {
        format: Some(Format::Raw),
        load: Some(session.debugger.scope().address(&address)?),
        entry: None,
    };
    let bytes = load(Path::new(&name), placement, &session.debugger.interrupt)?;
    // Plain bytes are one segment, which is not empty.
    let Some(segment) = bytes.segments.into_iter().next() else {
        return Ok(Report::Done);
    };
    let start = segment.start;
    let end = start + (segment.bytes.len() - 1) as u16;
    session.debugger.write(start, &segment.bytes);
    session.shell.positions.set_memory(start);
    session.debugger.last_address = start;
    Ok(Report::Changed(Change {
        start,
        end,
        how: How::Loaded { file: name },
        special: map::special(session.debugger, start..=end),
    }))
}

fn save_memory(
    session: &mut Session<'_>,
    (name, range, format): (String, RangeExpr, Option<Format>),
) -> Outcome {
    let range = range.resolve(&session.debugger.scope(), 1)?;
    let path = PathBuf::from(name);
    let format = format.unwrap_or_else(|| Format::of(&path));
    let (start, end) = (*range.start(), *range.end());
    let bytes: Vec<u8> = range.map(|a| session.debugger.machine.peek(a)).collect();
    save::save(&path, format, start, &bytes, &session.debugger.interrupt)?;
    Ok(Report::Written(WrittenView {
        file: path.display().to_string(),
        what: Written::Memory { start, end },
    }))
}
