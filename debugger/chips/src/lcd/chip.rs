//! The HD44780's instructions, memories and counters.
//!
//! Invariants: while the chip is busy it takes no instruction, as the data sheet says; it begins ready, as one
//! does that has had its power for longer than the processor its clock. Addresses that no line has wrap
//! into theirs. Not here: the pins, and what is seen.
//!
//! Source: HD44780U data sheet (Hitachi, ADE-207-272), table 6 "Instructions" (times at 270 kHz);
//! "Display Data RAM (DDRAM)"; "Reset Function"; "Interfacing to the MPU".

use crate::kept::keep;

/// How long most instructions take, in nanoseconds.
const SHORT: u64 = 37_000;
/// Clearing and going home.
const LONG: u64 = 1_520_000;
/// Addresses of a line, where there are two.
const LINE: u8 = 40;
const SECOND_LINE: u8 = 0x40;
const ALL: u8 = 80;

/// What an access concerns, by the RS line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selected {
    /// RS low: instructions, busy flag and address counter.
    Instruction,
    /// RS high.
    Data,
}

impl Selected {
    pub(crate) fn of(rs: bool) -> Self {
        match rs {
            true => Self::Data,
            false => Self::Instruction,
        }
    }
}

/// All that the chip keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chip {
    pub(crate) ddram: [u8; 80],
    pub(crate) cgram: [u8; 64],
    /// The address counter.
    pub(crate) address: u8,
    /// It counts in CGRAM.
    pub(crate) is_in_cgram: bool,
    /// I/D and S.
    pub(crate) does_increment: bool,
    pub(crate) does_shift: bool,
    /// D, C and B.
    pub(crate) is_on: bool,
    pub(crate) has_cursor: bool,
    pub(crate) does_blink: bool,
    /// DL, N and F.
    pub(crate) has_eight_lines: bool,
    pub(crate) has_two_rows: bool,
    pub(crate) has_tall_font: bool,
    /// How far the display is shifted to the left.
    pub(crate) shift: u8,
    /// Four lines: the first half of a byte is over, and it was this.
    half: Option<u8>,
    busy_until: u64,
}
keep!(Chip {
    ddram,
    cgram,
    address,
    is_in_cgram,
    does_increment,
    does_shift,
    is_on,
    has_cursor,
    does_blink,
    has_eight_lines,
    has_two_rows,
    has_tall_font,
    shift,
    half,
    busy_until,
});

impl Chip {
    /// As the reset circuit leaves it.
    pub(crate) fn new() -> Self {
        Self {
            ddram: [b' '; 80],
            cgram: [0; 64],
            address: 0,
            is_in_cgram: false,
            does_increment: true,
            does_shift: false,
            is_on: false,
            has_cursor: false,
            does_blink: false,
            has_eight_lines: true,
            has_two_rows: false,
            has_tall_font: false,
            shift: 0,
            half: None,
            busy_until: 0,
        }
    }

    pub(crate) fn is_busy(&self, cycle: u64) -> bool {
        cycle < self.busy_until
    }

    /// What a line has, and by which number.
    pub(crate) fn place(&self, address: u8) -> usize {
        let place = match self.has_two_rows {
            false => address % ALL,
            true if address & SECOND_LINE != 0 => LINE + (address & 0x3f) % LINE,
            true => (address & 0x3f) % LINE,
        };
        usize::from(place)
    }

    /// E falls with R/W low: the data lines, DB7 left, count. `clock` is in Hz.
    pub(crate) fn write(&mut self, selected: Selected, lines: u8, cycle: u64, clock: u64) {
        let value = match (self.has_eight_lines, self.half.take()) {
            (true, _) => lines,
            (false, Some(high)) => high | lines >> 4,
            (false, None) => {
                self.half = Some(lines & 0xf0);
                return;
            }
        };
        if self.is_busy(cycle) {
            return;
        }
        let time = match selected {
            Selected::Data => self.store(value),
            Selected::Instruction => self.execute(value),
        };
        self.busy_for(time, cycle, clock);
    }

