//! One of the two timers of a 6526, cycle by cycle.
//!
//! A clock pulse takes its time to the counter: START is sampled, passes two stages, then counts.
//! So the first count is seen three cycles behind the write of the control register. An
//! underflow, a counter of 0 that is about to be counted, reloads it from the latch at once and
//! swallows one pulse, which makes the period the latch plus one.
//!
//! Source: Wolfgang Lorenz, "A Software Model of the CIA6526", whose delays are measured; MOS
//! 6526 data sheet for the registers.
//! Invariants: `step` is one cycle; an access of that cycle comes behind it; `skip` is the same as
//! that many steps while `quiet` says that nothing but counting goes on.
//! Not here: what an underflow leads to outside of the timer.

use crate::kept::{keep, keep_variants};

/// Control register: the timer runs.
pub(super) const START: u8 = 0x01;
/// The timer's output is on its pin of port B.
pub(super) const ON_PIN: u8 = 0x02;
/// The output toggles instead of pulsing.
pub(super) const TOGGLES: u8 = 0x04;
/// One shot.
pub(super) const ONE_SHOT: u8 = 0x08;
/// Load now; the bit is not kept.
pub(super) const LOAD: u8 = 0x10;

/// Stages of a pulse on its way to the counter.
const SAMPLED: u8 = 1;
const ON_ITS_WAY: u8 = 2;
const READY: u8 = 4;
const COUNTS: u8 = 8;
const ALL_STAGES: u8 = 15;

/// Stages of a load.
const LOAD_ASKED: u8 = 1;
const LOADS: u8 = 2;
/// It was loaded in this cycle: what is written to the latch in it gets through.
const LOADED: u8 = 4;

/// What a timer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// The processor's cycles.
    Cycles,
    /// What [`Timer::pulse`] is called for.
    Pulses,
}
keep_variants!(Input { Cycles, Pulses });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Timer {
    pub(super) latch: u16,
    pub(super) counter: u16,
    /// The control register, without LOAD.
    pub(super) control: u8,
    pub(super) input: Input,
    /// Where pulses are that will count.
    pulses: u8,
    load: u8,
    /// Whether ONE_SHOT was set in the cycle before: it works once more.
    was_one_shot: bool,
    /// The level that toggles.
    toggle: bool,
    /// Whether it underflowed in this cycle: the level of the pulse.
    underflowed: bool,
}
keep!(Timer {
    latch,
    counter,
    control,
    input,
    pulses,
    load,
    was_one_shot,
    toggle,
    underflowed
});

impl Default for Timer {
    fn default() -> Self {
        Self {
            latch: 0xffff,
            counter: 0xffff,
            control: 0,
            input: Input::Cycles,
            pulses: 0,
            load: 0,
            was_one_shot: false,
            toggle: false,
            underflowed: false,
        }
    }
}

impl Timer {
    fn is_fed(&self) -> bool {
        self.input == Input::Cycles && self.control & START != 0
    }

    /// A cycle passes; whether the timer underflows in it.
    pub(super) fn step(&mut self) -> bool {
        if self.pulses & COUNTS != 0 {
            self.counter = self.counter.wrapping_sub(1);
        }
        self.underflowed = self.counter == 0 && self.pulses & READY != 0;
        if self.underflowed {
            self.toggle = !self.toggle;
            self.load |= LOADS;
            if self.was_one_shot || self.control & ONE_SHOT != 0 {
                self.control &= !START;
                self.pulses = 0;
            }
        }
        if self.load & LOADS != 0 {
            self.counter = self.latch;
            // The pulse that would come next is lost to the load.
            self.pulses &= !READY;
        }
        self.pulses = (self.pulses << 1) & ALL_STAGES | u8::from(self.is_fed());
        self.load = (self.load << 1) & (LOADS | LOADED);
        self.was_one_shot = self.control & ONE_SHOT != 0;
        self.underflowed
    }

    /// Whether the cycle that it is of is one of an underflow.
    pub(super) fn is_underflowing(&self) -> bool {
        self.underflowed
    }

    /// Something happens that it counts, unless it counts cycles.
    pub(super) fn pulse(&mut self) {
        if self.input == Input::Pulses && self.control & START != 0 {
            self.pulses |= ON_ITS_WAY;
        }
    }

    /// For how many cycles nothing but counting goes on: pulses come each cycle, or none.
    pub(super) fn quiet(&self) -> u64 {
        let is_settled = self.load == 0
            && !self.underflowed
            && self.was_one_shot == (self.control & ONE_SHOT != 0);
        match self.pulses {
            _ if !is_settled => 0,
            0 if !self.is_fed() => u64::MAX,
            ALL_STAGES if self.is_fed() => u64::from(self.counter.saturating_sub(1)),
            _ => 0,
        }
    }

    /// Lets so many quiet cycles pass.
    pub(super) fn skip(&mut self, cycles: u64) {
        if self.pulses == ALL_STAGES {
            self.counter = self.counter.wrapping_sub(cycles as u16);
        }
    }

    /// The control register is written.
    pub(super) fn write_control(&mut self, value: u8, input: Input) {
        if value & START != 0 && self.control & START == 0 {
            self.toggle = true;
        }
        self.control = value & !LOAD;
        self.input = input;
        if self.is_fed() {
            self.pulses |= SAMPLED | ON_ITS_WAY;
        } else {
            self.pulses &= !(SAMPLED | ON_ITS_WAY);
        }
        if value & LOAD != 0 {
            self.load |= LOAD_ASKED;
        }
    }

    /// The low byte of the latch is written.
    pub(super) fn write_low(&mut self, value: u8) {
        self.latch = self.latch & 0xff00 | u16::from(value);
        if self.load & LOADED != 0 {
            self.counter = self.latch;
        }
    }

    /// The high byte; a timer that stands still is loaded.
    pub(super) fn write_high(&mut self, value: u8) {
        self.latch = self.latch & 0x00ff | u16::from(value) << 8;
        if self.load & LOADED != 0 {
            self.counter = self.latch;
        }
        if self.control & START == 0 {
            self.load |= LOAD_ASKED;
        }
    }

    /// The level of its pin, if it has it.
    pub(super) fn pin(&self) -> Option<bool> {
        let level = match self.control & TOGGLES {
            0 => self.underflowed,
            _ => self.toggle,
        };
        (self.control & ON_PIN != 0).then_some(level)
    }

    /// Cycles from one underflow to the next while it counts cycles and does not stop.
    pub(super) fn period(&self) -> Option<u64> {
        (self.is_fed() && self.control & ONE_SHOT == 0).then(|| u64::from(self.latch) + 1)
    }

    /// Whether only the counter and the level that toggles are not as they were.
    pub(super) fn is_where(&self, before: &Self) -> bool {
        let Self {
            counter, toggle, ..
        } = *before;
        let same = Self {
            counter,
            toggle,
            ..*self
        };
        same == *before
    }

    /// What led from here to `after`, which is where this is, happens so many times.
    pub(super) fn repeat(&mut self, after: &Self, times: u64) {
        let less = u64::from(self.counter.wrapping_sub(after.counter));
        self.counter = self.counter.wrapping_sub(less.wrapping_mul(times) as u16);
        self.toggle ^= self.toggle != after.toggle && !times.is_multiple_of(2);
    }
}
