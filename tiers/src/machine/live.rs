//! The slow path's bus: everything a real access can do.
//!
//! Devices answer, read-only memory ignores writes, and stores that change
//! cached code, or that are the first to write a byte where that matters, are
//! noted, so that the machine draws the consequences once the instruction is
//! complete. Every access takes one cycle, as on the chip,
//! so devices know exactly when they are accessed.

use jumppad_opcodes::{Bus, Call, Intervention, Memory, Model, byte, page, vector};

use crate::access::AccessKind;
use crate::banks::{Banks, Beneath};
use crate::code_marks::CodeStore;
use crate::device::{Devices, Told};
use crate::interrupts::Lines;
use crate::machine::trace::Accessed;
use crate::pages::page_of;

/// What an instruction did that concerns more than memory.
#[derive(Default)]
pub(crate) struct Noted {
    pub(crate) code_stores: Vec<CodeStore>,
    /// Bytes that do not show, and what they are now.
    pub(crate) beneath: Vec<(u16, Beneath, u8)>,
    /// Bytes that nobody had written.
    pub(crate) first_writes: Vec<u16>,
    /// Whether an NMI took over the interrupt that was being served.
    pub(crate) took_over: bool,
}

/// What becomes of an NMI that comes while another interrupt is being served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hijacking {
    /// It takes over: NMOS.
    Possible,
    /// It waits its turn: CMOS.
    Impossible,
}

impl Hijacking {
    pub(crate) fn of(model: Model) -> Self {
        match model.is_cmos() {
            true => Self::Impossible,
            false => Self::Possible,
        }
    }
}

/// Who is asked for what the chip fetches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fetching {
    /// Memory, which nobody can tell.
    Memory,
    /// The devices that the instruction stands on, which notice.
    Devices,
}

/// Memory with all its devices and interrupt lines.
pub(crate) struct LiveBus<'a> {
    pub(crate) memory: &'a mut Memory,
    pub(crate) devices: &'a mut Devices,
    pub(crate) banks: &'a mut Banks,
    pub(crate) lines: &'a mut Lines,
    pub(crate) noted: &'a mut Noted,
    /// The last access, but for those that the chip ignores.
    pub(crate) accessed: &'a mut Option<Accessed>,
    /// The cycle of the next access.
    pub(crate) cycle: u64,
    pub(crate) hijacking: Hijacking,
    pub(crate) fetching: Fetching,
    /// The I flag before the instruction.
    pub(crate) masked: bool,
    /// Whether a device answered: it may answer otherwise the next time, so an
    /// instruction that goes to itself for it is not a trap.
    pub(crate) has_asked: bool,
}

impl LiveBus<'_> {
    fn access(&mut self, addr: u16) -> u8 {
        let answer = self.devices.read(addr, self.lines, self.cycle);
        self.has_asked |= answer.is_some();
        self.cycle += 1;
        answer.unwrap_or_else(|| self.memory.peek(self.devices.home(addr)))
    }

    /// What is at an address, without a read's side effects.
    fn peek(&self, addr: u16) -> u8 {
        self.devices.look(self.memory, addr, self.cycle)
    }

    /// Stores to memory, or beneath what shows.
    fn store_in_memory(&mut self, addr: u16, new: u8) {
        if self.memory.attributes(page_of(addr)) & page::ROM != 0 {
            if let Some(beneath) = self.banks.write_beneath(addr, new) {
                self.noted.beneath.push((addr, beneath, new));
            }
            return;
        }
        let old = self.memory.peek(addr);
        self.memory.poke(addr, new);
        if old != new && self.memory.marks(addr) & byte::CODE != 0 {
            self.noted.code_stores.push(CodeStore { addr, old, new });
        }
        if self.memory.marks(addr) & byte::UNWRITTEN != 0 {
            self.noted.first_writes.push(addr);
        }
    }

    fn write_device(&mut self, addr: u16, value: u8) -> Told {
        self.devices.write(addr, value, self.lines, self.cycle)
    }
}

impl Bus for LiveBus<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        let value = self.access(addr);
        *self.accessed = Some(Accessed {
            addr,
            value,
            old: value,
            kind: AccessKind::Read,
        });
        Ok(value)
    }

    fn dummy_read(&mut self, addr: u16) -> Result<(), Intervention> {
        match self.devices.is_blind_at(addr) {
            true => self.cycle += 1,
            false => _ = self.access(addr),
        }
        Ok(())
    }

    fn fetch(&mut self, addr: u16) {
        if self.fetching == Fetching::Devices && !self.devices.is_blind_at(addr) {
            self.devices.read(addr, self.lines, self.cycle);
        }
        self.cycle += 1;
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn dummy_write(&mut self, addr: u16, value: u8) {
        if !self.devices.is_blind_at(addr) {
            self.write_device(addr, value);
        }
        self.cycle += 1;
    }

    fn store(&mut self, addr: u16, new: u8) {
        let addr = self.devices.home(addr);
        *self.accessed = Some(Accessed {
            addr,
            value: new,
            old: self.peek(addr),
            kind: AccessKind::Write,
        });
        match self.write_device(addr, new) {
            Told::Answerer => {}
            Told::Nobody => self.store_in_memory(addr, new),
            Told::Listener => {
                self.store_in_memory(addr, new);
                let hearing = self.devices.hearing(addr);
                let shown = hearing.map(|id| self.devices.shown(id, self.cycle));
                for (addr, shown) in shown.unwrap_or_default() {
                    self.store_in_memory(addr, shown);
                }
            }
        }
        self.cycle += 1;
    }

    fn note_call(&mut self, slot: u8, call: Call) {
        self.memory.calls_mut().note(slot, call);
    }

    fn traps(&self) -> bool {
        !self.has_asked && !self.lines.may_interrupt(self.masked)
    }

    fn vector(&mut self, vector: u16) -> u16 {
        // The chip chose the vector while it pushed P: an edge up to the cycle before that counts.
        let until = self.cycle.saturating_sub(2);
        if self.hijacking == Hijacking::Possible && self.lines.take_over(until) {
            self.noted.took_over = true;
            return vector::NMI;
        }
        vector
    }
}
