//! What is shown at each stop, because the user asked for it once, and where commands that show memory go on: as data.
//!
//! Left out: how it is parsed and evaluated, which the commands know.

mod examine;
mod positions;

pub(crate) use examine::Format;
pub(crate) use examine::{Cells, Examine, Examined};
pub(crate) use positions::Positions;

use crate::grammar::canonical::Free;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// Base 16 with `$` before it.
    Hexadecimal,
    /// Base 10, below zero with a sign.
    Decimal,
    /// Base 10; below zero as the 64 bits that it is.
    Unsigned,
    /// Base 2 with `%` before it.
    Binary,
    /// Base 8 without anything before it.
    Octal,
    /// The lowest byte as a character.
    Character,
}

/// One `display`.
pub struct Display {
    /// The number that `undisplay` takes, from 1.
    pub id: u32,
    /// What is shown, as it was understood.
    pub text: String,
    /// What is shown, parsed.
    pub shown: Shown,
}

/// What a display shows.
#[derive(Clone, Debug)]
pub enum Shown {
    /// The value of an expression.
    Value(Option<Notation>, Free),
    /// Cells of memory.
    Memory(Examine),
}
