//! `x/NFU ADDRESS`: memory in cells of a size and a notation, as gdb shows it.
//!
//! Left out: gdb's `a`, `f` and `z` notations, and 8-byte cells, which mean little on a 6502.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::character::complete::{char, digit0};
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use crate::expression::Expr;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    range::address,
    token::{self, lexeme},
};
use crate::report::{Cell, Report};
use crate::session::{Outcome, Session};

/// Where a string that never ends is cut.
const LONGEST_TEXT: u16 = 80;
/// More cells than anyone reads.
const MAX_CELLS: u64 = 0x1_0000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Notation {
    Hexadecimal,
    Signed,
    Unsigned,
    Binary,
    Character,
    Instruction,
    Text,
}

/// The parsed arguments.
pub(crate) struct Examine {
    count: u64,
    notation: Notation,
    size: u16,
    pub(crate) address: Option<Expr>,
}

impl Canonical for Examine {
    fn write(&self, line: &mut Printer) {
        let size = match self.size {
            1 => 'b',
            2 => 'h',
            _ => 'w',
        };
        let notation = self.notation.letter();
        line.word(format_args!("/{}{notation}{size}", self.count))
            .add(&self.address);
    }
}

impl Notation {
    fn letter(self) -> char {
        match self {
            Self::Hexadecimal => 'x',
            Self::Signed => 'd',
            Self::Unsigned => 'u',
            Self::Binary => 't',
            Self::Character => 'c',
            Self::Instruction => 'i',
            Self::Text => 's',
        }
    }
}

impl Examine {
    pub(crate) fn parse(input: Span<'_>) -> Parsed<'_, Self> {
        let (rest, format) = opt(preceded(
            lexeme(char('/')),
            cut((digit0, take_while(|c: char| c.is_ascii_alphabetic()))),
        ))
        .parse(input)?;
        let mut examine = Self {
            count: 1,
            notation: Notation::Hexadecimal,
            size: 1,
            address: None,
        };
        if let Some((count, letters)) = format {
            if !count.fragment().is_empty() {
                examine.count = count.fragment().parse().unwrap_or(u64::MAX);
            }
            if examine.count > MAX_CELLS {
                return Diagnostic::at(count, "that is more than memory has").failure();
            }
            for (at, letter) in letters.fragment().char_indices() {
                examine.letter(letter).or_else(|text| {
                    Diagnostic::new(letters.location_offset() + at, text).failure()
                })?;
            }
        }
        match token::peek_word(rest) {
            "" => Ok((rest, examine)),
            _ => {
                let (rest, address) = address(rest)?;
                examine.address = Some(address);
                Ok((rest, examine))
            }
        }
    }

    fn letter(&mut self, letter: char) -> Result<(), String> {
        match letter {
            'x' => self.notation = Notation::Hexadecimal,
            'd' => self.notation = Notation::Signed,
            'u' => self.notation = Notation::Unsigned,
            't' => self.notation = Notation::Binary,
            'c' => self.notation = Notation::Character,
            'i' => self.notation = Notation::Instruction,
            's' => self.notation = Notation::Text,
            'b' => self.size = 1,
            'h' => self.size = 2,
            'w' => self.size = 4,
            other => return Err(format!("`{other}` is neither a format nor a size")),
        }
        Ok(())
    }
}

pub(super) fn examine(session: &mut Session<'_>, examine: Examine) -> Outcome {
    let at = match &examine.address {
        Some(address) => session.debugger.scope().address(address)?,
        None if examine.notation == Notation::Instruction => session
            .debugger
            .next_code
            .unwrap_or(session.debugger.looked_at()),
        None => session.debugger.next_memory,
    };
    let (columns, cells, next) = from(session, &examine, at);
    session.debugger.last_address = at;
    match examine.notation {
        Notation::Instruction => session.debugger.next_code = Some(next),
        _ => session.debugger.next_memory = next,
    }
    Ok(Report::Examine { columns, cells })
}

/// What `examine` shows now, and how many cells stand side by side; `x` alone goes on where it was.
///
/// # Errors
/// The address has no value.
pub(crate) fn cells(
    session: &mut Session<'_>,
    examine: &Examine,
) -> Result<(usize, Vec<Cell>), Diagnostic> {
    let at = match &examine.address {
        Some(address) => session.debugger.scope().address(address)?,
        None => session.debugger.next_memory,
    };
    let (columns, cells, _) = from(session, examine, at);
    Ok((columns, cells))
}

/// How many cells stand side by side, the cells, and the address behind them.
fn from(session: &mut Session<'_>, examine: &Examine, mut at: u16) -> (usize, Vec<Cell>, u16) {
    let mut cells = Vec::new();
    for _ in 0..examine.count {
        let (text, length) = cell(session, at, examine);
        let symbol = match examine.notation {
            Notation::Instruction => session.debugger.place(at),
            _ => session.debugger.part(at),
        };
        cells.push(Cell {
            address: at,
            symbol,
            text,
        });
        at = at.wrapping_add(length);
    }
    let columns = match examine.notation {
        Notation::Instruction | Notation::Text => 1,
        Notation::Binary => 4,
        _ if examine.size == 4 => 4,
        _ => 8,
    };
    (columns, cells, at)
}

/// The text of the cell at `at`, and how many bytes it has.
fn cell(session: &mut Session<'_>, at: u16, examine: &Examine) -> (String, u16) {
    let size = match examine.notation {
        Notation::Instruction => {
            let line = session.debugger.code_line(at);
            let comment = line.comment();
            let comment = comment.map_or_else(String::new, |text| format!("  ; {text}"));
            return (line.text + &comment, line.bytes.len() as u16);
        }
        Notation::Text => {
            // A string that never ends is cut where a line would be.
            let mut text = Vec::new();
            for i in 0..LONGEST_TEXT {
                match session.debugger.look(at.wrapping_add(i)) {
                    0 => return (format!("\"{}\"", text.escape_ascii()), i + 1),
                    byte => text.push(byte),
                }
            }
            return (format!("\"{}\"", text.escape_ascii()), LONGEST_TEXT);
        }
        Notation::Character => 1,
        _ => examine.size,
    };
    // Each byte is looked at once, for looking may be told to disturb.
    let bytes: Vec<u8> = (0..size)
        .map(|i| session.debugger.look(at.wrapping_add(i)))
        .collect();
    let value = bytes
        .iter()
        .rev()
        .fold(0u32, |n, &byte| n << 8 | u32::from(byte));
    let bits = u32::from(size) * 8;
    let text = match examine.notation {
        Notation::Unsigned => value.to_string(),
        Notation::Signed => {
            let unused = 32 - bits;
            ((value << unused).cast_signed() >> unused).to_string()
        }
        Notation::Binary => format!("%{value:0width$b}", width = bits as usize),
        Notation::Character => format!("'{}'", bytes[0].escape_ascii()),
        Notation::Hexadecimal | Notation::Instruction | Notation::Text => {
            format!("${value:0width$X}", width = usize::from(size) * 2)
        }
    };
    (text, size)
}
