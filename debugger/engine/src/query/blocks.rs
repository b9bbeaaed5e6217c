//! Blocks as records.

use jumppad_tiers::filter::{Bytes, Memory, Schema};
use jumppad_tiers::{BlockInfo, Why};

use super::table::{Row, TEXT, Table, Writer, int, text};
use crate::answer::{FoundRows, Searched};
use crate::debugger::Debugger;
use crate::expression::fields::Fields;

static SCHEMA: Schema = Schema {
    name: "block",
    size: 4 * TEXT + 10,
    ints: &[
        int("start", 4 * TEXT, Bytes::Two),
        int("entries", 4 * TEXT + 2, Bytes::Eight),
    ],
    texts: &[
        text("tier", 0),
        text("why", TEXT),
        text("group", 2 * TEXT),
        text("symbol", 3 * TEXT),
    ],
    memory: Memory::Guest,
};

const _: () = assert!(SCHEMA.is_sound());

/// A block, and the name of the nearest symbol.
pub(super) struct Block {
    info: BlockInfo,
    symbol: String,
}

impl Row for Block {
    const OF: Searched = Searched::Blocks;
    const FIELDS: &'static Fields = &super::BLOCKS;
    const SCHEMA: &'static Schema = &SCHEMA;

    fn address(&self) -> u16 {
        self.info.start
    }

    fn write(&self, record: &mut Writer<'_>) {
        let (tier, group) = match self.info.why {
            Why::EntryPoint { group } | Why::Inside { group, .. } => {
                ("compiled", group.to_string())
            }
            Why::Compiling => ("compiling", String::new()),
            _ => ("interpreted", String::new()),
        };
        record.text(tier).text(&self.info.why.to_string());
        record.text(&group).text(&self.symbol);
        record
            .two(self.info.start)
            .eight(self.info.entries.unwrap_or(0));
    }

    fn view(debugger: &Debugger, rows: &[&Self]) -> FoundRows {
        let view = |row: &&Self| debugger.block_view(&row.info);
        FoundRows::Blocks(rows.iter().map(view).collect())
    }
}

/// All blocks, by their addresses.
pub(super) fn records(debugger: &Debugger) -> Table<'_, Block> {
    let block = |info: BlockInfo| Block {
        symbol: super::instruction::symbol(&debugger.symbols, info.start).to_owned(),
        info,
    };
    Table::new(
        debugger,
        debugger.machine.blocks().into_iter().map(block).collect(),
    )
}
