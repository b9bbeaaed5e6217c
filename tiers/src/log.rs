//! The ring of recent events, and what the chronicle keeps of all.

use std::collections::VecDeque;

use crate::chronicle::Chronicle;
use crate::event::{Event, EventKind};

/// Events kept for somebody who has not looked yet; older ones are dropped.
const CAPACITY: usize = 0x4000;

/// Recent events, oldest first.
#[derive(Default)]
pub(crate) struct Log {
    events: VecDeque<Event>,
    pub(crate) chronicle: Chronicle,
}

impl Log {
    pub(crate) fn add(&mut self, cycle: u64, kind: EventKind) {
        self.push(Event::now(cycle, kind));
    }

    pub(crate) fn push(&mut self, event: Event) {
        self.chronicle.note(&event);
        if self.events.len() == CAPACITY {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    pub(crate) fn drain(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }
}
