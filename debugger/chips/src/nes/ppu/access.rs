//! Reads and writes of the PPU's registers, and of its cartridge's.

use jumppad_tiers::Signals;
use jumppad_tiers::banks::Bank;

use super::super::beam::Beam;
use super::super::mmc3;
use super::super::video;
use super::Ppu;

const DOWN: u8 = 0x04;
/// Bits of a sprite's attributes that there are none of.
const NO_ATTRIBUTES: u8 = 0x1c;
/// Cycles for which a bit on the chip's own bus stays: six tenths of a second, about what consoles show.
const DECAY: u64 = 1_070_000;
/// Bits of PPUSTATUS.
const VBLANK: u8 = 0x80;
const HIT: u8 = 0x40;
const OVERFLOW: u8 = 0x20;

impl Ppu {
    /// What is left of the byte on the chip's own bus.
    pub(super) fn latch_at(&self, cycle: u64) -> u8 {
        let bits = self.latched.iter().enumerate();
        bits.filter(|(_, since)| cycle.saturating_sub(**since) < DECAY)
            .fold(0, |all, (bit, _)| all | self.latch & 1 << bit)
    }

    /// The bits of `mask` are driven to those of `value`.
    pub(super) fn drive(&mut self, value: u8, mask: u8, cycle: u64) -> u8 {
        self.latch = self.latch_at(cycle) & !mask | value & mask;
        for (bit, since) in self.latched.iter_mut().enumerate() {
            if mask >> bit & 1 != 0 {
                *since = cycle;
            }
        }
        self.latch
    }

    /// What a register drives in a read, and which bits of it; of the beam as it is then.
    pub(super) fn answer(&self, addr: u16, beam: &Beam) -> (u8, u8) {
        match addr & 7 {
            2 => (status(beam), VBLANK | HIT | OVERFLOW),
            4 => {
                let is_cleared = self.is_rendering()
                    && beam.is_drawing(self.television)
                    && (1..=64).contains(&beam.dot_of_line());
                let value = self.video.sprites[usize::from(self.sprite_at)];
                let missing = if self.sprite_at & 3 == 2 {
                    NO_ATTRIBUTES
                } else {
                    0
                };
                (if is_cleared { 0xff } else { value & !missing }, 0xff)
            }
            7 if video::is_palette(self.addr) => {
                (self.video.read(self.addr, &self.cartridge), 0x3f)
            }
            7 => (self.buffer, 0xff),
            _ => (0, 0),
        }
    }

    /// Moves on behind an access to video memory.
    pub(super) fn step(&mut self, cycle: u64) {
        let step = if self.control & DOWN == 0 { 1 } else { 32 };
        self.addr = self.addr.wrapping_add(step) & 0x7fff;
        self.put_on_bus(cycle);
    }

    /// The address is on the video bus while nothing is drawn: the cartridge sees line 12 of it.
    fn put_on_bus(&mut self, cycle: u64) {
        if self.is_rendering() && self.beam.is_drawing(self.television) {
            return;
        }
        let dot = self.television.dot(cycle);
        if self.addr & 0x1000 == 0 {
            self.low_since.get_or_insert(dot);
        } else if let Some(since) = self.low_since.take()
            && dot >= since + mmc3::LOW
            && let Some(mmc3) = self.cartridge.mapper_mut().mmc3_mut()
        {
            mmc3.clock();
        }
    }

    pub(super) fn write_register(&mut self, addr: u16, value: u8, cycle: u64) {
        let byte = u16::from(value);
        match addr & 7 {
            0 => {
                self.control = value;
                self.next_addr = self.next_addr & !0x0c00 | (byte & 3) << 10;
                self.overflow = None;
            }
            1 => {
                self.mask = value;
                self.overflow = None;
            }
            3 => self.sprite_at = value,
            4 => {
                if !(self.is_rendering() && self.beam.is_drawing(self.television)) {
                    self.video.sprites[usize::from(self.sprite_at)] = value;
                    self.overflow = None;
                }
                self.sprite_at = self.sprite_at.wrapping_add(1);
            }
            5 if !self.second => {
                self.next_addr = self.next_addr & !0x001f | byte >> 3;
                self.fine = value & 7;
            }
            5 => self.next_addr = self.next_addr & !0x73e0 | (byte & 7) << 12 | (byte & 0xf8) << 2,
            6 if !self.second => self.next_addr = self.next_addr & 0x00ff | (byte & 0x3f) << 8,
            6 => {
                self.next_addr = self.next_addr & 0x7f00 | byte;
                self.addr = self.next_addr;
                self.put_on_bus(cycle);
            }
            7 => {
                self.video.write(self.addr, value, &mut self.cartridge);
                self.step(cycle);
            }
            _ => {}
        }
        if matches!(addr & 7, 5 | 6) {
            self.second = !self.second;
        }
        self.hit = None;
    }

    pub(super) fn write_cartridge(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        let before = self.cartridge.program();
        self.cartridge.write(addr, value, signals.cycle());
        self.hit = None;
        if self.cartridge.program() != before {
            self.select(signals);
        }
    }

    /// Lets the banks show that the cartridge has selected.
    pub(super) fn select(&self, signals: &mut Signals<'_>) {
        let Some(first) = self.window else { return };
        for (window, choice) in (first..).zip(self.cartridge.banks()) {
            signals.select(Bank { window, choice });
        }
    }
}

pub(super) fn status(beam: &Beam) -> u8 {
    [
        (beam.vblank, VBLANK),
        (beam.hit, HIT),
        (beam.overflow, OVERFLOW),
    ]
    .iter()
    .filter(|(is_up, _)| *is_up)
    .fold(0, |all, (_, bit)| all | bit)
}
