//! The trace as records: they lie ready in the ring.

use crate::expression::EvalError;
use std::ops::Range;

use jumppad_tiers::filter::{Fault, Filter, Record as One};
use jumppad_tiers::filters::TieredFilter;
use jumppad_tiers::trace::{self, Record, RecordKind, Ring};

use super::groups::Key;
use super::instruction::Names;
use super::notes::{self, Notes, identity};
use super::{Condition, Records};
use crate::answer::{Access, FoundRows, Registers, Searched, TraceRow};
use crate::debugger::Debugger;
use crate::expression::fields::Field;
use crate::program::disassemble;

/// What no record has for a number.
const NOTHING: u64 = u64::MAX;

/// The records of a ring.
pub(super) struct Trace<'s> {
    debugger: &'s Debugger,
    ring: &'s Ring,
    names: Names<'s>,
    notes: Notes,
}

impl<'s> Trace<'s> {
    pub(super) fn of(debugger: &'s Debugger) -> Self {
        Self {
            debugger,
            ring: &debugger.trace,
            names: Names {
                model: debugger.machine.model(),
                symbols: &debugger.symbols,
            },
            notes: Notes::default(),
        }
    }

    fn record(&self, at: usize) -> Record {
        let record = self.ring.get(at);
        record.expect("the record is one of the ring's")
    }

    fn row(&self, at: usize) -> TraceRow {
        let (debugger, record) = (self.debugger, &self.record(at));
        let pc = record.pc();
        let [a, x, y, s, p] = record.registers();
        let [opcode, ..] = record.instruction();
        let length = self.names.model.table()[usize::from(opcode)].length();
        let bytes = record.instruction()[..usize::from(length)].to_vec();
        let name = |address| debugger.shown()?.operand(address);
        let names = debugger.settings.opcode_names;
        let text = disassemble::named_instruction(self.names.model, names, pc, &bytes, name);
        let (interrupt, text) = match record.kind() {
            RecordKind::Instruction => (None, text),
            RecordKind::Irq => (Some("irq"), String::new()),
            RecordKind::Nmi => (Some("nmi"), String::new()),
        };
        TraceRow {
            index: record.index(),
            cycle: record.cycles(),
            took: record.took(),
            symbol: debugger.place(pc),
            interrupt,
            bytes,
            text,
            registers: Registers { pc, a, x, y, s, p },
            access: record.access().map(|access| Access {
                address: access.addr,
                symbol: debugger.part(access.addr),
                write: access.kind.is_write(),
                old: access.old,
                new: access.value,
            }),
        }
    }
}

impl Records for Trace<'_> {
    const OF: Searched = Searched::Trace;

    fn len(&self) -> usize {
        self.ring.len()
    }

    fn filter(&mut self, condition: &Condition) -> Result<Filter, EvalError> {
        let scope = self.debugger.scope();
        let (filter, notes) = notes::filter(condition, &scope)?;
        self.notes = notes;
        Ok(filter)
    }

    fn search(
        &mut self,
        part: Range<usize>,
        filter: &TieredFilter,
        found: &mut Vec<usize>,
    ) -> Result<(), Fault> {
        let mut start = part.start;
        for bytes in self.ring.bytes_of(part) {
            let machine = &self.debugger.machine;
            self.notes
                .search(filter, machine, self.names, bytes, |at| {
                    found.push(start + at)
                })?;
            start += bytes.len() / Ring::RECORD_BYTES;
        }
        Ok(())
    }

    fn identity(&self, at: usize, field: &Field) -> u64 {
        let record = &self.record(at);
        match field.name() {
            "mnemonic" | "operand" => identity(record),
            "symbol" => u64::from(record.pc()),
            _ => match self.key(at, field) {
                Key::Number(number) => number.cast_unsigned(),
                Key::Nothing | Key::Text(_) => NOTHING,
            },
        }
    }

    fn key(&self, at: usize, field: &Field) -> Key {
        let record = &self.record(at);
        let of_access = |of: fn(trace::Accessed) -> u16| {
            let access = record.access().map(of);
            access.map_or(Key::Nothing, |value| Key::Number(value.into()))
        };
        match field.name() {
            _ if field.is_text() => Key::Text(self.names.field(record, field.name())),
            "addr" => of_access(|access| access.addr),
            "value" => of_access(|access| access.value.into()),
            "old" => of_access(|access| access.old.into()),
            "iswrite" => Key::Number(
                record
                    .access()
                    .is_some_and(|access| access.kind.is_write())
                    .into(),
            ),
            name => match trace::TRACE.int(name) {
                Some(field) => Key::Number(One::new(record.bytes()).int(field)),
                None => Key::Nothing,
            },
        }
    }

    fn took(&self, at: usize) -> Option<u64> {
        Some(self.record(at).took().into())
    }

    fn rows(&self, found: &[usize]) -> FoundRows {
        FoundRows::Trace(found.iter().map(|&at| self.row(at)).collect())
    }

    fn address(&self, at: usize) -> u16 {
        self.record(at).pc()
    }
}
