//! The bound of the code cache: groups of little use make room for new ones.
//!
//! Room is made when a group is put to use, or when the bound is lowered, never
//! while a group runs. What it goes by is how often groups were entered since room
//! was last made, so running costs nothing for it. Blocks of a group that had to
//! go count again as blocks do that were never compiled.

use super::{Context, Tiers};
use crate::event::{DemoteReason, EventKind, EvictReason, GroupId};

impl Tiers {
    /// Makes room for a new group, which fits into an empty cache.
    pub(super) fn make_room(&mut self, id: GroupId, wanted: u64, around: &mut Context<'_>) {
        let bound = self.code.cache.bound;
        self.evict_down_to(bound.saturating_sub(wanted), around, |in_use| {
            EvictReason::RoomFor {
                group: id,
                wanted,
                in_use,
                bound,
            }
        });
    }

    /// Sets the bound in bytes of machine code. What was too large may fit now.
    pub(crate) fn set_code_cache(&mut self, bound: u64, around: &mut Context<'_>) {
        self.code.cache.bound = bound;
        self.spaces.outdate();
        self.code
            .profile
            .lift_back_off(DemoteReason::LargerThanCache);
        self.evict_down_to(bound, around, |in_use| EvictReason::BoundLowered {
            in_use,
            bound,
        });
    }

    fn evict_down_to(
        &mut self,
        most: u64,
        around: &mut Context<'_>,
        reason: impl Fn(u64) -> EvictReason,
    ) {
        if self.code.cache.code_bytes() <= most {
            return;
        }
        while let in_use = self.code.cache.code_bytes()
            && in_use > most
            && let Some(index) = self.code.cache.least_useful(&self.code.profile)
        {
            self.take_out(index, around, |group| EventKind::Evicted {
                group: group.id,
                entry: group.region.entry,
                reason: reason(in_use),
            });
            self.evictions += 1;
        }
        self.code.cache.look(&self.code.profile);
    }
}
