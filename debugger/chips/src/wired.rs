//! What the pins of a chip lead to: a display, a keyboard, a bank register.
//!
//! Invariants: what a part is asked has no effects. Nothing is polled: a part tells when a
//! control line changes next, as far as it knows by now; where that changes without an access of the
//! guest, its chip is woken. Not here: what chips make of it.

use jumppad_tiers::{Register, Signals};

use crate::kept::keep_variants;

/// A port of a chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Port {
    /// The first, as data sheets name them.
    A,
    /// The second.
    B,
}

/// A pin beside the ports', or one of theirs that a counter sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pin {
    /// The first control line of port A: an input.
    Ca1,
    /// The second: an input or an output.
    Ca2,
    /// The first control line of port B: an input; the clock of a 6522's shift register.
    Cb1,
    /// The second: an input or an output; the data of a 6522's shift register.
    Cb2,
    /// PB6 as timer 2 of a 6522 counts it. Beside [`Wired::levels`], for its edges.
    Pb6,
    /// PA7 as a 6532 sees its edges. Beside [`Wired::levels`], which tells its level.
    Pa7,
    /// FLAG of a 6526: an input whose falling edges raise a flag.
    Flag,
    /// CNT of a 6526: an input that its timers count, and that clocks its serial register.
    Cnt,
    /// SP of a 6526: the data of its serial register.
    Sp,
    /// PC of a 6526: an output that is low for the cycle behind an access of port B.
    Pc,
}

/// What a line is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Level {
    /// 0.
    Low,
    /// 1, as pull-ups make it where nobody drives it.
    #[default]
    High,
}
keep_variants!(Level { Low, High });

impl Level {
    /// High where a bit is set.
    #[must_use]
    pub const fn of(bit: bool) -> Self {
        match bit {
            true => Self::High,
            false => Self::Low,
        }
    }

    /// Whether it is high.
    #[must_use]
    pub const fn is_high(self) -> bool {
        matches!(self, Self::High)
    }
}

/// A change of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The first cycle in which the line is at its new level, in which a chip flags it too.
    pub cycle: u64,
    /// To which level it goes.
    pub to: Level,
}

/// A part on the other end of a chip's pins.
pub trait Wired: Send {
    /// The levels that it gives the eight lines of a port in `cycle`; 1 where it drives
    /// nothing, as pull-ups do.
    fn levels(&self, _port: Port, _cycle: u64) -> u8 {
        0xff
    }

    /// The chip drives `levels` on the lines of `mask` from now on. Called whenever either
    /// changes; at first the mask is 0. What timer 1 of a 6522 makes of PB7 is told by the next access.
    fn drive(&mut self, _port: Port, _levels: u8, _mask: u8, _signals: &mut Signals<'_>) {}

    /// Whether something outside of the machine moves its lines, as a key that is typed does.
    fn is_moved_from_outside(&self) -> bool {
        false
    }

    /// The guest has read a port's data in this cycle.
    fn was_read(&mut self, _port: Port, _signals: &mut Signals<'_>) {}

    /// The guest accesses the chip in this cycle: perhaps it asks whether there is something new.
    fn attend(&mut self, _signals: &mut Signals<'_>) {}

    /// The level that it gives a pin in `cycle`.
    fn level(&self, _pin: Pin, _cycle: u64) -> Level {
        Level::High
    }

    /// The first change of that level behind `cycle`, as far as it is known now. What becomes
    /// known later, in a wake or by what the chip drives, comes behind that cycle.
    fn next_edge(&self, _pin: Pin, _cycle: u64) -> Option<Edge> {
        None
    }

    /// The chip drives a control line from `cycle` on. That is told with the access that
    /// causes it, a pulse's end one cycle ahead; what the clock of a shift register does, at
    /// the latest when the chip is looked at again.
    fn drive_pin(&mut self, _pin: Pin, _level: Level, _cycle: u64, _signals: &mut Signals<'_>) {}

    /// Its chip was woken: a key may have been typed, or the time that the part asked for by
    /// [`Signals::wake_at`] has come.
    fn wake(&mut self, _signals: &mut Signals<'_>) {}

    /// Its registers by name, as [`Device::registers`](jumppad_tiers::Device::registers).
    fn registers(&self, _cycle: u64) -> Vec<Register> {
        Vec::new()
    }

    /// All that what it does next depends on.
    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    /// Makes it what it was when `state` was saved. Bytes that it did not save change nothing.
    fn restore(&mut self, _state: &[u8]) {}
}

/// Nothing: open pins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwired;

impl Wired for Unwired {}
