//! What is compiled for other ways in which banks may lie than the one that shows.

use std::collections::BTreeSet;

use super::Machine;
use crate::banks::Bank;
use crate::tiers::Code;

/// A space whose code is kept, but does not run at present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedSpace {
    /// What shows in each window there.
    pub banks: Vec<Bank>,
    /// Its groups.
    pub groups: usize,
    /// Where its blocks begin, of those that were entered or compiled; in order.
    pub blocks: Vec<u16>,
}

impl ParkedSpace {
    fn of(banks: Vec<Bank>, code: &Code) -> Self {
        let groups = || code.cache.iter();
        let mut blocks: BTreeSet<u16> = groups()
            .flat_map(|group| group.region.blocks.keys().copied())
            .collect();
        blocks.extend((0..=u16::MAX).filter(|&addr| code.profile.was_entered(addr)));
        Self {
            banks,
            groups: groups().count(),
            blocks: blocks.into_iter().collect(),
        }
    }
}

impl Machine {
    /// The spaces that are not current, in the order in which they were first entered.
    #[must_use]
    pub fn parked_spaces(&self) -> Vec<ParkedSpace> {
        let known = self.banks.known();
        let parked = self.tiers.parked();
        let spaces = parked
            .filter_map(|(space, code)| Some(ParkedSpace::of(known.get(space)?.clone(), code)));
        spaces.collect()
    }
}
