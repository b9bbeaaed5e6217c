//! A file of symbols: read within bounds, its kind told by its content, its symbols put into the table.
//!
//! Invariants: a file that cannot be read, or has a bad line, changes nothing; files are data, nothing in them is run.

use std::path::{Path, PathBuf};

use super::formats::{Kind, Others, Reading, known_elsewhere};
use super::table::Source;
use crate::debugger::Debugger;
use crate::error::{BadLine, Error};
use crate::files::{
    read::{Unread, read},
    text::decoded,
};

/// Bytes of the largest file that is read.
const MAX_FILE: u64 = 8 << 20;

/// Why a file gave no symbols. A bad line is an error with its place instead.
#[derive(Debug, thiserror::Error)]
#[error("cannot read symbols from {}: {reason}", path.display())]
pub struct SymbolFailure {
    /// The path of the file, as it was given.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: SymbolReason,
}

/// What is wrong with a file that gave no symbols.
#[derive(Debug, thiserror::Error)]
pub enum SymbolReason {
    /// The file could not be read.
    #[error("{0}")]
    Unread(#[from] Unread),
    /// The file is no list of symbols that is known; what it is instead is given, where that can be told.
    #[error("{}", match .0 {
        Some(kind) => format!("it is {kind}"),
        None => "it is no kind of label file that is known here".to_owned(),
    })]
    Unknown(Option<&'static str>),
}

impl SymbolFailure {
    /// What the user can do about it, where there is something.
    pub fn advice(&self) -> Option<String> {
        match self.reason {
            SymbolReason::Unknown(_) => Some(
                "known are VICE's labels (`al 0618 .name`), `name = $0618`, the lists of xa, dasm and KickAssembler, \
                 and debug files of ld65 and KickAssembler"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

/// What a file brought.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Loaded {
    /// The path of the file, as it was given.
    pub file: String,
    /// The kind of file, told by its content.
    pub kind: Kind,
    /// How many symbols it brought.
    pub symbols: usize,
    /// Of these, such as another file brought with the same address.
    pub known: usize,
    /// Values that are no 16-bit numbers.
    pub left_out: usize,
    /// Names that the user has given to other addresses.
    pub kept: usize,
    /// Lines that are no labels.
    pub other: Others,
    /// Where the file wants breakpoints, which are not set by themselves.
    pub breaks: Vec<String>,
}

/// Reads `path` and puts its symbols into the table, in place of what the same file said before.
///
/// # Errors
/// The file is missing, unreadable, too large, of no known kind, or has a bad line.
pub fn load(debugger: &mut Debugger, path: &Path, is_of_program: bool) -> Result<Loaded, Error> {
    let fail = |reason| SymbolFailure {
        path: path.to_owned(),
        reason,
    };
    let bytes = read(path, MAX_FILE, &debugger.interrupt).map_err(|error| fail(error.into()))?;
    let text = decoded(&bytes);
    let kind =
        Kind::told(&text).ok_or_else(|| fail(SymbolReason::Unknown(known_elsewhere(&text))))?;
    let reading = match kind.reader() {
        Some(reader) => reader(&text),
        // Debug information is more than symbols.
        None => debugger.source.read(kind, &text, path, is_of_program),
    };
    let Reading {
        symbols,
        left_out,
        other,
        breaks,
    } = reading.map_err(|fault| {
        Error::BadLine(Box::new(BadLine {
            name: path.display().to_string(),
            line: fault.line,
            text: text.lines().nth(fault.line - 1).unwrap_or("").to_owned(),
            error: fault.error,
        }))
    })?;
    let source = Source {
        // The same file by another name is the same file.
        path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
        name: path.display().to_string(),
        is_of_program,
    };
    let filled = debugger.symbols.fill(source, symbols);
    Ok(Loaded {
        file: path.display().to_string(),
        kind,
        symbols: filled.added,
        known: filled.known,
        left_out,
        kept: filled.kept,
        other,
        breaks,
    })
}
