//! Block-entry counters and the promotion policy.
//!
//! An address's slot is a small state machine:
//!
//! ```text
//!              entered            reaches 1 and entered
//!  counting n ---------> n - 1 ... ---------------------> hot: ask the compiler
//!      ^                                                      |
//!      |  invalidated, dropped or failed                      v  parked meanwhile
//!      +-------------------------------- entry <------- compiled
//! ```
//!
//! Counting down lets the interpreter decide by one comparison whether
//! anything but counting is to be done. A block that thrashes starts from a
//! doubled count each time. Not here: which instructions form a group, and
//! what is compiled.

use std::collections::{HashMap, HashSet};

use crate::chains::Chains;
use crate::event::DemoteReason;
use crate::pages::for_each_address;
use crate::policy::{Policy, doublings};

const ENTRY_POINT: u32 = 0x8000_0000;
/// More entries than happen while a compilation is under way.
const PARKED: u32 = 0x4000_0000;

/// What an address's counter says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// Entered `count` times by the interpreter.
    Counting { count: u32, threshold: u32 },
    /// With the compiler.
    Parked,
    /// An entry point of the group at this index of the cache.
    EntryPoint { index: u32 },
}

/// What is to be done at a block's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtEntry {
    /// Interpret it.
    Interpret,
    /// Ask for its compilation.
    Promote,
    /// Enter the group at this index of the cache.
    Enter { index: u32 },
}

#[derive(Clone, Copy, Debug)]
struct BackOff {
    invalidations: u32,
    reason: DemoteReason,
    threshold: u32,
}

/// A counter for each address.
pub(crate) struct Profile {
    slots: Box<[u32; 0x1_0000]>,
    policy: Policy,
    threshold: u32,
    back_offs: HashMap<u16, BackOff>,
    covered: HashSet<u16>,
    /// Blocks that started to count again.
    restarted: HashSet<u16>,
    pub(crate) chains: Chains,
}

impl Profile {
    pub(crate) fn new(threshold: u32, policy: Policy) -> Self {
        let threshold = threshold.clamp(1, PARKED - 1);
        Self {
            slots: for_each_address(threshold),
            policy,
            threshold,
            back_offs: HashMap::new(),
            covered: HashSet::new(),
            restarted: HashSet::new(),
            chains: Chains::new(threshold, policy),
        }
    }

    pub(crate) fn threshold(&self) -> u32 {
        self.threshold
    }

    /// Sets the threshold; blocks keep the entries that they have counted.
    pub(crate) fn set_threshold(&mut self, threshold: u32) {
        let counts: Vec<(u16, u32)> = (0..=u16::MAX)
            .filter_map(|addr| match self.slot(addr) {
                Slot::Counting { count, .. } => Some((addr, count)),
                _ => None,
            })
            .collect();
        self.threshold = threshold.clamp(1, PARKED - 1);
        self.chains.set_threshold(self.threshold);
        for (addr, count) in counts {
            let threshold = self.threshold_of(addr);
            self.slots[addr as usize] = threshold.saturating_sub(count).max(1);
        }
    }

    /// Forgets everything counted.
    pub(crate) fn clear(&mut self) {
        *self = Self::new(self.threshold, self.policy);
    }

    fn threshold_of(&self, addr: u16) -> u32 {
        let threshold = match self.covered.contains(&addr) {
            true => self.threshold.saturating_add(self.surcharge()),
            false => self.threshold,
        };
        self.back_offs
            .get(&addr)
            .map_or(threshold, |back_off| back_off.threshold.max(threshold))
    }

    /// Entries that a covered block counts beyond the threshold. At a threshold of
    /// 1 all is compiled as soon as it is reached.
    fn surcharge(&self) -> u32 {
        match self.threshold {
            1 => 0,
            threshold => threshold
                .saturating_mul(self.policy.covered - 1)
                .min(PARKED / 4),
        }
    }

    /// Sets which blocks groups have, be they entry points or not.
    pub(crate) fn cover(&mut self, blocks: HashSet<u16>) {
        let before = std::mem::replace(&mut self.covered, blocks);
        let changed: Vec<u16> = before
            .symmetric_difference(&self.covered)
            .copied()
            .collect();
        for addr in changed {
            if matches!(self.slot(addr), Slot::Counting { .. }) {
                let (slot, surcharge) = (self.slots[addr as usize], self.surcharge());
                self.slots[addr as usize] = match self.covered.contains(&addr) {
                    true => slot.saturating_add(surcharge).min(PARKED / 2),
                    false => slot.saturating_sub(surcharge).max(1),
                };
            }
        }
    }

    /// Whether a group has a block there.
    pub(crate) fn is_covered(&self, addr: u16) -> bool {
        self.covered.contains(&addr)
    }

    pub(crate) fn slot(&self, addr: u16) -> Slot {
        match self.slots[addr as usize] {
            value if value & ENTRY_POINT != 0 => Slot::EntryPoint {
                index: value & !ENTRY_POINT,
            },
            value if value > PARKED / 2 => Slot::Parked,
            value => {
                let threshold = self.threshold_of(addr);
                Slot::Counting {
                    count: threshold.saturating_sub(value),
                    threshold,
                }
            }
        }
    }

    /// Whether the interpreter has entered a block here.
    pub(crate) fn was_entered(&self, addr: u16) -> bool {
        let counts = !matches!(self.slot(addr), Slot::Counting { count: 0, .. });
        counts || self.restarted.contains(&addr)
    }

