//! Both timers of a 6526 with what their underflows clock, and how time is let pass over them.
//!
//! Invariant: `run` does what that many calls of `step` would. Stretches in which they only count
//! are skipped, and so are whole periods that repeat, so that a chip that nobody has looked at for
//! long costs little.
//! Not here: the interrupt register.

use super::serial::Serial;
use super::timer::{Input, START, Timer};
use crate::kept::keep;

/// Interrupt flags that come of the timers.
pub(super) const A_UNDERFLOW: u8 = 0x01;
pub(super) const B_UNDERFLOW: u8 = 0x02;
pub(super) const SERIAL: u8 = 0x08;

/// CRA: the serial register sends.
pub(super) const SENDS: u8 = 0x40;

/// Fewer cycles are not worth looking for a period.
const WORTH: u64 = 64;
/// Steps in which a period must have passed to be one.
const SHORT: u32 = 256;
/// Steps after which a search that failed is tried again: at first, and at most.
const BACK_OFF: [u64; 2] = [4, 2048];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timers {
    pub(super) a: Timer,
    pub(super) b: Timer,
    pub(super) serial: Serial,
    /// Whether A's underflows get through to B.
    pub(super) chained: bool,
}
keep!(Timers {
    a,
    b,
    serial,
    chained
});

/// How far time was let pass, and which flags were raised in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Passed {
    pub(super) cycles: u64,
    pub(super) raised: u8,
}

impl Timers {
    /// A cycle passes; the flags that are raised in it.
    pub(super) fn step(&mut self) -> u8 {
        let mut raised = 0;
        if self.serial.step() {
            raised |= SERIAL;
        }
        let underflowed = self.a.is_underflowing();
        if self.a.step() {
            raised |= A_UNDERFLOW;
            if self.chained {
                self.b.pulse();
            }
            if self.a.control & SENDS != 0 {
                self.serial.clock(!underflowed);
            }
        }
        if self.b.step() {
            raised |= B_UNDERFLOW;
        }
        raised
    }

    /// Lets at most `cycles` pass, up to and with the first in which a flag of `until` is raised.
    pub(super) fn run(&mut self, cycles: u64, until: u8) -> Passed {
        let mut passed = Passed {
            cycles: 0,
            raised: 0,
        };
        let [mut back_off, longest] = BACK_OFF;
        let mut wait = 0;
        while passed.cycles < cycles && passed.raised & until == 0 {
            let left = cycles - passed.cycles;
            let mut next = self.skip(left);
            if next.is_none() && wait == 0 && left >= WORTH {
                next = self.leap(left, until);
                if next.is_none() {
                    (wait, back_off) = (back_off, longest.min(back_off * 2));
                }
            }
            let next = next.unwrap_or_else(|| {
                wait = wait.saturating_sub(1);
                Passed {
                    cycles: 1,
                    raised: self.step(),
                }
            });
            passed.cycles += next.cycles;
            passed.raised |= next.raised;
        }
        passed
    }

    /// Skips the cycles in which both timers only count, if there are some.
    fn skip(&mut self, left: u64) -> Option<Passed> {
        let cycles = self.a.quiet().min(self.b.quiet()).min(left);
        if cycles == 0 || !self.serial.is_quiet() {
            return None;
        }
        self.a.skip(cycles);
        self.b.skip(cycles);
        Some(Passed { cycles, raised: 0 })
    }

    /// Tries a period; if all is as before it but for a counter that is some less, as many periods
    /// follow as leave that counter above 0.
    fn leap(&mut self, left: u64, until: u8) -> Option<Passed> {
        self.periods().into_iter().flatten().find_map(|period| {
            if left / 4 < period {
                return None;
            }
            let mut after = *self;
            let raised = after.walk(period).filter(|raised| raised & until == 0)?;
            let times = self.repeats(&after, raised)?.min(left / period);
            if times < 2 {
                return None;
            }
            self.a.repeat(&after.a, times);
            self.b.repeat(&after.b, times);
            Some(Passed {
                cycles: times * period,
                raised,
            })
        })
    }

    /// Lets a period pass; the flags raised, unless it takes long to find out.
    fn walk(&mut self, period: u64) -> Option<u8> {
        let (mut passed, mut raised) = (0, 0);
        for _ in 0..SHORT {
            if passed == period {
                return Some(raised);
            }
            passed += match self.skip(period - passed) {
                Some(skipped) => skipped.cycles,
                None => {
                    raised |= self.step();
                    1
                }
            };
        }
        None
    }

    /// After how many cycles the timers may be as they are now: A's, B's, or both periods.
    fn periods(&self) -> [Option<u64>; 3] {
        let (a, b) = (self.a.period(), self.b.period());
        let both = match (a, b) {
            (Some(a), Some(b)) => Some(a * b),
            // B counts as often as A underflows.
            (Some(a), None) if self.chained && self.b.control & START != 0 => {
                Some(a * (u64::from(self.b.latch) + 1))
            }
            _ => None,
        };
        [a, b, both]
    }

