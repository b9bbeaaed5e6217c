//! Trying an instruction: a bus that changes nothing, and notes what is watched.

use jumppad_opcodes::{Bus, Intervention, Memory, byte};

use crate::access::{AccessKind, WatchHit};
use crate::banks::Banks;
use crate::catch::Catches;
use crate::device::Devices;
use crate::watch::Watches;

/// A bus without effects that notes the watched accesses, for each watchpoint
/// that covers them. Accesses that the chip ignores are none.
pub(crate) struct Probe<'a> {
    pub(crate) memory: &'a Memory,
    pub(crate) devices: &'a Devices,
    pub(crate) watches: &'a Watches,
    pub(crate) banks: &'a Banks,
    pub(crate) catches: &'a Catches,
    pub(crate) cycle: u64,
    pub(crate) hits: Vec<WatchHit>,
    /// The first byte read that is marked as unwritten, where that is caught.
    pub(crate) unwritten: Option<u16>,
}

impl Probe<'_> {
    fn note(&mut self, addr: u16, kind: AccessKind, old: u8, new: u8) {
        let hits = self
            .watches
            .covering(addr, kind, self.banks)
            .map(|id| WatchHit {
                id,
                addr,
                kind,
                old,
                new,
            });
        self.hits.extend(hits);
    }

    fn peek(&self, addr: u16) -> u8 {
        self.devices
            .peek(addr, self.cycle)
            .unwrap_or_else(|| self.memory.peek(addr))
    }
}

impl Bus for Probe<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        let value = self.peek(addr);
        self.note(addr, AccessKind::Read, value, value);
        if self.unwritten.is_none()
            && self.memory.marks(addr) & byte::UNWRITTEN != 0
            && self.catches.guard_reads(addr)
            && !self.devices.any_at(addr)
        {
            self.unwritten = Some(addr);
        }
        Ok(value)
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, value: u8) {
        let old = self.peek(addr);
        self.note(addr, AccessKind::Write, old, value);
    }
}
