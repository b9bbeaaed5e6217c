//! What a cartridge has on the video bus, and the logic that banks both of its ROMs.
//!
//! Invariants: a pattern table address is one of 13 bits; bank numbers are taken modulo the banks that there are.
//! Left out: the program ROM itself, which is memory of the machine's, but where a store conflicts with the ROM's own byte
//! on the bus: the mapper sees what both have set. Batteries: PRG RAM is memory of the machine's, which can be saved.

use std::sync::Arc;

use super::kept::{Reader, Writer};
use super::mapper::Mapper;

/// How four name tables share the memory for two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Mirroring {
    /// The upper two are one, and the lower two.
    #[default]
    Horizontal,
    /// The left two are one, and the right two.
    Vertical,
    /// All are the first.
    First,
    /// All are the second.
    Second,
    /// The cartridge brings memory for all four.
    Four,
}

/// No logic is known for this number of a mapper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMapper(pub u16);

/// Bytes of a bank of program ROM, as the finest logic counts them.
const PROGRAM_BANK: usize = 0x2000;
/// Bytes of a bank of pattern tables, as the finest logic counts them.
const PATTERN_BANK: usize = 0x400;
/// Pattern memory of cartridges that have RAM for it.
const PATTERN_RAM: usize = 0x2000;

/// A cartridge as the PPU and the CPU's writes know it.
#[derive(Clone)]
pub struct Cartridge {
    mapper: Mapper,
    /// Banks of 8 KiB of program ROM.
    program_banks: usize,
    patterns: Vec<u8>,
    are_patterns_ram: bool,
    /// As it is soldered; some mappers switch it.
    mirroring: Mirroring,
    number: u16,
    /// The program ROM, where it is on the bus with what is stored.
    conflicting: Option<Arc<[u8]>>,
}

impl Cartridge {
    /// The cartridge of an iNES `mapper` with so many bytes of program ROM and these pattern tables; RAM in
    /// their place where there are none.
    ///
    /// # Errors
    /// [`UnknownMapper`] for others than 0 to 4.
    pub fn new(
        mapper: u16,
        program: usize,
        patterns: Vec<u8>,
        mirroring: Mirroring,
    ) -> Result<Self, UnknownMapper> {
        let are_patterns_ram = patterns.is_empty();
        Ok(Self {
            mapper: Mapper::new(mapper, program.div_ceil(PROGRAM_BANK))
                .ok_or(UnknownMapper(mapper))?,
            program_banks: program.div_ceil(PROGRAM_BANK).max(1),
            patterns: match are_patterns_ram {
                true => vec![0; PATTERN_RAM],
                false => patterns,
            },
            are_patterns_ram,
            mirroring,
            number: mapper,
            conflicting: None,
        })
    }

    /// The cartridge on a board that does not keep the ROM off the bus while something is stored there.
    #[must_use]
    pub fn with_conflicts(self, program: &[u8]) -> Self {
        Self {
            conflicting: (!program.is_empty()).then(|| program.into()),
            ..self
        }
    }

    /// A write from $8000 on.
    pub(super) fn write(&mut self, addr: u16, value: u8, cycle: u64) {
        let own = self.conflicting.as_ref().map_or(0xff, |program| {
            let bank = self.program()[usize::from(addr >> 13 & 3)];
            let at = bank * PROGRAM_BANK + usize::from(addr) % PROGRAM_BANK;
            program[at % program.len()]
        });
        self.mapper.write(addr, value & own, cycle);
    }

    /// An NROM board with 32 KiB and RAM for patterns: what a program without a cartridge's file is tried on.
    #[must_use]
    pub fn blank() -> Self {
        Self {
            mapper: Mapper::Fixed,
            program_banks: 4,
            patterns: vec![0; PATTERN_RAM],
            are_patterns_ram: true,
            mirroring: Mirroring::Horizontal,
            number: 0,
            conflicting: None,
        }
    }

    /// The number of its mapper, as iNES counts them.
    #[must_use]
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Whether writes from $8000 on mean something to it.
    #[must_use]
    pub fn hears_writes(&self) -> bool {
        !matches!(self.mapper, Mapper::Fixed)
    }

    /// Which banks of 8 KiB of the program ROM are at $8000, $A000, $C000 and $E000.
    #[must_use]
    pub fn program(&self) -> [usize; 4] {
        self.mapper.program().map(|bank| bank % self.program_banks)
    }

    /// Whether its logic banks the program ROM.
    #[must_use]
    pub fn selects_program(&self) -> bool {
        !matches!(self.mapper, Mapper::Fixed | Mapper::Cnrom { .. })
    }

    /// How many bytes of the program ROM its logic selects at once: the size of a window, and of a bank.
    #[must_use]
    pub fn bank_size(&self) -> usize {
        match self.mapper {
            Mapper::Mmc3(_) => PROGRAM_BANK,
            _ => 2 * PROGRAM_BANK,
        }
    }

    /// Which bank of that size shows in each window from $8000 on.
    #[must_use]
    pub fn banks(&self) -> Vec<usize> {
        let finer = self.bank_size() / PROGRAM_BANK;
        let first = self.program().into_iter().step_by(finer);
        first.map(|bank| bank / finer).collect()
    }

    /// How name tables share memory now.
    #[must_use]
    pub fn mirroring(&self) -> Mirroring {
        match self.mirroring {
            Mirroring::Four => Mirroring::Four,
            soldered => self.mapper.mirroring().unwrap_or(soldered),
        }
    }

    /// The pattern banks of 1 KiB at each KiB of the pattern tables.
    pub(super) fn pattern_banks(&self) -> [usize; 8] {
        self.mapper.patterns()
    }

    fn pattern_at(&self, addr: u16) -> usize {
        let bank = self.pattern_banks()[usize::from(addr >> 10 & 7)];
        (bank * PATTERN_BANK + usize::from(addr) % PATTERN_BANK) % self.patterns.len()
    }

    /// A byte of the pattern tables.
    pub(super) fn pattern(&self, addr: u16) -> u8 {
        self.patterns[self.pattern_at(addr)]
    }

    pub(super) fn write_pattern(&mut self, addr: u16, value: u8) {
        if self.are_patterns_ram {
            let at = self.pattern_at(addr);
            self.patterns[at] = value;
        }
    }

    pub(super) fn mapper(&self) -> &Mapper {
        &self.mapper
    }

    pub(super) fn mapper_mut(&mut self) -> &mut Mapper {
        &mut self.mapper
    }

    pub(super) fn save(&self, to: &mut Writer) {
        self.mapper.save(to);
        if self.are_patterns_ram {
            to.bytes(&self.patterns);
        }
    }

    pub(super) fn restore(&mut self, from: &mut Reader<'_>) {
        self.mapper.restore(from);
        if self.are_patterns_ram {
            from.bytes(&mut self.patterns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_conflicts_with_the_rom_where_the_board_lets_it() {
        let mut rom = vec![0xff; 0x1_0000];
        rom[0] = 0x01;
        rom[0x8000] = 0x02;
        let new = || Cartridge::new(2, rom.len(), Vec::new(), Mirroring::Vertical);
        let mut free = new().unwrap();
        free.write(0x8000, 3, 0);
        assert_eq!(free.banks(), [3, 3]);
        let mut bound = new().unwrap().with_conflicts(&rom);
        bound.write(0x8000, 3, 0);
        assert_eq!(bound.banks(), [1, 3]);
        bound.write(0x8001, 2, 0);
        assert_eq!(bound.banks(), [2, 3]);
        bound.write(0x8000, 3, 0);
        assert_eq!(bound.banks(), [2, 3]);
    }
}
