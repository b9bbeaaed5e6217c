//! What came from outside, each change with its cycle, in the order in which it came.
//!
//! Invariant: a change has a number that it keeps; the journal's size is bounded, the oldest ones go first.

use std::collections::VecDeque;

use jumppad_tiers::Change;

use crate::host::sim65::guest::Asked;

/// The most bytes that are kept.
const MOST_BYTES: usize = 32 << 20;

/// Who changed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// The user.
    Hand,
    /// The user, by keys that were pressed while the guest ran.
    Keys,
    /// The host of the program, by its answer to a call.
    Host {
        /// What the guest asked of its host.
        call: Asked,
        /// What the host read of the typed input.
        input: Vec<u8>,
    },
}

impl By {
    /// Whether it was the user.
    pub(crate) fn is_user(&self) -> bool {
        matches!(self, Self::Hand | Self::Keys)
    }
}

/// One change of the guest from outside.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Who changed something.
    pub by: By,
    pub(super) change: Change,
}

impl Entry {
    /// The cycle at which it came.
    pub fn cycle(&self) -> u64 {
        self.change.cycle()
    }

    fn size(&self) -> usize {
        let input = match &self.by {
            By::Hand | By::Keys => 0,
            By::Host { call, input } => call.size() + input.len(),
        };
        size_of::<By>() + input + self.change.size()
    }
}

/// The changes that are known.
#[derive(Default)]
pub(super) struct Journal {
    entries: VecDeque<Entry>,
    /// The number of the first of them.
    first: u64,
    bytes: usize,
    /// All bytes that were ever kept.
    written: u64,
}

impl Journal {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of memory.
    pub(super) fn size(&self) -> usize {
        self.bytes
    }

    /// Bytes that came in over time.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// The number that the next one gets.
    pub(super) fn end(&self) -> u64 {
        self.first + self.entries.len() as u64
    }

    pub(super) fn get(&self, number: u64) -> Option<&Entry> {
        let at = number.checked_sub(self.first)?;
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// How many there are before a cycle.
    pub(super) fn before(&self, cycle: u64) -> u64 {
        let count = self.entries.partition_point(|entry| entry.cycle() < cycle);
        self.first + count as u64
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.bytes += entry.size();
        self.written += entry.size() as u64;
        self.entries.push_back(entry);
    }

    /// Forgets the changes from this number on, and gives them away.
    pub(super) fn truncate(&mut self, number: u64) -> Vec<Entry> {
        let keep = usize::try_from(number.saturating_sub(self.first)).unwrap_or(usize::MAX);
        let gone: Vec<Entry> = self.entries.drain(keep.min(self.entries.len())..).collect();
        self.bytes -= gone.iter().map(Entry::size).sum::<usize>();
        gone
    }

    pub(super) fn drop_before(&mut self, number: u64) {
        while self.first < number
            && let Some(entry) = self.entries.pop_front()
        {
            self.bytes -= entry.size();
            self.first += 1;
        }
    }

    /// The number up to which it should forget, when it holds too much.
    pub(super) fn overfull(&self) -> Option<u64> {
        (self.bytes > MOST_BYTES).then(|| self.first + self.entries.len() as u64 / 4)
    }
}
