//! One direction of a console, for those that print at one address and read keys at another.
//!
//! Invariant: the other direction does nothing; above all, a read where one prints takes no key.

use jumppad_tiers::devices::Console;
use jumppad_tiers::{Device, Register, Signals};

/// What an address of the console is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Print,
    Keys,
}

/// A console that goes one way.
pub(super) struct OneWay {
    pub(super) console: Console,
    pub(super) direction: Direction,
}

impl Device for OneWay {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        match self.direction {
            Direction::Print => 0,
            Direction::Keys => self.console.read(addr, signals),
        }
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        match self.direction {
            Direction::Print => self.console.write(addr, value, signals),
            Direction::Keys => {}
        }
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        match self.direction {
            Direction::Print => 0,
            Direction::Keys => self.console.peek(addr, cycle),
        }
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        self.console.registers(cycle)
    }

    fn save(&self) -> Vec<u8> {
        self.console.save()
    }

    fn restore(&mut self, state: &[u8]) {
        self.console.restore(state);
    }
}
