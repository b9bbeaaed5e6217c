//! The host as a compilation target.
//!
//! LLVM's "native" initialisers are header-only C, which this build has no
//! compiler for; they are defined here by what they call. inkwell finds them
//! by name.

use std::ffi::CStr;
use std::sync::Once;

use inkwell::OptimizationLevel;
use inkwell::targets::{CodeModel, InitializationConfig, RelocMode, Target, TargetMachine};

use super::CompileError;

/// LLVM's options, behind the name of a program. Loop strength reduction gives each
/// array that a loop walks a pointer of its own; a group has no registers for these
/// beside those of the guest. Straight-line code is not made of vectors: bytes of the
/// guest would be put in and taken out one by one. What builds of passes offer for that
/// leaves it on.
const OPTIONS: [&CStr; 3] = [c"jumppad", c"-disable-lsr", c"-vectorize-slp=false"];

/// Sets the options, which are the whole process's.
fn set_options() {
    static SET: Once = Once::new();
    SET.call_once(|| {
        let words = OPTIONS.map(CStr::as_ptr);
        // SAFETY: as many C strings as are counted, and no overview, which may be
        // left out; LLVM keeps no pointer to them. It is called once, and nothing
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

/// A code generator for exactly this processor.
pub(super) fn host_machine() -> Result<TargetMachine, CompileError> {
    set_options();
    Target::initialize_native(&InitializationConfig::default()).map_err(CompileError::Target)?;
    let triple = TargetMachine::get_default_triple();
    let target = Target::from_triple(&triple)?;
    target
        .create_target_machine(
            &triple,
            &TargetMachine::get_host_cpu_name().to_string_lossy(),
            &TargetMachine::get_host_cpu_features().to_string_lossy(),
            OptimizationLevel::Default,
            RelocMode::PIC,
            CodeModel::Small,
        )
        .ok_or_else(|| CompileError::Target(triple.to_string()))
}
