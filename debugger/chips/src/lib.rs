//! The chips that stand around a 6502, from their data sheets, exact to the cycle as seen on
//! the bus.
//!
//! A chip is a [`Device`](jumppad_tiers::Device): it answers accesses, and announces interrupts
//! with their cycle. Nothing in it is polled: what time does to its counters is computed when
//! somebody looks, so an idle chip costs nothing. What its pins lead to is [`Wired`].
//!
//! Not here: which chips a computer has, and where; the machine itself.

mod blocks;
mod cia;
mod cycles;
mod pins;
mod random;
mod riot;
mod state;
mod wired;

pub use blocks::{BLOCK_SIZE, Block, BlockDevice, Blocks, NoBlock};
pub use cia::{Cia, Mains, Revision};
pub use cycles::{CycleCounter, Order};
pub use random::RandomSource;
pub use riot::{Riot, RiotModel};
pub use wired::{Port, Unwired, Wired};
