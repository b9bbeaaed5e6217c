//! The serial register of a 6526, as timer A clocks it out.
//!
//! Each underflow turns the clock on CNT; eight bits leave on SP in sixteen of them, the high bit
//! first, and the interrupt comes with the last. A byte that is written meanwhile follows without
//! a gap.
//! Source: MOS 6526 data sheet. Not here: the pins.

use crate::kept::keep;

/// Turns of the clock in a byte.
const TURNS: u8 = 16;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Serial {
    /// SDR.
    pub(super) register: u8,
    shifter: u8,
    /// Turns of the clock that are left of the byte; bits of one that comes in.
    left: u8,
    /// Whether SDR holds a byte to be sent.
    waits: bool,
}
keep!(Serial {
    register,
    shifter,
    left,
    waits
});

impl Serial {
    /// SDR is written; in output mode it is to be sent.
    pub(super) fn write(&mut self, value: u8, is_output: bool) {
        self.register = value;
        self.waits = is_output;
    }

    /// The direction changes, which gives up what was under way.
    pub(super) fn turn_round(&mut self) {
        (self.left, self.waits) = (0, false);
    }

    /// Timer A underflows in output mode; whether a byte is out.
    pub(super) fn clock(&mut self) -> bool {
        if self.left == 0 {
            if !self.waits {
                return false;
            }
            (self.shifter, self.waits, self.left) = (self.register, false, TURNS);
        }
        self.left -= 1;
        self.left == 0
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

    /// Whether nothing will be sent.
    pub(super) fn is_idle(&self) -> bool {
        self.left == 0 && !self.waits
    }
}
