//! The interval timer of the 6530 and 6532.
//!
//! A write of N with a prescaler T gives N - 1 in the next cycle, one less every T cycles, 0 in
//! the end for T cycles, then $FF and the flag: 1 + N * T cycles behind the write. While the flag
//! is set the timer counts each cycle, so that its two's complement tells how long ago that was.
//! A read or write of the timer clears the flag, except a read in the very cycle in which it is
//! set; the prescaler, which never stopped, then counts again.
//!
//! Sources: MOS Technology's data sheets of the MCS6530 and R6532 with their worked example (52,
//! divided by 8: 25 at clock 213, 0 at 415, the interrupt at 416, $AC at 500); Atari 2600
//! programmers' measurements of INTIM for the first cycle and for the prescaler's return.
//! Invariant: nothing counts by itself; what is asked for in a cycle is computed from the last
//! access. Not here: who is interrupted.

use crate::kept::keep;

/// The prescalers by their two address bits, as powers of two: 1, 8, 64, 1,024.
const SHIFTS: [u8; 4] = [0, 3, 6, 10];

/// The timer as it was in some cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IntervalTimer {
    value: u8,
    shift: u8,
    /// The cycle of the write by which the prescaler began.
    origin: u64,
    /// The cycle that all this is of.
    as_of: u64,
    /// The cycle in which the flag was set, if it is.
    up: Option<u64>,
}
keep!(IntervalTimer {
    value,
    shift,
    origin,
    as_of,
    up
});

impl Default for IntervalTimer {
    /// As if $FF with the longest prescaler had been written at power-up; a chip begins anyhow.
    fn default() -> Self {
        Self {
            value: 0xff,
            shift: SHIFTS[3],
            origin: 0,
            as_of: 0,
            up: None,
        }
    }
}

impl IntervalTimer {
    /// The timer that counts from a write in `cycle`.
    pub(super) fn started(value: u8, prescaler: u8, cycle: u64) -> Self {
        Self {
            value,
            shift: SHIFTS[usize::from(prescaler & 3)],
            origin: cycle,
            as_of: cycle,
            up: None,
        }
    }

    /// How often the prescaler has let the counter count, up to and with `cycle`.
    fn counts(&self, cycle: u64) -> u64 {
        let since = cycle.saturating_sub(self.origin);
        since
            .checked_sub(1)
            .map_or(0, |since| (since >> self.shift) + 1)
    }

    /// The cycle in which the flag is set, or was.
    pub(super) fn due(&self) -> u64 {
        self.up.unwrap_or_else(|| {
            let before = self.counts(self.as_of) + u64::from(self.value);
            let since = before.saturating_mul(1 << self.shift);
            self.origin.saturating_add(1).saturating_add(since)
        })
    }

    /// The timer in a later cycle.
    pub(super) fn at(self, cycle: u64) -> Self {
        let cycle = cycle.max(self.as_of);
        let due = self.due();
        let value = match self.up {
            Some(_) => self.value.wrapping_sub((cycle - self.as_of) as u8),
            None if cycle >= due => 0xff_u8.wrapping_sub((cycle - due) as u8),
            None => {
                let counted = self.counts(cycle) - self.counts(self.as_of);
                self.value
                    .saturating_sub(u8::try_from(counted).unwrap_or(u8::MAX))
            }
        };
        Self {
            value,
            as_of: cycle,
            up: (cycle >= due).then_some(due),
            ..self
        }
    }

    /// What a read gives that is made in the cycle that the timer is of.
    pub(super) fn value(&self) -> u8 {
        self.value
    }

    /// Whether the flag is set.
    pub(super) fn is_up(&self) -> bool {
        self.up.is_some()
    }

    /// The timer behind a read of it.
    pub(super) fn acknowledged(self) -> Self {
        let up = self.up.filter(|&up| up == self.as_of);
        Self { up, ..self }
    }

    /// The timer with a prescaler that there is, whatever bytes it was made of.
    pub(super) fn checked(self) -> Self {
        Self {
            shift: self.shift.min(SHIFTS[3]),
            ..self
        }
    }
}
