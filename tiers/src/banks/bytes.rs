//! Bytes that banks are made of: by themselves, or, where banks are mapped, in the arena.

use super::mapping::Arena;

/// Some bytes, of a memory or of the marks of what may show.
#[derive(Debug)]
pub(super) enum Bytes {
    /// By themselves.
    Own(Vec<u8>),
    /// In the arena that there is then.
    Mapped { at: usize, length: usize },
}

impl Bytes {
    pub(super) fn zero(length: usize) -> Self {
        Self::Own(vec![0; length])
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Own(bytes) => bytes.len(),
            Self::Mapped { length, .. } => *length,
        }
    }

    /// All of them.
    pub(super) fn copy(&self, arena: Option<&Arena>) -> Vec<u8> {
        match (self, arena) {
            (Self::Own(bytes), _) => bytes.clone(),
            (Self::Mapped { at, length }, Some(arena)) => {
                let mut bytes = vec![0; *length];
                arena.read(*at, &mut bytes);
                bytes
            }
            (Self::Mapped { length, .. }, None) => {
                debug_assert!(false, "mapped bytes are in an arena");
                vec![0; *length]
            }
        }
    }

    pub(super) fn get(&self, arena: Option<&Arena>, index: usize) -> u8 {
        match (self, arena) {
            (Self::Own(bytes), _) => bytes[index],
            (Self::Mapped { at, .. }, Some(arena)) => {
                let mut byte = [0];
                arena.read(at + index, &mut byte);
                byte[0]
            }
            (Self::Mapped { .. }, None) => {
                debug_assert!(false, "mapped bytes are in an arena");
                0
            }
        }
    }

    /// Writes bytes from `index` on.
    pub(super) fn set(&mut self, arena: Option<&mut Arena>, index: usize, from: &[u8]) {
        match (self, arena) {
            (Self::Own(bytes), _) => bytes[index..][..from.len()].copy_from_slice(from),
            (Self::Mapped { at, .. }, Some(arena)) => arena.write(*at + index, from),
            (Self::Mapped { .. }, None) => debug_assert!(false, "mapped bytes are in an arena"),
        }
    }
}
