//! MMC3, mapper 4: fine banks, and an interrupt by the lines that are drawn.
//!
//! It counts the rises of the video bus's address line 12, one a line; who draws tells it of them. A rise behind less than
//! [`LOW`] dots of a low line does not count.
//! Left out: protection of RAM, MMC6, boards that bring four name tables (the cartridge knows those).
//!
//! Source: nesdev.org wiki, "MMC3": the interrupt as on revisions B and C (a reload with zero asserts again and again).

use super::cartridge::Mirroring;
use super::kept::{Reader, Writer};

/// Dots for which address line 12 must have been low, where the CPU's own accesses move it.
pub(super) const LOW: u64 = 9;

/// Its registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mmc3 {
    select: u8,
    registers: [u8; 8],
    mirroring: u8,
    /// Banks of 8 KiB of program.
    banks: usize,
    latch: u8,
    counter: u8,
    reloads: bool,
    enabled: bool,
    /// Whether the interrupt is asserted.
    pub(super) pending: bool,
}

impl Mmc3 {
    pub(super) fn new(banks: usize) -> Self {
        Self {
            select: 0,
            registers: [0, 2, 4, 5, 6, 7, 0, 1],
            mirroring: 0,
            banks,
            latch: 0,
            counter: 0,
            reloads: false,
            enabled: false,
            pending: false,
        }
    }

    pub(super) fn write(&mut self, addr: u16, value: u8) {
        match (addr >> 13 & 3, addr & 1) {
            (0, 0) => self.select = value,
            (0, _) => self.registers[usize::from(self.select & 7)] = value,
            (1, 0) => self.mirroring = value & 1,
            (1, _) => {}
            (2, 0) => self.latch = value,
            (2, _) => (self.counter, self.reloads) = (0, true),
            (_, 0) => (self.enabled, self.pending) = (false, false),
            _ => self.enabled = true,
        }
    }

    /// Address line 12 rises.
    pub(super) fn clock(&mut self) {
        if self.counter == 0 || self.reloads {
            self.counter = self.latch;
        } else {
            self.counter -= 1;
        }
        self.reloads = false;
        self.pending |= self.counter == 0 && self.enabled;
    }

    /// Whether it may assert its interrupt without another write.
    pub(super) fn may_assert(&self) -> bool {
        self.enabled && !self.pending
    }

    pub(super) fn counter(&self) -> u8 {
        self.counter
    }

    pub(super) fn program(&self) -> [usize; 4] {
        let [sixth, seventh] =
            [self.registers[6], self.registers[7]].map(|bank| usize::from(bank & 0x3f));
        let last = self.banks.saturating_sub(1);
        let before = self.banks.saturating_sub(2);
        match self.select & 0x40 {
            0 => [sixth, seventh, before, last],
            _ => [before, seventh, sixth, last],
        }
    }

    pub(super) fn patterns(&self) -> [usize; 8] {
        let [a, b, c, d, e, f, ..] = self.registers.map(usize::from);
        let pairs = [a & !1, a | 1, b & !1, b | 1];
        let singles = [c, d, e, f];
        let [first, second] = match self.select & 0x80 {
            0 => [pairs, singles],
            _ => [singles, pairs],
        };
        std::array::from_fn(|at| if at < 4 { first[at] } else { second[at - 4] })
    }

    pub(super) fn mirroring(&self) -> Mirroring {
        match self.mirroring {
            0 => Mirroring::Vertical,
            _ => Mirroring::Horizontal,
        }
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.byte(self.select)
            .bytes(&self.registers)
            .byte(self.mirroring);
        to.byte(self.latch).byte(self.counter);
        to.flag(self.reloads).flag(self.enabled).flag(self.pending);
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        self.select = from.byte();
        from.bytes(&mut self.registers);
        self.mirroring = from.byte();
        (self.latch, self.counter) = (from.byte(), from.byte());
        (self.reloads, self.enabled, self.pending) = (from.flag(), from.flag(), from.flag());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banks_go_where_the_select_register_says() {
        let mut mmc3 = Mmc3::new(32);
        for (register, bank) in (0..8).zip([8, 10, 20, 21, 22, 23, 12, 13]) {
            mmc3.write(0x8000, register);
            mmc3.write(0x8001, bank);
        }
        assert_eq!(mmc3.program(), [12, 13, 30, 31]);
        assert_eq!(mmc3.patterns(), [8, 9, 10, 11, 20, 21, 22, 23]);
        mmc3.write(0x8000, 0xc0);
        assert_eq!(mmc3.program(), [30, 13, 12, 31]);
        assert_eq!(mmc3.patterns(), [20, 21, 22, 23, 8, 9, 10, 11]);
        mmc3.write(0xa000, 1);
        assert_eq!(mmc3.mirroring(), Mirroring::Horizontal);
    }

    #[test]
    fn the_counter_asserts_when_it_is_zero() {
        let mut mmc3 = Mmc3::new(4);
        mmc3.write(0xc000, 3);
        mmc3.write(0xc001, 0);
        mmc3.write(0xe001, 0);
        let mut asserted = |count: u32| (0..count).for_each(|_| mmc3.clock());
        asserted(3);
        assert!(!mmc3.pending);
        mmc3.clock();
        assert!(mmc3.pending);
        mmc3.write(0xe000, 0);
        assert!(!mmc3.pending && !mmc3.may_assert());
        (0..4).for_each(|_| mmc3.clock());
        assert!(!mmc3.pending);
        mmc3.write(0xe001, 0);
        (0..4).for_each(|_| mmc3.clock());
        assert!(mmc3.pending);
    }
}
