//! Entries that come straight from a group, counted by the run loop: where there are
//! many, groups grow together.

use crate::machine::{Machine, surroundings};
use crate::tiers::Surroundings;

impl Machine {
    /// Counts an entry that comes straight from a group. Whether that was reason
    /// to let groups grow together.
    pub(crate) fn grows(&mut self, left: u32) -> bool {
        let is_due = self.tiers.code.profile.chains.count(self.cpu.pc);
        if is_due {
            let at = self.cpu.pc;
            self.tiers.grow(at, left, surroundings!(self));
        }
        is_due
    }

    /// Counts that the group at index `left` computed an address that is no way in,
    /// and lets it grow if it has a block there.
    pub(crate) fn missed(&mut self, left: u32) {
        let at = self.cpu.pc;
        let profile = &mut self.tiers.code.profile;
        if profile.is_covered(at) && profile.chains.count_missed(at) {
            self.tiers.grow(at, left, surroundings!(self));
        }
    }
}
