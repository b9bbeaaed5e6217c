//! A device that is at an odd place: it is told how far behind its first register an access is.

use jumppad_tiers::{Device, Register, Signals};

pub(super) struct FromBase<D> {
    pub(super) base: u16,
    pub(super) device: D,
}

impl<D: Device> Device for FromBase<D> {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.device.read(addr.wrapping_sub(self.base), signals)
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.device
            .write(addr.wrapping_sub(self.base), value, signals);
    }

    fn sees_ignored(&self) -> bool {
        self.device.sees_ignored()
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.device.peek(addr.wrapping_sub(self.base), cycle)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        self.device.registers(cycle)
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.device.wake(signals);
    }

    fn save(&self) -> Vec<u8> {
        self.device.save()
    }

    fn restore(&mut self, state: &[u8]) {
        self.device.restore(state);
    }
}
