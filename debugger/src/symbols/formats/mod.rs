//! The kinds of label files: which one a text is, and the reader of each.
//!
//! Invariants: the content decides, never the name; a reader takes any text, never panics, and keeps at most
//! [`MAX_SYMBOLS`]; what is no 16-bit number is counted and left out, what is no line of the kind is an error at its place.

mod assignments;
mod dasm;
mod line;
mod vice;
mod xa;

use super::Symbol;
use crate::grammar::Diagnostic;
use line::{Piece, lines};

/// More symbols than 64 KiB have use for.
pub(super) const MAX_SYMBOLS: usize = 1 << 17;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Commands of VICE's monitor: `al C:0618 .name`, as ld65, ACME and 64tass write them.
    Vice,
    /// `name = $0618`, as ACME and 64tass write them.
    Assignments,
    /// `name, 0x0618, 0, 0x0000`
    Xa,
    /// A table between lines with dashes.
    Dasm,
    /// Debug information of ld65.
    Debug,
}

/// What a reader made of a text.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) symbols: Vec<Symbol>,
    /// Values that are no 16-bit numbers.
    pub(crate) left_out: usize,
}

/// A bad line.
#[derive(Debug)]
pub(crate) struct Fault {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) error: Diagnostic,
}

pub(crate) type Reader = fn(&str) -> Result<Reading, Fault>;

impl Kind {
    /// The kind of `text`, by its first line that says something. A text without any is an empty list.
    pub(crate) fn told(text: &str) -> Option<Self> {
        let Some(line) = lines(text).next() else {
            return Some(Self::Assignments);
        };
        let line = line.piece.text;
        if line.starts_with("version\tmajor=") {
            Some(Self::Debug)
        } else if vice::is_command(line) {
            Some(Self::Vice)
        } else if line.starts_with("---") {
            Some(Self::Dasm)
        } else if line.contains('=') {
            Some(Self::Assignments)
        } else if line.contains(", 0x") {
            Some(Self::Xa)
        } else {
            None
        }
    }

    /// What reads it; debug information is more than symbols, and is not read here.
    pub(crate) fn reader(self) -> Option<Reader> {
        Some(match self {
            Self::Vice => vice::read,
            Self::Assignments => assignments::read,
            Self::Xa => xa::read,
            Self::Dasm => dasm::read,
            Self::Debug => return None,
        })
    }
}

/// What one line says.
enum Said {
    Symbol(Symbol),
    /// A name for what is no 16-bit number.
    Other,
    Nothing,
}

/// Reads `text` line by line.
fn read_lines(
    text: &str,
    read: impl Fn(Piece<'_>) -> Result<Said, Diagnostic>,
) -> Result<Reading, Fault> {
    let mut reading = Reading::default();
    for line in lines(text) {
        let fault = |error| Fault {
            line: line.number,
            error,
        };
        match read(line.piece).map_err(fault)? {
            Said::Symbol(_) if reading.symbols.len() == MAX_SYMBOLS => {
                let text = format!("there are more than {MAX_SYMBOLS} symbols");
                return Err(fault(Diagnostic::new(0, text)));
            }
            Said::Symbol(symbol) => reading.symbols.push(symbol),
            Said::Other => reading.left_out += 1,
            Said::Nothing => {}
        }
    }
    Ok(reading)
}
