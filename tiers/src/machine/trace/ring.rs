//! A ring of records, which keeps the latest ones.
//!
//! Invariants: memory is taken as records come, and bounded by the capacity; the
//! records are in the order in which they were pushed, and so are their indices.

use std::ops::Range;

use super::record::{Record, SIZE};

/// The latest records.
#[derive(Debug)]
pub struct Ring {
    /// Their bytes, as filters are asked of them.
    records: Vec<[u8; SIZE]>,
    capacity: usize,
    /// Where the oldest one is, once the ring is full.
    oldest: usize,
    /// How many have been pushed since it was empty.
    pushed: u64,
}

impl Ring {
    /// Bytes of a record.
    pub const RECORD_BYTES: usize = SIZE;

    /// An empty ring for `capacity` records, at least one.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self {
            records: Vec::new(),
            capacity: capacity.max(1),
            oldest: 0,
            pushed: 0,
        }
    }

    /// Moves the oldest records, but for the last `left`, to the end of `bytes`. Those that come are counted on.
    pub fn drain(&mut self, left: usize, bytes: &mut Vec<u8>) {
        self.records.rotate_left(self.oldest);
        self.oldest = 0;
        let count = self.records.len().saturating_sub(left);
        bytes.extend_from_slice(self.records[..count].as_flattened());
        self.records.drain(..count);
    }

    /// How many records fit.
    #[must_use]
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Changes that; the latest records stay.
    pub fn set_capacity(&mut self, capacity: usize) {
        self.capacity = capacity.max(1);
        self.records.rotate_left(self.oldest);
        self.oldest = 0;
        let excess = self.records.len().saturating_sub(self.capacity);
        self.records.drain(..excess);
        self.records.shrink_to(self.capacity);
    }

    /// Forgets all records, and counts from 0 again.
    pub fn clear(&mut self) {
        *self = Self::new(self.capacity);
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// How many were pushed since it was empty, those included that are gone.
    #[must_use]
    pub fn pushed(&self) -> u64 {
        self.pushed
    }

    /// Bytes of memory that it takes now.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.records.capacity() * Self::RECORD_BYTES
    }

    /// The records, the oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Record> {
        self.runs(0..self.len()).into_iter().flatten().map(of)
    }

    /// The record at that place, counted from the oldest.
    #[must_use]
    pub fn get(&self, at: usize) -> Option<Record> {
        let [older, newer] = self.runs(at..at.saturating_add(1));
        older.iter().chain(newer).next().map(of)
    }

    /// The bytes of the records from one place to another, counted from the
    /// oldest, as they lie in memory: in two runs. Past the end there is none.
    #[must_use]
    pub fn bytes_of(&self, range: Range<usize>) -> [&[u8]; 2] {
        self.runs(range).map(<[_]>::as_flattened)
    }

    fn runs(&self, range: Range<usize>) -> [&[[u8; SIZE]]; 2] {
        let (newer, older) = self.records.split_at(self.oldest);
        let part = |run: Range<usize>| {
            let of = |at: usize| at.clamp(run.start, run.end) - run.start;
            of(range.start)..of(range.end).max(of(range.start))
        };
        let (first, second) = (part(0..older.len()), part(older.len()..self.len()));
        [&older[first], &newer[second]]
    }

    /// The latest record.
    #[must_use]
    pub fn last(&self) -> Option<Record> {
        self.iter().next_back()
    }

    /// Puts another record in the place of the latest.
    pub(crate) fn replace_last(&mut self, record: Record) {
        let last = match self.oldest {
            0 => self.records.last_mut(),
            behind => self.records.get_mut(behind - 1),
        };
        if let Some(last) = last {
            *last = record.0;
        }
    }

    pub(crate) fn push(&mut self, mut record: Record) {
        record.set_index(self.pushed);
        self.pushed += 1;
        if self.records.len() < self.capacity {
            if self.records.len() == self.records.capacity() {
                // Doubling, but never past what is allowed.
                let room = self.records.len().clamp(1024, 1 << 20);
                let room = room.min(self.capacity - self.records.len());
                self.records.reserve_exact(room);
            }
            self.records.push(record.0);
            return;
        }
        self.records[self.oldest] = record.0;
        self.oldest = (self.oldest + 1) % self.capacity;
    }
}

