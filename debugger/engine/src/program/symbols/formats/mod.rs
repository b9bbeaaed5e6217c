//! The kinds of label files: which one a text is, and the reader of each.
//!
//! Invariants: the content decides, never the name; a reader takes any text, never panics, and keeps at most
//! [`MAX_SYMBOLS`]; what is no 16-bit number is counted and left out, so is a line that is no label; a label that is
//! malformed is an error at its place.

mod assignments;
mod dasm;
mod foreign;
mod kick;
mod line;
mod vice;
mod xa;

use super::Symbol;
use crate::files::text::Malformed;
use crate::program::source::{acme, tass};
pub use foreign::known_elsewhere;
use line::{Piece, lines};

/// More symbols than 64 KiB have use for.
pub(super) const MAX_SYMBOLS: usize = 1 << 17;

/// The kinds of file that symbols come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Commands of VICE's monitor: `al C:0618 .name`, as ld65, ACME and 64tass write them.
    Vice,
    /// `name = $0618`, as ACME and 64tass write them.
    Assignments,
    /// `name, 0x0618, 0, 0x0000`
    Xa,
    /// A table between lines with dashes.
    Dasm,
    /// `.label name=$0618` within `.namespace name {`, as KickAssembler writes it.
    KickAssembler,
    /// Debug information of ld65.
    Debug,
    /// Debug information of KickAssembler, for C64debugger.
    C64debugger,
    /// Symbols and debug information of an ELF file, as llvm-mos links it.
    Elf,
    /// A report of ACME, which has no symbols but lines.
    Acme,
    /// A listing of 64tass, which has no symbols but lines.
    Tass,
}

/// What a reader made of a text.
#[derive(Debug, Default)]
pub struct Reading {
    /// The symbols, in the order of the text.
    pub symbols: Vec<Symbol>,
    /// Values that are no 16-bit numbers.
    pub left_out: usize,
    /// Lines that are no labels.
    pub other: Others,
    /// The breakpoints that the file wants, as commands.
    pub breaks: Vec<String>,
    /// Symbols whose addresses stand in the program only.
    pub imports: Vec<crate::program::source::dbg::Import>,
    /// Lines of source with code.
    pub lines: usize,
}

/// The command for a breakpoint, which means the same under every setting.
pub fn break_at(address: u16) -> String {
    format!("break ${address:04X}")
}

/// Lines of a file that are no labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Others {
    pub count: usize,
    /// The first of them, from 1; 0 is none.
    pub first: usize,
}

/// A bad line of a file of symbols.
#[derive(Debug)]
pub struct Fault {
    /// From 1.
    pub line: usize,
    /// What is wrong there, and where in the line.
    pub error: Malformed,
}

pub(super) type Reader = fn(&str) -> Result<Reading, Fault>;

impl Kind {
    /// The kind of `text`, by its first line that is one of a kind. A text that says nothing is an empty list.
    pub fn told(text: &str) -> Option<Self> {
        if let Some(kind) = Self::of_listing(text) {
            return Some(kind);
        }
        let mut lines = lines(text).peekable();
        match lines.peek() {
            None => Some(Self::Assignments),
            Some(_) => lines.find_map(|line| Self::of_line(line.piece.text)),
        }
    }

    /// The kind of listing that `text` is, which begins with a comment; none where it is no listing.
    pub fn of_listing(text: &str) -> Option<Self> {
        let first = text.trim_start().lines().next()?;
        let (opening, rest) = tass::OPENING;
        if first.starts_with(acme::OPENING) {
            Some(Self::Acme)
        } else if first.starts_with(opening) && first.ends_with(rest) {
            Some(Self::Tass)
        } else {
            None
        }
    }

    fn of_line(line: &str) -> Option<Self> {
        if line.starts_with("version\tmajor=") {
            Some(Self::Debug)
        } else if line.starts_with("<C64debugger") {
            Some(Self::C64debugger)
        } else if vice::is_command(line) {
            Some(Self::Vice)
        } else if line.starts_with("---") {
            Some(Self::Dasm)
        } else if kick::opens(line) {
            Some(Self::KickAssembler)
        } else if assignments::is_assignment(line) {
            Some(Self::Assignments)
        } else if line.contains(", 0x") {
            Some(Self::Xa)
        } else {
            None
        }
    }

    /// What reads it; debug information is more than symbols, and is not read here.
    pub fn reader(self) -> Option<Reader> {
        Some(match self {
            Self::Vice => vice::read,
            Self::Assignments => assignments::read,
            Self::Xa => xa::read,
            Self::Dasm => dasm::read,
            Self::KickAssembler => kick::read,
            Self::Debug | Self::C64debugger | Self::Acme | Self::Tass | Self::Elf => return None,
        })
    }
}

/// What one line says.
enum Said {
    Symbol(Symbol),
    /// A name for what is no 16-bit number.
    Other,
    /// It is no label.
    NoLabel,
    /// A breakpoint that the file wants.
    Break(u16),
    /// Another command that sets one.
    Stop(String),
    Nothing,
}

/// Reads `text` line by line.
fn read_lines(
    text: &str,
    mut read: impl FnMut(Piece<'_>) -> Result<Said, Malformed>,
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
                return Err(fault(Malformed::new(0, text)));
            }
            Said::Symbol(symbol) => reading.symbols.push(symbol),
            Said::Other => reading.left_out += 1,
            Said::NoLabel => {
                if reading.other.count == 0 {
                    reading.other.first = line.number;
                }
                reading.other.count += 1;
            }
            Said::Break(address) => reading.breaks.push(break_at(address)),
            Said::Stop(command) => reading.breaks.push(command),
            Said::Nothing => {}
        }
    }
    Ok(reading)
}

/// The names and addresses that a reader found.
#[cfg(test)]
fn named(reading: &Reading) -> Vec<(&str, u16)> {
    let symbols = reading.symbols.iter();
    symbols.map(|s| (s.name.as_str(), s.address)).collect()
}
