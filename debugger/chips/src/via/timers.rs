//! The two timers of the 6522, as counters that are computed when somebody looks.
//!
//! Both show N in the cycle behind the write that loads N, count down to 0, and raise their flag one
//! cycle later, while they show $FFFF: in the middle of that cycle, N + 1.5 behind the write.
//!
//! Invariant: what a counter shows depends on the cycle only, not on when it was looked at.
//!
//! Sources: R6522 data sheet (Rockwell, 1981), figures 13 "Timer 1 one-shot", 14 "Timer 1
//! free-running", 16 "Timer 2 one-shot", 17 "Timer 2 pulse counting". That T1 reloads from its latch in
//! one-shot mode too, and that a counter shows $FF.. for a cycle before it does, was measured on
//! chips (github.com/mikestir/fpga-bbc, issue 1; stardot.org.uk, "6522 VIA emulation").

use crate::kept::keep;
use crate::view::Span;

/// Timer 1: reloads from its latch whenever it runs out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timer1 {
    pub(crate) latch: u16,
    /// The cycle in which it shows 0 next, or has shown it last while it shows $FFFF.
    zero: u64,
    /// One-shot mode: it was loaded and has not run out since.
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
}
keep!(Timer2 {
    latch,
    value,
    at,
    armed
});

/// What timer 2 counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    /// The chip's clock.
    Cycles,
    /// The same; its low byte is reloaded from the latch, and clocks the shift register.
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

    /// Whether running out counts, which in one-shot mode it does once.
    pub(crate) fn takes_shot(&mut self) -> bool {
        std::mem::take(&mut self.armed)
    }

    /// The next cycle behind `now` in which it runs out, if that counts.
    pub(crate) fn due(&self, now: u64, is_free_running: bool) -> Option<u64> {
        let first = self.zero.saturating_add(1);
        let next = match first > now {
            true => first,
            false => first.saturating_add(self.period()),
        };
        (self.armed || is_free_running).then_some(next)
    }
}

impl Timer2 {
    pub(crate) const fn new() -> Self {
        Self {
            latch: 0xff,
            value: 0xffff,
            at: 0,
            armed: false,
        }
    }

    /// Loads it in a write of its high byte in cycle `now`.
    pub(crate) fn load(&mut self, high: u8, now: u64) {
        self.value = u16::from_le_bytes([self.latch, high]);
        self.at = now.saturating_add(1);
        self.armed = true;
    }

    pub(crate) fn counter(&self, cycle: u64, counting: Counting) -> u16 {
        let Some(passed) = cycle.checked_sub(self.at) else {
            return self.value;
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

    /// While it clocks the shift register: the cycle of its `nth` clock behind `cycle`, from 1 on.
    pub(crate) fn clock(&self, cycle: u64, nth: u64) -> u64 {
        let place = self.clocks(cycle).saturating_add(nth).saturating_sub(1);
        let past = place.saturating_mul(self.round());
        self.first_underflow().saturating_add(past)
    }

    /// How many clocks there were up to `cycle`.
    pub(crate) fn clocks(&self, cycle: u64) -> u64 {
        let past = cycle.checked_sub(self.first_underflow());
        past.map_or(0, |past| past / self.round() + 1)
    }

    /// When it runs out, if that counts.
    pub(crate) fn due(&self, counting: Counting) -> Option<u64> {
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

    /// How many pulses are missing until it has counted all, if that counts.
    pub(crate) fn missing(&self) -> Option<u64> {
        let value = u64::from(self.value.wrapping_sub(1)) + 1;
        self.armed.then_some(value)
    }

    /// Lets time pass up to `to`. Whether it has run out.
    pub(crate) fn run(&mut self, to: u64, counting: Counting) -> bool {
        let is_over = self.due(counting).is_some_and(|due| due <= to);
        self.armed &= !is_over;
        is_over
    }

    /// A pulse. Whether it was the last of those to be counted.
    pub(crate) fn pulse(&mut self) -> bool {
        self.value = self.value.wrapping_sub(1);
        self.value == 0 && std::mem::take(&mut self.armed)
    }

    /// Goes on from here: what it counts, or its latch, is about to change.
    pub(crate) fn settle(&mut self, now: u64, counting: Counting) {
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
            return;
        }
        (self.value, self.at) = (counter, now);
    }
}
