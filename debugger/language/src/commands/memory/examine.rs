//! `x/NFU ADDRESS`: memory in cells of a size and a notation, as gdb shows it.
//!
//! Left out: gdb's `a`, `f` and `z` notations, and 8-byte cells, which mean little on a 6502.

use nom::Parser;
use nom::bytes::complete::take_while;
use nom::character::complete::{char, digit0};
use nom::combinator::{cut, opt, recognize};
use nom::sequence::preceded;

use crate::commands::banked::{Aim, banked, in_bank, write_bank};
use crate::display::{Cells as Notation, Examine, Examined, Format};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    range::address,
    token::{self, lexeme},
};
use crate::report::{Cell, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{Expr, Register};

/// Where a string that never ends is cut.
const LONGEST_TEXT: u16 = 80;
/// More cells than anyone reads.
const MAX_CELLS: u64 = 0x1_0000;

impl Canonical for Examine {
    fn write(&self, line: &mut Printer) {
        let mut format = String::new();
        format.extend(self.count.iter().map(i64::to_string));
        format.extend(self.notation.map(Notation::letter));
        format.extend(self.size.map(|size| match size {
            1 => 'b',
            2 => 'h',
            _ => 'w',
        }));
        if !format.is_empty() {
            line.word(format_args!("/{format}"));
        }
        write_bank(self.bank, &self.address, line);
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
    /// Parses `[/COUNT FORMAT SIZE] [ADDRESS]`, the arguments of `x`.
    ///
    /// # Errors
    /// A letter of the format is unknown or given twice, the count is too large, or the address is wrong.
    pub fn parse(input: Span<'_>) -> Parsed<'_, Self> {
        let count = recognize((opt(char('-')), digit0));
        let (rest, format) = opt(preceded(
            lexeme(char('/')),
            cut((count, take_while(|c: char| c.is_ascii_alphabetic()))),
        ))
        .parse(input)?;
        let mut examine = Self {
            count: None,
            notation: None,
            size: None,
            bank: None,
            address: None,
        };
        if let Some((count, letters)) = format {
            if !count.fragment().is_empty() {
                examine.count = count.fragment().parse().ok();
                let is_little = |count: &i64| count.unsigned_abs() <= MAX_CELLS;
                if !examine.count.as_ref().is_some_and(is_little) {
                    return Diagnostic::at(count, "that is more than memory has").failure();
                }
            }
            for (at, letter) in letters.fragment().char_indices() {
                examine.letter(letter).or_else(|text| {
                    Diagnostic::new(letters.location_offset() + at, text)
                        .advise("formats are x d u t c i s, sizes b h w: see `help x`")
                        .failure()
                })?;
            }
            let is_backwards = examine.count.is_some_and(|count| count < 0);
            let has_cells = !matches!(
                examine.notation,
                Some(Notation::Instruction | Notation::Text)
            );
            if is_backwards && !has_cells {
                return Diagnostic::at(count, "where those before the address begin is not known")
                    .advise(
                        "`d A..B` shows code from where it begins, `list -` lines of source before",
                    )
                    .failure();
            }
        }
        match token::peek_word(rest) {
            "" => Ok((rest, examine)),
            _ => {
                let (rest, shown) = banked(address).parse(rest)?;
                examine.bank = shown.bank;
                examine.address = Some(shown.inner);
                Ok((rest, examine))
            }
        }
    }

    fn aim(&self) -> Aim<'_> {
        self.address.as_ref().map_or(Aim::Next, Aim::At)
    }

    /// The format that it is shown in: without a letter as the `last`.
    fn format(&self, last: Option<Format>) -> Format {
        let last = last.filter(|_| self.notation.is_none() && self.size.is_none());
        last.unwrap_or(Format {
            notation: self.notation.unwrap_or(Notation::Hexadecimal),
            size: self.size.unwrap_or(1),
        })
    }

    fn letter(&mut self, letter: char) -> Result<(), String> {
        match letter {
            'x' | 'z' => self.notation = Some(Notation::Hexadecimal),
            'd' => self.notation = Some(Notation::Signed),
            'u' => self.notation = Some(Notation::Unsigned),
            't' => self.notation = Some(Notation::Binary),
            'c' => self.notation = Some(Notation::Character),
            'i' => self.notation = Some(Notation::Instruction),
            's' => self.notation = Some(Notation::Text),
            'b' => self.size = Some(1),
            'h' => self.size = Some(2),
            'w' => self.size = Some(4),
            other => return Err(format!("`{other}` is neither a format nor a size")),
        }
        Ok(())
    }
}

pub(super) fn examine(session: &mut Session<'_>, examine: Examine) -> Outcome {
    in_bank(session, examine.bank, examine.aim(), |session| {
        show(session, &examine)
    })
}

fn show(session: &mut Session<'_>, examine: &Examine) -> Outcome {
    let last = session
        .shell
        .examined
        .map(|last| last.now(session.debugger.selection()));
    let format = examine.format(last.map(|last| last.format));
    let goes_on = last.and_then(|last| last.next);
    if let Some(Expr::Register(Register::Sp)) = &examine.address {
        session.remark("the stack is in page 1: `x $101+sp` shows what is on it".to_owned());
    }
    let is_alone =
        examine.address.is_none() && examine.notation.is_none() && examine.size.is_none();
    if is_alone && last.is_none() && session.shell.script_depth == 0 {
        session.remark("`x` shows memory, as gdb's; VICE's `x` is `continue` here".to_owned());
    }
    let at = match (&examine.address, goes_on) {
        (Some(address), _) => session.debugger.scope().pointed_at(address)?,
        (None, Some(next)) => next,
        (None, None) if format.notation == Notation::Instruction => {
            let shown = session.shell.positions.shown_code(session.debugger);
            shown.unwrap_or_else(|| session.debugger.frame_pc())
        }
        (None, None) => session.shell.positions.memory(session.debugger),
    };
    let Shown {
        columns,
        cells,
        next,
        wrapped,
    } = shown(session, examine, format, at);
    session.debugger.last_address = at;
    match format.notation {
        Notation::Instruction => {
            let selection = session.debugger.selection();
            session.shell.positions.set_code(selection, Some(next));
        }
        _ => session.shell.positions.set_memory(next),
    }
    session.shell.examined = Some(Examined {
        format,
        next: Some(next),
        selection: session.debugger.selection(),
    });
    if wrapped {
        session.note("memory ends at $FFFF; behind it is $0000");
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
) -> Result<(usize, Vec<Cell>), CommandError> {
    in_bank(session, examine.bank, examine.aim(), |session| {
        let at = match &examine.address {
            Some(address) => session.debugger.scope().pointed_at(address)?,
            None => session.shell.positions.memory(session.debugger),
        };
        let Shown { columns, cells, .. } = shown(session, examine, examine.format(None), at);
        Ok::<_, Diagnostic>((columns, cells))
    })
}

/// Cells, and how they stand.
#[derive(Clone, Debug)]
struct Shown {
    /// How many stand side by side.
    columns: usize,
    cells: Vec<Cell>,
    /// The address behind them.
    next: u16,
    /// Whether some of them are behind the end of memory, which is its beginning.
    wrapped: bool,
}

fn shown(session: &mut Session<'_>, examine: &Examine, format: Format, at: u16) -> Shown {
    let count = examine.count.unwrap_or(1);
    let before = match count {
        ..0 => count.unsigned_abs().saturating_mul(format.size.into()),
        _ => 0,
    };
    let mut at = at.wrapping_sub(before as u16);
    let (mut cells, mut wrapped) = (Vec::new(), false);
    for _ in 0..count.unsigned_abs() {
        wrapped |= cells.last().is_some_and(|last: &Cell| last.address > at);
        let (text, length) = cell(session, at, format);
        let symbol = match format.notation {
            Notation::Instruction => session.debugger.place(at),
            _ => session.debugger.part(at),
        };
        cells.push(Cell {
            address: at,
            symbol,
            text,
            current: format.notation == Notation::Instruction
                && session.debugger.frame_pc() == at
                && !session.debugger.is_elsewhere(at),
        });
        at = at.wrapping_add(length);
    }
    let columns = match format.notation {
        Notation::Instruction | Notation::Text => 1,
        Notation::Binary => 4,
        _ if format.size == 4 => 4,
        _ => 8,
    };
    Shown {
        columns,
        cells,
        next: at,
        wrapped,
    }
}

/// The text of the cell at `at`, and how many bytes it has.
fn cell(session: &mut Session<'_>, at: u16, format: Format) -> (String, u16) {
    let size = match format.notation {
        Notation::Instruction => {
            let line = session.debugger.code_line(at);
            let comment = match line.host_call {
                Some(call) => Some(format!("{} {call}", line.host.unwrap_or("host"))),
                None => line.comment(),
            };
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
        _ => format.size,
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
    let text = match format.notation {
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
