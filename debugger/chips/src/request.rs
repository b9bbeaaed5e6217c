//! A chip's interrupt output: when it asks for an interrupt, as the machine was told.
//!
//! Invariants: the machine hears of changes only, so that an access that changes nothing costs
//! nothing; the answer is the same in every tier.

use jumppad_tiers::{Line, Signals};

use crate::kept::keep;

/// What the machine knows of one output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    /// The cycle from which on the line is asserted.
    from: Option<u64>,
}
keep!(Request { from });

impl Request {
    /// From `due` on it is asserted, until something else is announced: a cycle that is past
    /// means now. Without one, it is released.
    pub(crate) fn announce(&mut self, line: Line, due: Option<u64>, signals: &mut Signals<'_>) {
        let now = signals.cycle();
        let due = due.map(|cycle| cycle.max(now));
        let is_asserted = self.from.is_some_and(|from| from <= now);
        if is_asserted && due == Some(now) || self.from == due {
            return;
        }
        signals.cancel(line);
        if is_asserted {
            signals.set(line, false);
        }
        if let Some(cycle) = due {
            signals.set_at(cycle, line, true);
        }
        self.from = due;
    }
}

/// The sooner of two cycles that may never come.
pub(crate) fn sooner(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
