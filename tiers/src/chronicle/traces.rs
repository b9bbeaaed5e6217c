//! The lives of traces: the first few of each entry, and how many more there were.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use super::Moment;
use crate::event::InvalidationCause;
use crate::listing::ShapeInstruction;
use crate::pages::AddressSet;

/// Lives of an entry that are kept.
const LIVES: usize = 4;
/// Entries of which some are kept.
const ENTRIES: usize = 1024;

/// The life of baseline code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLife {
    /// Where it is entered.
    pub entry: u16,
    /// The addresses that its instructions occupy.
    pub ranges: Vec<RangeInclusive<u16>>,
    /// Its instructions.
    pub code: Vec<ShapeInstruction>,
    /// When its entry was first counted.
    pub counted: Option<Moment>,
    /// When it came to use.
    pub live: Moment,
    /// When and why it went out of use.
    pub end: Option<(Moment, InvalidationCause)>,
}

/// See the module.
#[derive(Default)]
pub(crate) struct Traces {
    lives: BTreeMap<u16, Vec<TraceLife>>,
    /// Entries of which no more are kept: programs that swap code do it all the time.
    full: AddressSet,
    /// Entries of which one is kept that is in use.
    open: AddressSet,
    /// Lives that are not kept.
    left_out: u64,
}

impl Traces {
    /// Whether one more of an entry is kept. If not, it is counted.
    pub(super) fn has_room(&mut self, entry: u16) -> bool {
        if self.full.contains(entry) {
            self.left_out += 1;
            return false;
        }
        let has_room = match self.lives.get(&entry) {
            Some(lives) => lives.len() < LIVES,
            None => self.lives.len() < ENTRIES,
        };
        if !has_room {
            self.full.insert(entry);
            self.left_out += 1;
        }
        has_room
    }

    pub(super) fn begin(
        &mut self,
        entry: u16,
        code: Vec<ShapeInstruction>,
        bytes: &[u16],
        counted: Option<Moment>,
        live: Moment,
    ) {
        self.open.insert(entry);
        self.lives.entry(entry).or_default().push(TraceLife {
            entry,
            ranges: ranges(bytes),
            code,
            counted,
            live,
            end: None,
        });
    }

    /// Whether one of an entry is kept that is in use.
    pub(super) fn is_open(&self, entry: u16) -> bool {
        self.open.contains(entry)
    }

    pub(super) fn end(&mut self, entry: u16, at: Moment, cause: InvalidationCause) {
        self.open.remove(entry);
        let lives = self.lives.get_mut(&entry);
        if let Some(life) = lives.and_then(|lives| lives.last_mut()) {
            life.end = Some((at, cause));
        }
    }

    /// When code at an entry was first made.
    pub(super) fn first(&self, entry: u16) -> Option<Moment> {
        Some(self.lives.get(&entry)?.first()?.live)
    }

    /// Those that are kept, by entry.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &TraceLife> {
        self.lives.values().flatten()
    }

    /// How many are not.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }
}

/// Addresses in a row as ranges.
fn ranges(bytes: &[u16]) -> Vec<RangeInclusive<u16>> {
    let mut ranges: Vec<RangeInclusive<u16>> = Vec::new();
    for &addr in bytes {
        match ranges.last_mut() {
            Some(last) if last.end().checked_add(1) == Some(addr) => *last = *last.start()..=addr,
            _ => ranges.push(addr..=addr),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lives_of_an_entry_are_kept() {
        let mut traces = Traces::default();
        for cycle in 0..10 {
            let at = Moment {
                cycle,
                ..Moment::default()
            };
            if traces.has_room(0x600) {
                traces.begin(0x600, Vec::new(), &[0x600, 0x601, 0x605], None, at);
            }
            if traces.is_open(0x600) {
                traces.end(0x600, at, InvalidationCause::NoRoom);
            }
        }
        let lives: Vec<_> = traces.iter().collect();
        assert_eq!((lives.len(), traces.left_out()), (LIVES, 10 - LIVES as u64));
        assert_eq!(lives[0].ranges, [0x600..=0x601, 0x605..=0x605]);
        assert!(lives.iter().all(|life| life.end.is_some()));
        assert_eq!(traces.first(0x600).map(|at| at.cycle), Some(0));
    }
}
