//! Bitcode of which only the functions that are wanted are read.
//!
//! Reading all opcodes takes longer than compiling a small group. LLVM reads
//! bodies late where it is asked to: those of functions that are deleted before
//! are never read, the others when the module is linked into another.

use inkwell::context::{AsContextRef, Context};
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use inkwell::values::FunctionValue;
use llvm_sys::bit_reader::LLVMGetBitcodeModuleInContext2;

use super::CompileError;

/// A module with those of the functions whose names are wanted: they must be wanted
/// where a function calls them that is.
pub(super) fn read<'ctx>(
    context: &'ctx Context,
    bitcode: &[u8],
    name: &str,
    is_wanted: impl Fn(&[u8]) -> bool,
) -> Result<Module<'ctx>, CompileError> {
    let unread = open(context, bitcode, name)?;
    let functions: Vec<FunctionValue<'ctx>> = unread.get_functions().collect();
    for function in functions {
        if !is_wanted(function.get_name().to_bytes()) {
            // SAFETY: no body was read yet, and those that will be do not call it,
            // which the caller answers for; `functions` is not used after this.
            unsafe { function.delete() };
        }
    }
    let module = context.create_module(name);
    module.link_in_module(unread)?;
    Ok(module)
}

/// A module whose functions have no bodies until they are asked for.
fn open<'ctx>(
    context: &'ctx Context,
    bitcode: &[u8],
    name: &str,
) -> Result<Module<'ctx>, CompileError> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, name);
    let mut module = std::ptr::null_mut();
    // SAFETY: the context and the buffer are alive, and `module` is written to.
    let failed = unsafe {
        LLVMGetBitcodeModuleInContext2(context.as_ctx_ref(), buffer.as_mut_ptr(), &raw mut module)
    };
    if failed != 0 {
        return Err(CompileError::Shape("the bitcode cannot be read"));
    }
    // The module owns the buffer now.
    std::mem::forget(buffer);
    // SAFETY: the call succeeded, so this is a module of the context, owned by nobody.
    Ok(unsafe { Module::new(module) })
}
