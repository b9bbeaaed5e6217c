//! The computer around the guest: chosen, looked at, saved.

use std::path::{Path, PathBuf};

use nom::Parser;
use nom::combinator::{map, opt};
use nom::multi::many0;

use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, file_name},
};
use crate::report::{Report, Written, WrittenView};
use crate::session::{Outcome, Session};
use jumppad_engine::board::{Board, RomFiles};

pub(super) const FAMILY: Family = Family {
    title: "Machines",
    rows: &[
        Row {
            names: &["machine"],
            arguments: "[FILE [FILE...]]",
            summary: "build a computer around the guest: a ready-made one by its name, or that of a machine file; alone, show it",
            details: "The machine is switched off and on, with the program in its ROM. Further files are what is in its ROMs, \
                      FILE for the first, NAME=FILE for one by its name. Devices that were attached stay. debugger/MACHINES.md \
                      tells what machine files say.",
            complete: Completer::Machines,
            bind: |i| bind(i, chosen, build),
            ..Row::PLAIN
        },
        Row {
            names: &["machine save"],
            arguments: "FILE",
            summary: "write a machine file of what is attached now",
            details: "The machine that was chosen, the devices that were attached besides, and what is read-only. A file that \
                      exists is replaced once the new one is whole.",
            complete: Completer::Files,
            bind: |i| bind(i, file_name, |s, name| save(s, &name)),
            ..Row::PLAIN
        },
        Row {
            names: &["info machine"],
            summary: "what is where in the computer around the guest, its clock, its consoles",
            bind: |i| bind(i, token::nothing, |s, ()| show(s)),
            ..Row::PLAIN
        },
    ],
};

/// What `machine` is asked for.
#[derive(Clone, Debug)]
enum Chosen {
    Show,
    Build { machine: String, roms: Vec<String> },
}

impl Canonical for Chosen {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Show => line,
            // What `machine save` would be.
            Self::Build { machine, roms } if machine.eq_ignore_ascii_case("save") => {
                line.word(format_args!("\"{machine}\"")).add(roms)
            }
            Self::Build { machine, roms } => line.add(machine).add(roms),
        };
    }
}

fn chosen(input: Span<'_>) -> Parsed<'_, Chosen> {
    let show = map(token::end_ahead, |()| Chosen::Show);
    let build = map((file_name, many0(file_name)), |(machine, roms)| {
        Chosen::Build { machine, roms }
    });
    map((opt(show), opt(build)), |(_, build)| {
        build.unwrap_or(Chosen::Show)
    })
    .parse(input)
}

fn build(session: &mut Session<'_>, chosen: Chosen) -> Outcome {
    let Chosen::Build { machine, roms } = chosen else {
        return show(session);
    };
    let board = Board::open(&machine, &session.debugger.interrupt)?;
    let files = RomFiles {
        given: roms.iter().map(|text| RomFiles::parse(text)).collect(),
        folder: session
            .debugger
            .guest
            .reach
            .folder()
            .map_or_else(PathBuf::new, Path::to_owned),
    };
    // What it printed is still the guest's word.
    session.tell_output();
    session.debugger.build(board, &files, None)?;
    session.tell_start();
    show(session)
}

fn save(session: &Session<'_>, name: &str) -> Outcome {
    session.debugger.save_machine(Path::new(name))?;
    Ok(Report::Written(WrittenView {
        file: name.to_owned(),
        what: Written::Machine,
    }))
}

fn show(session: &Session<'_>) -> Outcome {
    Ok(Report::Machine(session.debugger.machine_view()?))
}
