//! iNES: cartridges of the NES, with a header of 16 bytes.
//!
//! The program ROM fills memory from $8000 on with the banks that are there at power on; one of less than 32 KiB stands
//! there several times. Both generations of the header are read, sizes as a power of two included.
//! Left out: batteries, for a user saves PRG RAM himself; RAM that a cartridge has not got: there is RAM from $6000 on in
//! any case.

use std::sync::Arc;

use jumppad_chips::nes::{Cartridge, Mirroring, Television};
use jumppad_tiers::opcodes::Model;

use super::{LoadReason, Parts, Segment, segment};

const MAGIC: &[u8] = b"NES\x1A";
const HEADER: usize = 16;
const BANK: usize = 0x4000;
const CHR_BANK: usize = 0x2000;
const TRAINER: usize = 512;
/// Where the cartridges that have a trainer expect it.
const TRAINER_START: u16 = 0x7000;
const ROM: u16 = 0x8000;
/// Bytes from there to the end of memory.
const ROOM: usize = 0x8000;
/// The most that the mappers can bank.
const MOST: usize = 0x8_0000;
/// Bytes that a mapper banks at once, at least.
const WINDOW: usize = 0x2000;
/// The submapper of boards of mappers 2 and 3 on which a store meets the ROM; 1 are those on which it does not.
const CONFLICTS: u8 = 2;
/// A size that no file has.
const ENDLESS: usize = 1 << 40;

/// Why an iNES file could not be loaded.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("it does not begin with `NES` and $1A as an iNES file does")]
    Magic,
    #[error("its header of 16 bytes is cut off after {0}")]
    Header(usize),
    #[error("it needs mapper {0}")]
    Mapper(u16),
    #[error("it has {0} bytes of program ROM")]
    Program(usize),
    #[error("it has {0} bytes of pattern ROM")]
    Patterns(usize),
    #[error("its header announces {announced} bytes, but it has {found}")]
    Length { announced: usize, found: usize },
    #[error("its program goes where the cartridge has it, nowhere else")]
    Fixed,
}

impl Fault {
    /// What the user can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Magic => {
                "if these are plain bytes, say `--raw` (`--format raw`) and where they go"
            }
            Self::Mapper(_) => "mappers 0 to 4 are known: NROM, MMC1, UxROM, CNROM and MMC3",
            Self::Program(_) => {
                "a cartridge without program banks has 8, 16 or 32 KiB, others a multiple of 16 KiB up to 512"
            }
            Self::Patterns(_) => "a cartridge has a multiple of 8 KiB, or RAM in its place",
            Self::Length { announced, found } if announced < found => {
                "something was added at its end: cut it down to that length"
            }
            Self::Header(_) | Self::Length { .. } => "the file is not whole: get it again",
            Self::Fixed => "leave the address out",
        }
    }
}

/// What a cartridge has beside the bytes that are in memory at first.
#[derive(Debug, PartialEq, Eq)]
pub struct NesImage {
    /// The number of its mapper.
    pub mapper: u16,
    /// The whole program ROM.
    pub program: Vec<u8>,
    /// Where it begins in the file.
    pub program_at: usize,
    /// The pattern ROM; none where there is RAM for patterns.
    pub patterns: Vec<u8>,
    /// Whether a store to the program ROM meets the ROM's own byte on the bus.
    pub has_conflicts: bool,
    /// How it has name tables share memory.
    pub mirroring: Mirroring,
    /// The console that it is for.
    pub television: Television,
}

impl NesImage {
    /// The clock of its console, in hertz.
    pub fn clock(&self) -> f64 {
        f64::from(self.television.clock())
    }

    /// Whether it is for consoles for PAL.
    pub fn is_pal(&self) -> bool {
        self.television == Television::Pal
    }

    /// The cartridge as the PPU has it.
    pub fn cartridge(&self) -> Cartridge {
        let patterns = self.patterns.clone();
        let made = Cartridge::new(self.mapper, self.program.len(), patterns, self.mirroring);
        // The loader has looked at the number.
        let made = made.unwrap_or_else(|_| Cartridge::blank());
        match self.has_conflicts {
            true => made.with_conflicts(&self.program),
            false => made,
        }
    }
}

