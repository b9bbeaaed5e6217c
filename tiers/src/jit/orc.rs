//! The only file that calls LLVM's ORC: links object files into this process
//! and takes them out again.
//!
//! Each group has a resource tracker of its own; removing it frees exactly that
//! group's memory.

use std::ffi::{CStr, CString};
use std::ptr;

use inkwell::memory_buffer::MemoryBuffer;
use llvm_sys::error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage};
use llvm_sys::orc2::lljit::{
    LLVMOrcCreateLLJIT, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFileWithRT,
    LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup, LLVMOrcLLJITRef,
};
use llvm_sys::orc2::{
    LLVMOrcJITDylibCreateResourceTracker, LLVMOrcReleaseResourceTracker, LLVMOrcResourceTrackerRef,
    LLVMOrcResourceTrackerRemove,
};

use super::CompileError;

/// An ORC session. Everything linked must be unlinked before it is dropped,
/// or is freed with it.
pub(super) struct Orc {
    jit: LLVMOrcLLJITRef,
}

/// A linked object file; [`Orc::unlink`] frees it.
#[must_use]
pub(super) struct Linked {
    tracker: LLVMOrcResourceTrackerRef,
    pub(super) address: u64,
}

impl Orc {
    pub(super) fn new() -> Result<Self, CompileError> {
        let mut jit = ptr::null_mut();
        // SAFETY: a null builder asks for the defaults; `jit` is written on
        // success only.
        check(unsafe { LLVMOrcCreateLLJIT(&raw mut jit, ptr::null_mut()) })?;
        Ok(Self { jit })
    }

    /// Links an object file and finds `symbol` in it.
    pub(super) fn link(
        &self,
        object: MemoryBuffer<'static>,
        symbol: &str,
    ) -> Result<Linked, CompileError> {
        let symbol = CString::new(symbol).map_err(|_| CompileError::Shape("NUL in a symbol"))?;
        // SAFETY: the session is alive; its main library lives as long.
        let tracker =
            unsafe { LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(self.jit)) };
        let mut linked = Linked {
            tracker,
            address: 0,
        };
        let buffer = object.as_mut_ptr();
        // ORC owns the buffer from here on, even when it fails.
        std::mem::forget(object);
        // SAFETY: session, tracker and buffer are alive, the buffer is given.
        let added = check(unsafe { LLVMOrcLLJITAddObjectFileWithRT(self.jit, tracker, buffer) });
        let found = added.and_then(|()| {
            // SAFETY: the session is alive, the symbol a C string, and the
            // address is written on success only.
            check(unsafe { LLVMOrcLLJITLookup(self.jit, &raw mut linked.address, symbol.as_ptr()) })
        });
        match found {
            Ok(()) => Ok(linked),
            Err(error) => {
                self.unlink(linked)?;
                Err(error)
            }
        }
    }

    /// Takes a linked object file out of the process and frees its memory.
    pub(super) fn unlink(&self, linked: Linked) -> Result<(), CompileError> {
        // SAFETY: the tracker is alive; it is removed and released once,
        // because `linked` is consumed.
        unsafe {
            let removed = check(LLVMOrcResourceTrackerRemove(linked.tracker));
            LLVMOrcReleaseResourceTracker(linked.tracker);
            removed
        }
    }
}

impl Drop for Orc {
    fn drop(&mut self) {
        // SAFETY: created by `new`, disposed of once. An error here has nobody
        // left to tell.
        let _ = check(unsafe { LLVMOrcDisposeLLJIT(self.jit) });
    }
}

fn check(error: LLVMErrorRef) -> Result<(), CompileError> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: a non-null error is consumed by taking its message, which is a C
    // string to be disposed of once.
    unsafe {
        let message = LLVMGetErrorMessage(error);
        let text = CStr::from_ptr(message).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(message);
        Err(CompileError::Llvm(text))
    }
}
