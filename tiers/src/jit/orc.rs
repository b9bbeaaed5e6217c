//! The only file that calls LLVM's ORC: links object files into this process
//! and takes them out again.
//!
//! What is linked has a resource tracker of its own, and is taken out by being
//! dropped; the session lives as long as anything in it. ORC locks its session,
//! so all of this may happen on any thread.

use std::ffi::{CStr, CString};
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::Arc;

use llvm_sys::error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage};
use llvm_sys::orc2::lljit::{
    LLVMOrcCreateLLJIT, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFileWithRT,
    LLVMOrcLLJITGetExecutionSession, LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup,
    LLVMOrcLLJITMangleAndIntern, LLVMOrcLLJITRef,
};
use llvm_sys::orc2::{
    LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMJITSymbolGenericFlags, LLVMOrcAbsoluteSymbols,
    LLVMOrcCSymbolMapPair, LLVMOrcExecutionSessionGetSymbolStringPool,
    LLVMOrcJITDylibCreateResourceTracker, LLVMOrcJITDylibDefine, LLVMOrcReleaseResourceTracker,
    LLVMOrcResourceTrackerRef, LLVMOrcResourceTrackerRemove,
    LLVMOrcSymbolStringPoolClearDeadEntries,
};

use super::CompileError;
use super::codegen::Object;
use super::target::Host;
use crate::ports;

/// Flags of symbols: they can be found, and called.
const EXPORTED: u8 = LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsExported as u8;
const CALLABLE: u8 = LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsCallable as u8;

/// An ORC session.
pub(super) struct Orc {
    session: Arc<Session>,
}

#[derive(Debug)]
struct Session(LLVMOrcLLJITRef);

// SAFETY: ORC's sessions may be used from any thread; they lock themselves.
unsafe impl Send for Session {}
// SAFETY: as above.
unsafe impl Sync for Session {}

/// The code of one object file, in this process until it is dropped; `F` is the
/// type of its function.
#[derive(Debug)]
pub(super) struct Linked<F> {
    tracker: LLVMOrcResourceTrackerRef,
    address: u64,
    /// Outlives the tracker.
    session: Arc<Session>,
    function: PhantomData<F>,
}

// SAFETY: a tracker is used by removing it, which locks the session.
unsafe impl<F> Send for Linked<F> {}
// SAFETY: shared, it can only be asked for a number.
unsafe impl<F> Sync for Linked<F> {}

impl<F> Linked<F> {
    /// Where the function begins.
    pub(super) fn address(&self) -> u64 {
        self.address
    }
}

impl<F> Drop for Linked<F> {
    fn drop(&mut self) {
        // The code stays where it is: a thread may hold LLVM's locks for ever.
        if jumppad_llvm::failure().is_some() {
            return;
        }
        // SAFETY: the tracker is alive, its session too; both calls are the last
        // that it gets.
        let removed = unsafe {
            let removed = check(LLVMOrcResourceTrackerRemove(self.tracker));
            LLVMOrcReleaseResourceTracker(self.tracker);
            removed
        };
        self.session.forget_names();
        debug_assert!(removed.is_ok(), "taking code out: {removed:?}");
    }
}

impl Orc {
    /// A session in this process; LLVM is loaded, since there is a host.
    pub(super) fn new(_: &Host) -> Result<Self, CompileError> {
        let mut jit = ptr::null_mut();
        // SAFETY: a null builder asks for the defaults; `jit` is written on
        // success only.
        check(unsafe { LLVMOrcCreateLLJIT(&raw mut jit, ptr::null_mut()) })?;
        let session = Arc::new(Session(jit));
        session.define(&[
            (ports::READ, ports::read as *const () as u64),
            (ports::WRITE, ports::write as *const () as u64),
        ])?;
        Ok(Self { session })
    }

    /// Links an object file and finds its function, which has a name that nothing
    /// else has that is linked.
    pub(super) fn link<F>(&self, object: Object<F>) -> Result<Linked<F>, CompileError> {
        let symbol = CString::new(object.symbol);
        let symbol = symbol.map_err(|_| CompileError::Shape("NUL in a symbol"))?;
        let jit = self.session.0;
        // SAFETY: the session is alive; its main library lives as long.
        let tracker =
            unsafe { LLVMOrcJITDylibCreateResourceTracker(LLVMOrcLLJITGetMainJITDylib(jit)) };
        // From here on, a failure takes out what is linked so far.
        let mut linked = Linked {
            tracker,
            address: 0,
            session: Arc::clone(&self.session),
            function: PhantomData,
        };
        // ORC owns the buffer from here on, even when it fails.
        let buffer = ManuallyDrop::new(object.file).as_mut_ptr();
        // SAFETY: session, tracker and buffer are alive, the buffer is given;
        // the symbol is a C string; the address is written on success only.
        unsafe {
            check(LLVMOrcLLJITAddObjectFileWithRT(jit, tracker, buffer))?;
            check(LLVMOrcLLJITLookup(
                jit,
                &raw mut linked.address,
                symbol.as_ptr(),
            ))?;
        }
        Ok(linked)
    }
}

impl Session {
    /// Lets what is linked find functions of this process by their names.
    fn define(&self, functions: &[(&str, u64)]) -> Result<(), CompileError> {
        let mut pairs = Vec::new();
        for &(name, address) in functions {
            let name = CString::new(name).map_err(|_| CompileError::Shape("NUL in a symbol"))?;
            // SAFETY: the session is alive; the name is a C string, which is copied.
            let name = unsafe { LLVMOrcLLJITMangleAndIntern(self.0, name.as_ptr()) };
            let flags = LLVMJITSymbolFlags {
                GenericFlags: EXPORTED | CALLABLE,
                TargetFlags: 0,
            };
            pairs.push(LLVMOrcCSymbolMapPair {
                Name: name,
                Sym: LLVMJITEvaluatedSymbol {
                    Address: address,
                    Flags: flags,
                },
            });
        }
        // SAFETY: as many pairs as are counted, whose names are given; the session
        // is alive, its main library lives as long and is given the definitions.
        check(unsafe {
            let symbols = LLVMOrcAbsoluteSymbols(pairs.as_mut_ptr(), pairs.len());
            LLVMOrcJITDylibDefine(LLVMOrcLLJITGetMainJITDylib(self.0), symbols)
        })
    }

    /// Frees the names of what is no longer linked, which each group adds to.
    fn forget_names(&self) {
        // SAFETY: the session is alive; its pool lives as long, and locks itself.
        unsafe {
            let session = LLVMOrcLLJITGetExecutionSession(self.0);
            let names = LLVMOrcExecutionSessionGetSymbolStringPool(session);
            LLVMOrcSymbolStringPoolClearDeadEntries(names);
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if jumppad_llvm::failure().is_some() {
            return;
        }
        // An error here has nobody left to tell.
        // SAFETY: created by `Orc::new`, disposed of once, when nothing is
        // linked any more.
        let _ = check(unsafe { LLVMOrcDisposeLLJIT(self.0) });
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