    /// What the chip gives the data lines while E and R/W are high.
    pub(crate) fn output(&self, selected: Selected, cycle: u64) -> u8 {
        let value = match selected {
            Selected::Instruction => self.status(cycle),
            Selected::Data => self.memory(),
        };
        match (self.has_eight_lines, self.half) {
            (true, _) => value,
            (false, None) => value | 0x0f,
            (false, Some(whole)) => whole << 4 | 0x0f,
        }
    }

    /// E falls with R/W high.
    pub(crate) fn end_read(&mut self, selected: Selected, cycle: u64, clock: u64) {
        if !self.has_eight_lines && self.half.take().is_none() {
            // The other half is of the same moment.
            self.half = Some(match selected {
                Selected::Instruction => self.status(cycle),
                Selected::Data => self.memory(),
            });
            return;
        }
        if selected == Selected::Data && !self.is_busy(cycle) {
            self.step(self.does_increment);
            self.busy_for(SHORT, cycle, clock);
        }
    }

    /// Busy flag and address counter.
    pub(crate) fn status(&self, cycle: u64) -> u8 {
        let busy = if self.is_busy(cycle) { 0x80 } else { 0 };
        busy | self.address & 0x7f
    }

    fn busy_for(&mut self, nanoseconds: u64, cycle: u64, clock: u64) {
        let cycles = clock.saturating_mul(nanoseconds).div_ceil(1_000_000_000);
        self.busy_until = cycle.saturating_add(cycles);
    }

    fn memory(&self) -> u8 {
        match self.is_in_cgram {
            true => self.cgram[usize::from(self.address & 0x3f)],
            false => self.ddram[self.place(self.address)],
        }
    }

    fn store(&mut self, value: u8) -> u64 {
        if self.is_in_cgram {
            self.cgram[usize::from(self.address & 0x3f)] = value;
        } else {
            self.ddram[self.place(self.address)] = value;
            if self.does_shift {
                self.shift_display(self.does_increment);
            }
        }
        self.step(self.does_increment);
        SHORT
    }

    fn execute(&mut self, code: u8) -> u64 {
        let bit = |bit: u8| code & bit != 0;
        match code.leading_zeros() {
            0 => (self.address, self.is_in_cgram) = (code & 0x7f, false),
            1 => (self.address, self.is_in_cgram) = (code & 0x3f, true),
            2 => {
                self.has_eight_lines = bit(0x10);
                self.has_two_rows = bit(0x08);
                self.has_tall_font = bit(0x04);
                self.half = None;
            }
            3 if bit(0x08) => self.shift_display(!bit(0x04)),
            3 => self.step(bit(0x04)),
            4 => {
                self.is_on = bit(0x04);
                self.has_cursor = bit(0x02);
                self.does_blink = bit(0x01);
            }
            5 => {
                self.does_increment = bit(0x02);
                self.does_shift = bit(0x01);
            }
            6 => return self.home(),
            7 => {
                self.ddram = [b' '; 80];
                self.does_increment = true;
                return self.home();
            }
            // No bit is set: that is no instruction.
            _ => return 0,
        }
        SHORT
    }

    fn home(&mut self) -> u64 {
        self.address = 0;
        self.is_in_cgram = false;
        self.shift = 0;
        LONG
    }

    /// The address counter goes on by one, at the end of a line to the other.
    fn step(&mut self, is_forward: bool) {
        if self.is_in_cgram {
            let next = match is_forward {
                true => self.address.wrapping_add(1),
                false => self.address.wrapping_sub(1),
            };
            self.address = next & 0x3f;
            return;
        }
        let next = match (self.place(self.address) as u8, is_forward) {
            (place, true) => (place + 1) % ALL,
            (place, false) => (place + ALL - 1) % ALL,
        };
        self.address = match self.has_two_rows && next >= LINE {
            true => SECOND_LINE + next - LINE,
            false => next,
        };
    }

    fn shift_display(&mut self, is_to_the_left: bool) {
        let all = if self.has_two_rows { LINE } else { ALL };
        let shift = self.shift % all;
        self.shift = match is_to_the_left {
            true => (shift + 1) % all,
            false => (shift + all - 1) % all,
        };
    }
}
