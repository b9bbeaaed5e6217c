//! A decoded instruction, and what of it is taken for constant.

mod outcomes;

use jumppad_opcodes::{Effect, Mode, Opcode};

pub(crate) use outcomes::{branch_costs, cycles_by_target};

/// Whether an instruction's operand bytes are constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OperandKind {
    /// Constants; a store to them invalidates the group.
    Constant,
    /// Read at run time, because the program patches them.
    Dynamic,
}

/// A decoded instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instruction {
    pub(crate) pc: u16,
    pub(crate) opcode: &'static Opcode,
    pub(crate) arg1: u8,
    pub(crate) arg2: u8,
    pub(crate) operand: OperandKind,
}

impl Instruction {
    /// Whether its operand is an address in memory that it spells out, and
    /// accesses.
    pub(crate) fn accesses_absolute(&self) -> bool {
        let touches = matches!(
            self.opcode.effect,
            Effect::Read | Effect::Write | Effect::Modify
        );
        touches && self.opcode.mode == Mode::ABS
    }

    pub(crate) fn next(&self) -> u16 {
        self.pc.wrapping_add(self.opcode.length())
    }

    /// Both operand bytes as an address.
    pub(crate) fn word(&self) -> u16 {
        u16::from_le_bytes([self.arg1, self.arg2])
    }

    /// The addresses of its bytes that are cached as code.
    pub(crate) fn cached_bytes(&self) -> impl Iterator<Item = (u16, u8)> + use<> {
        let length = match self.operand {
            OperandKind::Constant => self.opcode.length(),
            OperandKind::Dynamic => 1,
        };
        let bytes = [self.opcode.code, self.arg1, self.arg2];
        let pc = self.pc;
        (0..length).map(move |i| (pc.wrapping_add(i), bytes[i as usize]))
    }
}
