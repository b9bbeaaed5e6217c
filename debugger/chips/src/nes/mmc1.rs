//! MMC1, mapper 1: registers that are shifted in bit by bit.
//!
//! Boards of 512 KiB of program (SUROM) have its upper half by bit 4 of the pattern banks; both registers are set alike, and
//! the first counts here. Left out: protection of RAM.
//!
//! Source: nesdev.org wiki, "MMC1".

use super::cartridge::Mirroring;
use super::kept::{Reader, Writer};

/// Bit 7 of a write empties the shift register, and fixes the last bank.
const RESET: u8 = 0x80;
const LAST_FIXED: u8 = 0x0c;
/// The shift register with its mark where it begins.
const EMPTY: u8 = 0x10;
/// Banks that the program's register can tell apart.
const PER_HALF: usize = 16;

/// Its registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mmc1 {
    shift: u8,
    control: u8,
    patterns: [u8; 2],
    program: u8,
    /// Banks of 16 KiB that there are.
    banks: usize,
    /// When it was last written: a write in the next cycle, the second one of an instruction that
    /// modifies, is ignored.
    written: Option<u64>,
}

impl Mmc1 {
    /// For so many banks of 8 KiB of program.
    pub(super) fn new(banks: usize) -> Self {
        Self {
            shift: EMPTY,
            control: LAST_FIXED,
            patterns: [0; 2],
            program: 0,
            banks: banks / 2,
            written: None,
        }
    }

    pub(super) fn write(&mut self, addr: u16, value: u8, cycle: u64) {
        let follows = self.written.is_some_and(|written| written + 1 == cycle);
        self.written = Some(cycle);
        if value & RESET != 0 {
            self.shift = EMPTY;
            self.control |= LAST_FIXED;
            return;
        }
        if follows {
            return;
        }
        let is_full = self.shift & 1 != 0;
        self.shift = self.shift >> 1 | (value & 1) << 4;
        if !is_full {
            return;
        }
        let value = std::mem::replace(&mut self.shift, EMPTY);
        match addr >> 13 & 3 {
            0 => self.control = value,
            1 => self.patterns[0] = value,
            2 => self.patterns[1] = value,
            _ => self.program = value & 0x0f,
        }
    }

    pub(super) fn program(&self) -> [usize; 4] {
        // Which 256 KiB.
        let half = match self.banks > PER_HALF {
            true => usize::from(self.patterns[0]) & PER_HALF,
            false => 0,
        };
        let bank = half | usize::from(self.program);
        let [low, high] = match self.control >> 2 & 3 {
            0 | 1 => [bank & !1, bank | 1],
            2 => [half, bank],
            _ => [
                bank,
                (half | (PER_HALF - 1)).min(self.banks.saturating_sub(1)),
            ],
        };
        [low * 2, low * 2 + 1, high * 2, high * 2 + 1]
    }

    pub(super) fn patterns(&self) -> [usize; 8] {
        let [first, second] = self.patterns.map(usize::from);
        let is_split = self.control & 0x10 != 0;
        let [first, second] = match is_split {
            true => [first * 4, second * 4],
            false => [(first & !1) * 4, (first | 1) * 4],
        };
        std::array::from_fn(|at| if at < 4 { first + at } else { second + at - 4 })
    }

    pub(super) fn mirroring(&self) -> Mirroring {
        match self.control & 3 {
            0 => Mirroring::First,
            1 => Mirroring::Second,
            2 => Mirroring::Vertical,
            _ => Mirroring::Horizontal,
        }
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.byte(self.shift).byte(self.control);
        to.bytes(&self.patterns).byte(self.program);
        to.flag(self.written.is_some())
            .long(self.written.unwrap_or(0));
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        (self.shift, self.control) = (from.byte(), from.byte());
        from.bytes(&mut self.patterns);
        self.program = from.byte();
        let is_written = from.flag();
        let written = from.long();
        self.written = is_written.then_some(written);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(mmc1: &mut Mmc1, addr: u16, value: u8) {
        for bit in 0..5u8 {
            mmc1.write(addr, value >> bit & 1, 10 * u64::from(bit));
        }
    }

    #[test]
    fn the_fifth_bit_chooses() {
        let mut mmc1 = Mmc1::new(16);
        assert_eq!(mmc1.program(), [0, 1, 14, 15]);
        shift(&mut mmc1, 0xe000, 3);
        assert_eq!(mmc1.program(), [6, 7, 14, 15]);
        // First bank fixed, vertical, 4 KiB of patterns.
        shift(&mut mmc1, 0x8000, 0x1a);
        assert_eq!(mmc1.program(), [0, 1, 6, 7]);
        assert_eq!(mmc1.mirroring(), Mirroring::Vertical);
        shift(&mut mmc1, 0xa000, 5);
        shift(&mut mmc1, 0xc000, 2);
        assert_eq!(mmc1.patterns(), [20, 21, 22, 23, 8, 9, 10, 11]);
        shift(&mut mmc1, 0x8000, 0x00);
        assert_eq!(mmc1.program(), [4, 5, 6, 7]);
        assert_eq!(mmc1.patterns(), [16, 17, 18, 19, 20, 21, 22, 23]);
        assert_eq!(mmc1.mirroring(), Mirroring::First);
        mmc1.write(0xffff, RESET, 100);
        assert_eq!(mmc1.program(), [6, 7, 14, 15]);
    }

    #[test]
    fn boards_of_512_kib_have_halves() {
        let mut mmc1 = Mmc1::new(64);
        assert_eq!(mmc1.program(), [0, 1, 30, 31]);
        shift(&mut mmc1, 0xe000, 3);
        shift(&mut mmc1, 0xa000, 0x10);
        assert_eq!(mmc1.program(), [38, 39, 62, 63]);
        // First bank fixed, then 32 KiB.
        shift(&mut mmc1, 0x8000, 0x08);
        assert_eq!(mmc1.program(), [32, 33, 38, 39]);
        shift(&mut mmc1, 0x8000, 0x00);
        assert_eq!(mmc1.program(), [36, 37, 38, 39]);
    }

    #[test]
    fn the_second_write_of_an_instruction_does_not_count() {
        let mut mmc1 = Mmc1::new(16);
        for at in [0, 10, 20, 30] {
            mmc1.write(0xe000, 1, at);
            mmc1.write(0xe000, 1, at + 1);
        }
        assert_eq!(mmc1.program(), [0, 1, 14, 15]);
        mmc1.write(0xe000, 0, 40);
        assert_eq!(mmc1.program(), [30, 31, 14, 15]);
    }
}
