//! What is shown at each stop, because the user asked for it once.

use crate::commands::{Examine, Notation};
use crate::grammar::canonical::Free;

/// One `display`.
pub struct Display {
    pub id: u32,
    /// What is shown, as it was understood.
    pub text: String,
    pub shown: Shown,
}

/// What a display shows.
#[derive(Clone, Debug)]
pub enum Shown {
    Value(Option<Notation>, Free),
    Memory(Examine),
}
