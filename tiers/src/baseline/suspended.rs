//! Traces whose code was overwritten: out of use, but kept where they are, in case the same
//! code comes back.
//!
//! Programs swap overlays in and out, and write the same code again. A trace that is out of
//! use only for a store is used again where its bytes are found as they were, and what it
//! takes for granted still holds. Whatever else changes drops all of them.
//!
//! Edges that lead to such a trace stay as they are: where it would be entered stands a
//! jump to the exit that it leaves by when the budget does not allow for it. If another
//! trace has its place then, they are redirected.

use jumppad_opcodes::{ByteMarks, Memory};

use super::emit::{JUMP, JUMP_CODE};
use super::link::ExitKind;
use super::patches::Verdict;
use super::trace::Use;
use super::{Baseline, Checks, Source, Trace};
use crate::pages::for_each_address;

/// The one that was suspended last, by its entry: its number, and one more. From there on,
/// [`Trace::older`] leads to the others.
pub(super) struct Suspended {
    latest: Box<[u32; 0x1_0000]>,
    bytes: u64,
}

impl Suspended {
    pub(super) fn new() -> Self {
        Self {
            latest: for_each_address(0),
            bytes: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        if self.bytes > 0 {
            *self = Self::new();
        }
    }
}

/// Whether what a trace was made from, and takes for granted, is what memory has.
fn fits(trace: &Trace, memory: &Memory) -> bool {
    let mut bytes = trace.bytes.iter().zip(&trace.values);
    bytes.all(|(&addr, &value)| memory.peek(addr) == value) && trace.is_undisturbed(memory)
}

impl Trace {
    /// Whether pages and bytes are as it takes them to be.
    fn is_undisturbed(&self, memory: &Memory) -> bool {
        let mut absent = self.absent.iter();
        let mut data = self.data.iter();
        absent.all(|&(page, mask)| !memory.attributes(page).intersects(mask))
            && data.all(|&addr| !memory.marks(addr).contains(ByteMarks::CODE))
    }

    /// The instructions whose operands memory has otherwise, if that is all that differs,
    /// and so many at most do.
    fn patched(&self, memory: &Memory, most: usize) -> Option<Vec<u16>> {
        let bytes = self.bytes.iter().zip(&self.values);
        let differing = bytes.filter(|&(&addr, &value)| memory.peek(addr) != value);
        let mut patched = Vec::new();
        for (&addr, _) in differing {
            let pc = self.instruction_with(addr).filter(|&pc| pc != addr)?;
            if !patched.contains(&pc) {
                patched.push(pc);
            }
        }
        (patched.len() <= most).then_some(patched)
    }
}

impl Baseline {
    /// Takes a trace out of use, and keeps it.
    pub(super) fn suspend(&mut self, number: u32, source: &mut Source<'_>) {
        let Some(entry) = self.retire(number, source.memory, source.marks) else {
            return;
        };
        let Some(Some(trace)) = self.traces.get_mut(number as usize) else {
            return;
        };
        let at = trace.body;
        trace
            .start_of_body
            .copy_from_slice(self.code.bytes(at, JUMP as u32));
        self.code.write(at, &[JUMP_CODE]);
        self.code.write_distance(at + 1, trace.out);
        self.suspended.bytes += u64::from(trace.length);
        let latest = &mut self.suspended.latest[usize::from(entry)];
        trace.older = latest.checked_sub(1);
        *latest = number + 1;
        let oldest = self.suspended_at(entry).nth(self.policy.suspended_traces);
        if let Some(oldest) = oldest {
            self.drop_one(entry, oldest);
        }
        if self.suspended.bytes > self.policy.suspended_bytes {
            self.drop_suspended();
        }
    }

    /// Those with that entry, the latest first.
    fn suspended_at(&self, entry: u16) -> impl Iterator<Item = u32> {
        let latest = self.suspended.latest[usize::from(entry)].checked_sub(1);
        let older = |&number: &u32| self.traces.get(number as usize)?.as_ref()?.older;
        std::iter::successors(latest, older)
    }

