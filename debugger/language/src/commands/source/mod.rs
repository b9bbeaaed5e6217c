//! Source text: listed, related to addresses, found.

mod list;
mod spot;

use std::collections::BTreeSet;
use std::path::PathBuf;

use nom::Parser;
use nom::combinator::opt;

use super::{Completer, Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    token::{self, file_name},
};
use crate::report::{FileView, FilesView, PlaceView, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::program::source::PlaceError;
use jumppad_engine::program::source::dbg::Holds;
use spot::{Meant, Spot, optional_spot};

const LISTING: &str = "A place is a line of the current file, FILE:LINE, an address or a symbol; ten lines around it are \
                       shown, or those from one place to another: `list 20,30`; `list 20,` begins there, `list ,20` ends \
                       there. Without a place it goes on, first around PC; `list -` goes back. => marks the line of PC, or of \
                       the frame that is looked at, * a breakpoint.";

/// Pieces of a line whose other lines are looked for.
const PIECES: usize = 16;

pub(super) const FAMILY: Family = Family {
    title: "Source text",
    rows: &[
        Row {
            names: &["list", "l"],
            arguments: "[PLACE[,[PLACE]] | ,PLACE | -]",
            summary: "show lines of source; without a place, go on",
            details: LISTING,
            enter: Enter::Advance,
            bind: |i| bind(i, list::Listing::parse, list::list),
            ..Row::PLAIN
        },
        Row {
            names: &["info line"],
            arguments: "[PLACE]",
            summary: "tell the addresses and instructions of a line, or the line of an address",
            bind: |i| bind(i, optional_spot, info_line),
            ..Row::PLAIN
        },
        Row {
            names: &["info source"],
            summary: "list the source files that code was made from",
            bind: |i| bind(i, token::nothing, |s, ()| info_source(s)),
            ..Row::PLAIN
        },
        Row {
            names: &["directory", "dir"],
            arguments: "[FILE]",
            summary: "look for source files in a folder, too; without one, tell the folders",
            details: "Source files are looked for where the debug file says, beside it, in the current folder, then in \
                      these: by their whole path, then by ever less of it.",
            complete: Completer::Files,
            bind: |i| bind(i, folder, directory),
            ..Row::PLAIN
        },
    ],
};

/// A folder, or nothing when the line ends here.
fn folder(input: Span<'_>) -> Parsed<'_, Option<String>> {
    match token::peek_word(input) {
        "" => Ok((input, None)),
        _ => opt(file_name).parse(input),
    }
}

fn directory(session: &mut Session<'_>, folder: Option<String>) -> Outcome {
    if let Some(name) = folder {
        let path = PathBuf::from(&name);
        if !path.is_dir() {
            return Err(CommandError::NoFolder(path));
        }
        session.debugger.source.add_folder(path);
    }
    let folders = session.debugger.source.folders().iter();
    let list = folders.map(|path| path.display().to_string()).collect();
    Ok(Report::SourceFolders { list })
}

fn info_line(session: &mut Session<'_>, spot: Option<Spot>) -> Outcome {
    if session.debugger.source.table().is_empty() {
        return Err(PlaceError::NoLines.at(0).into());
    }
    let line = match &spot {
        None => of_address(session, session.debugger.looked_at(), None, 0)?,
        Some(spot) => match spot.meant(session)? {
            Meant::Line(line) => {
                let place = session.debugger.source.place_in(line);
                place.map_err(|error| error.at(spot.offset()))?.line
            }
            Meant::Address(address, bank) => {
                session.debugger.last_address = address;
                of_address(session, address, bank, spot.offset())?
            }
        },
    };
    let bytes = session.debugger.source.table().bytes(line);
    let pieces = bytes.map_or_else(Vec::new, |bytes| bytes.pieces.clone());
    let mut also = BTreeSet::new();
    for piece in pieces.iter().take(PIECES) {
        also.extend(
            session
                .debugger
                .source
                .table()
                .all_at(piece.start, piece.bank),
        );
    }
    also.remove(&line);
    let mut code = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.holds == Holds::Code) {
        let bank = piece.bank;
        let bank = bank.and_then(|bank| session.debugger.bank_numbered(bank, piece.start).ok());
        let looked = bank.map(|bank| session.debugger.look_into(bank));
        let mut at = Some(piece.start);
        while let Some(address) = at {
            let line = session.debugger.code_line(address);
            at = address
                .checked_add(line.bytes.len() as u16)
                .filter(|&next| next <= piece.end);
            code.push(line);
        }
        if let Some(looked) = looked {
            session.debugger.look_away(looked);
        }
    }
    let source = session.debugger.line_text(line);
    // What a compiler made and threw away tells nobody anything.
    let also = also
        .into_iter()
        .map(|line| session.debugger.silent_text(line));
    let also = also.filter(|line| line.text.is_some()).collect();
    Ok(Report::SourceLine(PlaceView {
        source,
        ranges: pieces
            .iter()
            .map(|piece| (piece.start, piece.end))
            .collect(),
        code,
        also,
    }))
}

/// The line of `address`, in its bank where that is known.
fn of_address(
    session: &Session<'_>,
    address: u16,
    bank: Option<u16>,
    at: usize,
) -> Result<jumppad_engine::program::source::Line, Diagnostic> {
    session.debugger.line_in_bank(bank, address).ok_or_else(|| {
        Diagnostic::new(at, format!("no line of source is known for ${address:04X}"))
            .advise("`info source` lists the files with code")
    })
}

fn info_source(session: &mut Session<'_>) -> Outcome {
    if session.debugger.source.table().is_empty() {
        return Err(PlaceError::NoLines.at(0).into());
    }
    let all = session.debugger.source.table().files.len();
    let mut list = Vec::new();
    let mut others = 0;
    for file in 0..all {
        let lines = session.debugger.source.table().count(file);
        if lines == 0 {
            others += 1;
            continue;
        }
        let found = session.debugger.source.found(file);
        // Macros that came with the compiler are no more than parts of other lines.
        if found.is_err() && !session.debugger.source.is_shown(file) {
            others += 1;
            continue;
        }
        list.push(FileView {
            file: session.debugger.source.name(file).to_owned(),
            lines,
            path: found.as_ref().ok().cloned(),
            problem: found.err(),
        });
    }
    // What this answer tells need not be told again.
    session.debugger.source.take_notes();
    Ok(Report::SourceFiles(FilesView { others, list }))
}
