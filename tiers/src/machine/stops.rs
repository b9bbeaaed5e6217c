//! What stops the machine: breakpoints, watchpoints, returns, calls of the host.

use std::ops::RangeInclusive;
use std::sync::Arc;

use jumppad_opcodes::byte;

use super::{Ignoring, Machine, surroundings};
use crate::access::WatchId;
use crate::banks::Bank;
use crate::condition::Condition;
use crate::event::InvalidationCause;
use crate::filter::Filter;
use crate::filters::TieredFilter;
use crate::interpreter::Awaiting;
use crate::pages::page_of;
use crate::tiers::Surroundings;
use crate::watch::Access;

const STACK_PAGE: u16 = 0x0100;

impl Machine {
    /// Stops the machine before it executes the instruction at `addr`, whatever
    /// condition there was before.
    pub fn set_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.insert(addr, None) {
            self.stop_at(addr);
        }
    }

    /// The same, but only if `condition`, a filter of [`STOP`](crate::filter::STOP),
    /// holds there, or has no value. It is asked in every tier without a stop,
    /// each time that the instruction is about to execute, unless something else
    /// stops the machine there as well; [`Machine::passed`] counts that.
    pub fn set_breakpoint_if(&mut self, addr: u16, condition: Arc<Filter>) {
        self.breakpoints.insert(addr, Some(in_tiers(condition)));
        self.stop_at(addr);
    }

    /// Takes that back.
    pub fn clear_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.remove(addr) {
            self.pass_at(addr);
        }
    }

    /// Makes `addr` a routine of the host: the machine stops there with
    /// [`StopReason::HostCall`](crate::StopReason::HostCall), before it looks at
    /// what stands in memory, and even when it is told to pass a breakpoint.
    /// The caller does what is called and returns from the subroutine.
    pub fn set_host_call(&mut self, addr: u16) {
        if self.breakpoints.insert_host_call(addr) {
            self.outside.restructured(self.cpu.cycles);
            self.stop_at(addr);
        }
    }

    /// Takes that back.
    pub fn clear_host_call(&mut self, addr: u16) {
        if self.breakpoints.remove_host_call(addr) {
            self.outside.restructured(self.cpu.cycles);
            self.pass_at(addr);
        }
    }

    fn stop_at(&mut self, addr: u16) {
        self.mark_stop(addr);
        self.mark_page(page_of(addr));
        let cause = InvalidationCause::BreakpointSet { addr };
        self.tiers
            .invalidate_instruction(addr, cause, surroundings!(self));
    }

    fn pass_at(&mut self, addr: u16) {
        if self.breakpoints.contains(addr) {
            return;
        }
        self.mark_stop(addr);
        self.mark_page(page_of(addr));
        let cause = InvalidationCause::BreakpointCleared { addr };
        self.tiers
            .invalidate_instruction(addr, cause, surroundings!(self));
    }

    /// Whether a routine of the host answers at `addr`: one is there, and what shows there lets
    /// others than memory [answer](crate::banks::Answering).
    #[must_use]
    pub fn is_host_call(&self, addr: u16) -> bool {
        self.breakpoints.is_host_call(addr) && !self.devices.is_hidden(addr)
    }

    /// Stops the machine before an access to the range.
    pub fn add_watch(&mut self, range: RangeInclusive<u16>, access: Access) -> WatchId {
        self.add_watch_in(None, range, access)
    }

    /// Stops the machine before an access to the range while a bank shows; without one, whatever shows.
    pub fn add_watch_in(
        &mut self,
        bank: Option<Bank>,
        range: RangeInclusive<u16>,
        access: Access,
    ) -> WatchId {
        let pages = page_of(*range.start())..=page_of(*range.end());
        let id = self.watches.add(range, bank, access);
        pages.for_each(|page| self.mark_page(page));
        self.watches_changed();
        id
    }

    /// Lets a watchpoint stop the machine only for accesses for which `condition`,
    /// a filter of [`ACCESS`](crate::filter::ACCESS), holds or has no value; for
    /// all without one. [`Machine::watch_passed`] counts the others.
    pub fn set_watch_condition(&mut self, id: WatchId, condition: Option<Arc<Filter>>) {
        self.watches.set_condition(id, condition.map(in_tiers));
        self.watches_changed();
    }

    /// Takes that back.
    pub fn remove_watch(&mut self, id: WatchId) {
        for page in self.watches.remove(id).into_iter().flatten() {
            self.mark_page(page);
        }
        self.watches_changed();
    }

    fn watches_changed(&mut self) {
        let cause = |addr| InvalidationCause::WatchpointsChanged { addr };
        self.tiers.stops_changed(cause, surroundings!(self));
    }

    /// Stops the machine with [`StopReason::Returned`](crate::StopReason::Returned)
    /// after a return or an indirect jump that leaves the stack pointer in
    /// `depths`, in all tiers at full speed, until [`Machine::await_no_return`].
    pub fn await_return(&mut self, depths: RangeInclusive<u8>) {
        for sp in depths {
            self.memory
                .add_marks(STACK_PAGE | u16::from(sp), byte::AWAITED);
        }
        self.awaiting = Awaiting::Return;
    }

    /// Takes all of that back.
    pub fn await_no_return(&mut self) {
        for sp in 0..=u8::MAX {
            self.memory
                .remove_marks(STACK_PAGE | u16::from(sp), byte::AWAITED);
        }
        self.awaiting = Awaiting::Nothing;
    }

    /// The next instruction ignores a breakpoint or watchpoint: for resuming
    /// from one.
    pub fn skip_stop_here(&mut self) {
        self.ignoring = Ignoring::All;
    }

    /// The next instruction ignores a breakpoint, but obeys watchpoints.
    pub fn skip_breakpoint_here(&mut self) {
        self.ignoring = Ignoring::Breakpoint;
    }
}

/// The condition, asked in two tiers outside of groups, too.
fn in_tiers(filter: Arc<Filter>) -> Condition {
    Condition::new(Arc::new(TieredFilter::new(filter)))
}
