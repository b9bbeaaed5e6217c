//! What a display shows: the user's side.
//!
//! Invariants: a look changes nothing; there are as many lines as the glass has, each as long
//! as that is wide.

use std::sync::{Arc, Mutex, PoisonError};

use super::chip::Chip;
use super::font::character;

/// Characters of the glass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    columns: u8,
    rows: u8,
}

impl Geometry {
    /// The usual one.
    pub const C16X2: Self = Self::new(16, 2);
    /// The large one.
    pub const C20X4: Self = Self::new(20, 4);

    /// 1 to 40 columns, 1 to 4 rows; others are cut to that.
    #[must_use]
    pub const fn new(columns: u8, rows: u8) -> Self {
        const fn within(value: u8, most: u8) -> u8 {
            match value {
                0 => 1,
                value if value > most => most,
                value => value,
            }
        }
        Self {
            columns: within(columns, 40),
            rows: within(rows, 4),
        }
    }

    /// How many characters are in a row.
    #[must_use]
    pub const fn columns(self) -> u8 {
        self.columns
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(self) -> u8 {
        self.rows
    }

    /// The address that a place of the glass shows: the third row goes on where the first ends.
    fn address(self, chip: &Chip, row: u8, column: u8) -> Option<u8> {
        let all = if chip.has_two_rows { 40 } else { 80 };
        let along = u32::from(row / 2 * self.columns + column) + u32::from(chip.shift);
        let along = (along % all) as u8;
        match (row % 2, chip.has_two_rows) {
            (0, _) => Some(along),
            (_, true) => Some(0x40 + along),
            (_, false) => None,
        }
    }
}

/// The chip, which its user looks at as well.
pub(crate) type Shared = Arc<Mutex<Chip>>;

/// A chip's state is whole even where a thread died holding it.
pub(crate) fn with<T>(chip: &Shared, action: impl FnOnce(&mut Chip) -> T) -> T {
    action(&mut chip.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What is seen on a display, as long as it is there.
#[derive(Clone, Debug)]
pub struct Screen {
    pub(crate) chip: Shared,
    pub(crate) geometry: Geometry,
}

impl Screen {
    /// The rows as text; blank while the display is off.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let geometry = self.geometry;
        with(&self.chip, |chip| {
            let shown = |(row, column)| {
                let address = geometry.address(chip, row, column).filter(|_| chip.is_on);
                address.map_or(' ', |address| character(chip.ddram[chip.place(address)]))
            };
            let line = |row| {
                let places = (0..geometry.columns).map(|column| (row, column));
                places.map(shown).collect()
            };
            (0..geometry.rows).map(line).collect()
        })
    }

    /// Row and column of the cursor, if it is on and on the glass.
    #[must_use]
    pub fn cursor(&self) -> Option<(u8, u8)> {
        let geometry = self.geometry;
        with(&self.chip, |chip| {
            let is_seen = chip.is_on && (chip.has_cursor || chip.does_blink) && !chip.is_in_cgram;
            let at = chip.place(chip.address);
            let rows = 0..geometry.rows;
            let mut places = rows.flat_map(|row| (0..geometry.columns).map(move |col| (row, col)));
            let is_there = |&(row, column): &(u8, u8)| {
                let address = geometry.address(chip, row, column);
                address.is_some_and(|address| chip.place(address) == at)
            };
            places.find(is_there).filter(|_| is_seen)
        })
    }

    /// The eight rows of dots of the character `code`, 0 to 7, that the guest made; bit 4 is left.
    #[must_use]
    pub fn pattern(&self, code: u8) -> [u8; 8] {
        let first = usize::from(code & 7) * 8;
        with(&self.chip, |chip| {
            std::array::from_fn(|row| chip.cgram[first + row] & 0x1f)
        })
    }

    /// How large the glass is.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        self.geometry
    }
}
