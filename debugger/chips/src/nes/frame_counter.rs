//! The APU's frame counter: half frames for the length counters, and an interrupt at the end of a frame.
//!
//! | make | half frames | four steps: interrupt, length | five steps: length |
//! |---|---|---|---|
//! | NTSC | 14912, end - 2 | 29828 to 29830, 29830 | 37282 |
//! | PAL | 16626, end - 2 | 33252 to 33254, 33254 | 41566 |
//!
//! in cycles behind the one in which a write of $4017 takes effect, the fourth behind it, or the third if it falls into an odd
//! one: the sequencer goes by every second cycle. Half frames can be told a cycle later. At power on it is as if $00 had
//! been written just before the reset sequence.
//!
//! Source: nesdev.org wiki, "APU Frame Counter".

use super::kept::{Reader, Writer};
use super::television::Television;

/// Bits of $4017.
const FIVE_STEPS: u8 = 0x80;
const INHIBIT: u8 = 0x40;
/// Cycles that it is ahead of the machine's count, which begins behind the reset sequence.
const AHEAD: u64 = 7;
/// Cycles of a frame that assert the interrupt, the last ones.
const ASSERTED: u64 = 3;

#[derive(Clone, Copy, Debug)]
pub(super) struct FrameCounter {
    television: Television,
    control: u8,
    /// All of these are [`AHEAD`]. The cycle in which the frame began, from which on steps are counted.
    start: u64,
    /// Up to which cycle things have happened.
    seen: u64,
    /// A write that takes effect later, and when.
    pending: Option<(u64, u8)>,
    pub(super) asserted: bool,
}

impl FrameCounter {
    pub(super) fn new(television: Television) -> Self {
        Self {
            television,
            control: 0,
            start: 0,
            seen: 0,
            pending: None,
            asserted: false,
        }
    }

    /// The half frame in the middle, and the length.
    fn steps(&self) -> (u64, u64) {
        match (self.television, self.control & FIVE_STEPS) {
            (Television::Ntsc, 0) => (14_912, 29_830),
            (Television::Ntsc, _) => (14_912, 37_282),
            (Television::Pal, 0) => (16_626, 33_254),
            (Television::Pal, _) => (16_626, 41_566),
        }
    }

    /// Whether it asserts its interrupt at the end of a frame.
    fn interrupts(&self) -> bool {
        self.control & (FIVE_STEPS | INHIBIT) == 0
    }

    /// A write of $4017.
    pub(super) fn write(&mut self, value: u8, cycle: u64) {
        // The bit that inhibits is heeded at once.
        self.control = self.control & !INHIBIT | value & INHIBIT;
        if value & INHIBIT != 0 {
            self.asserted = false;
        }
        let delay = if cycle % 2 == 1 { 3 } else { 4 };
        self.pending = Some((cycle + AHEAD + delay, value));
    }

    /// What the reset line does: the last value is written once more.
    pub(super) fn reset(&mut self, cycle: u64) {
        let value = self.pending.take().map_or(self.control, |(_, value)| value);
        self.control = value & (FIVE_STEPS | INHIBIT);
        self.seen = cycle + AHEAD;
        self.start = self.seen;
        self.asserted = false;
    }

    /// Lets time pass up to and including `cycle`; `half` is called for each half frame, with its cycle.
    pub(super) fn advance(&mut self, cycle: u64, mut half: impl FnMut(u64)) {
        let cycle = cycle + AHEAD;
        let mut half = |at: u64| half(at.saturating_sub(AHEAD));
        loop {
            // Five steps begin with a half frame, as all of them a cycle early.
            if let Some((at, value)) = self.pending
                && value & FIVE_STEPS != 0
                && self.seen < at - 1
                && at - 1 <= cycle
            {
                self.run(at - 1, &mut half);
                half(at - 1);
            }
            let due = self.pending.filter(|&(at, _)| at <= cycle);
            self.run(due.map_or(cycle, |(at, _)| at), &mut half);
            let Some((at, value)) = due else { return };
            self.pending = None;
            self.control = value & (FIVE_STEPS | INHIBIT);
            (self.start, self.seen) = (at, at);
        }
    }

    fn run(&mut self, cycle: u64, half: &mut impl FnMut(u64)) {
        let (middle, length) = self.steps();
        while self.seen < cycle {
            // The frame's last cycle is the next one's first.
            let end = self.start + length;
            let until = cycle.min(end);
            let passes = |at: u64| self.seen < at && at <= until;
            if passes(self.start + middle) {
                half(self.start + middle);
            }
            if passes(end - 2) {
                half(end - 2);
            }
            if self.interrupts() && until > end - ASSERTED {
                self.asserted = true;
            }
            self.seen = until;
            if until == end {
                self.start = end;
            }
        }
    }

    /// The next cycle in which it asserts its interrupt, if nothing is written until then.
    pub(super) fn next_interrupt(&self) -> Option<u64> {
        let mut then = *self;
        if let Some((at, value)) = self.pending {
            (then.start, then.seen, then.control) = (at, at, value);
        }
        let (_, length) = then.steps();
        let first = then.start + length - (ASSERTED - 1);
        let at = match then.seen + 1 {
            next if next <= first => first,
            next if next <= then.start + length => next,
            _ => first + length,
        };
        then.interrupts().then(|| at.saturating_sub(AHEAD))
    }

    pub(super) fn control(&self) -> u8 {
        self.control
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.byte(self.control).long(self.start).long(self.seen);
        let (at, value) = self.pending.unwrap_or((u64::MAX, 0));
        to.long(at).byte(value).flag(self.asserted);
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        (self.control, self.start, self.seen) = (from.byte(), from.long(), from.long());
        let pending = (from.long(), from.byte());
        self.pending = Some(pending).filter(|&(at, _)| at != u64::MAX);
        self.asserted = from.flag();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves(counter: &mut FrameCounter, until: u64) -> Vec<u64> {
        let mut halves = Vec::new();
        for cycle in counter.seen + 1 - AHEAD..=until {
            counter.advance(cycle, |at| halves.push(at));
        }
        halves
    }

    #[test]
    fn an_interrupt_is_asserted_in_three_cycles() {
        let mut counter = FrameCounter::new(Television::Ntsc);
        counter.advance(10, |_| ());
        counter.write(0, 10);
        assert_eq!(counter.next_interrupt(), Some(14 + 29_828));
        let expected = [14 + 14_912, 14 + 29_828];
        assert_eq!(halves(&mut counter, 14 + 29_830), expected);
        assert!(counter.asserted);
        counter.asserted = false;
        assert_eq!(counter.next_interrupt(), Some(14 + 29_830 + 29_828));
        halves(&mut counter, 14 + 29_830 + 29_827);
        assert!(!counter.asserted);
        counter.advance(14 + 29_830 + 29_828, |_| ());
        assert!(counter.asserted);
        assert_eq!(counter.next_interrupt(), Some(14 + 29_830 + 29_829));
        counter.write(INHIBIT, 100_001);
        assert!(!counter.asserted && counter.next_interrupt().is_none());
    }

    #[test]
    fn five_steps_begin_with_a_half_and_do_not_interrupt() {
        let mut counter = FrameCounter::new(Television::Ntsc);
        counter.advance(11, |_| ());
        counter.write(FIVE_STEPS, 11);
        let expected = [13, 14 + 14_912, 14 + 37_280];
        assert_eq!(halves(&mut counter, 14 + 37_282), expected);
        assert_eq!(counter.next_interrupt(), None);
    }
}
