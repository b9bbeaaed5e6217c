//! The two timers of the 6522, as counters that are computed when somebody looks.
//!
//! Both show N in the cycle behind the write that loads N, count down to 0, and raise their flag one
//! cycle later, while they show $FFFF: in the middle of that cycle, N + 1.5 behind the write.
//!
//! Invariant: what a counter shows depends on the cycle only, not on when it was looked at.
//!
//! Sources: R6522 data sheet (Rockwell, 1981), "Timer 1 one-shot mode", "Timer 1 free-run mode", "Timer 2 operation" (the flag is raised when T2 counts down past
//! zero). Measured in a VIC-20 by the programs of VICE's tests (viavarious, via_sr, via_pb7): T1 reloads from its latch in
//! one-shot mode too; a counter shows $FF.. for a cycle before it is reloaded; without a load behind its last shot T1
//! stays quiet, also where free-running mode is selected then; what T2 counts changes one cycle behind the write of ACR.

use super::clocks::{Carried, Clocks};
use crate::kept::keep;
use crate::view::Span;

/// Timer 1: reloads from its latch whenever it runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timer1 {
    pub(crate) latch: u16,
    /// The cycle in which it shows 0 next, or has shown it last while it shows $FFFF.
    zero: u64,
    /// It was loaded, and has not run out in one-shot mode since.
    armed: bool,
}
keep!(Timer1 { latch, zero, armed });

/// Timer 2: goes on below 0, except for what clocks the shift register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timer2 {
    pub(crate) latch: u8,
    /// What it shows in cycle `at`.
    value: u16,
    at: u64,
    /// It was loaded and has not run out since.
    armed: bool,
    /// Clocks of the shift register that were on their way when it was touched.
    carried: Carried,
    /// In front of `at` it shows $FF below, and is then reloaded.
    is_reloading: bool,
    /// It runs out in this cycle, by what it counted before.
    overdue: Option<u64>,
}
keep!(Timer2 {
    latch,
    value,
    at,
    armed,
    carried,
    is_reloading,
    overdue
});

/// What timer 2 counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    /// The chip's clock.
    Cycles,
    /// The chip's clock; its low byte is reloaded from the latch, and clocks the shift register.
    Shifting,
    /// Falling edges of PB6.
    Pulses,
}

impl Timer1 {
    /// As if it had been loaded with $FFFF when time began; disarmed.
    pub(crate) const fn new() -> Self {
        Self {
            latch: 0xffff,
            zero: 0x1_0000,
            armed: false,
        }
    }

    /// Loads it in a write in cycle `now`.
    pub(crate) fn load(&mut self, now: u64) {
        self.zero = now.saturating_add(1 + u64::from(self.latch));
        self.armed = true;
    }

    pub(crate) fn counter(&self, cycle: u64) -> u16 {
        // In the cycle of the write itself, one more than what is loaded.
        let left = self.zero.checked_sub(cycle);
        left.map_or(0xffff, |left| left.min(0xffff) as u16)
    }

    fn period(&self) -> u64 {
        u64::from(self.latch) + 2
    }

    /// Lets time pass: how often it runs out.
    pub(crate) fn run(&mut self, span: Span) -> u64 {
        let period = self.period();
        let first = self.zero.saturating_add(1);
        let until = |cycle: u64| cycle.checked_sub(first).map_or(0, |past| past / period + 1);
        let times = until(span.to) - until(span.after.min(span.to));
        // The latch counts in the cycle behind $FFFF: until then it may change.
        if let Some(past) = span.to.checked_sub(first.saturating_add(1)) {
            let rounds = past / period + 1;
            self.zero = self.zero.saturating_add(rounds.saturating_mul(period));
        }
        times
    }

    /// It runs out: whether that counts, which in one-shot mode it does once.
    pub(crate) fn takes_shot(&mut self, is_free_running: bool) -> bool {
        let was_armed = self.armed;
        self.armed &= is_free_running;
        was_armed
    }

    /// The next cycle behind `now` in which it runs out, if that counts.
    pub(crate) fn due(&self, now: u64) -> Option<u64> {
        let first = self.zero.saturating_add(1);
        let next = match first > now {
            true => first,
            false => first.saturating_add(self.period()),
        };
        self.armed.then_some(next)
    }
}

impl Timer2 {
    pub(crate) const fn new() -> Self {
        Self {
            latch: 0xff,
            value: 0xffff,
            at: 0,
            armed: false,
            carried: [None; 2],
            is_reloading: false,
            overdue: None,
        }
    }

