//! Groups that lead to each other again and again become one.
//!
//! Going from group to group costs a round through the run loop and all that
//! lives in registers. What is counted is entries that come straight from a
//! group, by address; once one address has many, the region is made anew around
//! all addresses that have their share, and the groups found there end in it.
//! Each time, twice as many entries are asked for: the work of growing stays
//! small against the work that it is to save.

use std::collections::BTreeSet;

use super::promotion::Wanted;
use super::{Surroundings, Tiers};
use crate::event::GroupId;
use crate::jit::Compiler;
use crate::profile::Slot;
use crate::region::Region;

/// Entries from groups, in thresholds, after which a region first grows.
const FIRST: u64 = 128;
/// An address with this share of the most frequent one's entries is a way in.
const SHARE: u64 = 16;

/// Entries that came straight from a group.
pub(crate) struct Chains {
    counts: Box<[u64]>,
    /// How often growing was tried.
    tries: u32,
}

impl Default for Chains {
    fn default() -> Self {
        Self {
            counts: vec![0; 0x1_0000].into(),
            tries: 0,
        }
    }
}

impl Chains {
    /// Counts an entry at `addr`; true when it is time to grow.
    #[inline]
    pub(crate) fn count(&mut self, addr: u16, threshold: u32) -> bool {
        let count = &mut self.counts[addr as usize];
        *count += 1;
        *count >= (FIRST * u64::from(threshold)).saturating_mul(1 << self.tries.min(40))
    }

    /// The addresses entered most, most first; counting begins anew.
    fn take(&mut self) -> Vec<u16> {
        self.tries += 1;
        let most = self.counts.iter().copied().max().unwrap_or(0);
        let counted = (0..=u16::MAX).zip(self.counts.iter().copied());
        let mut frequent: Vec<(u16, u64)> = counted
            .filter(|&(_, count)| count > 0 && count >= most / SHARE)
            .collect();
        frequent.sort_by_key(|&(addr, count)| (std::cmp::Reverse(count), addr));
        self.counts.fill(0);
        frequent.into_iter().map(|(addr, _)| addr).collect()
    }
}

impl Tiers {
    /// Asks for one group in place of those that lead to each other.
    pub(crate) fn grow(&mut self, around: &mut Surroundings<'_>) {
        if self.compiler.as_ref().is_some_and(Compiler::is_busy) {
            return;
        }
        let roots = self.chains.take();
        let Some(found) = self.region_around(&roots, around) else {
            return;
        };
        let roots: Vec<u16> = roots
            .into_iter()
            .filter(|root| found.blocks.contains_key(root))
            .collect();
        let needed = found.not_reached_from_others(&roots);
        let ends = self.groups_entered_at(&needed);
        if ends.len() < 2 && self.is_one_group(&roots) {
            return;
        }
        if let Some(region) = self.region_around(&needed, around) {
            self.request(region, Wanted::Growth { ends }, around);
        }
    }

    fn region_around(&self, roots: &[u16], around: &Surroundings<'_>) -> Option<Region> {
        let (&entry, more) = roots.split_first()?;
        Region::around_all(entry, more, &self.source(around))
    }

    /// Whether there is a group with all these blocks: then nothing is apart that
    /// could come together.
    fn is_one_group(&self, roots: &[u16]) -> bool {
        self.cache.iter().any(|group| {
            roots
                .iter()
                .all(|root| group.region.blocks.contains_key(root))
        })
    }

    fn groups_entered_at(&self, addresses: &[u16]) -> BTreeSet<GroupId> {
        let group = |&addr: &u16| match self.profile.slot(addr) {
            Slot::WayIn { index } => Some(self.cache.get(index)?.id),
            Slot::Counting { .. } | Slot::Parked => None,
        };
        addresses.iter().filter_map(group).collect()
    }
}