/// What the header says.
struct Header {
    mapper: u16,
    has_conflicts: bool,
    mirroring: Mirroring,
    television: Television,
    /// Bytes of each part.
    program: usize,
    chr: usize,
    trainer: usize,
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        if !bytes.starts_with(MAGIC) {
            return Err(Fault::Magic);
        }
        let Some(
            &[
                _,
                _,
                _,
                _,
                prg,
                chr,
                low,
                high,
                extra,
                sizes,
                ..,
                a,
                b,
                c,
                d,
            ],
        ) = bytes.first_chunk::<HEADER>()
        else {
            return Err(Fault::Header(bytes.len()));
        };
        let is_second = high & 0x0C == 0x08;
        // Old tools signed their work over the last bytes, and the mapper's upper half with them.
        let is_signed = !is_second && [a, b, c, d] != [0; 4];
        let upper = if is_signed { 0 } else { high & 0xF0 };
        let (extra, sizes) = if is_second { (extra, sizes) } else { (0, 0) };
        let mapper = u16::from(upper | low >> 4) | u16::from(extra & 0x0F) << 8;
        Ok(Self {
            mapper,
            // Which of both kinds a board is only the second generation says.
            has_conflicts: matches!(mapper, 2 | 3) && extra >> 4 == CONFLICTS,
            mirroring: match (low & 0x08, low & 0x01) {
                (0, 0) => Mirroring::Horizontal,
                (0, _) => Mirroring::Vertical,
                _ => Mirroring::Four,
            },
            television: match (is_second, a & 0x03) {
                (true, 1) => Television::Pal,
                _ => Television::Ntsc,
            },
            program: size(prg, sizes & 0x0F, BANK),
            chr: size(chr, sizes >> 4, CHR_BANK),
            trainer: if low & 0x04 != 0 { TRAINER } else { 0 },
        })
    }
}

/// The bytes of a ROM: so many banks, or with $F in the upper half of their number a power of two times 1, 3, 5 or 7.
fn size(low: u8, high: u8, bank: usize) -> usize {
    match high {
        0x0F => {
            let power = 1usize.checked_shl(u32::from(low >> 2)).unwrap_or(ENDLESS);
            power.min(ENDLESS) * usize::from((low & 0x03) * 2 + 1)
        }
        _ => (usize::from(low) | usize::from(high) << 8) * bank,
    }
}

/// `load` must be absent: a cartridge has its place.
pub(super) fn parse(bytes: &[u8], load: Option<u16>) -> Result<Parts, LoadReason> {
    let header = Header::parse(bytes)?;
    let size = header.program;
    let is_right = match header.mapper {
        // Smaller ones are none of the field's, and would stand there hundreds of times.
        0 | 3 => size >= BANK / 2 && ROOM.is_multiple_of(size),
        1 | 2 | 4 => (BANK..=MOST).contains(&size) && size.is_multiple_of(BANK),
        other => return Err(Fault::Mapper(other).into()),
    };
    if !is_right {
        return Err(Fault::Program(size).into());
    }
    if !header.chr.is_multiple_of(CHR_BANK) {
        return Err(Fault::Patterns(header.chr).into());
    }
    let program = HEADER + header.trainer;
    let announced = program + size + header.chr;
    if announced != bytes.len() {
        let found = bytes.len();
        return Err(Fault::Length { announced, found }.into());
    }
    if load.is_some() {
        return Err(Fault::Fixed.into());
    }
    let image = NesImage {
        mapper: header.mapper,
        program: bytes[program..program + size].to_vec(),
        program_at: program,
        patterns: bytes[program + size..].to_vec(),
        has_conflicts: header.has_conflicts,
        mirroring: header.mirroring,
        television: header.television,
    };
    let mut segments = shown(&image)?;
    if header.trainer > 0 {
        segments.push(segment(TRAINER_START, bytes[HEADER..program].to_vec())?);
    }
    Ok(Parts {
        segments,
        cpu: Some(Model::Ricoh2A03),
        rom: Some(0x80..=0xFF),
        cartridge: Some(Arc::new(image)),
        ..Parts::default()
    })
}

