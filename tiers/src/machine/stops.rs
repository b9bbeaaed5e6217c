//! What stops the machine: breakpoints and watchpoints.

use std::ops::RangeInclusive;

use jumppad_opcodes::{byte, page};

use super::{Ignoring, Machine, surroundings};
use crate::event::InvalidationCause;
use crate::pages::page_of;
use crate::tiers::Surroundings;
use crate::watch::{Access, WatchId};

impl Machine {
    /// Stops the machine before it executes the instruction at `addr`.
    pub fn set_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.insert(addr) {
            self.memory.add_marks(addr, byte::BREAKPOINT);
            self.memory.add_attributes(page_of(addr), page::BREAKPOINT);
            let cause = InvalidationCause::BreakpointSet { addr };
            self.tiers
                .invalidate_instruction(addr, cause, surroundings!(self));
        }
    }

    /// Takes that back.
    pub fn clear_breakpoint(&mut self, addr: u16) {
        if self.breakpoints.remove(addr) {
            self.memory.remove_marks(addr, byte::BREAKPOINT);
            if !self.breakpoints.any_on(page_of(addr)) {
                self.memory
                    .remove_attributes(page_of(addr), page::BREAKPOINT);
            }
            let cause = InvalidationCause::BreakpointCleared { addr };
            self.tiers
                .invalidate_instruction(addr, cause, surroundings!(self));
        }
    }

    /// Stops the machine before an access to the range.
    pub fn add_watch(&mut self, range: RangeInclusive<u16>, access: Access) -> WatchId {
        let pages = page_of(*range.start())..=page_of(*range.end());
        let id = self.watches.add(range, access);
        for page in pages {
            self.add_attributes(page, self.watches.attributes(page));
        }
        id
    }

    /// Takes that back.
    pub fn remove_watch(&mut self, id: WatchId) {
        for page in self.watches.remove(id).into_iter().flatten() {
            self.memory
                .remove_attributes(page, page::WATCH_READ | page::WATCH_WRITE);
            self.memory
                .add_attributes(page, self.watches.attributes(page));
        }
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
