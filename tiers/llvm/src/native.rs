//! LLVM's "native" initialisers, which stand in its headers only: as C that this
//! build has no compiler for. They are defined here by what they call; inkwell
//! finds them by name.

use crate::functions;

/// The processor's name in the names of LLVM's functions.
#[cfg(target_arch = "x86_64")]
pub(crate) const HOST: &str = "X86";
#[cfg(target_arch = "aarch64")]
pub(crate) const HOST: &str = "AArch64";

macro_rules! native_initialisers {
    ($($name:ident => $($callee:ident),+;)*) => {$(
        #[allow(non_snake_case, reason = "LLVM names it")]
        #[unsafe(no_mangle)]
        extern "C" fn $name() -> std::ffi::c_int {
            $(
                // SAFETY: LLVM is loaded before anything of it is called. This
                // registers a target in its own tables; inkwell calls it under its
                // target lock.
                unsafe { functions::$callee() };
            )+
            0
        }
    )*};
}

#[cfg(target_arch = "x86_64")]
native_initialisers! {
    LLVM_InitializeNativeTarget =>
        LLVMInitializeX86TargetInfo, LLVMInitializeX86Target, LLVMInitializeX86TargetMC;
    LLVM_InitializeNativeAsmPrinter => LLVMInitializeX86AsmPrinter;
    LLVM_InitializeNativeAsmParser => LLVMInitializeX86AsmParser;
    LLVM_InitializeNativeDisassembler => LLVMInitializeX86Disassembler;
}

#[cfg(target_arch = "aarch64")]
native_initialisers! {
    LLVM_InitializeNativeTarget =>
        LLVMInitializeAArch64TargetInfo, LLVMInitializeAArch64Target, LLVMInitializeAArch64TargetMC;
    LLVM_InitializeNativeAsmPrinter => LLVMInitializeAArch64AsmPrinter;
    LLVM_InitializeNativeAsmParser => LLVMInitializeAArch64AsmParser;
    LLVM_InitializeNativeDisassembler => LLVMInitializeAArch64Disassembler;
}
