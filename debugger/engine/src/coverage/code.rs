//! The instructions that a program is known to have, and what became of each.
//!
//! Lines of source say where code is, instruction by instruction from where a piece of theirs begins. Elsewhere code is
//! what is reached from where the program begins, within the program, and whatever was executed.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_tiers::opcodes::{Args, Effect, vector};
use jumppad_tiers::{Coverage, Ways};

use super::part::Part;
use crate::program::disassemble::opcode_at;
use crate::program::flow::Flow;
use crate::program::load::Program;
use crate::program::sight::Look;
use crate::program::source::{Holds, LineTable};

/// An instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Its bytes.
    pub length: u16,
    /// Whether it was executed.
    pub executed: bool,
    /// Which ways it went, if it is a branch that may be taken or not.
    pub ways: Option<Ways>,
}

/// All instructions, by address, and what calls lead to.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// By the address of the first byte.
    pub instructions: BTreeMap<u16, Instruction>,
    /// The targets of calls.
    pub called: BTreeSet<u16>,
}

impl Code {
    /// The code of `program` in a part of memory, as far as it was noted.
    pub(super) fn of(
        coverage: &Coverage,
        part: &Part<'_>,
        program: &Program,
        lines: &LineTable,
    ) -> Self {
        let mut code = Self::default();
        let machine = &part.sight;
        for (_, bytes) in lines.lines() {
            let pieces = bytes.pieces.iter();
            for piece in pieces.filter(|p| p.holds == Holds::Code && part.has_piece(p)) {
                let mut at = u32::from(piece.start);
                while at <= u32::from(piece.end) {
                    let length = code.add(at as u16, coverage, machine);
                    at += u32::from(length.max(1));
                }
            }
        }
        let vectors = [vector::NMI, vector::RESET, vector::IRQ].map(|v| machine.peek_word(v));
        let starts = vectors.into_iter().chain([program.entry]);
        let is_here = |addr: &u16| program.has(*addr);
        // What leads into a bank that does not show is not known, but for what was executed there.
        let starts = starts.filter(|addr| is_here(addr) && part.shows());
        let executed = coverage
            .executed()
            .filter(|&addr| part.shows() || part.has(addr));
        let flow = Flow::reached(machine, starts.chain(executed));
        let of_lines = |addr: u16| lines.at(addr).is_some();
        for addr in flow.addresses().filter(|&addr| part.has(addr)) {
            let is_known = match part.shows() {
                true => is_here(&addr) && !of_lines(addr),
                false => !of_lines(addr),
            };
            if coverage.is_executed(addr) || is_known {
                code.add(addr, coverage, machine);
            }
        }
        code
    }

    /// Adds the instruction at an address. Its bytes are the answer.
    fn add(&mut self, addr: u16, coverage: &Coverage, machine: &impl Look) -> u16 {
        let opcode = opcode_at(machine, addr);
        let executed = coverage.is_executed(addr);
        let length = match executed {
            true => coverage.length(addr),
            false => opcode.length(),
        };
        let ways = coverage.ways(addr);
        let is_branch = opcode.is_conditional() || ways != Ways::default();
        let instruction = Instruction {
            length,
            executed,
            ways: is_branch.then_some(ways),
        };
        self.instructions.insert(addr, instruction);
        if opcode.effect == Effect::Call {
            let args = Args {
                arg1: machine.peek(addr.wrapping_add(1)),
                arg2: machine.peek(addr.wrapping_add(2)),
                pc: addr,
            };
            self.called.insert(args.word());
        }
        length
    }

    /// The instructions that begin from `first` to `last`.
    pub fn within(&self, first: u16, last: u16) -> impl Iterator<Item = (u16, &Instruction)> {
        let range = self.instructions.range(first..=last);
        range.map(|(&addr, instruction)| (addr, instruction))
    }

    /// How many of all were executed, and how many there are.
    pub fn totals(&self) -> (u64, u64) {
        counted(self.instructions.values().map(|i| i.executed))
    }

    /// Runs of bytes of instructions that were never executed, none in between that was.
    pub fn missed(&self) -> Vec<(u16, u16)> {
        let mut missed: Vec<(u16, u16)> = Vec::new();
        // The last run goes on if nothing else came behind it.
        let mut goes_on = false;
        for (&first, instruction) in &self.instructions {
            if instruction.executed {
                goes_on = false;
                continue;
            }
            let last = first.saturating_add(instruction.length.max(1) - 1);
            match missed.last_mut() {
                Some((_, end)) if goes_on && u32::from(first) <= u32::from(*end) + 1 => {
                    *end = last.max(*end);
                }
                _ => missed.push((first, last)),
            }
            goes_on = true;
        }
        missed
    }
}

/// How many of them hold, and how many there are.
pub(super) fn counted(all: impl Iterator<Item = bool>) -> (u64, u64) {
    all.fold((0, 0), |(hit, known), is_hit| {
        (hit + u64::from(is_hit), known + 1)
    })
}
