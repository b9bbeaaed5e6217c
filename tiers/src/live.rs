//! The slow path's bus: everything a real access can do.
//!
//! Devices answer, read-only memory ignores writes, and stores that change
//! cached code are noted, so that the machine invalidates what held it once
//! the instruction is complete.

use jumppad_opcodes::{Bus, Intervention, Memory, byte, page};

use crate::device::Devices;
use crate::pages::page_of;

/// A store that changed a byte of cached code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CodeStore {
    pub(crate) addr: u16,
    pub(crate) old: u8,
    pub(crate) new: u8,
}

/// Memory with all its devices.
pub(crate) struct LiveBus<'a> {
    pub(crate) memory: &'a mut Memory,
    pub(crate) devices: &'a mut Devices,
    pub(crate) code_stores: &'a mut Vec<CodeStore>,
}

impl Bus for LiveBus<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        Ok(match self.devices.at_mut(addr) {
            Some(device) => device.read(addr),
            None => self.memory.peek(addr),
        })
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, new: u8) {
        let attributes = self.memory.attributes(page_of(addr));
        if let Some(device) = self.devices.at_mut(addr) {
            device.write(addr, new);
        } else if attributes & page::ROM == 0 {
            let old = self.memory.peek(addr);
            self.memory.poke(addr, new);
            if old != new && self.memory.marks(addr) & byte::CODE != 0 {
                self.code_stores.push(CodeStore { addr, old, new });
            }
        }
    }
}
