//! What one does with a debugger while the guest rests, by one call each: breakpoints, memory, code.
//!
//! Left out: writes and values of expressions (`access`); running, on and back, and the call stack (`run`).

use std::ops::RangeInclusive;

use super::Debugger;
use crate::answer::CodeLine;
use crate::breakpoints::Spec;

impl Debugger {
    /// Adds a breakpoint, watchpoint, catchpoint or trace, and gives its number, from 1. No number is given twice.
    pub fn add_breakpoint(&mut self, spec: Spec) -> u32 {
        self.breakpoints.add(&mut self.machine, spec)
    }

    /// Removes breakpoint `id`. An unknown number is ignored.
    pub fn remove_breakpoint(&mut self, id: u32) {
        self.breakpoints.remove(&mut self.machine, id);
    }

    /// The bytes in `range`. They are looked at without effect, unless `sidefx` is on in the settings.
    pub fn read(&mut self, range: RangeInclusive<u16>) -> Vec<u8> {
        range.map(|address| self.look(address)).collect()
    }

    /// The instructions from `at` on, each behind the one before it, to the end of memory.
    pub fn instructions(&self, at: u16) -> impl Iterator<Item = CodeLine> {
        let mut next = Some(at);
        std::iter::from_fn(move || {
            let line = self.code_line(next?);
            next = line.address.checked_add(line.bytes.len() as u16);
            Some(line)
        })
    }

    /// `count` instructions from `at` on, or as many as there are to the end of memory.
    pub fn disassemble(&self, at: u16, count: usize) -> Vec<CodeLine> {
        self.instructions(at).take(count).collect()
    }
}
