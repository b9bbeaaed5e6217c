//! The delta modulation channel, as far as the CPU can tell: how long samples take, their interrupt, and the cycles that it
//! steals to fetch them.
//!
//! Left out: what it fetches; that it does so within an instruction: the CPU is held behind the one at hand.
//!
//! Source: nesdev.org wiki, "APU DMC", "DMA".

use super::kept::{Reader, Writer};
use super::television::Television;

/// Cycles between two bits of a sample.
const NTSC: [u64; 16] = [
    428, 380, 340, 320, 286, 254, 226, 214, 190, 160, 142, 128, 106, 84, 72, 54,
];
const PAL: [u64; 16] = [
    398, 354, 316, 298, 276, 236, 210, 198, 176, 148, 132, 118, 98, 78, 66, 50,
];
/// Bits of $4010.
const INTERRUPTS: u8 = 0x80;
const LOOPS: u8 = 0x40;
/// Cycles that a fetch takes of the CPU's: one to halt, one for nothing, one to align, and the fetch.
const FETCH: u64 = 4;
/// Bits of a byte.
const BYTE: u8 = 8;

#[derive(Clone, Copy, Debug)]
pub(super) struct Dmc {
    television: Television,
    control: u8,
    /// As $4013 has it.
    length: u8,
    /// Bytes still to be fetched.
    left: u16,
    /// Whether a fetched byte waits for the shifter.
    is_full: bool,
    /// Bits until the shifter takes the next byte.
    bits: u8,
    /// The cycle of the next bit.
    next: u64,
    pub(super) asserted: bool,
}

impl Dmc {
    pub(super) fn new(television: Television) -> Self {
        let mut dmc = Self {
            television,
            control: 0,
            length: 0,
            left: 0,
            is_full: false,
            bits: BYTE,
            next: 0,
            asserted: false,
        };
        dmc.next = dmc.period();
        dmc
    }

    fn period(&self) -> u64 {
        let periods = match self.television {
            Television::Ntsc => NTSC,
            Television::Pal => PAL,
        };
        periods[usize::from(self.control & 0x0f)]
    }

    pub(super) fn set_control(&mut self, value: u8) {
        self.control = value;
        self.asserted &= value & INTERRUPTS != 0;
    }

    pub(super) fn set_length(&mut self, value: u8) {
        self.length = value;
    }

    fn bytes(&self) -> u16 {
        u16::from(self.length) * 16 + 1
    }

    /// Begins a sample, unless one is under way, or ends it. Cycles that this steals.
    pub(super) fn enable(&mut self, enabled: bool) -> u64 {
        self.asserted = false;
        match (enabled, self.left) {
            (false, _) => self.left = 0,
            (true, 0) => {
                self.left = self.bytes();
                return self.fetch();
            }
            (true, _) => {}
        }
        0
    }

    pub(super) fn is_playing(&self) -> bool {
        self.left > 0
    }

    pub(super) fn left(&self) -> u16 {
        self.left
    }

    fn fetch(&mut self) -> u64 {
        if self.is_full || self.left == 0 {
            return 0;
        }
        self.is_full = true;
        self.left -= 1;
        if self.left == 0 {
            if self.control & LOOPS != 0 {
                self.left = self.bytes();
            } else {
                self.asserted |= self.control & INTERRUPTS != 0;
            }
        }
        FETCH
    }

    /// Lets time pass up to and including `cycle`. Cycles that were stolen.
    pub(super) fn advance(&mut self, cycle: u64) -> u64 {
        let mut stolen = 0;
        while self.next <= cycle {
            if !self.is_full && self.left == 0 {
                // Silence: only the beat goes on.
                let bits = (cycle - self.next) / self.period() + 1;
                self.next += bits * self.period();
                let gone = (bits % u64::from(BYTE)) as u8;
                self.bits = (self.bits + BYTE - 1 - gone) % BYTE + 1;
                break;
            }
            self.bits -= 1;
            self.next += self.period();
            if self.bits == 0 {
                self.bits = BYTE;
                self.is_full = false;
                stolen += self.fetch();
            }
        }
        stolen
    }

    /// The cycle of the next fetch.
    pub(super) fn next_fetch(&self) -> Option<u64> {
        let emptied = self.next + u64::from(self.bits - 1) * self.period();
        (self.left > 0).then_some(emptied)
    }

    /// The cycle in which its interrupt is asserted, if nothing is written until then.
    pub(super) fn next_interrupt(&self) -> Option<u64> {
        let interrupts = self.control & (INTERRUPTS | LOOPS) == INTERRUPTS;
        let more = u64::from(self.left.saturating_sub(1)) * u64::from(BYTE) * self.period();
        self.next_fetch()
            .filter(|_| interrupts)
            .map(|first| first + more)
    }

    pub(super) fn save(&self, to: &mut Writer) {
        to.byte(self.control).byte(self.length).word(self.left);
        to.flag(self.is_full)
            .byte(self.bits)
            .long(self.next)
            .flag(self.asserted);
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        (self.control, self.length, self.left) = (from.byte(), from.byte(), from.word());
        (self.is_full, self.bits) = (from.flag(), from.byte().clamp(1, BYTE));
        (self.next, self.asserted) = (from.long(), from.flag());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_ends_when_its_last_byte_is_fetched() {
        let mut dmc = Dmc::new(Television::Ntsc);
        dmc.set_control(INTERRUPTS | 0x0f);
        dmc.set_length(1);
        dmc.advance(1000);
        assert_eq!(dmc.enable(true), FETCH);
        assert_eq!(dmc.left(), 16);
        let end = dmc.next_interrupt().unwrap();
        dmc.advance(end - 1);
        assert!(!dmc.asserted && dmc.is_playing());
        assert_eq!(dmc.advance(end), FETCH);
        assert!(dmc.asserted && !dmc.is_playing());
        assert_eq!(dmc.next_fetch(), None);
    }

    #[test]
    fn silence_keeps_the_beat() {
        let (mut quick, mut slow) = (Dmc::new(Television::Ntsc), Dmc::new(Television::Ntsc));
        quick.advance(123_456);
        (0..=123_456).for_each(|cycle| _ = slow.advance(cycle));
        assert_eq!((quick.bits, quick.next), (slow.bits, slow.next));
    }
}
