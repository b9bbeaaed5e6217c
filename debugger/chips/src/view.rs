//! How a chip lets time pass: over a span of cycles, with effects or looking only.
//!
//! Invariant: who looks only changes nothing outside of the copy that he looks at, so `peek` and
//! `registers` do what a read does.

use jumppad_tiers::Signals;

use crate::wired::{Level, Pin, Wired};

/// The cycles behind `after`, up to and including `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) after: u64,
    pub(crate) to: u64,
}

impl Span {
    pub(crate) fn contains(self, cycle: u64) -> bool {
        self.after < cycle && cycle <= self.to
    }
}

/// What a chip is wired to, as it sees it.
pub(crate) enum View<'a, 's> {
    /// What it drives gets there.
    Acting(&'a mut dyn Wired, &'a mut Signals<'s>),
    /// Somebody looks at the chip.
    Looking(&'a dyn Wired),
}

impl View<'_, '_> {
    pub(crate) fn wired(&self) -> &dyn Wired {
        match self {
            Self::Acting(wired, _) => *wired,
            Self::Looking(wired) => *wired,
        }
    }

    pub(crate) fn drive_pin(&mut self, pin: Pin, level: Level, cycle: u64) {
        if let Self::Acting(wired, signals) = self {
            wired.drive_pin(pin, level, cycle, signals);
        }
    }
}

/// The first cycle of `span` in which a pin goes to `level`.
pub(crate) fn first_edge(wired: &dyn Wired, pin: Pin, level: Level, span: Span) -> Option<u64> {
    let mut after = span.after;
    loop {
        let edge = wired.next_edge(pin, after)?;
        if !(Span { after, ..span }).contains(edge.cycle) {
            return None;
        }
        if edge.to == level {
            return Some(edge.cycle);
        }
        after = edge.cycle;
    }
}
