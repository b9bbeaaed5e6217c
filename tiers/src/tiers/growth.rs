//! Groups that lead to each other again and again become one.
//!
//! Going from group to group costs all that lives in registers. Entries that come
//! straight from a group are counted by address; where there are many, the group
//! that was left and the one that was entered are made anew as one, together with
//! what is entered about as often: the handlers of an interpreter, say. Each time,
//! an address needs twice as many entries: the work of growing stays small against
//! the work that it is to save.

use std::collections::BTreeSet;

use super::{Context, Tiers, Wanted};
use crate::cache::Group;
use crate::event::GroupId;
use crate::region::{Block, Region};

/// Why groups do not grow together.
enum Stunted {
    /// One group has no room for all their blocks.
    NoRoom,
    /// There is a group with their blocks and their entry points.
    IsOne,
    /// They cannot be compiled any more.
    Gone,
}

impl Tiers {
    /// Asks for one group in place of the one at index `left`, which was left, and
    /// the one that is about to be entered at `at`.
    pub(crate) fn grow(&mut self, at: u16, left: u32, around: &mut Context<'_>) {
        if self.compiler_is_busy() {
            self.code.profile.chains.wait(at);
            return;
        }
        let frequent = self.code.profile.chains.take(at);
        match self.grown(&frequent, left, around) {
            Ok((region, ends)) => self.request(region, Wanted::Growth { ends }, &[], around),
            Err(Stunted::NoRoom) => self.code.profile.chains.put_off(at, self.policy.no_room),
            Err(Stunted::IsOne | Stunted::Gone) => {}
        }
    }

    /// The region around the group that was left, the one at the first of the
    /// addresses, and the others of these; and the groups that end in it.
    fn grown(
        &self,
        frequent: &[u16],
        left: u32,
        around: &Context<'_>,
    ) -> Result<(Region, BTreeSet<GroupId>), Stunted> {
        let at = frequent.first().and_then(|&at| self.group_at(at));
        let left = self.code.cache.get(left);
        let both: Vec<&Group> = left.into_iter().chain(at).collect();
        let entry_points = both.iter().flat_map(|group| &group.region.entry_points);
        let mut roots = unique(frequent.iter().chain(entry_points).copied());
        let source = self.source(around);
        let found = Region::around_all(&roots, &source).ok_or(Stunted::Gone)?;
        if !both.iter().all(|group| found.has_all_of(&group.region)) {
            return Err(Stunted::NoRoom);
        }
        roots.retain(|root| found.blocks.contains_key(root));
        let whole = self.group_with(&roots);
        let heads = match whole {
            Some(group) => group.region.entry_points.clone(),
            None => {
                let needed = found.not_reached_from_others(&roots);
                needed.iter().map(|&root| found.head(root)).collect()
            }
        };
        let computed = computed(frequent, &found, left);
        let entry_points = unique(heads.into_iter().chain(computed));
        if whole.is_some_and(|group| group.region.entry_points.len() == entry_points.len()) {
            return Err(Stunted::IsOne);
        }
        let region = Region::around_all(&entry_points, &source).ok_or(Stunted::Gone)?;
        if self
            .code
            .cache
            .iter()
            .any(|group| group.region.is_same(&region))
        {
            return Err(Stunted::IsOne);
        }
        let ended: Vec<&Group> = entry_points
            .iter()
            .filter_map(|&at| self.group_at(at))
            .collect();
        if !ended.iter().all(|group| region.has_all_of(&group.region)) {
            return Err(Stunted::NoRoom);
        }
        Ok((region, ended.iter().map(|group| group.id).collect()))
    }

    /// A group with all these blocks.
    fn group_with(&self, blocks: &[u16]) -> Option<&Group> {
        self.code.cache.iter().find(|group| {
            let has = |at: &u16| group.region.blocks.contains_key(at);
            blocks.iter().all(has)
        })
    }
}

/// Those of the addresses that the program computes: nothing in the graph leads
/// there, or, of the first, the group that was left for it has it, but not where
/// it was left.
fn computed(frequent: &[u16], found: &Region, left: Option<&Group>) -> Vec<u16> {
    let led_to: BTreeSet<u16> = found.blocks.values().flat_map(Block::successors).collect();
    let has = |at: &u16| left.is_some_and(|group| group.region.blocks.contains_key(at));
    let mut computed: Vec<u16> = frequent.to_vec();
    computed.retain(|to| !led_to.contains(to) || (Some(to) == frequent.first() && has(to)));
    computed
}

/// Each address once, where it occurs first.
fn unique(addresses: impl Iterator<Item = u16>) -> Vec<u16> {
    let mut seen = BTreeSet::new();
    addresses.filter(|&addr| seen.insert(addr)).collect()
}