    /// Counts a block entry. True while nothing but interpreting is to be
    /// done: the interpreter's fast path.
    #[inline(always)]
    pub(crate) fn count(&mut self, addr: u16) -> bool {
        let slot = &mut self.slots[addr as usize];
        // An entry point is negative as `i32`, and stays untouched like a slot of 1.
        if *slot as i32 > 1 {
            *slot -= 1;
            return true;
        }
        false
    }

    /// What to do at a block's entry, where [`Profile::count`] said more.
    pub(crate) fn at_entry(&self, addr: u16) -> AtEntry {
        match self.slots[addr as usize] {
            value if value & ENTRY_POINT != 0 => AtEntry::Enter {
                index: value & !ENTRY_POINT,
            },
            1 => AtEntry::Promote,
            _ => AtEntry::Interpret,
        }
    }

    /// Whether a group is entered at the address.
    #[inline]
    pub(crate) fn is_entry_point(&self, addr: u16) -> bool {
        self.slots[addr as usize] & ENTRY_POINT != 0
    }

    /// Counts no further until told otherwise: the block is with the compiler.
    pub(crate) fn park(&mut self, addr: u16) {
        self.slots[addr as usize] = PARKED;
    }

    /// Starts counting again.
    pub(crate) fn restart(&mut self, addr: u16) {
        self.slots[addr as usize] = self.threshold_of(addr);
        self.restarted.insert(addr);
    }

    /// Lets a block count so many entries from now on.
    pub(crate) fn count_anew(&mut self, addr: u16, entries: u32) {
        if matches!(self.slot(addr), Slot::Counting { .. }) {
            self.slots[addr as usize] = entries.clamp(1, PARKED / 2);
        }
    }

    /// Makes the address an entry point of a group, whose code is at `code` in the host's
    /// memory, unless it is one of another.
    pub(crate) fn open(&mut self, addr: u16, index: u32, code: usize) {
        let slot = &mut self.slots[addr as usize];
        if *slot & ENTRY_POINT == 0 {
            *slot = ENTRY_POINT | index;
            self.chains.open(addr, code);
        }
    }

    /// Makes the address the entry of a group, be it an entry point of another.
    pub(crate) fn take_over(&mut self, entry: u16, index: u32, code: usize) {
        self.slots[entry as usize] = ENTRY_POINT | index;
        self.chains.open(entry, code);
        self.chains.count_entries(entry);
    }

    /// Closes the address as an entry point of that group; it counts again.
    pub(crate) fn close(&mut self, addr: u16, index: u32) {
        if self.slots[addr as usize] == ENTRY_POINT | index {
            self.chains.close(addr);
            self.restart(addr);
        }
    }

    /// Records that the group entered here was overwritten. From some number
    /// on, says how much longer the block now has to count, and why.
    pub(crate) fn back_off(&mut self, addr: u16) -> Option<(DemoteReason, u32)> {
        let invalidations = self.back_offs.get(&addr).map_or(0, |s| s.invalidations) + 1;
        let doublings = invalidations.saturating_sub(self.policy.overwritten);
        let doublings = doublings.min(doublings::OVERWRITTEN);
        let threshold = self
            .threshold
            .saturating_mul(1 << doublings)
            .min(PARKED / 2);
        let reason = DemoteReason::Thrashing { invalidations };
        self.back_offs.insert(
            addr,
            BackOff {
                invalidations,
                reason,
                threshold,
            },
        );
        self.restart(addr);
        (doublings > 0).then_some((reason, threshold))
    }

    /// Lets a block count as long as another one that backed off, unless it
    /// backed off itself. Whether it now does.
    pub(crate) fn share_back_off(&mut self, from: u16, addr: u16) -> bool {
        let Some(&back_off) = self.back_offs.get(&from).filter(|_| from != addr) else {
            return false;
        };
        let is_longer = back_off.threshold > self.threshold_of(addr);
        if is_longer {
            self.back_offs.insert(addr, back_off);
            self.restart(addr);
        }
        is_longer
    }

    /// Gives a block up for as long as it can count.
    pub(crate) fn give_up(&mut self, addr: u16, reason: DemoteReason) -> u32 {
        let threshold = PARKED / 2;
        self.back_offs.insert(
            addr,
            BackOff {
                invalidations: 0,
                reason,
                threshold,
            },
        );
        self.restart(addr);
        threshold
    }

    /// Lets blocks that were given up for that reason count as all others again.
    pub(crate) fn lift_back_off(&mut self, reason: DemoteReason) {
        let given_up = self.back_offs.iter().filter(|(_, s)| s.reason == reason);
        let given_up: Vec<u16> = given_up.map(|(&addr, _)| addr).collect();
        for addr in given_up {
            self.back_offs.remove(&addr);
            // A count from half of what is parked cannot be told from a slot that is.
            if !matches!(self.slot(addr), Slot::EntryPoint { .. }) {
                self.restart(addr);
            }
        }
    }

    /// Why a block counts longer than others, if it does.
    pub(crate) fn back_off_reason(&self, addr: u16) -> Option<DemoteReason> {
        let back_off = self.back_offs.get(&addr)?;
        (back_off.threshold > self.threshold).then_some(back_off.reason)
    }
}
