//! Tells LLVM which variable a local is, for what it says of where the variable is.
//!
//! inkwell's call takes the record that LLVM answers for an instruction, which it is none any
//! more.

use inkwell::basic_block::BasicBlock;
use inkwell::debug_info::{DILocalVariable, DILocation, DebugInfoBuilder};
use inkwell::values::{AsValueRef, PointerValue};
use llvm_sys::debuginfo::LLVMDIBuilderInsertDeclareRecordAtEnd;

/// `local` is `variable` from the end of `block` on, as it stands now.
pub(super) fn declare<'ctx>(
    info: &DebugInfoBuilder<'ctx>,
    local: PointerValue<'ctx>,
    variable: DILocalVariable<'ctx>,
    location: DILocation<'ctx>,
    block: BasicBlock<'ctx>,
) {
    let whole = info.create_expression(Vec::new());
    // SAFETY: all of them are of one context, which `'ctx` keeps alive, and were made by this
    // builder or for its module; the record is LLVM's.
    unsafe {
        LLVMDIBuilderInsertDeclareRecordAtEnd(
            info.as_mut_ptr(),
            local.as_value_ref(),
            variable.as_mut_ptr(),
            whole.as_mut_ptr(),
            location.as_mut_ptr(),
            block.as_mut_ptr(),
        );
    }
}
