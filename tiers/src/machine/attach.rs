//! What surrounds the processor: devices, interrupt lines, read-only memory.

use std::ops::RangeInclusive;

use jumppad_opcodes::{Bus, ByteMarks, Effect, PageAttributes};

use super::{Machine, context};
use crate::code_marks::CodeStore;
use crate::device::{Device, DeviceId, DeviceMemory, Register};
use crate::interrupts::{Copying, Line, Source, Way, Wire};
use crate::pages::pages_of;
use crate::tiers::Context;

impl Machine {
    /// Attaches a device to a range of addresses.
    pub fn attach(&mut self, range: RangeInclusive<u16>, device: Box<dyn Device>) -> DeviceId {
        self.cover(&range);
        self.devices.attach(range, device)
    }

    /// Has an attached device answer in another range too, as it does where few address lines are
    /// decoded.
    pub fn mirror(&mut self, id: DeviceId, range: RangeInclusive<u16>) {
        self.cover(&range);
        self.devices.mirror(id, range);
    }

    /// Says where a device's interrupt output leads, from its next change on: to be said before it
    /// asserts anything.
    pub fn wire(&mut self, id: DeviceId, wire: Wire) {
        self.dirty_log.restructured(self.cpu.cycles);
        self.devices.wire(id, wire);
    }

    /// A device is about to answer in `range`.
    fn cover(&mut self, range: &RangeInclusive<u16>) {
        self.banks.change_rules();
        self.dirty_log.restructured(self.cpu.cycles);
        for page in pages_of(range) {
            self.add_attributes(page, PageAttributes::DEVICE);
            self.memory
                .add_attributes(page.wrapping_sub(1), PageAttributes::NEAR_DEVICE);
        }
        // Code may have been made from what the device now covers, and none
        // was made with devices in mind if this is the first.
        self.flush();
    }

    /// Tells a device of the writes to a range of read-only pages as well, as the banking logic of a
    /// cartridge hears of them; memory goes on answering reads. A device that has one of the addresses to
    /// itself comes first.
    ///
    /// Where memory can be written it then holds what the device [shows](Device::peek) there, at all addresses of
    /// which it hears: of the port of a 6510 at $0001, say, while page 0 goes on as fast as ever.
    pub fn hear_writes(&mut self, id: DeviceId, range: RangeInclusive<u16>) {
        self.dirty_log.restructured(self.cpu.cycles);
        // A byte that something is made from is one that no tier stores to unnoticed. Stores to read-only memory
        // are noticed anyway, and the marks of what windows show go with it.
        let is_open = |&addr: &u16| {
            let attributes = self.memory.attributes_at(addr);
            !attributes.contains(PageAttributes::ROM) && self.banks.window_at(addr).is_none()
        };
        let held: Vec<u16> = range.clone().filter(is_open).collect();
        for &addr in &held {
            self.tiers.marks.hold(&mut self.memory, addr);
            self.memory.add_marks(addr, ByteMarks::HEARD);
        }
        if !held.is_empty() {
            self.flush();
        }
        self.devices.hear(id, range, held);
        self.show_heard(id);
    }

    /// Lets memory hold what a device shows that hears of writes there.
    pub(crate) fn show_heard(&mut self, id: DeviceId) {
        for (addr, new) in self.devices.shown(id, self.cpu.cycles) {
            let old = self.memory.peek(addr);
            self.memory.poke(addr, new);
            if old != new {
                let store = CodeStore { addr, old, new };
                let pc = self.cpu.pc;
                self.tiers.code_stored(store, pc, context!(self));
            }
        }
    }

    /// Attaches a device that answers nowhere, and hears of the writes to a range.
    pub fn attach_listener(
        &mut self,
        range: RangeInclusive<u16>,
        device: Box<dyn Device>,
    ) -> DeviceId {
        let id = self.devices.attach_listener(device);
        self.hear_writes(id, range);
        id
    }

    /// Lets a range show the memory of another over and over, as it does where few address lines are
    /// decoded. Accesses there are the other's, but for watchpoints, which go by the address that is spelt out.
    pub fn mirror_memory(&mut self, range: RangeInclusive<u16>, home: RangeInclusive<u16>) {
        self.cover(&range);
        self.devices.echo(range, home);
    }

    /// Takes that back.
    pub fn unmirror_memory(&mut self, range: RangeInclusive<u16>) {
        self.dirty_log.restructured(self.cpu.cycles);
        self.devices.forget_echo(&range);
        self.uncover(vec![range]);
    }

    /// Takes a device away; its interrupt lines are released.
    pub fn detach(&mut self, id: DeviceId) {
        self.dirty_log.restructured(self.cpu.cycles);
        self.lines.advance(self.cpu.cycles);
        self.lines.remove(id.source());
        for addr in self.devices.held(id) {
            self.memory.remove_marks(addr, ByteMarks::HEARD);
            self.tiers.marks.release(&mut self.memory, addr);
        }
        if let Some(ranges) = self.devices.detach(id) {
            self.uncover(ranges);
        }
    }

    /// Nothing answers in `ranges` any more, unless something else does.
    fn uncover(&mut self, ranges: Vec<RangeInclusive<u16>>) {
        self.banks.change_rules();
        for page in ranges.iter().flat_map(pages_of) {
            if !self.devices.any_on(page) {
                self.memory.remove_attributes(page, PageAttributes::DEVICE);
                let before = page.wrapping_sub(1);
                self.memory
                    .remove_attributes(before, PageAttributes::NEAR_DEVICE);
            }
        }
        self.flush();
    }

