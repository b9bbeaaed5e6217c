//! Bytes of memory as records.

use std::ops::RangeInclusive;

use jumppad_tiers::filter::{Bytes, Memory, Schema};

use super::table::{Row, Table, Writer, int};
use crate::answer::{ByteView, FoundRows, Searched};
use crate::debugger::Debugger;
use crate::expression::fields::Fields;

static SCHEMA: Schema = Schema {
    name: "byte of memory",
    size: 3,
    ints: &[int("addr", 0, Bytes::Two), int("value", 2, Bytes::One)],
    texts: &[],
    memory: Memory::Guest,
};

const _: () = assert!(SCHEMA.is_sound());

/// A byte and its address.
pub(super) struct Byte {
    address: u16,
    value: u8,
}

impl Row for Byte {
    const OF: Searched = Searched::Memory;
    const FIELDS: &'static Fields = &super::MEMORY;
    const SCHEMA: &'static Schema = &SCHEMA;

    fn address(&self) -> u16 {
        self.address
    }

    fn write(&self, record: &mut Writer<'_>) {
        record.two(self.address).byte(self.value);
    }

    fn view(debugger: &Debugger, rows: &[&Self]) -> FoundRows {
        let view = |row: &&Self| ByteView {
            address: row.address,
            symbol: debugger.part(row.address),
            value: row.value,
        };
        FoundRows::Memory(rows.iter().map(view).collect())
    }
}

/// The bytes of a range, as a look shows them.
pub(super) fn records(debugger: &Debugger, range: RangeInclusive<u16>) -> Table<'_, Byte> {
    let byte = |address| Byte {
        address,
        value: debugger.machine.peek(address),
    };
    Table::new(debugger, range.map(byte).collect())
}
