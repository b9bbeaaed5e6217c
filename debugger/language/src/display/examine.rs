//! What `x` is asked for, and what it showed last, as data.

use jumppad_engine::debugger::Selection;
use jumppad_engine::expression::Expr;

/// How cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cells {
    /// Base 16 with `$` before it.
    Hexadecimal,
    /// Base 10, below zero with a sign.
    Signed,
    /// Base 10.
    Unsigned,
    /// Base 2 with `%` before it.
    Binary,
    /// A number, and the character.
    Character,
    /// An instruction, whose size is its own.
    Instruction,
    /// A string up to a zero.
    Text,
}

/// `[/COUNT FORMAT SIZE] [ADDRESS]`
#[derive(Clone, Debug)]
pub struct Examine {
    /// Below zero it is so many cells before the address.
    pub(crate) count: Option<i64>,
    pub(crate) notation: Option<Cells>,
    /// Bytes of a cell.
    pub(crate) size: Option<u16>,
    /// The number of the bank in which they are, where that is typed.
    pub(crate) bank: Option<u16>,
    /// Where the cells begin, or end with a count below zero; without it they go on where memory was shown last.
    pub(crate) address: Option<Expr>,
}

/// What `x` showed last, in which format, and where it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Examined {
    pub(crate) format: Format,
    pub(crate) next: Option<u16>,
    /// What the user looked at then.
    pub(crate) selection: Selection,
}

/// How cells are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) notation: Cells,
    /// Bytes of a cell.
    pub(crate) size: u16,
}

impl Examined {
    /// What holds of it now: once the user looks elsewhere, instructions begin at PC again.
    pub(crate) fn now(self, selection: Selection) -> Self {
        let is_over = self.format.notation == Cells::Instruction && self.selection != selection;
        let next = self.next.filter(|_| !is_over);
        Self { next, ..self }
    }

    /// Another command showed what comes next.
    pub(crate) fn passed(&mut self) {
        self.next = None;
    }
}
