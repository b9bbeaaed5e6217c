//! Serial chips: what they have in common is the line, [`line`]; each has its registers.

mod acia6551;
mod acia6850;
mod line;

pub use acia6551::{Acia6551, Quirk};
pub use acia6850::Acia6850;
pub use line::Baud;
