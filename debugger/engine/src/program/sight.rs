//! Memory as one looks at it: as it is, or as it would be while another bank shows.
//!
//! Invariant: looking changes nothing, no bank is selected for it.

use jumppad_tiers::Machine;
use jumppad_tiers::banks::Bank;
use jumppad_tiers::opcodes::Model;

/// What has bytes, and a chip that they are instructions of.
pub trait Look {
    /// The byte at an address, without a read's effects.
    fn peek(&self, addr: u16) -> u8;

    /// The chip.
    fn model(&self) -> Model;

    /// The two bytes from an address on, low byte first.
    fn peek_word(&self, addr: u16) -> u16 {
        u16::from_le_bytes([self.peek(addr), self.peek(addr.wrapping_add(1))])
    }
}

impl Look for Machine {
    fn peek(&self, addr: u16) -> u8 {
        Self::peek(self, addr)
    }

    fn model(&self) -> Model {
        Self::model(self)
    }
}

/// A machine's memory, in the window of a bank as it is while that shows.
#[derive(Clone, Copy)]
pub struct Sight<'m> {
    machine: &'m Machine,
    bank: Option<Bank>,
}

impl<'m> Sight<'m> {
    /// What is seen while `bank` shows, and otherwise all is as it is.
    pub fn of(machine: &'m Machine, bank: Option<Bank>) -> Self {
        Self { machine, bank }
    }
}

impl Look for Sight<'_> {
    fn peek(&self, addr: u16) -> u8 {
        let of_bank = self
            .bank
            .and_then(|bank| self.machine.peek_bank(bank, addr));
        of_bank.unwrap_or_else(|| self.machine.peek(addr))
    }

    fn model(&self) -> Model {
        self.machine.model()
    }
}