fn of(bytes: &[u8; SIZE]) -> Record {
    Record(*bytes)
}

#[cfg(test)]
mod tests {
    use jumppad_opcodes::{Args, Cpu};

    use super::*;

    fn record(pc: u16) -> Record {
        let args = Args {
            arg1: 0,
            arg2: 0,
            pc,
        };
        Record::new(&Cpu::new(), 0xEA, args)
    }

    fn filled(capacity: usize, records: u16) -> Ring {
        let mut ring = Ring::new(capacity);
        (0..records).for_each(|pc| ring.push(record(pc)));
        ring
    }

    fn pcs(ring: &Ring) -> Vec<u16> {
        let indices: Vec<u64> = ring.iter().map(|record| record.index()).collect();
        assert!(indices.is_sorted_by(|a, b| a + 1 == *b), "{indices:?}");
        assert_eq!(
            indices.last().map_or(0, |last| last + 1),
            ring.pushed(),
            "the latest stay"
        );
        assert_eq!(ring.last(), ring.iter().last());
        ring.iter().map(|record| record.pc()).collect()
    }

    #[test]
    fn the_latest_are_kept_in_order() {
        assert_eq!(pcs(&filled(4, 0)), []);
        assert_eq!(pcs(&filled(4, 3)), [0, 1, 2]);
        assert_eq!(pcs(&filled(4, 4)), [0, 1, 2, 3]);
        for wrapped in 5..20 {
            let expected: Vec<u16> = (wrapped - 4..wrapped).collect();
            assert_eq!(pcs(&filled(4, wrapped)), expected);
        }
        assert_eq!(pcs(&filled(0, 3)), [2]);
    }

    #[test]
    fn a_part_is_that_of_the_whole() {
        let ring = filled(7, 17);
        let all = pcs(&ring);
        for start in 0..9 {
            assert_eq!(ring.get(start).map(|r| r.pc()), all.get(start).copied());
            for end in start..9 {
                let bytes = ring.bytes_of(start..end).concat();
                let part = bytes.as_chunks().0.iter().map(|bytes| of(bytes).pc());
                let part: Vec<u16> = part.collect();
                assert_eq!(part, all[start.min(7)..end.min(7)], "{start}..{end}");
            }
        }
    }

    #[test]
    fn what_is_drained_is_gone_and_the_rest_counts_on() {
        for records in 0..9 {
            let mut ring = filled(4, records);
            let all = pcs(&ring);
            let mut bytes = Vec::new();
            ring.drain(1, &mut bytes);
            let left = usize::from(records > 0);
            let drained = bytes
                .as_chunks()
                .0
                .iter()
                .map(|bytes| Record::of(bytes).pc());
            assert_eq!(drained.chain(pcs(&ring)).collect::<Vec<_>>(), all);
            assert_eq!(ring.len(), left);
            ring.push(record(9));
            assert_eq!(ring.last().map(|last| last.index()), Some(records.into()));
        }
    }

    #[test]
    fn a_change_of_size_keeps_the_latest() {
        let mut ring = filled(5, 7);
        ring.set_capacity(3);
        assert_eq!(pcs(&ring), [4, 5, 6]);
        ring.set_capacity(5);
        for pc in 7..10 {
            ring.push(record(pc));
        }
        assert_eq!(pcs(&ring), [5, 6, 7, 8, 9]);
        ring.clear();
        assert!(ring.is_empty() && ring.bytes() == 0 && ring.capacity() == 5);
    }

    #[test]
    fn the_last_record_can_be_changed() {
        for records in 1..9 {
            let mut ring = filled(4, records);
            let mut last = ring.last().expect("there is one");
            last.set_took(records.into());
            ring.replace_last(last);
            assert_eq!(ring.last().map(|last| last.took()), Some(records.into()));
        }
    }

    #[test]
    fn memory_is_bounded_by_the_capacity() {
        let mut ring = Ring::new(3000);
        for _ in 0..10_000 {
            ring.push(record(0));
            assert!(ring.bytes() <= 3000 * Ring::RECORD_BYTES);
        }
        assert_eq!(ring.len(), 3000);
    }
}
