//! The only file that calls LLVM's ORC: links object files into this process
//! and takes them out again.
//!
//! Each group has a resource tracker of its own; removing it frees exactly that
//! group's memory.

use std::collections::HashMap;
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
use super::code::Code;
use crate::event::GroupId;

/// An ORC session and what is linked in it.
pub(super) struct Orc {
    jit: LLVMOrcLLJITRef,
    /// The tracker of each linked group.
    linked: HashMap<GroupId, LLVMOrcResourceTrackerRef>,
}

impl Orc {
    pub(super) fn new() -> Result<Self, CompileError> {
        let mut jit = ptr::null_mut();
        // SAFETY: a null builder asks for the defaults; `jit` is written on
        // success only.
        check(unsafe { LLVMOrcCreateLLJIT(&raw mut jit, ptr::null_mut()) })?;
        Ok(Self {
            jit,
            linked: HashMap::new(),
        })
    }

    /// Links a group's object file and finds its function in it.
    pub(super) fn link(
        &mut self,
        id: GroupId,
        object: MemoryBuffer<'static>,
        symbol: &str,
    ) -> Result<Code, CompileError> {
        let symbol = CString::new(symbol).map_err(|_| CompileError::Shape("NUL in a symbol"))?;
        // SAFETY: the session is alive; its main library lives as long.
        let tracker =
            unsafe { LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(self.jit)) };
        match self.look_up(tracker, object, &symbol) {
            Ok(address) => {
                self.linked.insert(id, tracker);
                // SAFETY: the symbol is that of a compiled group; it stays
                // linked until `unlink` gets the code back, or the session
                // ends with the machine that holds the code.
                Ok(unsafe { Code::new(address) })
            }
            Err(error) => {
                remove(tracker)?;
                Err(error)
            }
        }
    }

    fn look_up(
        &self,
        tracker: LLVMOrcResourceTrackerRef,
        object: MemoryBuffer<'static>,
        symbol: &CStr,
    ) -> Result<u64, CompileError> {
        let buffer = object.as_mut_ptr();
        // ORC owns the buffer from here on, even when it fails.
        std::mem::forget(object);
        let mut address = 0;
        // SAFETY: session, tracker and buffer are alive, the buffer is given;
        // the symbol is a C string; the address is written on success only.
        unsafe {
            check(LLVMOrcLLJITAddObjectFileWithRT(self.jit, tracker, buffer))?;
            check(LLVMOrcLLJITLookup(
                self.jit,
                &raw mut address,
                symbol.as_ptr(),
            ))?;
        }
        Ok(address)
    }

    /// Takes a group's code out of the process and frees its memory.
    pub(super) fn unlink(&mut self, id: GroupId, code: Code) -> Result<(), CompileError> {
        // Given up by being here: nobody else can call it.
        let Code { .. } = code;
        self.linked.remove(&id).map_or(Ok(()), remove)
    }
}

/// Frees what a tracker holds. Each tracker gets here once, out of the map or
/// before it came to be there.
fn remove(tracker: LLVMOrcResourceTrackerRef) -> Result<(), CompileError> {
    // SAFETY: the tracker is alive, and released only here.
    unsafe {
        let removed = check(LLVMOrcResourceTrackerRemove(tracker));
        LLVMOrcReleaseResourceTracker(tracker);
        removed
    }
}

impl Drop for Orc {
    fn drop(&mut self) {
        // An error here has nobody left to tell.
        for (_, tracker) in self.linked.drain() {
            let _ = remove(tracker);
        }
        // SAFETY: created by `new`, disposed of once.
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
