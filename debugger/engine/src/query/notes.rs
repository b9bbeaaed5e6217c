//! Conditions about recorded instructions, strings among them.
//!
//! Invariant: a string is compared once for each instruction that differs in its place or its bytes; records are then
//! asked about the bit that came of it.

use jumppad_tiers::Machine;
use jumppad_tiers::filter::{Fault, Filter};
use jumppad_tiers::filters::{Records, TieredFilter};
use jumppad_tiers::trace::{self, Record, Ring};

use super::Condition;
use super::condition::{self, Strings, Term};
use super::instruction::Names;
use crate::expression::{EvalError, Scope, compare};

/// What is noted of records, so that filters can be asked about strings.
#[derive(Default)]
pub(super) struct Notes {
    terms: Vec<Term>,
    /// What came of the terms, for the last instruction of each address: its identity, and the bits.
    known: Vec<(u64, u32)>,
    /// Records with such bits, while they are asked.
    noted: Vec<u8>,
}

/// The filter that `condition` is, and what has to be noted for it.
///
/// # Errors
/// It names what records do not have, or is too long.
pub(super) fn filter(
    condition: &Condition,
    scope: &Scope<'_>,
) -> Result<(Filter, Notes), EvalError> {
    let mut notes = Notes::default();
    let strings = Strings::Noted(&mut notes.terms);
    let filter = condition::filter(condition, scope, &super::TRACE, &trace::TRACE, strings)?;
    if !notes.terms.is_empty() {
        notes.known = vec![(0, 0); 1 << 16];
    }
    Ok((filter, notes))
}

impl Notes {
    /// Tells `found` which of the records in `bytes` pass, by their places there.
    ///
    /// # Errors
    /// As [`TieredFilter::search`].
    pub(super) fn search(
        &mut self,
        filter: &TieredFilter,
        machine: &Machine,
        names: Names<'_>,
        bytes: &[u8],
        found: impl FnMut(usize),
    ) -> Result<(), Fault> {
        let asked = |bytes| Records { bytes, pool: &[] };
        if self.terms.is_empty() {
            return filter.search(asked(bytes), machine, found);
        }
        let mut noted = std::mem::take(&mut self.noted);
        noted.clear();
        for record in bytes.as_chunks::<{ Ring::RECORD_BYTES }>().0 {
            let record = Record::of(record);
            noted.extend(record.noted(self.of(names, &record)).bytes());
        }
        let searched = filter.search(asked(&noted), machine, found);
        self.noted = noted;
        searched
    }

    /// The bits of `record`.
    fn of(&mut self, names: Names<'_>, record: &Record) -> u32 {
        let (identity, slot) = (identity(record), usize::from(record.pc()));
        match self.known[slot] {
            (known, notes) if known == identity => notes,
            _ => {
                let notes = self.compare(names, record);
                self.known[slot] = (identity, notes);
                notes
            }
        }
    }

    fn compare(&self, names: Names<'_>, record: &Record) -> u32 {
        let holds = |term: &Term| {
            let left = names.string(record, &term.left);
            let right = names.string(record, &term.right);
            let tells_case = term.case.matters(&term.left, &term.right);
            compare(&left, term.test, &right, tells_case)
        };
        let bits = self.terms.iter().zip(0..);
        bits.map(|(term, bit)| u32::from(holds(term)) << bit).sum()
    }
}

/// A number that an instruction shares with those of its place and its bytes only.
pub(super) fn identity(record: &Record) -> u64 {
    let [pc_low, pc_high] = record.pc().to_le_bytes();
    let [opcode, arg1, arg2] = record.instruction();
    let kind = record.kind() as u8;
    // The last byte tells it from what nothing is known of.
    u64::from_le_bytes([pc_low, pc_high, opcode, arg1, arg2, kind, 0, 1])
}
