//! Which addresses hold code and which data, as far as that can be known without running.
//!
//! A debug file says it of its lines. Elsewhere code is what is reached from where programs begin: by the vectors, by
//! jumps, branches and calls. What only data lead to is not seen, and nothing of it is code then.

use std::collections::BTreeSet;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Effect, vector};

use crate::debugger::Debugger;
use crate::program::{disassemble::opcode_at, source::Holds};

/// Where instructions are known to begin.
pub struct Flow(BTreeSet<u16>);

impl Flow {
    /// What is reached from `starts`.
    fn from(machine: &Machine, starts: impl IntoIterator<Item = u16>) -> Self {
        let mut seen = BTreeSet::new();
        let mut open: Vec<u16> = starts.into_iter().collect();
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let opcode = opcode_at(machine, at);
            let args = Args {
                arg1: machine.peek(at.wrapping_add(1)),
                arg2: machine.peek(at.wrapping_add(2)),
                pc: at,
            };
            let behind = at.wrapping_add(opcode.length());
            match opcode.effect {
                Effect::Branch => open.extend([branch_target(args), behind]),
                Effect::BranchOnBit => open.extend([bit_branch_target(args), behind]),
                Effect::Call => open.extend([args.word(), behind]),
                Effect::Jump => open.push(args.word()),
                Effect::JumpIndirect | Effect::Return | Effect::Interrupt | Effect::Jam => {}
                Effect::None
                | Effect::Read
                | Effect::Write
                | Effect::Modify
                | Effect::Push
                | Effect::Pull
                | Effect::Wait => open.push(behind),
            }
        }
        Self(seen)
    }
}

impl Debugger {
    /// The code that is reached from where the program begins, from PC, and by the vectors that are set.
    pub fn flow(&self) -> Flow {
        let vectors = [vector::NMI, vector::RESET, vector::IRQ];
        let vectors = vectors.map(|vector| self.machine.peek_word(vector));
        let set = vectors
            .into_iter()
            .filter(|target| !matches!(target, 0 | 0xFFFF));
        let starts = [self.program.entry, self.machine.cpu().pc];
        Flow::from(&self.machine, set.chain(starts))
    }

    /// Whether `address` holds code.
    pub fn is_code(&self, address: u16, flow: &Flow) -> bool {
        match self.source.table().holds(address) {
            Some(holds) => holds == Holds::Code,
            None => flow.0.contains(&address),
        }
    }
}
