//! What is shown at each stop, because the user asked for it once.

use crate::commands::{Examine, Notation};
use crate::grammar::canonical::Free;

/// One `display`.
pub(crate) struct Display {
    pub(crate) id: u32,
    /// What is shown, as it was understood.
    pub(crate) text: String,
    pub(crate) shown: Shown,
}

/// What a display shows.
pub(crate) enum Shown {
    Value(Option<Notation>, Free),
    Memory(Examine),
}
