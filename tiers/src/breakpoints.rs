//! The addresses at which execution stops: breakpoints, and calls of the host.
//!
//! Numbers, conditions and hit counts are the debugger's; the machine knows
//! only addresses. A breakpoint can be passed over, a host call cannot: what
//! stands in memory there is not code.

use std::collections::BTreeSet;

use crate::pages::page_of;

/// Addresses with a breakpoint or a host call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breakpoints {
    addrs: BTreeSet<u16>,
    host_calls: BTreeSet<u16>,
}

impl Breakpoints {
    /// Whether execution stops at `addr`, for whatever reason.
    pub(crate) fn contains(&self, addr: u16) -> bool {
        self.is_breakpoint(addr) || self.is_host_call(addr)
    }

    pub(crate) fn is_breakpoint(&self, addr: u16) -> bool {
        self.addrs.contains(&addr)
    }

    pub(crate) fn is_host_call(&self, addr: u16) -> bool {
        self.host_calls.contains(&addr)
    }

    /// True if there was none.
    pub(crate) fn insert(&mut self, addr: u16) -> bool {
        self.addrs.insert(addr)
    }

    /// True if there was one.
    pub(crate) fn remove(&mut self, addr: u16) -> bool {
        self.addrs.remove(&addr)
    }

    /// True if there was none.
    pub(crate) fn insert_host_call(&mut self, addr: u16) -> bool {
        self.host_calls.insert(addr)
    }

    /// True if there was one.
    pub(crate) fn remove_host_call(&mut self, addr: u16) -> bool {
        self.host_calls.remove(&addr)
    }

    pub(crate) fn any_on(&self, page: u8) -> bool {
        let mut all = self.addrs.iter().chain(&self.host_calls);
        all.any(|&addr| page_of(addr) == page)
    }
}
