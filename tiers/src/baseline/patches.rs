//! Which code bytes the program patches: their instructions read the operand from memory,
//! or are interpreted, for a while.
//!
//! A verdict lasts longer each time that it has to be given again, and ends when the
//! program has left the instruction alone: nothing is for ever.

use std::collections::HashMap;

use crate::pages::AddressSet;
use crate::policy::{Policy, doublings};

/// What becomes of an instruction that is patched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its operand is read from memory.
    Operand,
    /// It is interpreted.
    Opcode,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    verdict: Option<Verdict>,
    /// When it ends.
    until: u64,
    /// Verdicts so far.
    times: u32,
    /// The last store to the opcode.
    stored: u64,
}

/// Patched instructions, by their addresses.
#[derive(Debug, Default)]
pub(super) struct Patches {
    policy: Policy,
    records: HashMap<u16, Record>,
    /// Instructions with a record that may have a verdict.
    known: AddressSet,
    /// The first end of a verdict.
    next: Option<u64>,
}

impl Patches {
    pub(super) fn new(policy: Policy) -> Self {
        Self {
            policy,
            ..Self::default()
        }
    }

    /// The verdict on the instruction at `pc`.
    #[inline]
    pub(super) fn verdict(&self, pc: u16, cycle: u64) -> Option<Verdict> {
        if !self.known.contains(pc) {
            return None;
        }
        let record = self.records.get(&pc)?;
        record.verdict.filter(|_| cycle < record.until)
    }

    /// The opcode of the translated instruction at `pc` was stored to; whether it is
    /// interpreted from now on.
    pub(super) fn stored(&mut self, pc: u16, cycle: u64) -> bool {
        let soon = self.policy.patched_soon;
        let record = self.record(pc);
        let since = cycle.wrapping_sub(std::mem::replace(&mut record.stored, cycle));
        let is_soon = since <= soon;
        if is_soon {
            self.patch(pc, cycle, Verdict::Opcode);
        }
        is_soon
    }

    fn record(&mut self, pc: u16) -> &mut Record {
        self.records.entry(pc).or_insert(Record {
            verdict: None,
            until: 0,
            times: 0,
            stored: u64::MAX,
        })
    }

    /// The program patches the instruction at `pc`.
    pub(super) fn patch(&mut self, pc: u16, cycle: u64, verdict: Verdict) {
        self.known.insert(pc);
        let policy = self.policy;
        let record = self.record(pc);
        record.verdict = Some(match policy.dynamic_operands {
            true => verdict,
            false => Verdict::Opcode,
        });
        let doublings = record.times.min(doublings::PATCHED);
        record.until = cycle.saturating_add(policy.patched_cycles << doublings);
        record.times += 1;
        let until = record.until;
        self.next = Some(self.next.map_or(until, |next| next.min(until)));
    }

    /// The instructions on which a verdict has just ended.
    pub(super) fn ended(&mut self, cycle: u64) -> Vec<u16> {
        if self.next.is_none_or(|next| cycle < next) {
            return Vec::new();
        }
        let mut ended = Vec::new();
        for (&pc, record) in &mut self.records {
            if record.verdict.is_some() && record.until <= cycle {
                record.verdict = None;
                ended.push(pc);
            }
        }
        let open = self
            .records
            .values()
            .filter(|record| record.verdict.is_some());
        self.next = open.map(|record| record.until).min();
        ended
    }
}
