//! Character displays with an HD44780: on the bus, or on another chip's ports.
//!
//! On the bus, of two addresses: the lower is for instructions (a read gives busy flag and address
//! counter), the upper for data. [`Lcd::wired`] puts it on port pins. The user looks at it by a [`Screen`].
//!
//! Invariant: the screen and the guest see one state. Not modelled: that the address counter follows
//! the busy flag's end by 4 µs.

mod chip;
mod font;
mod pins;
mod screen;

use std::sync::{Arc, Mutex};

use jumppad_tiers::{Device, Register, Signals};

use crate::kept::{Keep, saved};
use chip::{Chip, Selected};
pub use pins::{LcdLine, LcdLines, LcdPins};
pub use screen::{Geometry, Screen};
use screen::{Shared, with};

/// A display; 2 registers where it is on the bus.
pub struct Lcd {
    chip: Shared,
    /// The machine's clock in Hz.
    clock: u64,
}

impl Lcd {
    /// A display, and its user's side. The chip is busy for its data sheet's times, by a machine's clock of
    /// so many Hz; 0 has it never busy.
    #[must_use]
    pub fn new(geometry: Geometry, clock: u64) -> (Self, Screen) {
        let chip = Arc::new(Mutex::new(Chip::new()));
        let lcd = Self {
            chip: Arc::clone(&chip),
            clock,
        };
        (lcd, Screen { chip, geometry })
    }

    /// The display on the ports of another chip, by these lines.
    #[must_use]
    pub fn wired(self, lines: LcdLines) -> LcdPins {
        LcdPins::new(self, lines)
    }

    fn shown(&self, cycle: u64) -> Vec<Register> {
        with(&self.chip, |chip| {
            let bits = |name, bits: &[bool]| Register {
                name,
                value: bits
                    .iter()
                    .fold(0, |value, bit| value << 1 | u32::from(*bit)),
                bits: bits.len() as u8,
            };
            let number = |name, value| Register {
                name,
                value,
                bits: 7,
            };
            vec![
                bits("BF", &[chip.is_busy(cycle)]),
                number("AC", u32::from(chip.address)),
                bits("CGRAM", &[chip.is_in_cgram]),
                bits("ID_S", &[chip.does_increment, chip.does_shift]),
                bits("D_C_B", &[chip.is_on, chip.has_cursor, chip.does_blink]),
                bits(
                    "DL_N_F",
                    &[chip.has_eight_lines, chip.has_two_rows, chip.has_tall_font],
                ),
                number("SHIFT", u32::from(chip.shift)),
            ]
        })
    }

    fn kept(&self) -> Vec<u8> {
        with(&self.chip, |chip| saved(chip))
    }

    fn put_back(&mut self, mut state: &[u8]) {
        if let Some(kept) = Chip::fetch(&mut state) {
            with(&self.chip, |chip| *chip = kept);
        }
    }
}

fn selected(addr: u16) -> Selected {
    Selected::of(addr & 1 != 0)
}

impl Device for Lcd {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        let (cycle, clock) = (signals.cycle(), self.clock);
        with(&self.chip, |chip| {
            let value = chip.output(selected(addr), cycle);
            chip.end_read(selected(addr), cycle, clock);
            value
        })
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let (cycle, clock) = (signals.cycle(), self.clock);
        with(&self.chip, |chip| {
            chip.write(selected(addr), value, cycle, clock);
        });
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        with(&self.chip, |chip| chip.output(selected(addr), cycle))
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        self.shown(cycle)
    }

    fn save(&self) -> Vec<u8> {
        self.kept()
    }

    fn restore(&mut self, state: &[u8]) {
        self.put_back(state);
    }
}
