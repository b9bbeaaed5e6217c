//! What a filter looks at: a record, and the memory beside it.

use super::schema::{Bytes, IntField, TextField, TextPlace};

/// A record of the kind that the filter's schema describes.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Its bytes, at least as many as the schema says.
    pub bytes: &'a [u8],
    /// The strings that its fields may point at.
    pub pool: &'a [u8],
}

impl<'a> Record<'a> {
    /// A record whose strings, if it has any, are inside of it.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, pool: &[] }
    }

    /// A record with strings in a pool.
    #[must_use]
    pub const fn with_pool(bytes: &'a [u8], pool: &'a [u8]) -> Self {
        Self { bytes, pool }
    }

    /// The value of an integer field; 0 if the record is too short.
    #[must_use]
    pub fn int(&self, field: &IntField) -> i64 {
        let at = field.offset;
        match field.bytes {
            Bytes::One => self.array(at).map_or(0, |[byte]| i64::from(byte)),
            Bytes::Two => self
                .array(at)
                .map_or(0, |bytes| u16::from_le_bytes(bytes).into()),
            Bytes::Four => self
                .array(at)
                .map_or(0, |bytes| u32::from_le_bytes(bytes).into()),
            Bytes::Eight => self.array(at).map_or(0, i64::from_le_bytes),
        }
    }

    /// The string of a field; empty if the record is too short.
    #[must_use]
    pub fn text(&self, field: &TextField) -> &'a [u8] {
        let word = |at| self.array(at).map_or(0, u32::from_le_bytes) as usize;
        let first = word(field.offset);
        let (within, begin, length) = match field.place {
            TextPlace::Inside { capacity } => {
                (self.bytes, field.offset + 4, first.min(capacity as usize))
            }
            TextPlace::Pooled => (self.pool, first, word(field.offset + 4)),
        };
        within.get(begin..begin + length).unwrap_or_default()
    }

    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..)?.first_chunk().copied()
    }
}

/// Memory that can be looked at without disturbing anything.
pub trait Peek {
    /// The byte at `addr`.
    fn peek(&self, addr: u16) -> u8;
}

/// For records that have no memory beside them.
#[derive(Clone, Copy, Debug)]
pub struct NoMemory;

impl Peek for NoMemory {
    fn peek(&self, _addr: u16) -> u8 {
        0
    }
}

impl Peek for crate::Machine {
    fn peek(&self, addr: u16) -> u8 {
        Self::peek(self, addr)
    }
}
