//! The serial register of a 6526, as timer A clocks it out.
//!
//! Each underflow turns the clock on CNT; eight bits leave on SP in sixteen of them, the high bit
//! first. With the fifteenth the last bit is on SP, and the register is empty: the interrupt comes
//! four cycles behind it, and a byte that waits goes out with the next. A latch of 0 makes one
//! long underflow, which turns the clock once.
//! Sources: MOS 6526 data sheet; measurements of cycles by C64 programmers, as the test programs
//! for emulators have them. Not here: the pins; what a change of direction in the middle of a byte
//! raises.

use crate::kept::keep;

/// Turns of the clock in a byte.
const TURNS: u8 = 16;
/// Cycles from the turn that puts the last bit out to the interrupt.
const TELLING: u8 = 4;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Serial {
    /// SDR.
    pub(super) register: u8,
    shifter: u8,
    /// Turns of the clock that are left of the byte; bits of one that comes in.
    left: u8,
    /// Whether SDR holds a byte to be sent.
    waits: bool,
    /// Cycles until it is told that it is empty, if it is to be.
    telling: u8,
}
keep!(Serial {
    register,
    shifter,
    left,
    waits,
    telling
});

impl Serial {
    /// SDR is written; in output mode it is to be sent.
    pub(super) fn write(&mut self, value: u8, is_output: bool) {
        self.register = value;
        self.waits = is_output;
    }

    /// The direction changes, which gives up what was under way.
    pub(super) fn turn_round(&mut self) {
        (self.left, self.waits, self.telling) = (0, false, 0);
    }

    /// A cycle passes; whether the byte that was sent is told to be out.
    pub(super) fn step(&mut self) -> bool {
        let was_telling = self.telling;
        self.telling = was_telling.saturating_sub(1);
        was_telling == 1
    }

    /// Timer A underflows in output mode, for the first cycle or longer.
    pub(super) fn clock(&mut self, is_first: bool) {
        if self.left <= 1 && self.waits {
            (self.shifter, self.waits, self.left) = (self.register, false, TURNS);
        }
        if is_first {
            self.left = self.left.saturating_sub(1);
            if self.left == 1 {
                self.telling = TELLING;
            }
        }
    }

    /// CNT rises in input mode; whether a byte is in.
    pub(super) fn shift_in(&mut self, bit: bool) -> bool {
        if self.left == 0 {
            self.left = TURNS / 2;
        }
        self.shifter = self.shifter << 1 | u8::from(bit);
        self.left -= 1;
        if self.left == 0 {
            self.register = self.shifter;
        }
        self.left == 0
    }

    /// Whether nothing will be told of what is sent.
    pub(super) fn is_idle(&self) -> bool {
        self.left <= 1 && !self.waits && self.telling == 0
    }

    /// Whether nothing happens but by a clock.
    pub(super) fn is_quiet(&self) -> bool {
        self.telling == 0
    }
}
