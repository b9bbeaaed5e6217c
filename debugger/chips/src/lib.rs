//! The chips that stand around a 6502, from their data sheets, exact to the cycle as seen on
//! the bus.
//!
//! A chip is a [`Device`](jumppad_tiers::Device): it answers accesses, and announces interrupts
//! with their cycle. Nothing in it is polled: what time does to its counters is computed when
//! somebody looks, so an idle chip costs nothing. What its pins lead to is [`Wired`].
//!
//! Not here: which chips a computer has, and where; the machine itself.

// Whoever shows things is a face.
#![deny(clippy::print_stdout, clippy::print_stderr)]

mod acia;
mod apple1;
mod blocks;
mod cia;
mod control;
mod cycles;
mod kept;
mod language_card;
mod lcd;
pub mod nes;
mod parts;
mod pia;
mod pins;
mod port6510;
mod random;
mod request;
mod riot;
mod via;
mod view;
mod wired;

pub use acia::{Acia6551, Acia6850, Baud, Quirk};
pub use apple1::Apple1Terminal;
pub use blocks::{BLOCK_SIZE, Block, BlockDevice, Blocks, NoBlock};
pub use cia::{Cia, Mains, Revision};
pub use cycles::{CycleCounter, Order};
pub use language_card::LanguageCard;
pub use lcd::{Geometry, Lcd, LcdLine, LcdLines, LcdPins, Screen};
pub use parts::Parts;
pub use pia::Pia;
pub use port6510::Port6510;
pub use random::RandomSource;
pub use riot::{Riot, RiotModel};
pub use via::Via;
pub use wired::{Edge, Level, Pin, Port, Unwired, Wired};
