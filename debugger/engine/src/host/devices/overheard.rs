//! A device whose console somebody listens to: the machine stops behind the instruction that prints what is awaited.
//!
//! Invariant: the guest notices nothing of it. What costs something is done only while something is awaited, or while
//! somebody types for the guest.

use jumppad_tiers::devices::Terminal;
use jumppad_tiers::{Device, Register, Signals};

use super::idle::Idleness;
use crate::host::transcript::Transcript;

/// A device with a console.
pub(super) struct Overheard {
    pub(super) device: Box<dyn Device>,
    pub(super) terminal: Terminal,
    pub(super) transcript: Transcript,
    pub(super) idle: Idleness,
}

impl Overheard {
    fn listen(&self, signals: &mut Signals<'_>) {
        if !self.transcript.is_listening() {
            return;
        }
        let printed = self.terminal.receive();
        if !printed.is_empty() && self.transcript.hear_untold(printed) {
            signals.stop();
        }
    }
}

impl Device for Overheard {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let value = self.device.read(addr, signals);
        self.listen(signals);
        if self.idle.asked(signals.cycle()) {
            signals.stop();
        }
        value
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.device.write(addr, value, signals);
        self.listen(signals);
        self.idle.busy(signals.cycle());
    }

    fn awaits_outside(&self) -> bool {
        self.device.awaits_outside()
    }

    fn sees_ignored(&self) -> bool {
        self.device.sees_ignored()
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        self.device.peek(addr, cycle)
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        self.device.registers(cycle)
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.device.wake(signals);
        self.listen(signals);
    }

    fn save(&self) -> Vec<u8> {
        self.device.save()
    }

    fn restore(&mut self, state: &[u8]) {
        self.device.restore(state);
    }
}
