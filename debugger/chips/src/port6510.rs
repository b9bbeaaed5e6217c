//! The port of a 6510 at $0000 and $0001, as it is wired in a C64.
//!
//! | register | |
//! |---|---|
//! | 0 | DDR: which lines are outputs |
//! | 1 | DATA: what these drive; of the others what they are at |
//!
//! Lines 0 to 2 (LORAM, HIRAM, CHAREN) and 4 (the switch of the Datassette) have resistors that pull them up. Line 5 drives the
//! transistor of the motor, which pulls it down. Lines 6 and 7 have no pin: what was driven there stays for about a
//! third of a second, then it is 0; line 3 leads to the Datassette, which is not there, and stays what it was driven to.
//!
//! Sources: MOS 6510 data sheet, "Peripheral Interface"; Commodore 64 Programmer's Reference Guide, "6510 microprocessor chip
//! specifications". How long lines without a pin keep their charge is in no data sheet; it varies from chip to chip.
//! Not here: what the lines select, which is [`Wired`].

use jumppad_tiers::{Device, Register, Signals};

use crate::kept::{Keep, restored, saved_before};
use crate::wired::{Port, Wired};

/// Lines with a resistor to 5 V.
const PULLED_UP: u8 = 0b0001_0111;
/// The line that is pulled down.
const PULLED_DOWN: u8 = 0b0010_0000;
/// Lines without a pin.
const FLOATING: u8 = 0b1100_0000;
/// Cycles that these keep a charge.
const CHARGE: u64 = 350_000;

/// What it keeps.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    direction: u8,
    data: u8,
    /// What the lines are at that nobody drives, as they were last driven.
    charged: u8,
    /// Until when lines without a pin keep that, 0 for those that are driven or empty.
    until: [u64; 2],
}

impl Keep for State {
    fn keep(&self, to: &mut Vec<u8>) {
        [self.direction, self.data, self.charged].keep(to);
        self.until.keep(to);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        let [direction, data, charged] = Keep::fetch(from)?;
        Some(Self {
            direction,
            data,
            charged,
            until: Keep::fetch(from)?,
        })
    }
}

/// The port, and what its lines lead to.
pub struct Port6510 {
    state: State,
    wired: Box<dyn Wired>,
}

impl Port6510 {
    /// A port all of whose lines are inputs.
    #[must_use]
    pub fn new(wired: Box<dyn Wired>) -> Self {
        Self {
            state: State::default(),
            wired,
        }
    }

    /// What a read of the data gives in `cycle`.
    fn lines(&self, cycle: u64) -> u8 {
        let State {
            direction,
            data,
            charged,
            until,
        } = self.state;
        let empty = (6..8).zip(until).filter(|&(_, until)| until <= cycle);
        let empty = empty.fold(0, |bits, (line, _)| bits | 1 << line);
        let from_outside = self.wired.levels(Port::A, cycle);
        let undriven = (charged & !empty | PULLED_UP) & !PULLED_DOWN & from_outside;
        data & direction | undriven & !direction
    }

    /// One of the registers was written.
    fn changed(&mut self, before: State, signals: &mut Signals<'_>) {
        let now = &mut self.state;
        now.charged = now.charged & !now.direction | now.data & now.direction;
        for (line, until) in (6..8).zip(&mut now.until) {
            let is_let_go = before.direction & !now.direction & 1 << line != 0;
            if is_let_go && before.data & 1 << line != 0 {
                *until = signals.cycle() + CHARGE;
                signals.wake_at(*until);
            } else if now.direction & 1 << line != 0 {
                *until = 0;
            }
        }
        debug_assert_eq!(FLOATING, 0b11 << 6, "the lines above");
        let (levels, mask) = (now.data & now.direction, now.direction);
        self.wired.drive(Port::A, levels, mask, signals);
    }
}

impl Device for Port6510 {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let before = self.state;
        match addr & 1 {
            0 => self.state.direction = value,
            _ => self.state.data = value,
        }
        self.changed(before, signals);
    }

    fn sees_ignored(&self) -> bool {
        false
    }

    fn peek(&self, addr: u16, cycle: u64) -> u8 {
        match addr & 1 {
            0 => self.state.direction,
            _ => self.lines(cycle),
        }
    }

    fn reset(&mut self, signals: &mut Signals<'_>) {
        let before = self.state;
        (self.state.direction, self.state.data) = (0, 0);
        self.changed(before, signals);
    }

    fn wake(&mut self, signals: &mut Signals<'_>) {
        self.wired.wake(signals);
    }

    fn registers(&self, cycle: u64) -> Vec<Register> {
        let State {
            direction, data, ..
        } = self.state;
        let mut registers = vec![
            Register::byte("DDR", direction),
            Register::byte("DATA", data),
            Register::byte("LINES", self.lines(cycle)),
        ];
        registers.extend(self.wired.registers(cycle));
        registers
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, self.wired.save())
    }

    fn restore(&mut self, state: &[u8]) {
        let wired = &mut self.wired;
        restored(&mut self.state, state, |rest| wired.restore(rest));
    }
}
