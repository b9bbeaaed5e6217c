//! The video bus: pattern tables of the cartridge, name tables, palette; and the sprites' memory.
//!
//! Invariant: every address is masked to what is there, so none is out of bounds.

use super::cartridge::{Cartridge, Mirroring};

/// Bytes of a name table with its attributes.
const TABLE: usize = 0x400;
/// Where the palette is.
const PALETTE: u16 = 0x3f00;

/// The PPU's memories, but for the cartridge's.
#[derive(Clone)]
pub(super) struct Video {
    /// Four tables; two are on the console's board, and a cartridge may bring two more.
    pub(super) tables: [u8; 4 * TABLE],
    pub(super) palette: [u8; 0x20],
    /// Sixty-four sprites of four bytes: line, tile, attributes, column.
    pub(super) sprites: [u8; 0x100],
}

impl Default for Video {
    fn default() -> Self {
        Self {
            tables: [0; 4 * TABLE],
            palette: [0; 0x20],
            sprites: [0; 0x100],
        }
    }
}

impl Video {
    pub(super) fn read(&self, addr: u16, cartridge: &Cartridge) -> u8 {
        match addr & 0x3fff {
            addr @ 0..0x2000 => cartridge.pattern(addr),
            addr @ PALETTE.. => self.palette[palette(addr)],
            addr => self.tables[table(addr, cartridge.mirroring())],
        }
    }

    /// What is on the bus behind the palette.
    pub(super) fn read_beneath(&self, addr: u16, cartridge: &Cartridge) -> u8 {
        match addr & 0x3fff {
            addr @ 0..0x2000 => cartridge.pattern(addr),
            addr => self.tables[table(addr, cartridge.mirroring())],
        }
    }

    pub(super) fn write(&mut self, addr: u16, value: u8, cartridge: &mut Cartridge) {
        match addr & 0x3fff {
            addr @ 0..0x2000 => cartridge.write_pattern(addr, value),
            addr @ PALETTE.. => self.palette[palette(addr)] = value & 0x3f,
            addr => self.tables[table(addr, cartridge.mirroring())] = value,
        }
    }
}

pub(super) fn is_palette(addr: u16) -> bool {
    addr & 0x3fff >= PALETTE
}

/// The background's colour stands in the place of the sprites' first ones, too.
fn palette(addr: u16) -> usize {
    let at = usize::from(addr & 0x1f);
    if at & 0x13 == 0x10 { at & 0x0f } else { at }
}

/// Which byte of the tables is at an address.
fn table(addr: u16, mirroring: Mirroring) -> usize {
    let quarter = usize::from(addr >> 10 & 3);
    let table = match mirroring {
        Mirroring::Horizontal => quarter >> 1,
        Mirroring::Vertical => quarter & 1,
        Mirroring::First => 0,
        Mirroring::Second => 1,
        Mirroring::Four => quarter,
    };
    table * TABLE + usize::from(addr) % TABLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_mirrored_as_the_cartridge_has_it() {
        let at =
            |mirroring| [0x2000, 0x2400, 0x2800, 0x2c00].map(|addr| table(addr, mirroring) / TABLE);
        assert_eq!(at(Mirroring::Horizontal), [0, 0, 1, 1]);
        assert_eq!(at(Mirroring::Vertical), [0, 1, 0, 1]);
        assert_eq!(at(Mirroring::First), [0; 4]);
        assert_eq!(at(Mirroring::Second), [1; 4]);
        assert_eq!(at(Mirroring::Four), [0, 1, 2, 3]);
        assert_eq!(table(0x3eff, Mirroring::Four), 3 * TABLE + 0x2ff);
    }

    #[test]
    fn the_sprites_first_colours_are_the_backgrounds() {
        let mut cartridge = Cartridge::blank();
        let mut video = Video::default();
        video.write(0x3f10, 0x21, &mut cartridge);
        video.write(0x3f11, 0xff, &mut cartridge);
        assert_eq!(video.read(0x3f00, &cartridge), 0x21);
        assert_eq!(video.read(0x3f31, &cartridge), 0x3f);
        assert_eq!(video.read(0x3f01, &cartridge), 0);
    }
}
