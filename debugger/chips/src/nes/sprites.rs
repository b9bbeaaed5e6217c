//! What a program can tell of sprites: where sprite 0 meets the background, and on which line there is a ninth.
//!
//! Both are told of a whole picture drawn with the settings of now; the scroll position is the one that the picture
//! began with, so a program that scrolls in the middle of it may see another hit than on the console only if sprite 0
//! lies behind that place.

use super::beam::SEEN_LINES;
use super::cartridge::Cartridge;
use super::television::LINE;
use super::video::Video;

/// Bits of PPUCTRL.
const SPRITE_TABLE: u8 = 0x08;
const BACKGROUND_TABLE: u8 = 0x10;
const TALL: u8 = 0x20;
/// Bits of PPUMASK.
const BACKGROUND_LEFT: u8 = 0x02;
const SPRITES_LEFT: u8 = 0x04;
const BACKGROUND: u8 = 0x08;
const SPRITES: u8 = 0x10;
/// Bits of a sprite's attributes.
const MIRRORED: u8 = 0x40;
const UPSIDE_DOWN: u8 = 0x80;
/// The dot of a line in which the flag of a hit in its first column can be read.
const FIRST_COLUMN: u64 = 2;
/// The dot of a line in which it is begun to look for the next line's sprites.
const EVALUATION: u64 = 65;
/// How many sprites a line has.
const MOST: usize = 8;

/// What the picture is made with.
pub(super) struct Settings<'a> {
    pub(super) control: u8,
    pub(super) mask: u8,
    /// The scroll position, as the address register has it, and its fine part.
    pub(super) scroll: u16,
    pub(super) fine: u8,
    pub(super) video: &'a Video,
    pub(super) cartridge: &'a Cartridge,
}

pub(super) fn height(control: u8) -> u16 {
    if control & TALL == 0 { 8 } else { 16 }
}

impl Settings<'_> {
    /// The first dot of the frame behind `dot` in which sprite 0 meets the background, and its flag rises.
    pub(super) fn hit(&self, dot: u64) -> Option<u64> {
        let both = BACKGROUND | SPRITES;
        if self.mask & both != both {
            return None;
        }
        let [top, _, _, left] = *self.video.sprites.first_chunk()?;
        let first = u16::from(top) + 1;
        let lines = first..(first + height(self.control)).min(SEEN_LINES as u16);
        let pixels = lines.flat_map(|line| (0..8).map(move |at| (line, u16::from(left) + at)));
        let mut meeting = pixels.filter(|&(line, column)| {
            let is_over = flagged(line, column) <= dot;
            let is_clipped = column < 8
                && self.mask & (BACKGROUND_LEFT | SPRITES_LEFT) != BACKGROUND_LEFT | SPRITES_LEFT;
            column < 255
                && !is_over
                && !is_clipped
                && self.sprite_covers(line - first, column - u16::from(left))
                && self.background_covers(line, column)
        });
        let (line, column) = meeting.next()?;
        Some(flagged(line, column))
    }

    /// Whether sprite 0 has a pixel that is not transparent there.
    fn sprite_covers(&self, row: u16, column: u16) -> bool {
        let [_, tile, attributes, _] = *self.video.sprites.first_chunk().unwrap_or(&[0; 4]);
        let height = height(self.control);
        let row = if attributes & UPSIDE_DOWN == 0 {
            row
        } else {
            height - 1 - row
        };
        let column = if attributes & MIRRORED == 0 {
            column
        } else {
            7 - column
        };
        let tile = u16::from(tile);
        let at = match height {
            8 => u16::from(self.control & SPRITE_TABLE) << 9 | tile << 4 | row,
            // The second tile stands behind the first.
            _ => (tile & 1) << 12 | (tile & !1) << 4 | (row & 8) << 1 | row & 7,
        };
        self.covers(at, column)
    }

    /// Whether the background has one there.
    fn background_covers(&self, line: u16, column: u16) -> bool {
        let across = (self.scroll & 0x1f) * 8 + u16::from(self.fine) + column;
        let right = self.scroll >> 10 & 1 ^ across >> 8 & 1;
        let (mut down, mut coarse) = (self.scroll >> 11 & 1, self.scroll >> 5 & 0x1f);
        let fine = (self.scroll >> 12 & 7) + line;
        for _ in 0..fine / 8 {
            match coarse {
                29 => (coarse, down) = (0, down ^ 1),
                _ => coarse = (coarse + 1) & 0x1f,
            }
        }
        let at = 0x2000 | down << 11 | right << 10 | coarse << 5 | (across >> 3 & 0x1f);
        let tile = u16::from(self.video.read(at, self.cartridge));
        let table = u16::from(self.control & BACKGROUND_TABLE) << 8;
        self.covers(table | (tile << 4) | (fine % 8), across % 8)
    }

    /// Whether a pixel of the tile row at `at` has a colour.
    fn covers(&self, at: u16, column: u16) -> bool {
        let row = self.cartridge.pattern(at) | self.cartridge.pattern(at | 8);
        row & 0x80 >> column != 0
    }
}