/// What of the program ROM is in memory at power on.
fn shown(image: &NesImage) -> Result<Vec<Segment>, LoadReason> {
    let rom = &image.program;
    if rom.len() <= ROOM && ROOM.is_multiple_of(rom.len()) {
        let starts = (ROM..=u16::MAX).step_by(rom.len());
        return starts.map(|start| segment(start, rom.clone())).collect();
    }
    let banks = image.cartridge().program();
    let starts = (ROM..=u16::MAX).step_by(WINDOW);
    let banks = starts.zip(banks).map(|(start, bank)| {
        let bytes = &rom[bank * WINDOW..(bank + 1) * WINDOW];
        segment(start, bytes.to_vec())
    });
    banks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cartridge whose banks hold their number, with the vector to $C123.
    fn image(banks: u8, chr_banks: u8, flags: [u8; 2]) -> Vec<u8> {
        let mut bytes = [MAGIC, &[banks, chr_banks], &flags, &[0; 8]].concat();
        if flags[0] & 0x04 != 0 {
            bytes.extend([0x77; TRAINER]);
        }
        for bank in 0..banks {
            bytes.extend([bank; BANK]);
        }
        let end = bytes.len();
        if banks > 0 {
            bytes[end - 4..end - 2].copy_from_slice(&[0x23, 0xC1]);
        }
        bytes.extend(vec![0xCC; usize::from(chr_banks) * CHR_BANK]);
        bytes
    }

    fn fault(bytes: &[u8]) -> Fault {
        match parse(bytes, None) {
            Err(LoadReason::Ines(fault)) => fault,
            other => panic!("{other:?}"),
        }
    }

    fn places(bytes: &[u8]) -> Vec<(u16, usize, u8)> {
        let Parts { segments, .. } = parse(bytes, None).unwrap();
        let place = |s: &super::super::Segment| (s.start, s.bytes.len(), s.bytes[0]);
        segments.iter().map(place).collect()
    }

    #[test]
    fn one_bank_stands_twice_and_two_banks_once() {
        let twice = [(0x8000, 0x4000, 0), (0xC000, 0x4000, 0)];
        assert_eq!(places(&image(1, 1, [0x01, 0])), twice);
        assert_eq!(places(&image(2, 0, [0, 0])), [(0x8000, 0x8000, 0)]);
        let trained = places(&image(1, 0, [0x04, 0]));
        assert_eq!(trained[2], (0x7000, 512, 0x77));
    }

    #[test]
    fn mappers_begin_with_their_last_bank_at_the_end() {
        let uxrom = places(&image(8, 0, [0x20, 0]));
        let expected = [(0x8000, 0), (0xA000, 0), (0xC000, 7), (0xE000, 7)];
        assert_eq!(uxrom, expected.map(|(start, bank)| (start, WINDOW, bank)));
        let parts = parse(&image(8, 2, [0x49, 0]), None).unwrap();
        let cartridge = parts.cartridge.unwrap();
        assert_eq!(
            (cartridge.mapper, cartridge.mirroring),
            (4, Mirroring::Four)
        );
        assert_eq!(cartridge.patterns.len(), 2 * CHR_BANK);
        assert_eq!(cartridge.cartridge().program()[3], 15);
    }

    #[test]
    fn both_generations_of_the_header_are_read() {
        let mut second = image(1, 0, [0, 0x08]);
        assert_eq!(places(&second).len(), 2);
        second[8] = 0x01;
        assert_eq!(fault(&second), Fault::Mapper(256));
        second[8..10].copy_from_slice(&[0, 1]);
        assert_eq!(fault(&second), Fault::Program(257 * BANK));
        let mut signed = image(1, 0, [0, 0]);
        signed[7..16].copy_from_slice(b"DiskDude!");
        assert_eq!(places(&signed).len(), 2);
    }

    #[test]
    fn a_submapper_tells_of_conflicts() {
        let conflicts = |byte: u8| {
            let mut second = image(2, 0, [0x20, 0x08]);
            second[8] = byte;
            let parts = parse(&second, None).unwrap();
            parts.cartridge.unwrap().has_conflicts
        };
        assert_eq!([0x00, 0x10, 0x20].map(conflicts), [false, false, true]);
    }

    #[test]
    fn a_size_may_be_a_power_of_two() {
        let mut small = image(1, 0, [0, 0x08]);
        // 2 to the power of 13.
        (small[4], small[9]) = (13 << 2, 0x0F);
        small.truncate(HEADER + 0x2000);
        small[HEADER] = 7;
        let four = [0x8000, 0xA000, 0xC000, 0xE000].map(|start| (start, 0x2000, 7));
        assert_eq!(places(&small), four);
        // Three times as much, and more than there is in the world.
        small[4] |= 1;
        assert_eq!(fault(&small), Fault::Program(3 * 0x2000));
        small[4] = 0xFF;
        assert_eq!(fault(&small), Fault::Program(7 * ENDLESS));
    }

    #[test]
    fn what_is_no_cartridge_without_a_mapper() {
        let good = image(1, 1, [0, 0]);
        assert_eq!(fault(b"NES?"), Fault::Magic);
        assert_eq!(fault(&good[..9]), Fault::Header(9));
        assert_eq!(fault(&image(1, 0, [0x10, 0x40])), Fault::Mapper(0x41));
        assert_eq!(fault(&image(33, 0, [0x20, 0])), Fault::Program(33 * BANK));
        assert_eq!(fault(&image(0, 0, [0, 0])), Fault::Program(0));
        assert_eq!(fault(&image(4, 0, [0, 0])), Fault::Program(4 * BANK));
        let (announced, found) = (good.len(), good.len() - 1);
        let length = Fault::Length { announced, found };
        assert_eq!(fault(&good[..found]), length);
        assert!(length.advice().contains("not whole"));
        let long = [good.as_slice(), b"title"].concat();
        assert!(fault(&long).advice().contains("cut it down"));
        assert!(matches!(
            parse(&good, Some(0)),
            Err(LoadReason::Ines(Fault::Fixed))
        ));
    }
}
