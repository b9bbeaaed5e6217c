//! The trace as records: they lie ready in the ring.
//!
//! Invariant: a string is compared once for each instruction that differs in its place or its bytes; records are then
//! asked about the bit that came of it.

use crate::expression::EvalError;
use std::ops::Range;

use jumppad_tiers::filter::{Fault, Filter, Record as One, Records as Asked, TieredFilter};
use jumppad_tiers::trace::{self, Record, RecordKind, Ring};

use super::condition::{self, Strings, Term};
use super::groups::Key;
use super::instruction::Names;
use super::{Condition, Records};
use crate::answer::{Access, FoundRows, Registers, TraceRow};
use crate::debugger::Debugger;
use crate::expression::{compare, fields::Field};
use crate::program::disassemble;

/// What no record has for a number.
const NOTHING: u64 = u64::MAX;

/// The records of a ring.
pub(super) struct Trace<'s> {
    debugger: &'s Debugger,
    ring: &'s Ring,
    names: Names<'s>,
    terms: Vec<Term>,
    /// What came of the terms, for the last instruction of each address: its identity, and the bits.
    known: Vec<(u64, u32)>,
    /// Records with such bits, while a part is asked.
    noted: Vec<u8>,
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
            terms: Vec::new(),
            known: Vec::new(),
            noted: Vec::new(),
        }
    }

    fn record(&self, at: usize) -> Record {
        let record = self.ring.get(at);
        record.expect("the record is one of the ring's")
    }

    fn notes(&mut self, record: &Record) -> u32 {
        let (identity, slot) = (identity(record), usize::from(record.pc()));
        match self.known[slot] {
            (known, notes) if known == identity => notes,
            _ => {
                let notes = self.compare(record);
                self.known[slot] = (identity, notes);
                notes
            }
        }
    }

    fn compare(&self, record: &Record) -> u32 {
        let holds = |term: &Term| {
            let left = self.names.string(record, &term.left);
            let right = self.names.string(record, &term.right);
            let tells_case = term.case.matters(&term.left, &term.right);
            compare(&left, term.test, &right, tells_case)
        };
        let bits = self.terms.iter().zip(0..);
        bits.map(|(term, bit)| u32::from(holds(term)) << bit).sum()
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

/// A number that an instruction shares with those of its place and its bytes only.
fn identity(record: &Record) -> u64 {
    let [pc_low, pc_high] = record.pc().to_le_bytes();
    let [opcode, arg1, arg2] = record.instruction();
    let kind = record.kind() as u8;
    // The last byte tells it from what nothing is known of.
    u64::from_le_bytes([pc_low, pc_high, opcode, arg1, arg2, kind, 0, 1])
}

impl Records for Trace<'_> {
    const OF: &'static str = "trace";

    fn len(&self) -> usize {
        self.ring.len()
    }

    fn filter(&mut self, condition: &Condition) -> Result<Filter, EvalError> {
        let scope = self.debugger.scope();
        let strings = Strings::Noted(&mut self.terms);
        let filter = condition::filter(condition, &scope, &super::TRACE, &trace::TRACE, strings)?;
        if !self.terms.is_empty() {
            self.known = vec![(0, 0); 1 << 16];
        }
        Ok(filter)
    }

    fn search(
        &mut self,
        part: Range<usize>,
        filter: &TieredFilter,
        found: &mut Vec<usize>,
    ) -> Result<(), Fault> {
        let (debugger, mut start) = (self.debugger, part.start);
        let mut search = |bytes: &[u8]| {
            let records = Asked { bytes, pool: &[] };
            let from = start;
            start += bytes.len() / Ring::RECORD_BYTES;
            filter.search(records, &debugger.machine, |at| found.push(from + at))
        };
        if self.terms.is_empty() {
            return self.ring.bytes_of(part).into_iter().try_for_each(search);
        }
        let mut noted = std::mem::take(&mut self.noted);
        noted.clear();
        for at in part {
            let record = self.record(at);
            noted.extend(record.noted(self.notes(&record)).bytes());
        }
        let searched = search(&noted);
        self.noted = noted;
        searched
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