/// The dot of the frame in which the flag rises for a pixel.
fn flagged(line: u16, column: u16) -> u64 {
    u64::from(line) * LINE + u64::from(column) + FIRST_COLUMN
}

/// The first dot of the frame behind `dot` in which a ninth sprite is found on a line, by the chip's way of looking for it, which reads
/// the wrong bytes once it has eight.
pub(super) fn overflow(sprites: &[u8; 0x100], height: u16, dot: u64) -> Option<u64> {
    let mut counts = [0u8; SEEN_LINES as usize + 16];
    for sprite in sprites.chunks_exact(4) {
        let top = usize::from(sprite[0]);
        counts
            .iter_mut()
            .skip(top)
            .take(usize::from(height))
            .for_each(|count| *count += 1);
    }
    let lines = 0..SEEN_LINES as u16;
    let mut crowded = lines.filter(|&line| usize::from(counts[usize::from(line)]) >= MOST);
    crowded.find_map(|line| overflow_on(sprites, height, line).filter(|&at| at > dot))
}

fn overflow_on(sprites: &[u8; 0x100], height: u16, line: u16) -> Option<u64> {
    let covers = |top: u8| {
        line.checked_sub(u16::from(top))
            .is_some_and(|row| row < height)
    };
    let (mut dot, mut found, mut askew) = (EVALUATION, 0, 0);
    for sprite in sprites.chunks_exact(4) {
        if found < MOST {
            let is_found = covers(sprite[0]);
            found += usize::from(is_found);
            dot += if is_found { 8 } else { 2 };
        } else if covers(sprite[askew]) {
            return Some(u64::from(line) * LINE + dot + 1);
        } else {
            askew = (askew + 1) % 4;
            dot += 2;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture whose first tile is full of colour.
    fn full() -> (Video, Cartridge) {
        let mut cartridge = Cartridge::blank();
        (0..8).for_each(|row| cartridge.write_pattern(row, 0xff));
        (Video::default(), cartridge)
    }

    fn hit(mask: u8, sprite: [u8; 4]) -> Option<u64> {
        let (mut video, cartridge) = full();
        video.sprites[..4].copy_from_slice(&sprite);
        let settings = Settings {
            control: 0,
            mask,
            scroll: 0,
            fine: 0,
            video: &video,
            cartridge: &cartridge,
        };
        settings.hit(0)
    }

    #[test]
    fn sprite_0_hits_where_both_are_shown() {
        assert_eq!(
            hit(0x1e, [10, 0, 0, 50]),
            Some(11 * LINE + 50 + FIRST_COLUMN)
        );
        assert_eq!(hit(0x18, [10, 0, 0, 4]), Some(11 * LINE + 8 + FIRST_COLUMN));
        for (mask, sprite) in [
            (0x08, [10, 0, 0, 50]),
            (0x10, [10, 0, 0, 50]),
            (0x18, [10, 0, 0, 0]),
            (0x1e, [10, 0, 0, 255]),
            (0x1e, [239, 0, 0, 50]),
            // The second tile is empty.
            (0x1e, [10, 1, 0, 50]),
        ] {
            assert_eq!(hit(mask, sprite), None, "{mask:02x} {sprite:?}");
        }
    }

    #[test]
    fn the_ninth_sprite_of_a_line_is_found() {
        let mut sprites = [0xff; 0x100];
        for at in 0..8 {
            sprites[at * 4] = 20;
        }
        assert_eq!(overflow(&sprites, 8, 0), None);
        sprites[8 * 4] = 27;
        // On the one line that all nine share.
        assert_eq!(overflow(&sprites, 8, 0), Some(27 * LINE + 65 + 64 + 1));
        sprites[8 * 4] = 0xff;
        sprites[9 * 4] = 27;
        // The tenth's tile is taken for its line.
        assert_eq!(overflow(&sprites, 8, 0), None);
        sprites[9 * 4 + 1] = 27;
        assert_eq!(overflow(&sprites, 8, 0), Some(27 * LINE + 65 + 64 + 2 + 1));
    }
}
