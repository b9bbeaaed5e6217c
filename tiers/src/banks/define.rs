//! Defining windows: what is asked of them, and what is made of them.

use std::collections::HashMap;

use super::bytes::Bytes;
use super::{Banks, Face, GRAIN, Hidden, Kind, Placed, Shows, Storage, StorageId, Window};
use crate::code_marks::HiddenMarks;
use crate::pages::pages_of;

/// Where windows may begin: behind page 0 and the stack.
const FIRST: u16 = GRAIN as u16;

/// Why windows cannot be as they were asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BankError {
    /// It is not made of whole 4 KiB.
    #[error("window `{window}`, ${start:04X} to ${end:04X}, is not made of whole 4 KiB")]
    Grain {
        /// Its name.
        window: String,
        /// Its first address.
        start: u16,
        /// Its last address.
        end: u16,
    },
    /// It has page 0 or the stack.
    #[error("window `{window}` has page 0 and the stack, which lie below $1000")]
    TooLow {
        /// Its name.
        window: String,
    },
    /// Two windows have an address.
    #[error("the windows `{one}` and `{other}` overlap")]
    Overlap {
        /// One of them.
        one: String,
        /// The other.
        other: String,
    },
    /// There is nothing to choose.
    #[error("window `{window}` shows nothing")]
    NoChoice {
        /// Its name.
        window: String,
    },
    /// What shows at reset is not among the choices.
    #[error("window `{window}` has no choice {choice}")]
    NoSuchChoice {
        /// Its name.
        window: String,
        /// The number that was given.
        choice: usize,
    },
    /// A choice shows more than there is.
    #[error("`{choice}` in window `{window}` goes past the end of its memory of {length} bytes")]
    PastTheEnd {
        /// The window's name.
        window: String,
        /// The choice's name.
        choice: String,
        /// Bytes that there are.
        length: usize,
    },
    /// RAM would show at two addresses.
    #[error("the RAM of `{choice}` in window `{window}` shows in another window as well")]
    RamTwice {
        /// The window's name.
        window: String,
        /// The choice's name.
        choice: String,
    },
}

impl BankError {
    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Grain { .. } => "let it begin at $x000 and end at $xFFF",
            Self::TooLow { .. } => "let it begin at $1000 or above",
            Self::Overlap { .. } => "make one of them smaller",
            Self::NoChoice { .. } => "give it a bank",
            Self::NoSuchChoice { .. } => "banks are counted from 0",
            Self::PastTheEnd { .. } => "a bank is as long as its window",
            Self::RamTwice { .. } => "give each window RAM of its own, or show it as ROM",
        }
    }
}

/// What is wrong with a window by itself.
fn check(window: &Window, storages: &[Storage]) -> Result<(), BankError> {
    let (start, end) = (*window.range.start(), *window.range.end());
    let name = || window.name.clone();
    let whole =
        u32::from(start).is_multiple_of(GRAIN) && (u32::from(end) + 1).is_multiple_of(GRAIN);
    if !whole || end < start {
        return Err(BankError::Grain {
            window: name(),
            start,
            end,
        });
    }
    if start < FIRST {
        return Err(BankError::TooLow { window: name() });
    }
    if window.choices.is_empty() {
        return Err(BankError::NoChoice { window: name() });
    }
    if window.at_reset >= window.choices.len() {
        return Err(BankError::NoSuchChoice {
            window: name(),
            choice: window.at_reset,
        });
    }
    for choice in &window.choices {
        if let Shows::Storage { id, offset } = choice.shows {
            let length = storages.get(id.0).map_or(0, |storage| storage.bytes.len());
            if offset.saturating_add(window.length()) > length {
                return Err(BankError::PastTheEnd {
                    window: name(),
                    choice: choice.name.clone(),
                    length,
                });
            }
        }
    }
    Ok(())
}

impl Banks {
    /// A memory beside the 64 KiB.
    pub(crate) fn add_storage(&mut self, kind: Kind, bytes: Vec<u8>) -> StorageId {
        self.storages.push(Storage {
            kind,
            bytes: Bytes::Own(bytes),
        });
        StorageId(self.storages.len() - 1)
    }

    /// Whether windows can be as they are asked for.
    pub(crate) fn check(&self, windows: &[Window]) -> Result<(), BankError> {
        // Which RAM shows where: by storage, its parts with the window.
        let mut ram: HashMap<usize, Vec<(usize, usize, usize)>> = HashMap::new();
        for (at, window) in windows.iter().enumerate() {
            check(window, &self.storages)?;
            let overlaps = |other: &&Window| {
                window.range.start() <= other.range.end()
                    && other.range.start() <= window.range.end()
            };
            if let Some(other) = windows[..at].iter().find(overlaps) {
                return Err(BankError::Overlap {
                    one: other.name.clone(),
                    other: window.name.clone(),
                });
            }
            for choice in &window.choices {
                let Shows::Storage { id, offset } = choice.shows else {
                    continue;
                };
                if self.storages[id.0].kind == Kind::Rom {
                    continue;
                }
                let end = offset + window.length();
                let parts = ram.entry(id.0).or_default();
                if parts
                    .iter()
                    .any(|&(from, to, of)| of != at && from < end && offset < to)
                {
                    return Err(BankError::RamTwice {
                        window: window.name.clone(),
                        choice: choice.name.clone(),
                    });
                }
                parts.push((offset, end, at));
            }
        }
        Ok(())
    }

    /// Takes windows that were checked. All show the 64 KiB's own memory, which is said by a
    /// face of its own.
    pub(crate) fn place(&mut self, windows: Vec<Window>) {
        self.spaces.clear();
        for window in windows {
            let own = self.add_storage(Kind::Ram, vec![0; window.length()]).0;
            let mut known: Vec<(usize, usize, usize)> = Vec::new();
            let mut face_of = |banks: &mut Self, storage: usize, offset: usize| {
                let mut faces = known.iter();
                if let Some(&(.., face)) =
                    faces.find(|known| (known.0, known.1) == (storage, offset))
                {
                    return face;
                }
                let length = window.length();
                banks.faces.push(Hidden {
                    storage,
                    offset,
                    marks: Bytes::zero(length),
                    code: HiddenMarks::new(length / 0x100),
                    noted: vec![0; length],
                });
                let face = banks.faces.len();
                known.push((storage, offset, face));
                face
            };
            let first = face_of(self, own, 0);
            let faces = window.choices.iter().map(|choice| match choice.shows {
                Shows::Memory => first,
                Shows::Storage { id, offset } => face_of(self, id.0, offset),
            });
            let faces: Vec<usize> = faces.collect();
            let showing = self
                .showing
                .get_or_insert_with(|| Box::new([Face(0); 0x100]));
            for page in pages_of(&window.range) {
                showing[usize::from(page)] = Face(first as u32);
            }
            self.windows.push(Placed {
                window,
                selected: usize::MAX,
                own,
                attributes: vec![None; faces.len()],
                faces,
            });
        }
    }
}
