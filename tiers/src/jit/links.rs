//! How a group begins and ends: what it is entered with, and where it goes on.
//!
//! A group that leaves for another address looks whether a link leads on from there,
//! and if so calls that group in its own place, with the parameters that it was
//! given. So groups follow one another without the run loop, for as long as the
//! limit allows; each sees to that itself when it begins.

use inkwell::IntPredicate;
use inkwell::llvm_sys::LLVMTailCallKind;
use inkwell::values::{BasicMetadataValueEnum, IntValue};
use jumppad_opcodes::Intervention;

use super::group::Group;
use super::parameters::group_type;
use super::{CompileError, template};

type Result<T> = std::result::Result<T, CompileError>;

impl<'ctx> Group<'ctx, '_> {
    /// Begins: leaves at once if the limit is too near; else goes to the jumppad.
    pub(super) fn enter(&self) -> Result<()> {
        let (frame, builder) = (&self.frame, &self.frame.builder);
        frame.enter(self.module, self.region)?;
        let in_time = self.add_block("in_time");
        self.check_budget(in_time)?;
        builder.position_at_end(in_time);
        let entered = template::helper(self.module, template::GROUP_ENTERED)?;
        let arguments = [frame.parameters.links.into(), self.entry().into()];
        builder.build_call(entered, &arguments, "")?;
        self.guard_decimal()?;
        builder.build_unconditional_branch(self.jumppad)?;
        Ok(())
    }

    /// Copies back, and goes on in the group that a link leads to, if this one was
    /// just left for another address; else answers the intervention.
    pub(super) fn exit(&self) -> Result<()> {
        let (frame, builder) = (&self.frame, &self.frame.builder);
        builder.position_at_end(self.exit);
        frame.leave(self.region)?;
        self.tell_counts()?;
        let reason = self.reason.as_basic_value().into_int_value();
        let [find, follow, answer] =
            ["find_link", "follow_link", "answer"].map(|n| self.add_block(n));
        let left = frame.byte(Intervention::Left as u8);
        let is_left = builder.build_int_compare(IntPredicate::EQ, reason, left, "left")?;
        builder.build_conditional_branch(is_left, find, answer)?;

        builder.position_at_end(find);
        let next = template::helper(self.module, template::GROUP_NEXT)?;
        let code = self.value_of(next, &[frame.parameters.links.into(), frame.cpu.into()])?;
        let none = code.get_type().const_zero();
        let is_none = builder.build_int_compare(IntPredicate::EQ, code, none, "none")?;
        builder.build_conditional_branch(is_none, answer, follow)?;

        builder.position_at_end(follow);
        self.go_on_at(code)?;

        builder.position_at_end(answer);
        let answered = template::helper(self.module, template::GROUP_LEFT)?;
        let answer = self.value_of(answered, &[reason.into(), self.entry().into()])?;
        builder.build_return(Some(&answer))?;
        Ok(())
    }

    /// Calls the group whose code is at `code` in this one's place.
    fn go_on_at(&self, code: IntValue<'ctx>) -> Result<()> {
        let (frame, builder) = (&self.frame, &self.frame.builder);
        let pointer = frame.parameters.links.get_type();
        let code = builder.build_int_to_ptr(code, pointer, "code")?;
        let parameters = frame.function.get_params();
        let parameters: Vec<BasicMetadataValueEnum<'_>> =
            parameters.iter().map(|&value| value.into()).collect();
        let kind = group_type(frame.context);
        let call = builder.build_indirect_call(kind, code, &parameters, "answer")?;
        call.set_tail_call_kind(LLVMTailCallKind::LLVMTailCallKindMustTail);
        builder.build_return(Some(&template::answer(call)?))?;
        Ok(())
    }

    fn entry(&self) -> IntValue<'ctx> {
        self.frame.address(self.region.entry)
    }
}
