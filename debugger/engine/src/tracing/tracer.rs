//! A run that is traced.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jumppad_tiers::opcodes::Effect;
use jumppad_tiers::trace::{Record, Ring};
use jumppad_tiers::{Machine, StopReason};

use super::output::{Output, Piece};
use super::{Form, Target};
use crate::files::Unwritten;
use crate::program::symbols::Symbols;
use crate::query::TraceFilter;

/// Records of a piece.
const PIECE: usize = 2048;

/// The cycles that are traced: from one on, up to one that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first cycle in which a traced instruction may begin.
    pub from: u64,
    /// The first in which none may any more.
    pub until: u64,
}

impl Default for Span {
    /// The whole run.
    fn default() -> Self {
        Self {
            from: 0,
            until: u64::MAX,
        }
    }
}

/// What is written of a run.
#[derive(Default)]
pub struct Wanted {
    /// How.
    pub form: Form,
    /// When.
    pub span: Span,
    /// Where instructions are, if it matters.
    pub range: Option<RangeInclusive<u16>>,
    /// What must be true of an instruction.
    pub filter: Option<TraceFilter>,
}

/// Runs a machine, and writes what it executes.
pub struct Tracer {
    wanted: Wanted,
    output: Output,
    ring: Ring,
    /// Why nothing more is written, if that is no failure of the writer.
    fault: Option<String>,
    is_broken: bool,
    found: Vec<usize>,
}

impl Tracer {
    /// One that writes to `target`.
    ///
    /// # Errors
    /// `target` cannot be opened.
    pub fn new(
        wanted: Wanted,
        target: &Target,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Self, Unwritten> {
        Ok(Self {
            output: Output::open(target, wanted.form, interrupt)?,
            wanted,
            // One may be held back.
            ring: Ring::new(PIECE + 1),
            fault: None,
            is_broken: false,
            found: Vec::new(),
        })
    }

    /// Runs for `budget` cycles, or until something stops the machine, as [`Machine::run`] does, or until the trace
    /// [is broken](Self::is_broken). C's stack pointer is at `pointer` in page 0, if there is one.
    pub fn go(&mut self, machine: &mut Machine, budget: u64, pointer: Option<u8>) -> StopReason {
        let end = machine.cpu().cycles.saturating_add(budget);
        loop {
            let now = machine.cpu().cycles;
            let Span { from, until } = self.wanted.span;
            if now >= end {
                return StopReason::Cycles;
            }
            if self.is_broken || now >= until {
                return machine.run(end - now);
            }
            if now < from {
                match machine.run(end.min(from) - now) {
                    StopReason::Cycles => continue,
                    stop => return stop,
                }
            }
            // Before what is recorded now: its host changes it between two records, and what ran at full speed did.
            let stack = pointer.map(|pointer| (pointer, stack(machine, pointer)));
            let recorded = machine.record(end.min(until) - now, PIECE as u64, &mut self.ring);
            let left = usize::from(self.may_wait(machine));
            self.pass(machine, left, stack);
            if self.is_broken {
                return StopReason::Interrupted;
            }
            match recorded.stop {
                None | Some(StopReason::Cycles) => {}
                Some(stop) => return stop,
            }
        }
    }

    /// Whether nothing more can be written, which [`Self::finish`] tells more of.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Waits until all that was executed is written, so that others can write to the same place.
    pub fn settle(&self) {
        self.output.settle();
    }

    /// Writes what is left. A condition that could not be asked is an error of its own.
    ///
    /// # Errors
    /// The trace could not be written, or not all of it could be asked.
    pub fn finish(&mut self, machine: &Machine) -> Result<(), Unwritten> {
        // What waits to the end stores nothing.
        self.pass(machine, 0, None);
        let written = self.output.finish();
        match self.fault.take() {
            Some(fault) => Err(Unwritten {
                path: self.output.path().to_owned(),
                source: std::io::Error::other(fault),
            }),
            None => written,
        }
    }

    /// Whether the latest record is of an instruction that may still take longer.
    fn may_wait(&self, machine: &Machine) -> bool {
        self.ring.last().is_some_and(|last| {
            let [opcode, ..] = last.instruction();
            machine.model().table()[usize::from(opcode)].effect == Effect::Wait
        })
    }

    /// Gives what was recorded, but for the last `left`, to the writer, as far as it is wanted.
    fn pass(&mut self, machine: &Machine, left: usize, stack: Option<(u8, u16)>) {
        let mut records = self.output.buffer();
        self.ring.drain(left, &mut records);
        if let Some((pointer, value)) = stack {
            note_stack(&mut records, pointer, value);
        }
        self.select(machine, &mut records);
        let piece = Piece {
            model: machine.model(),
            records,
        };
        if !piece.records.is_empty() && !self.output.send(piece) {
            self.is_broken = true;
        }
    }

    /// Leaves of `records` what is wanted.
    fn select(&mut self, machine: &Machine, records: &mut Vec<u8>) {
        let Wanted { range, filter, .. } = &mut self.wanted;
        if let Some(range) = range {
            keep(records, |_, record| range.contains(&record.pc()));
        }
        if let Some(filter) = filter {
            let found = &mut self.found;
            found.clear();
            let asked = filter.search(machine, &Symbols::default(), records, |at| found.push(at));
            let mut wanted = found.iter().copied().peekable();
            keep(records, |at, _| wanted.next_if_eq(&at).is_some());
            if let Err(fault) = asked {
                self.fault = Some(fault.to_string());
                self.is_broken = true;
            }
        }
    }
}

/// C's stack pointer, which is at `pointer` in page 0.
fn stack(machine: &Machine, pointer: u8) -> u16 {
    let byte = |at: u8| machine.peek(u16::from(at));
    u16::from_le_bytes([byte(pointer), byte(pointer.wrapping_add(1))])
}

/// Leaves of `records` those that `is_wanted`, by their place and what they are.
fn keep(records: &mut Vec<u8>, mut is_wanted: impl FnMut(usize, &Record) -> bool) {
    const SIZE: usize = Ring::RECORD_BYTES;
    let mut kept = 0;
    for at in 0..records.len() / SIZE {
        let bytes: &[u8; SIZE] = &records.as_chunks().0[at];
        if is_wanted(at, &Record::of(bytes)) {
            records.copy_within(at * SIZE..(at + 1) * SIZE, kept);
            kept += SIZE;
        }
    }
    records.truncate(kept);
}

/// Notes in each of `records` what C's stack pointer is before it; at the first one it is `value`, which changes as the
/// guest stores to `pointer`.
fn note_stack(records: &mut [u8], pointer: u8, mut value: u16) {
    for bytes in records.as_chunks_mut::<{ Ring::RECORD_BYTES }>().0 {
        let record = Record::of(bytes).noted(super::notes(value));
        bytes.copy_from_slice(record.bytes());
        let store = record.access().filter(|access| access.kind.is_write());
        if let Some(store) = store {
            let [low, high] = value.to_le_bytes();
            value = match store.addr {
                at if at == u16::from(pointer) => u16::from_le_bytes([store.value, high]),
                at if at == u16::from(pointer.wrapping_add(1)) => {
                    u16::from_le_bytes([low, store.value])
                }
                _ => value,
            };
        }
    }
}
