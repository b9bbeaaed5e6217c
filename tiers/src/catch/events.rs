//! Catching what the tiers do while the machine runs.
//!
//! What the user causes at a stop is not caught: that is no news.

use std::ops::RangeInclusive;

use super::{Catch, CatchKind};
use crate::event::{Event, EventKind};
use crate::region::Region;

/// An event of the tiers that a catchpoint waited for.
#[derive(Clone, Debug)]
pub struct CaughtEvent {
    /// The event.
    pub event: Event,
    /// The addresses that the group's instructions occupy.
    pub ranges: Vec<RangeInclusive<u16>>,
}

impl Catch {
    /// Whether it is for such an event.
    #[must_use]
    pub fn covers_event(&self, caught: &CaughtEvent) -> bool {
        let is_kind = match caught.event.kind {
            EventKind::Promoted { .. } => self.kind == CatchKind::Promotion,
            EventKind::Invalidated { .. } | EventKind::Evicted { .. } => {
                self.kind == CatchKind::Invalidation
            }
            _ => false,
        };
        let touches = |range: &RangeInclusive<u16>| {
            range.start() <= self.range.end() && self.range.start() <= range.end()
        };
        is_kind && caught.ranges.iter().any(touches)
    }
}

/// Whether the machine runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Running {
    #[default]
    No,
    Yes,
}

/// Collects the caught events of a run.
#[derive(Default)]
pub(crate) struct EventCatcher {
    pub(crate) catches: Vec<Catch>,
    pub(crate) running: Running,
    /// What no stop was made for yet.
    pub(crate) pending: Vec<CaughtEvent>,
    /// What the last such stop was for.
    pub(crate) told: Vec<CaughtEvent>,
}

impl EventCatcher {
    /// Looks at an event that concerns the group made from a region.
    pub(crate) fn offer(&mut self, event: &Event, region: &Region) {
        if self.running == Running::No || self.catches.is_empty() {
            return;
        }
        let caught = CaughtEvent {
            event: event.clone(),
            ranges: region.ranges(),
        };
        if self.catches.iter().any(|catch| catch.covers_event(&caught)) {
            self.pending.push(caught);
        }
    }

    /// Whether there is something to stop for, which thereby is told.
    #[inline]
    pub(crate) fn tell(&mut self) -> bool {
        if self.pending.is_empty() {
            return false;
        }
        self.told = std::mem::take(&mut self.pending);
        true
    }
}
