//! A guest that does nothing but ask its consoles for keys, so that the host need not be kept busy by it.
//!
//! Invariants: the guest notices nothing; nobody looks unless somebody types for the guest, who then waits for a key while
//! the guest would only ask for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// What is asked again within so many cycles does nothing else.
const NEAR: u64 = 250;
/// A guest that did nothing else for so long is idle.
const LONG: u64 = 100_000;
/// Cycles between two stops of an idle guest.
const EVERY: u64 = 10_000;

/// How the guest asks for keys, as all consoles and those who type have it in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Idleness(Arc<Asking>);

#[derive(Debug, Default)]
struct Asking {
    /// Whether somebody types.
    is_wanted: AtomicBool,
    /// Whether the guest was found idle, and nobody was told since.
    is_idle: AtomicBool,
    /// The cycle in which it asked last.
    last: AtomicU64,
    /// Since when it does nothing else.
    since: AtomicU64,
    /// When it was stopped for that.
    stopped: AtomicU64,
}

impl Idleness {
    /// Begins to look, or ends.
    pub(crate) fn want(&self, is_wanted: bool) {
        self.0.is_wanted.store(is_wanted, Relaxed);
        self.0.is_idle.store(false, Relaxed);
    }

    /// Whether somebody types.
    pub(crate) fn is_wanted(&self) -> bool {
        self.0.is_wanted.load(Relaxed)
    }

    /// Whether the guest was found idle, told once.
    pub(crate) fn take(&self) -> bool {
        self.0.is_idle.swap(false, Relaxed)
    }

    /// The guest reads of a console in cycle `now`; whether the machine stops, since that is all that it does.
    pub(super) fn asked(&self, now: u64) -> bool {
        let asking = &*self.0;
        if !asking.is_wanted.load(Relaxed) {
            return false;
        }
        let last = asking.last.swap(now, Relaxed);
        // Time may have been turned back.
        if now.checked_sub(last).is_none_or(|gap| gap > NEAR) {
            asking.since.store(now, Relaxed);
            asking.stopped.store(now, Relaxed);
        }
        let past = |cycle: &AtomicU64| now.saturating_sub(cycle.load(Relaxed));
        let is_long = past(&asking.since) >= LONG && past(&asking.stopped) >= EVERY;
        if is_long {
            asking.stopped.store(now, Relaxed);
            asking.is_idle.store(true, Relaxed);
        }
        is_long
    }

    /// The guest writes to a console in cycle `now`: it does something.
    pub(super) fn busy(&self, now: u64) {
        self.0.since.store(now, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Idleness {
        let idle = Idleness::default();
        idle.want(true);
        idle
    }

    fn stops(every: u64) -> usize {
        let idle = wanted();
        (1..200_000 / every)
            .filter(|n| idle.asked(n * every))
            .count()
    }

    #[test]
    fn a_guest_that_only_asks_is_idle_and_one_that_computes_is_not() {
        let stopped = stops(7);
        assert!((9..=11).contains(&stopped), "{stopped}");
        assert_eq!(stops(1000), 0);
        let unwanted = Idleness::default();
        assert!((0..30_000).all(|n| !unwanted.asked(n * 7)));
    }

    #[test]
    fn a_guest_that_prints_is_busy() {
        let idle = wanted();
        for n in 0..30_000 {
            assert!(!idle.asked(n * 7));
            if n % 1000 == 0 {
                idle.busy(n * 7);
            }
        }
    }

    #[test]
    fn time_that_is_turned_back_begins_anew() {
        let idle = wanted();
        assert!((0..30_000).any(|n| idle.asked(n * 7)));
        assert!(idle.take() && !idle.take());
        assert!((0..10_000).all(|n| !idle.asked(n * 7)));
    }
}
