//! Which addresses hold code and which data, as far as that can be known without running.
//!
//! A debug file says it of its lines. Elsewhere code is what is reached from where programs begin: by the vectors, by
//! jumps, branches and calls. What only data lead to is not seen, and nothing of it is code then.

use std::collections::BTreeSet;

use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Effect};

use crate::program::disassemble::opcode_at;
use crate::program::sight::Look;

/// Where an instruction leads, as far as it says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// What stands behind it.
    pub behind: Option<u16>,
    /// Where it branches to.
    pub branch: Option<u16>,
    /// What it calls.
    pub call: Option<u16>,
    /// Where it jumps to.
    pub jump: Option<u16>,
}

/// Where the instruction at `at` leads.
pub fn ways(machine: &impl Look, at: u16) -> Ways {
    let opcode = opcode_at(machine, at);
    let args = Args {
        arg1: machine.peek(at.wrapping_add(1)),
        arg2: machine.peek(at.wrapping_add(2)),
        pc: at,
    };
    let on = Ways {
        behind: Some(at.wrapping_add(opcode.length())),
        ..Ways::default()
    };
    match opcode.effect {
        Effect::Branch => Ways {
            branch: Some(branch_target(args)),
            ..on
        },
        Effect::BranchOnBit => Ways {
            branch: Some(bit_branch_target(args)),
            ..on
        },
        Effect::Call => Ways {
            call: Some(args.word()),
            ..on
        },
        Effect::Jump => Ways {
            jump: Some(args.word()),
            ..Ways::default()
        },
        Effect::JumpIndirect | Effect::Return | Effect::Interrupt | Effect::Jam => Ways::default(),
        Effect::None
        | Effect::Read
        | Effect::Write
        | Effect::Modify
        | Effect::Push
        | Effect::Pull
        | Effect::Wait => on,
    }
}

/// Where instructions are known to begin.
pub struct Flow(BTreeSet<u16>);

impl Flow {
    /// What is reached from `starts`.
    pub fn reached(machine: &impl Look, starts: impl IntoIterator<Item = u16>) -> Self {
        let mut seen = BTreeSet::new();
        let mut open: Vec<u16> = starts.into_iter().collect();
        while let Some(at) = open.pop() {
            if !seen.insert(at) {
                continue;
            }
            let Ways {
                behind,
                branch,
                call,
                jump,
            } = ways(machine, at);
            open.extend([behind, branch, call, jump].into_iter().flatten());
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
