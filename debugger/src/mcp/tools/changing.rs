//! Changing the guest's memory.

use schemars::JsonSchema;
use serde::Deserialize;

use super::refused;
use jumppad_engine::debugger::map;
use jumppad_language::report::{MemoryView, Report};
use jumppad_language::session::{Outcome, Session};

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Write {
    /// The first address.
    start: String,
    /// The bytes, as numbers.
    bytes: Vec<u8>,
}

pub(super) fn write(session: &mut Session<'_>, told: Write) -> Outcome {
    let start = session.address(&told.start)?;
    let last = told
        .bytes
        .len()
        .checked_sub(1)
        .and_then(|length| u16::try_from(length).ok());
    let end = last.and_then(|length| start.checked_add(length));
    let end =
        end.ok_or_else(|| refused("at least one byte is written, and memory ends at $FFFF"))?;
    session.debugger.write(start, &told.bytes);
    session.debugger.settle_history();
    Ok(Report::Memory(MemoryView {
        start,
        bytes: told.bytes,
        special: map::special(session.debugger, start..=end),
    }))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Assemble {
    /// The address of the first byte.
    start: String,
    /// Lines of 6502 text: instructions, labels, .byte and .word.
    text: String,
}

pub(super) fn assemble(session: &mut Session<'_>, told: Assemble) -> Outcome {
    let start = session.address(&told.start)?;
    let lines: Vec<&str> = told.text.lines().collect();
    let behind = session.assemble_all(start, &lines)?;
    session.debugger.settle_history();
    let code = session.debugger.instructions(start);
    let lines = code.take_while(|line| behind.is_none_or(|behind| line.address < behind));
    Ok(Report::Disassembly {
        lines: lines.collect(),
    })
}
