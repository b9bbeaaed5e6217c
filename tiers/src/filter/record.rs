//! What a filter looks at: a record, and the memory beside it.

use jumppad_opcodes::predicate;

use super::schema::{IntField, TextField, TextPlace};

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
    #[inline]
    pub fn int(&self, field: &IntField) -> i64 {
        field.bytes.apply(self.bytes, field.offset)
    }

    /// The string of a field; empty if the record is too short.
    #[must_use]
    #[inline]
    pub fn text(&self, field: &TextField) -> &'a [u8] {
        match field.place {
            TextPlace::Inside { capacity } => {
                predicate::filter_text_inside(self.bytes, field.offset, capacity as usize)
            }
            TextPlace::Pooled => predicate::filter_text_pooled(self.bytes, field.offset, self.pool),
        }
    }

    /// The bytes that begin with that string and may be looked at beside it.
    #[inline]
    pub(super) fn room(&self, field: &TextField) -> &'a [u8] {
        match field.place {
            TextPlace::Inside { capacity } => {
                predicate::filter_room_inside(self.bytes, field.offset, capacity as usize)
            }
            TextPlace::Pooled => predicate::filter_room_pooled(self.bytes, field.offset, self.pool),
        }
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
