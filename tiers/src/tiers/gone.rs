//! The groups that went last, for those who ask why what was compiled is interpreted.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use crate::event::{EventKind, GroupId, InvalidationCause};
use crate::region::Region;

/// Groups that are remembered.
const KEPT: usize = 32;

/// The groups that went last, the latest first.
#[derive(Default)]
pub(crate) struct Gone(VecDeque<Entry>);

struct Entry {
    group: GroupId,
    cause: Option<InvalidationCause>,
    ranges: Vec<RangeInclusive<u16>>,
}

impl Gone {
    /// Takes note of a group that goes, as the event says.
    pub(super) fn note(&mut self, group: GroupId, region: &Region, event: &EventKind) {
        self.0.truncate(KEPT - 1);
        self.0.push_front(Entry {
            group,
            cause: match event {
                EventKind::Invalidated { cause, .. } => Some(*cause),
                _ => None,
            },
            ranges: region.ranges(),
        });
    }

    /// The last group that had code at `addr`, and what took it out of use; nothing where it made room.
    pub(crate) fn at(&self, addr: u16) -> Option<(GroupId, Option<InvalidationCause>)> {
        let has = |entry: &&Entry| entry.ranges.iter().any(|range| range.contains(&addr));
        let entry = self.0.iter().find(has)?;
        Some((entry.group, entry.cause))
    }
}