    /// Whether something outside of the machine, as a key that is typed, can still interrupt the instruction at PC: one that
    /// waits goes on by masked interrupts too.
    #[must_use]
    pub fn awaits_outside(&self) -> bool {
        let waits = self.fetch().opcode.effect == Effect::Wait;
        let is_masked = self.cpu.is_masked() && !waits;
        self.devices.await_outside(is_masked)
    }

    /// Tells a device that something outside of the machine was changed for it, as when a key was
    /// typed: see [`Device::wake`].
    pub fn wake_device(&mut self, id: DeviceId) {
        self.dirty_log.around(self.cpu.cycles);
        self.lines.wake(id.number());
        self.settle_for_user();
    }

    /// The registers of a device by name, as they are now.
    #[must_use]
    pub fn device_registers(&self, id: DeviceId) -> Vec<Register> {
        self.devices.registers(id, self.cpu.cycles)
    }

    /// The memories behind a device's registers, as they are now.
    #[must_use]
    pub fn device_memories(&self, id: DeviceId) -> Vec<DeviceMemory> {
        self.devices.memories(id, self.cpu.cycles)
    }

    /// Does what a device asked for when the user accessed it; a stop is left to the next run.
    pub(crate) fn settle_for_user(&mut self) {
        if self.settle() {
            self.lines.request_stop();
        }
        self.poll_lines();
    }

    /// Does what devices asked for. Whether one wants the machine to stop.
    pub(crate) fn settle(&mut self) -> bool {
        if !self.lines.has_requests() {
            return false;
        }
        if let Some(select) = self.lines.take_selection() {
            self.switch(&select);
            self.lines.keep_room(select);
            return false;
        }
        let requests = self.lines.take_requests();
        self.cpu.cycles += requests.stall;
        self.switch(&requests.select);
        for copying in requests.copies {
            match copying.way {
                Way::Dma => self.copy(copying),
                Way::Out | Way::In => self.transfer(copying),
            }
        }
        for device in requests.wake {
            let cycle = self.cpu.cycles;
            self.devices.wake(device, &mut self.lines, cycle);
            self.show_heard(DeviceId(device));
        }
        requests.stop
    }

    /// Copies bytes while the chip is held.
    fn copy(&mut self, copying: Copying) {
        let Copying {
            from, to, length, ..
        } = copying;
        self.cpu.cycles += 1 + (self.cpu.cycles + 1) % 2;
        for offset in 0..length {
            let (addr, cycle) = (from.wrapping_add(offset), self.cpu.cycles);
            let answer = self.devices.read(addr, &mut self.lines, cycle);
            let value = answer.unwrap_or_else(|| self.memory.peek(self.devices.home(addr)));
            self.devices.write(to, value, &mut self.lines, cycle + 1);
            self.cpu.cycles += 2;
        }
    }

    /// Copies bytes in no time; code that they replace is noticed, watchpoints are not.
    fn transfer(&mut self, copying: Copying) {
        let (seen, pc) = (self.seen.access, self.cpu.pc);
        self.on_live_bus(0, pc, |_, bus| {
            for offset in 0..copying.length {
                let (from, to) = match copying.way {
                    Way::In => (copying.from, copying.to.wrapping_add(offset)),
                    Way::Out | Way::Dma => (copying.from.wrapping_add(offset), copying.to),
                };
                // The live bus refuses nothing.
                if let Ok(value) = bus.read(from) {
                    bus.store(to, value);
                }
            }
            0
        });
        self.seen.access = seen;
    }

    /// Asserts or releases the user's share of an interrupt line: in time for
    /// the next instruction boundary, which is where the machine stands.
    pub fn set_line(&mut self, line: Line, asserted: bool) {
        self.set_line_at(self.cpu.cycles, line, asserted);
        self.poll_lines();
    }

    /// The same in a cycle to come.
    pub fn set_line_at(&mut self, cycle: u64, line: Line, asserted: bool) {
        self.dirty_log.around(self.cpu.cycles);
        self.lines.change(cycle, Source::User, line, asserted);
    }

    /// Takes back what [`Machine::set_line_at`] announced for a line.
    pub fn cancel_line(&mut self, line: Line) {
        self.dirty_log.around(self.cpu.cycles);
        self.lines.cancel(self.cpu.cycles, Source::User, line);
    }

    /// Lets the chip look at the lines at this boundary: for a user who changed
    /// the I flag.
    pub fn poll_lines(&mut self) {
        self.dirty_log.around(self.cpu.cycles);
        self.lines.poll(self.cpu.cycles, self.cpu.is_masked());
    }

    /// Whether anyone asserts a line now.
    #[must_use]
    pub fn is_asserted(&self, line: Line) -> bool {
        self.lines.is_asserted(line, self.cpu.cycles)
    }

    /// Makes pages read-only to the guest.
    pub fn protect(&mut self, pages: RangeInclusive<u8>) {
        self.banks.change_rules();
        self.dirty_log.restructured(self.cpu.cycles);
        for page in pages {
            self.add_attributes(page, PageAttributes::ROM);
        }
        self.renew_catches();
    }

    /// Takes that back.
    pub fn unprotect(&mut self, pages: RangeInclusive<u8>) {
        self.banks.change_rules();
        self.dirty_log.restructured(self.cpu.cycles);
        for page in pages {
            self.memory.remove_attributes(page, PageAttributes::ROM);
        }
        self.flush();
    }
}
