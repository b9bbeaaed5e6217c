//! Timer 2 of the 6522 as the clock of the shift register.
//!
//! Invariant: a clock comes two cycles behind the one in which the low byte runs out, also where the
//! timer is loaded or turned off between. Source: measured in a VIC-20, see the timers.

/// Cycles from where the low byte runs out to the edge of CB1.
const DELAY: u64 = 2;

/// Clocks that were on their way when the timer was last touched, the sooner first.
pub(crate) type Carried = [Option<u64>; 2];

/// The clocks that are to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clocks {
    carried: Carried,
    /// The first of its own, and how far they are apart; None where it does not clock.
    own: Option<(u64, u64)>,
}

impl Clocks {
    /// Of a timer whose low byte runs out first in `first`, and then each `round`.
    pub(crate) fn new(carried: Carried, first: Option<u64>, round: u64) -> Self {
        let own = first.map(|first| (first.saturating_add(DELAY), round.max(1)));
        Self { carried, own }
    }

    /// How many of its own there are up to `to`.
    fn own_until(self, to: u64) -> u64 {
        let past = |(first, round)| to.checked_sub(first).map(|past| past / round + 1);
        self.own.and_then(past).unwrap_or(0)
    }

    /// How many clocks there are behind `after`, up to and including `to`.
    pub(crate) fn count(self, after: u64, to: u64) -> u64 {
        let carried = self.carried.into_iter().flatten();
        let carried = carried.filter(|&at| after < at && at <= to).count();
        let own = self.own_until(to).saturating_sub(self.own_until(after));
        own + carried as u64
    }

    /// The cycle of the `nth` behind `after`, from 1 on.
    pub(crate) fn nth(self, after: u64, nth: u64) -> Option<u64> {
        let carried = self.carried.into_iter().flatten();
        let mut nth = nth.max(1);
        for at in carried.filter(|&carried| carried > after) {
            nth -= 1;
            if nth == 0 {
                return Some(at);
            }
        }
        let (first, round) = self.own?;
        let place = self.own_until(after).saturating_add(nth) - 1;
        Some(first.saturating_add(place.saturating_mul(round)))
    }

    /// Those behind `now` that are on their way in cycle `then`.
    pub(crate) fn on_the_way(self, now: u64, then: u64) -> Carried {
        let last = then.saturating_add(DELAY);
        [1, 2].map(|nth| self.nth(now, nth).filter(|&at| at <= last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_counted_and_named() {
        let clocks = Clocks::new([Some(12), Some(14)], Some(20), 5);
        let named: Vec<_> = (1..6).map(|nth| clocks.nth(11, nth)).collect();
        assert_eq!(named, [12, 14, 22, 27, 32].map(Some));
        assert_eq!((clocks.count(11, 27), clocks.count(14, 21)), (4, 0));
        assert_eq!((clocks.nth(12, 1), clocks.nth(14, 1)), (Some(14), Some(22)));
        assert_eq!(clocks.on_the_way(20, 20), [Some(22), None]);
        assert_eq!(clocks.on_the_way(14, 19), [None, None]);
        assert_eq!(clocks.on_the_way(11, 12), [Some(12), Some(14)]);
        let stopped = Clocks::new([Some(12), None], None, 5);
        assert_eq!((stopped.nth(11, 1), stopped.nth(11, 2)), (Some(12), None));
    }
}
