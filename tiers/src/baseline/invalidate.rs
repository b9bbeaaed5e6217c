//! What takes traces out of use, and what is learnt from it.

use jumppad_opcodes::{Memory, PageAttributes};

use super::{Baseline, Checks, Source, Trace};
use crate::code_marks::CodeMarks;
use crate::pages::page_of;

impl Baseline {
    /// The guest stored to a byte that traces were made from: they are suspended, see
    /// [`Baseline::gone`]. The instruction, if it is interpreted from now on.
    pub(crate) fn stored(&mut self, addr: u16, source: &mut Source<'_>) -> Option<u16> {
        let cycle = source.cycle;
        let mut is_opcode = false;
        let mut leaving = std::mem::take(&mut self.leaving);
        leaving.extend(self.with_bytes_on(addr, |trace| trace.has(addr)));
        for number in leaving.drain(..) {
            let Some(trace) = &self.traces[number as usize] else {
                continue;
            };
            is_opcode |= trace.executes(addr);
            match trace.checks {
                Checks::AtEntry => {
                    let life = cycle.wrapping_sub(trace.born);
                    self.gone.push((trace.entry, life));
                    self.suspend(number, source);
                }
                Checks::Everywhere => self.remove(number, source.memory, source.marks),
            }
        }
        self.leaving = leaving;
        // One store counts once for an instruction, however many traces have it.
        (is_opcode && self.patches.stored(addr, cycle)).then_some(addr)
    }

    /// Drops the traces with instructions whose verdict has ended: they are made anew. These
    /// instructions are the answer.
    pub(crate) fn reconsider(
        &mut self,
        cycle: u64,
        memory: &mut Memory,
        marks: &mut CodeMarks,
    ) -> Vec<u16> {
        let ended = self.patches.ended(cycle);
        for &pc in &ended {
            for number in self.on_page[usize::from(page_of(pc))].clone() {
                match &self.traces[number as usize] {
                    Some(trace) if !trace.concerns(pc) => {}
                    Some(trace) if self.is_suspended(number) => {
                        self.drop_one(trace.entry, number);
                    }
                    Some(_) => self.remove(number, memory, marks),
                    None => {}
                }
            }
        }
        ended
    }

    /// The numbers of traces made from the byte.
    pub(crate) fn holding(&self, addr: u16) -> Vec<u32> {
        self.with_bytes_on(addr, |trace| trace.has(addr)).collect()
    }

    /// The numbers of traces with an instruction at `pc`, or that end in front of it.
    pub(crate) fn executing(&self, pc: u16) -> Vec<u32> {
        self.with_bytes_on(pc, |trace| trace.concerns(pc)).collect()
    }

    /// The numbers of those with bytes on the page of `addr` that `which` picks.
    pub(super) fn with_bytes_on(
        &self,
        addr: u16,
        which: impl Fn(&Trace) -> bool,
    ) -> impl Iterator<Item = u32> {
        let numbers = self.on_page[usize::from(page_of(addr))].iter().copied();
        numbers.filter(move |&number| {
            let trace = self.traces[number as usize].as_ref();
            trace.is_some_and(|trace| !self.is_suspended(number) && which(trace))
        })
    }

    fn which(&self, which: impl Fn(&Trace) -> bool) -> Vec<u32> {
        let all = (0..).zip(&self.traces);
        let found = all.filter(|(number, trace)| {
            let trace = trace.as_ref();
            trace.is_some_and(|trace| !self.is_suspended(*number) && which(trace))
        });
        found.map(|(number, _)| number).collect()
    }

    /// Attributes were added to a page: traces that take it to have none of them go.
    pub(crate) fn page_changed(
        &mut self,
        page: u8,
        added: PageAttributes,
        memory: &mut Memory,
        marks: &mut CodeMarks,
    ) {
        if !self.absent[usize::from(page)].intersects(added) {
            return;
        }
        let broken = |trace: &Trace| {
            let mut absent = trace.absent.iter();
            absent.any(|&(other, attributes)| other == page && attributes.intersects(added))
        };
        for number in self.which(broken) {
            self.remove(number, memory, marks);
        }
    }

    /// Bytes became code, be it a group's or a trace's: traces that take them for data go.
    pub(crate) fn code_appeared(
        &mut self,
        bytes: &[u16],
        memory: &mut Memory,
        marks: &mut CodeMarks,
    ) {
        let mut last = None;
        for &addr in bytes {
            if self.data.contains(addr) {
                for number in self.which(|trace| trace.data.contains(&addr)) {
                    self.remove(number, memory, marks);
                }
            }
            if last.replace(page_of(addr)) != Some(page_of(addr)) {
                self.page_changed(page_of(addr), PageAttributes::CODE, memory, marks);
            }
        }
    }
}
