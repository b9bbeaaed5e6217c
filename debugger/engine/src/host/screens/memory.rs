//! A text screen in memory: where it is, how it is laid out, which letter each byte is.
//!
//! Sources: Commodore 64 Programmer's Reference Guide, appendix B (screen display codes); Apple II Reference Manual,
//! chapter 1 (the text page's layout and its character set); the letters of graphics are those that Unicode has for them.

use jumppad_tiers::Machine;

use super::Screen;
use crate::host::routines::petscii::{self, Set};

/// Which letter a byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// ASCII, of which seven bits count.
    Ascii,
    /// The Apple II's: the upper two bits say how it is shown, and its lines are not one behind the other.
    Apple2,
    /// Commodore's screen codes with capitals and graphics, as after power-on.
    Petscii,
    /// Commodore's screen codes with small letters and capitals.
    PetsciiLower,
}

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ascii, Self::Apple2, Self::Petscii, Self::PetsciiLower];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Apple2 => "apple2",
            Self::Petscii => "petscii",
            Self::PetsciiLower => "petscii-lower",
        }
    }

    /// The encoding of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The letter that `byte` shows.
    fn letter(self, byte: u8) -> char {
        match self {
            Self::Ascii => printable(byte & 0x7F),
            // $00-$3F inverse, $40-$7F flashing, $80-$FF normal; only the last have small letters.
            Self::Apple2 => match byte {
                0xE0.. => printable(byte & 0x7F),
                _ => match byte & 0x3F {
                    low @ ..0x20 => char::from(low + 0x40),
                    low => char::from(low),
                },
            },
            // Bit 7 reverses the colours.
            Self::Petscii => petscii::on_screen(byte, Set::Upper),
            Self::PetsciiLower => petscii::on_screen(byte, Set::Lower),
        }
    }
}

/// A letter of ASCII; a blank where it has none.
fn printable(byte: u8) -> char {
    match byte {
        b' '..=b'~' => char::from(byte),
        _ => ' ',
    }
}

/// Why there is no such screen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScreenError {
    /// It has no letters, or more than memory.
    #[error("a screen of {columns}x{rows} letters at ${start:04X} is not within the 64 KiB")]
    OutOfMemory {
        /// The address of the first letter.
        start: u16,
        /// Letters of a line.
        columns: u16,
        /// Lines.
        rows: u16,
    },
    /// The layout knows one size only.
    #[error("a screen of the Apple II has 40x24 letters")]
    NotApple,
}

/// A text screen in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryScreen {
    start: u16,
    columns: u16,
    rows: u16,
    encoding: Encoding,
}

impl MemoryScreen {
    /// A screen of `columns` by `rows` letters, whose first one is at `start`.
    ///
    /// # Errors
    /// It is not within memory, or its layout has another size.
    pub fn new(
        start: u16,
        columns: u16,
        rows: u16,
        encoding: Encoding,
    ) -> Result<Self, ScreenError> {
        let screen = Self {
            start,
            columns,
            rows,
            encoding,
        };
        if encoding == Encoding::Apple2 && (columns, rows) != (40, 24) {
            return Err(ScreenError::NotApple);
        }
        let last = (0..u32::from(rows)).map(|row| screen.line_at(row)).max();
        let end = last.map(|last| last + u32::from(columns));
        match end {
            Some(end) if columns > 0 && end <= 0x1_0000 => Ok(screen),
            _ => Err(ScreenError::OutOfMemory {
                start,
                columns,
                rows,
            }),
        }
    }

    /// The address of the first letter of a line.
    fn line_at(&self, row: u32) -> u32 {
        let offset = match self.encoding {
            // Three lines share 128 bytes, eight of which nobody sees.
            Encoding::Apple2 => (row % 8) * 0x80 + (row / 8) * 0x28,
            _ => row * u32::from(self.columns),
        };
        u32::from(self.start) + offset
    }
}

impl Screen for MemoryScreen {
    fn kind(&self) -> &'static str {
        "memory"
    }

    fn describe(&self) -> String {
        let Self {
            start,
            columns,
            rows,
            encoding,
        } = self;
        format!("at ${start:04X}, {columns}x{rows}, {}", encoding.name())
    }

    fn lines(&self, machine: &Machine) -> Vec<String> {
        let line = |row| {
            let first = self.line_at(row);
            let bytes = (first..first + u32::from(self.columns)).map(|at| {
                // It is within memory, as `new` saw.
                machine.peek(u16::try_from(at).unwrap_or(u16::MAX))
            });
            bytes.map(|byte| self.encoding.letter(byte)).collect()
        };
        (0..u32::from(self.rows)).map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode};

    use super::*;

    fn shown(encoding: Encoding, bytes: &[u8]) -> String {
        bytes.iter().map(|&byte| encoding.letter(byte)).collect()
    }

    #[test]
    fn bytes_are_the_letters_that_the_computers_show() {
        assert_eq!(shown(Encoding::Ascii, b"Hi\xC1\0~"), "HiA ~");
        // HI inverse, flashing and normal; small letters are normal only.
        let apple = [0x08, 0x09, 0x48, 0x49, 0xC8, 0xC9, 0xE8, 0x31, 0xB1, 0xA0];
        assert_eq!(shown(Encoding::Apple2, &apple), "HIHIHIh11 ");
        let c64 = [
            0x00, 0x08, 0x09, 0x88, 0x1C, 0x1E, 0x1F, 0x31, 0x20, 0x41, 0x53,
        ];
        assert_eq!(shown(Encoding::Petscii, &c64), "@HIH£↑←1 ♠♥");
        assert_eq!(shown(Encoding::PetsciiLower, &c64), "@hih£↑←1 AS");
        for encoding in Encoding::ALL {
            assert_eq!(Encoding::named(encoding.name()), Some(encoding));
            assert!((0..=255).all(|byte| !encoding.letter(byte).is_control()));
        }
    }

    #[test]
    fn lines_are_where_the_layout_has_them() {
        let mut machine = jumppad_tiers::Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        // Line 9 of the Apple's screen is the second of its three in the second stretch.
        machine.poke(0x04A8, 0xC1);
        let apple = MemoryScreen::new(0x0400, 40, 24, Encoding::Apple2).unwrap();
        let lines = apple.lines(&machine);
        assert!(lines[9].starts_with('A') && lines.len() == 24, "{lines:?}");
        machine.poke(0x0428, 0x02);
        let c64 = MemoryScreen::new(0x0400, 40, 25, Encoding::Petscii).unwrap();
        assert!(c64.lines(&machine)[1].starts_with('B'));
    }

    #[test]
    fn a_screen_is_within_memory() {
        let new = |start, columns, rows| MemoryScreen::new(start, columns, rows, Encoding::Ascii);
        assert!(new(0xFFD8, 40, 1).is_ok());
        assert!(new(0xFFD9, 40, 1).is_err());
        assert!(new(0, 0, 1).is_err() && new(0, 1, 0).is_err());
        assert!(new(0, u16::MAX, u16::MAX).is_err());
        let apple = |columns| MemoryScreen::new(0x400, columns, 24, Encoding::Apple2);
        assert_eq!(apple(80), Err(ScreenError::NotApple));
    }
}
