//! Accesses to devices within a group's code.
//!
//! The opcode function finds a window in the place of RAM: for a read the device is
//! asked first, and the byte put there; for a write the byte is taken from there. It
//! can find nothing that it needs help for, so nothing is ever done twice.

use inkwell::IntPredicate;
use inkwell::types::BasicMetadataTypeEnum;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue};
use jumppad_opcodes::{Effect, Intervention};

use super::CompileError;
use super::group::Group;
use super::watched::Arguments;
use crate::ports::{READ, SIGNALLED, WRITE};
use crate::region::Instruction;

type Result<T> = std::result::Result<T, CompileError>;

/// Cycles from the beginning of the instruction to the access.
const DELAY: u64 = 3;

impl<'ctx> Group<'ctx, '_> {
    /// Executes an instruction that accesses a device.
    pub(super) fn access_device(
        &self,
        instruction: &Instruction,
        function: FunctionValue<'ctx>,
        arguments: &Arguments<'ctx>,
    ) -> Result<()> {
        let frame = &self.frame;
        let addr = instruction.word();
        let kind = frame.context.i8_type();
        let begin = frame.load_cycles()?;
        let delay = begin.get_type().const_int(DELAY, false);
        let cycle = frame.builder.build_int_add(begin, delay, "cycle")?;
        let byte = frame.window_byte(addr)?;
        let asked = |name, value| self.ask_device(name, addr, value, cycle);
        let done = self.add_block("");
        frame.open_window(self.module)?;
        let answer = if instruction.opcode.effect == Effect::Write {
            self.call(function, arguments, done)?;
            frame.builder.position_at_end(done);
            let value = frame.builder.build_load(kind, byte, "")?.into_int_value();
            let wide = frame.context.i32_type();
            let value = frame.builder.build_int_z_extend(value, wide, "")?;
            asked(WRITE, Some(value))?
        } else {
            let answer = asked(READ, None)?;
            let value = frame.builder.build_int_truncate(answer, kind, "")?;
            frame.builder.build_store(byte, value)?;
            self.call(function, arguments, done)?;
            frame.builder.position_at_end(done);
            answer
        };
        frame.close_window()?;
        self.leave_if_signalled(answer)
    }

    /// Asks for an access to `addr` in `cycle`, by one of [`crate::ports`].
    fn ask_device(
        &self,
        name: &str,
        addr: u16,
        value: Option<IntValue<'ctx>>,
        cycle: IntValue<'ctx>,
    ) -> Result<IntValue<'ctx>> {
        let (frame, i32) = (&self.frame, self.frame.context.i32_type());
        let addr = i32.const_int(u64::from(addr), false);
        let numbers = [Some(addr), value, Some(cycle)];
        let numbers: Vec<IntValue<'_>> = numbers.into_iter().flatten().collect();
        let function = self.module.get_function(name).unwrap_or_else(|| {
            let pointer = frame.parameters.ports.get_type();
            let mut kinds: Vec<BasicMetadataTypeEnum<'_>> = vec![pointer.into()];
            kinds.extend(
                numbers
                    .iter()
                    .map(|number| BasicMetadataTypeEnum::from(number.get_type())),
            );
            self.module
                .add_function(name, i32.fn_type(&kinds, false), None)
        });
        let mut arguments: Vec<BasicMetadataValueEnum<'_>> = vec![frame.parameters.ports.into()];
        arguments.extend(numbers.into_iter().map(BasicMetadataValueEnum::from));
        self.value_of(function, &arguments)
    }

    /// Leaves if an interrupt may come sooner than it could before.
    fn leave_if_signalled(&self, answer: IntValue<'ctx>) -> Result<()> {
        let builder = &self.frame.builder;
        let signalled = answer.get_type().const_int(u64::from(SIGNALLED), false);
        let is_signalled =
            builder.build_int_compare(IntPredicate::UGE, answer, signalled, "signalled")?;
        let reason = self.frame.byte(Intervention::Signalled as u8);
        let next = self.add_block("");
        self.leave_if(is_signalled, reason, next)?;
        builder.position_at_end(next);
        Ok(())
    }
}