    /// How often what led from here to `after` happens again.
    fn repeats(&self, after: &Self, raised: u8) -> Option<u64> {
        let is_same = after.a.is_where(&self.a)
            && after.b.is_where(&self.b)
            && (after.serial, after.chained) == (self.serial, self.chained);
        let of = |before: u16, after: u16, underflow: u8| match before.checked_sub(after)? {
            0 => Some(u64::MAX),
            // It was loaded meanwhile, so what it lost is no measure.
            _ if raised & underflow != 0 => None,
            less => Some(u64::from(before.saturating_sub(4) / less)),
        };
        let a = of(self.a.counter, after.a.counter, A_UNDERFLOW)?;
        let b = of(self.b.counter, after.b.counter, B_UNDERFLOW)?;
        is_same.then_some(a.min(b))
    }

    /// For how long an underflow that raises one of `flags` may be away, if one is to come.
    pub(super) fn horizon(&self, flags: u8) -> Option<u64> {
        const PERIOD: u64 = 0x1_0010;
        let a = (self.a.quiet() != u64::MAX).then_some(PERIOD);
        let b = match (self.b.input, self.chained) {
            (Input::Pulses, true) if self.b.control & START != 0 && a.is_some() => {
                Some(PERIOD * PERIOD)
            }
            _ => (self.b.quiet() != u64::MAX).then_some(PERIOD),
        };
        let sends = self.a.control & SENDS != 0 && !self.serial.is_idle();
        let tells = (!self.serial.is_quiet()).then_some(PERIOD);
        let of = |flag, horizon: Option<u64>| horizon.filter(|_| flags & flag != 0);
        let serial = of(SERIAL, a.filter(|_| sends).map(|a| a * 20).max(tells));
        of(A_UNDERFLOW, a).max(of(B_UNDERFLOW, b)).max(serial)
    }
}

#[cfg(test)]
mod tests {
    use super::super::timer::{LOAD, ON_PIN, ONE_SHOT, TOGGLES};
    use super::*;

    /// Numbers that are anything, the same each time.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
            self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % end
        }

        fn of<T: Copy>(&mut self, choices: &[T]) -> T {
            choices[self.below(choices.len() as u64) as usize]
        }
    }

    /// Writes to one of the registers, as the chip does.
    fn write(timers: &mut Timers, numbers: &mut Numbers) {
        let value = numbers.below(256) as u8;
        let control = value & (ON_PIN | TOGGLES | LOAD) | numbers.of(&[0, START, START | ONE_SHOT]);
        let input = numbers.of(&[Input::Cycles, Input::Cycles, Input::Pulses]);
        match numbers.below(7) {
            0 => timers.a.write_low(numbers.of(&[0, 1, 2, 5, value])),
            1 => timers.a.write_high(numbers.of(&[0, 0, 0, 1, value])),
            2 => timers.b.write_low(numbers.of(&[0, 1, 2, 5, value])),
            3 => timers.b.write_high(numbers.of(&[0, 0, 0, 1, value])),
            4 => timers
                .a
                .write_control(control | numbers.of(&[0, SENDS]), input),
            5 => {
                timers.b.write_control(control, input);
                timers.chained = input == Input::Pulses;
            }
            _ => timers.serial.write(value, timers.a.control & SENDS != 0),
        }
    }

    #[test]
    fn a_run_is_as_many_steps() {
        let mut numbers = Numbers(1);
        for round in 0..400 {
            let mut stepped = Timers::default();
            for at in 0..40 {
                write(&mut stepped, &mut numbers);
                let mut run = stepped;
                let cycles = numbers.of(&[1, 2, 3, 10, 100, 2_000, 50_000]);
                let cycles = 1 + numbers.below(cycles);
                let until = numbers.of(&[0, 0, A_UNDERFLOW, B_UNDERFLOW, SERIAL]);
                let passed = run.run(cycles, until);
                let (mut done, mut raised) = (0, 0);
                while done < cycles && raised & until == 0 {
                    raised |= stepped.step();
                    done += 1;
                }
                let expected = Passed {
                    cycles: done,
                    raised,
                };
                assert_eq!((passed, run), (expected, stepped), "{round} {at}");
            }
        }
    }

    #[test]
    fn what_is_to_come_comes_within_the_horizon() {
        let mut numbers = Numbers(2);
        for round in 0..2_000 {
            let mut timers = Timers::default();
            for _ in 0..10 {
                write(&mut timers, &mut numbers);
                timers.run(numbers.below(3_000), 0);
            }
            for flags in [A_UNDERFLOW, B_UNDERFLOW, SERIAL] {
                let mut ahead = timers;
                ahead.run(timers.horizon(flags).unwrap_or(0), flags);
                if timers.horizon(flags).is_none() {
                    let passed = ahead.run(3_000_000, flags);
                    assert_eq!(passed.raised & flags, 0, "{round} {flags}: {timers:?}");
                }
            }
        }
    }
}
