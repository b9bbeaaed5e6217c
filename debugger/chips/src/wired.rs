//! What the port pins of a chip lead to: a display, a keyboard, a bank register.
//!
//! Invariants: `levels` has no effects; what changes by itself says so by a wake of its chip.
//! Not here: what chips make of it.

use jumppad_tiers::{Register, Signals};

/// A port of a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Port {
    /// The first, as data sheets name them.
    A,
    /// The second.
    B,
}

/// A part on the other end of a chip's port pins.
pub trait Wired: Send {
    /// The levels that it gives the eight lines of a port in `cycle`; 1 where it drives
    /// nothing, as pull-ups do.
    fn levels(&self, _port: Port, _cycle: u64) -> u8 {
        0xff
    }

    /// The chip drives `levels` on the lines of `mask` from now on. Called whenever either
    /// changes, and once at reset, with the mask 0.
    fn drive(&mut self, _port: Port, _levels: u8, _mask: u8, _signals: &mut Signals<'_>) {}

    /// Its registers by name, as [`Device::registers`](jumppad_tiers::Device::registers).
    fn registers(&self, _cycle: u64) -> Vec<Register> {
        Vec::new()
    }

    /// All that what it does next depends on.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Makes it what it was when `state` was saved.
    fn restore(&mut self, _state: &[u8]) {}
}

/// Nothing: open pins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwired;

impl Wired for Unwired {}
