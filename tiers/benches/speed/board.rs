//! A timer for the crate `mos6502`, as the one of this crate that the program `timer` starts.

use mos6502::cpu::CPU;
use mos6502::instruction::Nmos6502;
use mos6502::memory::{Bus, Memory};

/// Where the program looks for it, and its interval in cycles.
pub(crate) const PORT: u16 = 0xd000;
pub(crate) const INTERVAL: u64 = 1_000;
const CONTROL: u16 = PORT + 2;

pub(crate) struct Board {
    memory: Memory,
    is_up: bool,
}

impl Bus for Board {
    fn get_byte(&mut self, address: u16) -> u8 {
        if address == CONTROL {
            self.is_up = false;
        }
        self.memory.get_byte(address)
    }

    fn set_byte(&mut self, address: u16, value: u8) {
        self.memory.set_byte(address, value);
    }

    fn irq_pending(&mut self) -> bool {
        self.is_up
    }
}

/// The processor with its memory on a board with a timer.
pub(crate) fn with_timer(cpu: CPU<Memory, Nmos6502>) -> CPU<Board, Nmos6502> {
    let board = Board {
        memory: cpu.memory,
        is_up: false,
    };
    let mut with = CPU::new(board, Nmos6502);
    (with.registers, with.cycles) = (cpu.registers, cpu.cycles);
    with
}

/// Runs for at least `cycles`, with an interrupt after each interval.
pub(crate) fn run(cpu: &mut CPU<Board, Nmos6502>, cycles: u64) {
    let end = cpu.cycles + cycles;
    while cpu.cycles < end {
        let due = (cpu.cycles / INTERVAL + 1) * INTERVAL;
        while cpu.cycles < due.min(end) {
            cpu.single_step();
        }
        cpu.memory.is_up |= cpu.cycles >= due;
    }
}
