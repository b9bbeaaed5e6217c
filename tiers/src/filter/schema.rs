//! Kinds of records: their fields, and where these stand in a record's bytes.
//!
//! A record is a run of bytes without padding rules or byte order of the host:
//! integers are little-endian at any offset, strings bring their length along.
//! So a record is made without unsafe code, and read alike by the evaluator and
//! by compiled filters.

use super::operator::Bytes;

/// An integer field.
#[derive(Debug, PartialEq, Eq)]
pub struct IntField {
    /// Its name in expressions.
    pub name: &'static str,
    /// Where it begins in the record.
    pub offset: usize,
    /// Its size.
    pub bytes: Bytes,
}

/// Where a string is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPlace {
    /// In the record: its length (four bytes), then its bytes. A length above
    /// the capacity counts as the capacity.
    Inside {
        /// Bytes that there is room for.
        capacity: u32,
    },
    /// In the pool that comes along with the record, where many records share
    /// it: its begin and its length (four bytes each). One that does not lie
    /// within the pool counts as empty.
    Pooled,
}

/// A field that holds a string.
#[derive(Debug, PartialEq, Eq)]
pub struct TextField {
    /// Its name in expressions.
    pub name: &'static str,
    /// Where it begins in the record.
    pub offset: usize,
    /// Where the string itself is.
    pub place: TextPlace,
}

impl TextField {
    const fn size(&self) -> usize {
        match self.place {
            TextPlace::Inside { capacity } => 4 + capacity as usize,
            TextPlace::Pooled => 8,
        }
    }
}

/// Whether expressions may read the guest's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    /// There is none beside such a record.
    None,
    /// It is that of the moment at which the record was taken.
    Guest,
}

/// A kind of record.
#[derive(Debug, PartialEq, Eq)]
pub struct Schema {
    /// What such a record is, in messages.
    pub name: &'static str,
    /// Bytes of a record.
    pub size: usize,
    /// Its numbers.
    pub ints: &'static [IntField],
    /// Its strings.
    pub texts: &'static [TextField],
    /// Whether memory is there to be read.
    pub memory: Memory,
}

impl Schema {
    /// The integer field of that name.
    #[must_use]
    pub fn int(&self, name: &str) -> Option<&'static IntField> {
        self.ints.iter().find(|field| field.name == name)
    }

    /// The string field of that name.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'static TextField> {
        self.texts.iter().find(|field| field.name == name)
    }

    /// Whether every field lies within the record: to be asserted where a kind
    /// of record is defined.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        let mut at = 0;
        while at < self.ints.len() {
            if self.ints[at].offset + self.ints[at].bytes.count() > self.size {
                return false;
            }
            at += 1;
        }
        at = 0;
        while at < self.texts.len() {
            if self.texts[at].offset + self.texts[at].size() > self.size {
                return false;
            }
            at += 1;
        }
        true
    }

    pub(super) fn has_int(&self, field: &IntField) -> bool {
        self.int(field.name) == Some(field) && self.is_sound()
    }

    pub(super) fn has_text(&self, field: &TextField) -> bool {
        self.text(field.name) == Some(field) && self.is_sound()
    }
}
