//! Has LLVM take for granted what holds while a group is valid.
//!
//! Checks that come out the same each time then vanish with the loads that fed
//! them. An assumption here without one in [`Assumptions`] is a miscompilation.

use inkwell::IntPredicate;
use inkwell::intrinsics::Intrinsic;
use inkwell::module::Module;
use inkwell::values::{IntValue, PointerValue};
use jumppad_opcodes::ByteMarks;

use super::CompileError;
use super::frame::Frame;
use crate::region::Assumptions;

type Result<T> = std::result::Result<T, CompileError>;

impl<'ctx> Frame<'ctx> {
    /// What holds all the time, said once.
    pub(super) fn assume(&self, module: &Module<'ctx>, assumptions: &Assumptions) -> Result<()> {
        for page in 0..=u8::MAX {
            let mask = assumptions.mask(page);
            if !mask.is_empty() {
                self.assume_lacks(module, self.parameters.pages, u16::from(page), mask.bits())?;
            }
        }
        for &addr in &assumptions.data {
            self.assume_lacks(module, self.parameters.marks, addr, ByteMarks::CODE.bits())?;
        }
        Ok(())
    }

    /// The byte at `index` of a table holds none of `mask`.
    fn assume_lacks(
        &self,
        module: &Module<'ctx>,
        table: PointerValue<'ctx>,
        index: u16,
        mask: u8,
    ) -> Result<()> {
        let bits = self.load_byte(table, index)?;
        self.assume_none(module, bits, mask)
    }

    fn assume_none(&self, module: &Module<'ctx>, bits: IntValue<'ctx>, mask: u8) -> Result<()> {
        let bits = self.builder.build_and(bits, self.byte(mask), "")?;
        let zero = self.byte(0);
        let plain = self
            .builder
            .build_int_compare(IntPredicate::EQ, bits, zero, "plain")?;
        let assume = Intrinsic::find("llvm.assume")
            .and_then(|intrinsic| intrinsic.get_declaration(module, &[]))
            .ok_or(CompileError::Shape("no llvm.assume"))?;
        self.builder.build_call(assume, &[plain.into()], "")?;
        Ok(())
    }
}
