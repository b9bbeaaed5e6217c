//! A register that drives the interrupt lines by its bits.

use crate::device::{Device, Register};
use crate::interrupts::{Line, Signals};

const IRQ: u8 = 0x01;
const NMI: u8 = 0x02;

/// One byte: bit 0 asserts IRQ, bit 1 NMI, for as long as it is set. It reads
/// as written.
#[derive(Debug, Default)]
pub struct Feedback {
    value: u8,
}

impl Device for Feedback {
    fn read(&mut self, _addr: u16, _signals: &mut Signals<'_>) -> u8 {
        self.value
    }

    fn write(&mut self, _addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.value = value;
        signals.set(Line::Irq, value & IRQ != 0);
        signals.set(Line::Nmi, value & NMI != 0);
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.value
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![Register::byte("VALUE", self.value)]
    }

    fn save(&self) -> Vec<u8> {
        vec![self.value]
    }

    fn restore(&mut self, state: &[u8]) {
        if let &[value] = state {
            self.value = value;
        }
    }
}
