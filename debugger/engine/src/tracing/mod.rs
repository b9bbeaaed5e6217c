//! Traces of whole runs: executed instructions, written as text or as bytes while they are executed.
//!
//! A [`Tracer`] records them by the machine's slow path in pieces, leaves out what is not wanted, and gives the rest to a
//! thread that makes lines of them and writes those.
//!
//! Invariants: what is written does not depend on the pieces, nor on the tier; memory is bounded; a writer that fails ends
//! the tracing, with its error.
//!
//! Left out: traces that are kept in memory and searched, see [`crate::query`].

pub mod binary;
mod encoder;
mod lines;
mod output;
mod tracer;
mod vice;

pub use encoder::Encoder;
pub use output::Target;
pub use tracer::{Span, Tracer, Wanted};

/// How instructions are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Lines as sim65 prints them.
    #[default]
    Sim65,
    /// Lines as VICE's monitor prints them.
    Vice,
    /// Records of a fixed size, see [`binary`].
    Binary,
}

impl Form {
    /// All, with the words for them.
    pub const ALL: [(&str, Self); 3] = [
        ("sim65", Self::Sim65),
        ("vice", Self::Vice),
        ("binary", Self::Binary),
    ];

    /// The form called `name`.
    pub fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(other, _)| *other == name).map(|(_, form)| form)
    }
}

/// What a record's notes are in a trace: C's stack pointer before the instruction, if there is one.
const HAS_STACK: u32 = 1 << 16;

/// Notes of a record that say `stack`.
fn notes(stack: u16) -> u32 {
    HAS_STACK | u32::from(stack)
}

/// What notes say.
fn stack(notes: u32) -> Option<u16> {
    (notes & HAS_STACK != 0).then_some(notes as u16)
}
