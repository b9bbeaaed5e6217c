//! Which addresses hold code and which data, as far as that can be known without running.
//!
//! A debug file says it of its lines. Elsewhere code is what is reached from where programs begin: by the vectors, by
//! jumps, branches and calls. What only data lead to is not seen, and nothing of it is code then.

use std::collections::BTreeSet;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Effect};

use crate::program::disassemble::opcode_at;

/// Where instructions are known to begin.
pub struct Flow(BTreeSet<u16>);

impl Flow {
    /// What is reached from `starts`.
    pub fn reached(machine: &Machine, starts: impl IntoIterator<Item = u16>) -> Self {
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

    /// Where instructions begin, in order.
    pub fn addresses(&self) -> impl Iterator<Item = u16> {
        self.0.iter().copied()
    }

    /// Whether an instruction begins at `address`.
    pub fn holds(&self, address: u16) -> bool {
        self.0.contains(&address)
    }
}
