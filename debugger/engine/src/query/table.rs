//! Records that are laid out for a query: fields of numbers, and strings in a pool.
//!
//! Left out: which records there are; the trace, whose records lie ready.

use crate::expression::EvalError;
use std::ops::Range;

use jumppad_tiers::filter::{Bytes, Fault, Filter, IntField, Record, Schema, TextField, TextPlace};
use jumppad_tiers::filters::{Records as Asked, TieredFilter};

use super::groups::Key;
use super::{Condition, Records, condition};
use crate::answer::{FoundRows, Searched};
use crate::debugger::Debugger;
use crate::expression::fields::{Field, Fields};

pub(super) const fn int(name: &'static str, offset: usize, bytes: Bytes) -> IntField {
    IntField {
        name,
        offset,
        bytes,
    }
}

pub(super) const fn text(name: &'static str, offset: usize) -> TextField {
    TextField {
        name,
        offset,
        place: TextPlace::Pooled,
    }
}

/// Bytes of a string's field.
pub(super) const TEXT: usize = 8;

/// A kind of record that is laid out.
pub(super) trait Row: Sized {
    const OF: Searched;
    const FIELDS: &'static Fields;
    const SCHEMA: &'static Schema;

    /// Its address.
    fn address(&self) -> u16;

    /// Writes the fields, in the order of the schema's offsets.
    fn write(&self, record: &mut Writer<'_>);

    /// The rows as they are shown.
    fn view(debugger: &Debugger, rows: &[&Self]) -> FoundRows;
}

/// Writes one record.
pub(super) struct Writer<'t> {
    bytes: &'t mut Vec<u8>,
    pool: &'t mut Vec<u8>,
}

impl Writer<'_> {
    pub(super) fn byte(&mut self, value: u8) -> &mut Self {
        self.bytes.push(value);
        self
    }

    pub(super) fn two(&mut self, value: u16) -> &mut Self {
        self.bytes.extend(value.to_le_bytes());
        self
    }

    pub(super) fn eight(&mut self, value: u64) -> &mut Self {
        self.bytes.extend(value.to_le_bytes());
        self
    }

    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for number in [self.pool.len(), text.len()] {
            // Names of one debugger are far below 4 GiB.
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            self.bytes.extend(number.to_le_bytes());
        }
        self.pool.extend(text.bytes());
        self
    }
}

/// Rows and their records.
pub(super) struct Table<'s, R> {
    debugger: &'s Debugger,
    rows: Vec<R>,
    bytes: Vec<u8>,
    pool: Vec<u8>,
}

impl<'s, R: Row> Table<'s, R> {
    pub(super) fn new(debugger: &'s Debugger, rows: Vec<R>) -> Self {
        let (mut bytes, mut pool) = (Vec::new(), Vec::new());
        for row in &rows {
            row.write(&mut Writer {
                bytes: &mut bytes,
                pool: &mut pool,
            });
        }
        debug_assert_eq!(bytes.len(), rows.len() * R::SCHEMA.size);
        Self {
            debugger,
            rows,
            bytes,
            pool,
        }
    }

    fn record(&self, at: usize) -> Record<'_> {
        let start = at * R::SCHEMA.size;
        Record::with_pool(&self.bytes[start..start + R::SCHEMA.size], &self.pool)
    }
}

impl<R: Row> Records for Table<'_, R> {
    const OF: Searched = R::OF;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn filter(&mut self, condition: &Condition) -> Result<Filter, EvalError> {
        let scope = self.debugger.scope();
        let strings = condition::Strings::Fields;
        condition::filter(condition, &scope, R::FIELDS, R::SCHEMA, strings)
    }

    fn search(
        &mut self,
        part: Range<usize>,
        filter: &TieredFilter,
        found: &mut Vec<usize>,
    ) -> Result<(), Fault> {
        let (start, size) = (part.start, R::SCHEMA.size);
        let asked = Asked {
            bytes: &self.bytes[start * size..part.end * size],
            pool: &self.pool,
        };
        filter.search(asked, &self.debugger.machine, |at| found.push(start + at))
    }

    fn identity(&self, at: usize, field: &Field) -> u64 {
        match R::SCHEMA.int(field.name()) {
            Some(field) => self.record(at).int(field).cast_unsigned(),
            // Each by itself; equal strings are found later.
            None => at as u64,
        }
    }

    fn key(&self, at: usize, field: &Field) -> Key {
        let record = self.record(at);
        if let Some(field) = R::SCHEMA.int(field.name()) {
            return Key::Number(record.int(field));
        }
        let text = R::SCHEMA.text(field.name()).map(|text| record.text(text));
        Key::Text(String::from_utf8_lossy(text.unwrap_or_default()).into_owned())
    }

    fn took(&self, _: usize) -> Option<u64> {
        None
    }

    fn rows(&self, found: &[usize]) -> FoundRows {
        let rows: Vec<&R> = found.iter().map(|&at| &self.rows[at]).collect();
        R::view(self.debugger, &rows)
    }

    fn address(&self, at: usize) -> u16 {
        self.rows[at].address()
    }
}