    /// Loads it in a write of its high byte in cycle `now`.
    pub(crate) fn load(&mut self, high: u8, now: u64, counting: Counting) {
        self.carried = self.clocks(counting).on_the_way(now, now);
        self.value = u16::from_le_bytes([self.latch, high]);
        self.at = now.saturating_add(1);
        self.armed = true;
        self.is_reloading = false;
    }

    pub(crate) fn counter(&self, cycle: u64, counting: Counting) -> u16 {
        let Some(passed) = cycle.checked_sub(self.at) else {
            return self.value | if self.is_reloading { 0xff } else { 0 };
        };
        match counting {
            Counting::Pulses => self.value,
            Counting::Cycles => self.value.wrapping_sub(passed as u16),
            Counting::Shifting => {
                let [low, high] = self.value.to_le_bytes();
                let Some(below) = passed.checked_sub(u64::from(low) + 1) else {
                    return self.value.wrapping_sub(passed as u16);
                };
                let (rounds, step) = (below / self.round(), below % self.round());
                let low = match step {
                    0 => 0xff,
                    step => self.latch.wrapping_sub((step - 1) as u8),
                };
                let high = high.wrapping_sub((rounds as u8).wrapping_add(1));
                u16::from_le_bytes([low, high])
            }
        }
    }

    /// How long the low byte takes.
    fn round(&self) -> u64 {
        u64::from(self.latch) + 2
    }

    /// The first cycle in which the low byte is below 0.
    fn first_underflow(&self) -> u64 {
        self.at.saturating_add(u64::from(self.value & 0xff) + 1)
    }

    /// As the shift register's clock.
    pub(crate) fn clocks(&self, counting: Counting) -> Clocks {
        let first = (counting == Counting::Shifting).then(|| self.first_underflow());
        Clocks::new(self.carried, first, self.round())
    }

    /// When it runs out, if that counts.
    pub(crate) fn due(&self, counting: Counting) -> Option<u64> {
        self.overdue.or_else(|| self.runs_out(counting))
    }

    fn runs_out(&self, counting: Counting) -> Option<u64> {
        let left = match counting {
            Counting::Pulses => return None,
            Counting::Cycles => u64::from(self.value) + 1,
            Counting::Shifting => {
                let [low, high] = self.value.to_le_bytes();
                u64::from(low) + 1 + u64::from(high) * self.round()
            }
        };
        self.armed.then(|| self.at.saturating_add(left))
    }

    /// How many pulses are missing until it runs out, if that counts.
    pub(crate) fn missing(&self) -> Option<u64> {
        self.armed.then_some(u64::from(self.value) + 1)
    }

    /// Lets time pass up to `to`. Whether it has run out.
    pub(crate) fn run(&mut self, to: u64, counting: Counting) -> bool {
        let is_over = self.due(counting).is_some_and(|due| due <= to);
        if is_over {
            (self.armed, self.overdue) = (false, None);
        }
        is_over
    }

    /// A pulse. Whether it has run out by that.
    pub(crate) fn pulse(&mut self) -> bool {
        self.value = self.value.wrapping_sub(1);
        self.value == 0xffff && std::mem::take(&mut self.armed)
    }

    /// The latch is written. Where the next cycle reloads it, it is the new one that counts.
    pub(crate) fn set_latch(&mut self, latch: u8, now: u64, counting: Counting) {
        self.carried = self.clocks(counting).on_the_way(now, now);
        self.settle(now, counting);
        self.latch = latch;
        if self.is_reloading && self.at > now {
            let [_, high] = self.value.to_le_bytes();
            self.value = u16::from_le_bytes([latch, high]);
        }
    }

    /// What it counts is about to change, by a write in cycle `now`: what it shows in the next is still
    /// by what it counts now.
    pub(crate) fn turn(&mut self, now: u64, counting: Counting) {
        let next = now.saturating_add(1);
        if self.runs_out(counting) == Some(next) {
            self.overdue = Some(next);
            self.armed = false;
        }
        self.carried = self.clocks(counting).on_the_way(now, next);
        self.settle(next, counting);
    }

    /// Counts from here on; clocks on their way are looked after.
    fn settle(&mut self, now: u64, counting: Counting) {
        if self.at > now {
            return;
        }
        let counter = self.counter(now, counting);
        let since = now.checked_sub(self.first_underflow());
        if counting == Counting::Shifting && since.is_some_and(|since| since % self.round() == 0) {
            // The latch comes next.
            let [_, high] = counter.to_le_bytes();
            self.value = u16::from_le_bytes([self.latch, high]);
            self.at = now.saturating_add(1);
            self.is_reloading = true;
            return;
        }
        (self.value, self.at, self.is_reloading) = (counter, now, false);
    }
}
