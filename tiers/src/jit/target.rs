//! The host as a compilation target, and the way to LLVM: a [`Host`] is what all of
//! it begins with, and making one loads LLVM.
//!
//! A test holds that contexts are made nowhere else; ORC asks for a host to be seen.

use std::ffi::CStr;
use std::sync::Once;

use inkwell::OptimizationLevel;
use inkwell::context::Context;
use inkwell::targets::{CodeModel, InitializationConfig, RelocMode, Target, TargetMachine};
use jumppad_llvm::Loaded;

use super::CompileError;

/// LLVM's options, behind the name of a program. Loop strength reduction gives each
/// array that a loop walks a pointer of its own; a group has no registers for these
/// beside those of the guest. Straight-line code is not made of vectors: bytes of the
/// guest would be put in and taken out one by one. What builds of passes offer for that
/// leaves it on.
const OPTIONS: [&CStr; 3] = [c"jumppad", c"-disable-lsr", c"-vectorize-slp=false"];

/// Sets the options, which are the whole process's.
fn set_options(_: Loaded) {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let words = OPTIONS.map(CStr::as_ptr);
        // SAFETY: LLVM is loaded. As many C strings as are counted, and no overview,
        // which may be left out; LLVM keeps no pointer to them. It is called once, and nothing
        // in this process has made a code generator yet.
        unsafe {
            llvm_sys::support::LLVMParseCommandLineOptions(
                words.len() as std::ffi::c_int,
                words.as_ptr(),
                std::ptr::null(),
            );
        }
    });
}

/// LLVM, and its code generator for exactly this processor.
pub(super) struct Host {
    machine: TargetMachine,
    _loaded: Loaded,
}

impl Host {
    /// Loads LLVM, unless it is loaded, and sets it up.
    pub(super) fn new() -> Result<Self, CompileError> {
        let loaded = jumppad_llvm::load()?;
        set_options(loaded);
        Target::initialize_native(&InitializationConfig::default())
            .map_err(CompileError::Target)?;
        let triple = TargetMachine::get_default_triple();
        let target = Target::from_triple(&triple)?;
        let machine = target
            .create_target_machine(
                &triple,
                &TargetMachine::get_host_cpu_name().to_string_lossy(),
                &TargetMachine::get_host_cpu_features().to_string_lossy(),
                OptimizationLevel::Default,
                RelocMode::PIC,
                CodeModel::Small,
            )
            .ok_or_else(|| CompileError::Target(triple.to_string()))?;
        Ok(Self {
            machine,
            _loaded: loaded,
        })
    }

    /// The code generator.
    pub(super) fn machine(&self) -> &TargetMachine {
        &self.machine
    }

    /// A context for modules.
    #[expect(clippy::unused_self, reason = "it proves that LLVM is loaded")]
    pub(super) fn context(&self) -> Context {
        Context::create()
    }
}
