//! Symbols as records.

use jumppad_tiers::filter::{Bytes, Memory, Schema};

use super::table::{Row, TEXT, Table, Writer, int, text};
use crate::answer::{FoundRows, Searched, SymbolView};
use crate::debugger::Debugger;
use crate::expression::fields::Fields;

static SCHEMA: Schema = Schema {
    name: "symbol",
    size: 3 * TEXT + 4,
    ints: &[
        int("addr", 3 * TEXT, Bytes::Two),
        int("size", 3 * TEXT + 2, Bytes::Two),
    ],
    texts: &[text("name", 0), text("kind", TEXT), text("file", 2 * TEXT)],
    memory: Memory::Guest,
};

const _: () = assert!(SCHEMA.is_sound());

impl Row for SymbolView {
    const OF: Searched = Searched::Symbols;
    const FIELDS: &'static Fields = &super::SYMBOLS;
    const SCHEMA: &'static Schema = &SCHEMA;

    fn address(&self) -> u16 {
        self.address
    }

    fn write(&self, record: &mut Writer<'_>) {
        let kind = if self.is_value { "value" } else { "address" };
        let file = self.file.as_deref().unwrap_or("");
        record.text(&self.name).text(kind).text(file);
        record.two(self.address).two(self.size.unwrap_or(0));
    }

    fn view(_: &Debugger, rows: &[&Self]) -> FoundRows {
        FoundRows::Symbols(rows.iter().copied().cloned().collect())
    }
}

/// All symbols, by their addresses.
pub(super) fn records(debugger: &Debugger) -> Table<'_, SymbolView> {
    Table::new(debugger, debugger.symbols.views(|_| true))
}
