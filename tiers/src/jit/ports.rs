//! Accesses to devices within a group's code.
//!
//! The opcode function finds a window in the place of RAM: for a read the device is
//! asked first, and the byte put there; for a write the byte is taken from there. It
//! can find nothing that it needs help for, so nothing is ever done twice.

use inkwell::IntPredicate;
use inkwell::types::BasicMetadataTypeEnum;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue};
use jumppad_opcodes::{Effect, Intervention, Opcode};

use super::CompileError;
use super::group::Group;
use super::watched::Arguments;
use crate::instruction::Instruction;
use crate::ports::{READ, SIGNALLED, WRITE};

type Result<T> = std::result::Result<T, CompileError>;

impl<'ctx> Group<'ctx, '_> {
    /// Executes an instruction that accesses a device.
    pub(super) fn access_device(
        &self,
        instruction: &Instruction,
        function: FunctionValue<'ctx>,
        arguments: &Arguments<'ctx>,
    ) -> Result<()> {
        let (frame, builder) = (&self.frame, &self.frame.builder);
        let effect = instruction.opcode.effect;
        let (addr, begin) = (instruction.word(), frame.load_cycles()?);
        let mut answers: Vec<IntValue<'ctx>> = Vec::new();
        let mut ask = |value| {
            let delay = Opcode::FIRST_ACCESS + answers.len() as u64;
            let delay = begin.get_type().const_int(delay, false);
            let cycle = builder.build_int_add(begin, delay, "cycle")?;
            let answer = self.ask_device(addr, value, cycle)?;
            answers.push(answer);
            Result::Ok(answer)
        };
        let byte = frame.open_window(self.module, addr)?;
        let read = match effect {
            Effect::Write => None,
            _ => Some(ask(None)?),
        };
        if let Some(read) = read {
            let value = builder.build_int_truncate(read, frame.context.i8_type(), "")?;
            builder.build_store(byte, value)?;
        }
        let done = self.add_block("");
        self.call(function, arguments, done)?;
        builder.position_at_end(done);
        if effect != Effect::Read {
            // NMOS chips write what they read before what becomes of it, CMOS chips
            // read once more.
            if let Some(read) = read {
                ask((!self.region.model.is_cmos()).then_some(read))?;
            }
            let value = frame.load_byte(byte, 0)?;
            let value = builder.build_int_z_extend(value, frame.context.i32_type(), "")?;
            ask(Some(value))?;
        }
        frame.close_window()?;
        self.leave_if_signalled(&answers)
    }

    /// Asks for an access to `addr` in `cycle`, which writes if there is a value.
    fn ask_device(
        &self,
        addr: u16,
        value: Option<IntValue<'ctx>>,
        cycle: IntValue<'ctx>,
    ) -> Result<IntValue<'ctx>> {
        let (frame, i32) = (&self.frame, self.frame.context.i32_type());
        let name = if value.is_some() { WRITE } else { READ };
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

    /// Leaves if one of some answers says that an interrupt may come sooner than it
    /// could before.
    fn leave_if_signalled(&self, answers: &[IntValue<'ctx>]) -> Result<()> {
        let builder = &self.frame.builder;
        let all = self.frame.context.i32_type().const_zero();
        let all = answers
            .iter()
            .try_fold(all, |all, &answer| builder.build_or(all, answer, "answers"))?;
        let signalled = all.get_type().const_int(u64::from(SIGNALLED), false);
        let is_signalled =
            builder.build_int_compare(IntPredicate::UGE, all, signalled, "signalled")?;
        let reason = self.frame.byte(Intervention::Signalled as u8);
        let next = self.add_block("");
        self.leave_if(is_signalled, reason, next)?;
        builder.position_at_end(next);
        Ok(())
    }
}
