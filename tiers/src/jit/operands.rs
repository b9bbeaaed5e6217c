//! The operand bytes of an instruction: constants, or what the program has
//! patched in.
//!
//! Patched bytes are held in local copies where all stores to them are known:
//! stores that spell out the address renew the copy, others leave the group.

use inkwell::values::IntValue;
use jumppad_opcodes::Effect;

use super::group::Group;
use super::{CompileError, template};
use crate::instruction::{Instruction, OperandKind};

type Result<T> = std::result::Result<T, CompileError>;

impl<'ctx> Group<'ctx, '_> {
    /// Both operand bytes; those that the instruction lacks mean nothing.
    pub(super) fn operands(&self, instruction: &Instruction) -> Result<[IntValue<'ctx>; 2]> {
        let frame = &self.frame;
        match instruction.operand {
            OperandKind::Constant => {
                Ok([frame.byte(instruction.arg1), frame.byte(instruction.arg2)])
            }
            OperandKind::Dynamic => Ok([
                frame.load_guest_byte(instruction.pc.wrapping_add(1))?,
                frame.load_guest_byte(instruction.pc.wrapping_add(2))?,
            ]),
        }
    }

    /// Leaves where a patched instruction needs help.
    pub(super) fn guard_patched(
        &self,
        instruction: &Instruction,
        arg1: IntValue<'ctx>,
        arg2: IntValue<'ctx>,
    ) -> Result<()> {
        if instruction.operand == OperandKind::Constant || !instruction.accesses_absolute() {
            return Ok(());
        }
        let guard = template::helper(self.module, template::GUARD_PATCHED)?;
        let stores = self.frame.flag(instruction.opcode.effect != Effect::Read);
        let arguments = [
            self.frame.bus.into(),
            arg1.into(),
            arg2.into(),
            stores.into(),
        ];
        let next = self.add_block("");
        self.call(guard, &arguments, next)?;
        self.frame.builder.position_at_end(next);
        Ok(())
    }

    /// Says in memory what the instruction is about to read of a held byte. It
    /// stands there already, but LLVM cannot know that.
    pub(super) fn spill_held(&self, instruction: &Instruction) -> Result<()> {
        match constant_address(instruction) {
            Some(addr) if instruction.opcode.effect != Effect::Write => self.frame.spill_held(addr),
            _ => Ok(()),
        }
    }

    /// Renews the local copy of the byte that the instruction has stored to, if
    /// it is a held one.
    pub(super) fn renew_held(&self, instruction: &Instruction) -> Result<()> {
        match constant_address(instruction) {
            Some(addr) if instruction.opcode.effect != Effect::Read => self.frame.renew_held(addr),
            _ => Ok(()),
        }
    }
}

/// The absolute address that the instruction always accesses.
fn constant_address(instruction: &Instruction) -> Option<u16> {
    let is_known = instruction.operand == OperandKind::Constant && instruction.accesses_absolute();
    is_known.then(|| instruction.word())
}