    /// Drops those that are kept.
    pub(crate) fn drop_suspended(&mut self) {
        if self.suspended.bytes == 0 {
            return;
        }
        self.suspended.bytes = 0;
        for number in 0..self.traces.len() as u32 {
            if let Some(Some(trace)) = self.traces.get(number as usize)
                && self.is_suspended(number)
            {
                self.suspended.latest[usize::from(trace.entry)] = 0;
                self.bury(number);
            }
        }
    }

    /// Drops one that is kept.
    pub(super) fn drop_one(&mut self, entry: u16, number: u32) {
        self.take_out(entry, number);
        self.bury(number);
    }

    /// Takes one out of the list of its entry.
    fn take_out(&mut self, entry: u16, number: u32) {
        let newer = self
            .suspended_at(entry)
            .take_while(|&other| other != number);
        let newer = newer.last();
        let Some(Some(trace)) = self.traces.get_mut(number as usize) else {
            return;
        };
        self.suspended.bytes -= u64::from(trace.length);
        let older = trace.older.take();
        match newer.and_then(|newer| self.traces.get_mut(newer as usize)?.as_mut()) {
            Some(newer) => newer.older = older,
            None => self.suspended.latest[usize::from(entry)] = older.map_or(0, |older| older + 1),
        }
    }

    /// Whether a trace is one of them.
    pub(crate) fn is_suspended(&self, number: u32) -> bool {
        let head = self.heads.get(number as usize);
        head.is_some_and(|head| head.used == Use::Suspended)
    }

    /// Uses one again that fits what stands at `entry`; of one that would but for operands,
    /// these are patched from now on.
    pub(super) fn revive(&mut self, entry: u16, source: &mut Source<'_>) -> Option<u32> {
        if self.suspended.bytes == 0 {
            return None;
        }
        let mut next = self.suspended_at(entry).next();
        while let Some(number) = next {
            let trace = self.traces.get(number as usize)?.as_ref()?;
            next = trace.older;
            if self.policy.revival && fits(trace, source.memory) {
                return self.resume(entry, number, source);
            }
            if let Some(patched) = trace.patched(source.memory, self.policy.patched_at_once) {
                for &pc in &patched {
                    self.patches.patch(pc, source.cycle, Verdict::Operand);
                }
                self.patched.extend(patched);
                self.drop_one(entry, number);
            }
        }
        None
    }

    fn resume(&mut self, entry: u16, number: u32, source: &mut Source<'_>) -> Option<u32> {
        let trace = self.traces.get_mut(number as usize)?.as_mut()?;
        let bytes = std::mem::take(&mut trace.bytes);
        self.hold(&bytes, source);
        let trace = self.traces.get_mut(number as usize)?.as_mut()?;
        trace.bytes = bytes;
        // Its own bytes are code again: it may be in its own way now.
        let is_patched = |&(pc, bytes): &(u16, u8)| {
            let verdict = self.patches.verdict(pc, source.cycle);
            verdict == Some(Verdict::Opcode) || (verdict == Some(Verdict::Operand) && bytes > 1)
        };
        if !trace.is_undisturbed(source.memory) || trace.instructions.iter().any(is_patched) {
            source.marks.release_all(source.memory, &trace.bytes);
            self.drop_one(entry, number);
            return None;
        }
        self.code.write(trace.body, &trace.start_of_body);
        trace.born = source.cycle;
        let head = &mut self.heads[number as usize];
        head.used = Use::Entered;
        let start = head.start;
        self.stats.revived += 1;
        self.stats.live += 1;
        self.set_entry(entry, Checks::AtEntry, Some((number, start)));
        self.take_out(entry, number);
        Some(number)
    }

    /// Lets what leads to a suspended trace lead to the one that has its place.
    pub(crate) fn redirect(&mut self, from: u32, to: u32) {
        let entry = |number: u32| {
            let trace = self.traces.get(number as usize)?.as_ref()?;
            Some((trace.entry, trace.checks as usize))
        };
        if from == to || !self.is_suspended(from) || entry(from) != entry(to) {
            return;
        }
        let Some(Some(old)) = self.traces.get_mut(from as usize) else {
            return;
        };
        for exit in std::mem::take(&mut old.incoming) {
            let edge = &mut self.edges[exit as usize];
            if matches!(self.exits[exit as usize].kind, ExitKind::Edge) && edge.leads_to(from) {
                edge.open_again();
                self.link(exit, to);
            }
        }
    }
}
