//! How often conditions were asked and did not hold: what the machine answered by
//! itself, and somebody may want to count.

use super::Machine;
use crate::access::WatchId;

impl Machine {
    /// How often the condition of the breakpoint at `addr` was asked, and did not
    /// hold, since it was set; 0 where there is none.
    #[must_use]
    pub fn passed(&self, addr: u16) -> u64 {
        let condition = self.breakpoints.condition(addr);
        condition.map_or(0, |condition| condition.passed())
    }

    /// The same for a watchpoint.
    #[must_use]
    pub fn watch_passed(&self, id: WatchId) -> u64 {
        let condition = self.watches.condition(id);
        condition.map_or(0, |condition| condition.passed())
    }

    /// Begins the count at `addr` anew.
    pub fn forget_passed(&mut self, addr: u16) {
        if let Some(condition) = self.breakpoints.condition(addr) {
            condition.forget_passed();
        }
    }

    /// The same for a watchpoint.
    pub fn forget_watch_passed(&mut self, id: WatchId) {
        if let Some(condition) = self.watches.condition(id) {
            condition.forget_passed();
        }
    }
}
