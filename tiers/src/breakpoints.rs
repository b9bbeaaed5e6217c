//! The set of addresses at which execution stops.
//!
//! Numbers, conditions and hit counts are the debugger's; the machine knows
//! only addresses.

use std::collections::BTreeSet;

use crate::pages::page_of;

/// Addresses with a breakpoint.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breakpoints {
    addrs: BTreeSet<u16>,
}

impl Breakpoints {
    pub(crate) fn contains(&self, addr: u16) -> bool {
        self.addrs.contains(&addr)
    }

    /// True if there was none.
    pub(crate) fn insert(&mut self, addr: u16) -> bool {
        self.addrs.insert(addr)
    }

    /// True if there was one.
    pub(crate) fn remove(&mut self, addr: u16) -> bool {
        self.addrs.remove(&addr)
    }

    pub(crate) fn any_on(&self, page: u8) -> bool {
        self.addrs.iter().any(|&addr| page_of(addr) == page)
    }
}
