//! A register that selects banks: fields of its bits are the numbers of what windows show.
//!
//! It reads as written; before, as 0. Until it is written, what shows at reset shows.

use crate::banks::Bank;
use crate::device::{Device, Register};
use crate::interrupts::Signals;

/// Bits of the register that select in one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The window's number.
    pub window: usize,
    /// How far right its lowest bit is shifted.
    pub shift: u8,
    /// How many bits it has.
    pub bits: u8,
}

impl Field {
    /// The bank that `value` selects.
    #[must_use]
    pub fn bank(self, value: u8) -> Bank {
        let mask = 0xff_u16
            .checked_shr(8 - u32::from(self.bits.min(8)))
            .unwrap_or(0);
        let value = u16::from(value)
            .checked_shr(u32::from(self.shift))
            .unwrap_or(0);
        Bank {
            window: self.window,
            choice: usize::from(value & mask),
        }
    }
}

/// One register, at whatever addresses it is attached to.
#[derive(Clone, Debug)]
pub struct BankRegister {
    fields: Vec<Field>,
    written: Option<u8>,
}

impl BankRegister {
    /// A register with those fields.
    #[must_use]
    pub fn new(fields: Vec<Field>) -> Self {
        Self {
            fields,
            written: None,
        }
    }

    fn value(&self) -> u8 {
        self.written.unwrap_or(0)
    }
}

impl Device for BankRegister {
    fn read(&mut self, _addr: u16, _signals: &mut Signals<'_>) -> u8 {
        self.value()
    }

    fn write(&mut self, _addr: u16, value: u8, signals: &mut Signals<'_>) {
        for field in &self.fields {
            let bank = field.bank(value);
            if self.written.map(|before| field.bank(before)) != Some(bank) {
                signals.select(bank);
            }
        }
        self.written = Some(value);
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.value()
    }

    fn reset(&mut self, _signals: &mut Signals<'_>) {
        self.written = None;
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![Register::byte("BANK", self.value())]
    }

    fn save(&self) -> Vec<u8> {
        self.written.into_iter().collect()
    }

    fn restore(&mut self, state: &[u8]) {
        self.written = state.first().copied();
    }
}
