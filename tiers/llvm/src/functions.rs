//! A function for each that LLVM has for C, of the same name: it jumps to where
//! its slot says, which is LLVM's own once LLVM is loaded.
//!
//! This is what inkwell and llvm-sys are linked with, in programs, tests and
//! build scripts. A jump leaves registers and stack as they are, so it serves
//! any signature.
//!
//! # Linking
//! A linker that reads archives in order (GNU's) takes from this crate's what is
//! missing by then, and inkwell's may come later. Two things make that no matter.
//! rustc begins each executable with an object that asks for every `no_mangle`
//! function of its crates (`symbols.o`). And functions and slots are one module,
//! which rustc puts into one object: whoever calls `load` has them all. What is
//! never called is dropped again.

use std::ffi::CStr;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Jumps to where a slot says; by a register that is nobody's between functions,
/// if one is needed.
#[cfg(target_arch = "x86_64")]
macro_rules! jump {
    ($slot:expr) => {
        core::arch::naked_asm!(
            "jmp qword ptr [rip + {slots} + {offset}]",
            slots = sym SLOTS,
            offset = const $slot as usize * size_of::<Slot>(),
        )
    };
}

#[cfg(all(target_arch = "aarch64", not(target_vendor = "apple")))]
macro_rules! jump {
    ($slot:expr) => {
        core::arch::naked_asm!(
            "adrp x16, {slots} + {offset}",
            "ldr x16, [x16, #:lo12:{slots} + {offset}]",
            "br x16",
            slots = sym SLOTS,
            offset = const $slot as usize * size_of::<Slot>(),
        )
    };
}

#[cfg(all(target_arch = "aarch64", target_vendor = "apple"))]
macro_rules! jump {
    ($slot:expr) => {
        core::arch::naked_asm!(
            "adrp x16, {slots}@PAGE + {offset}",
            "ldr x16, [x16, {slots}@PAGEOFF + {offset}]",
            "br x16",
            slots = sym SLOTS,
            offset = const $slot as usize * size_of::<Slot>(),
        )
    };
}

/// Where a function is.
type Slot = AtomicPtr<()>;

/// Expects the names of all functions.
macro_rules! functions {
    ($($name:ident)*) => {
        /// Numbers the functions.
        #[allow(non_camel_case_types, clippy::enum_variant_names, reason = "LLVM names them")]
        #[allow(dead_code, reason = "most serve as places only")]
        enum Function {
            $($name),*
        }

        const COUNT: usize = [$(Function::$name),*].len();

        /// All names, a NUL behind each: one piece, since a pointer to each would be
        /// relocated whenever a program starts.
        const NAMES: &str = concat!($(stringify!($name), "\0"),*);

        $(
            /// LLVM's, whatever its signature is.
            #[allow(non_snake_case, reason = "LLVM names it")]
            #[unsafe(naked)]
            #[unsafe(no_mangle)]
            pub(crate) unsafe extern "C" fn $name() {
                jump!(Function::$name)
            }
        )*
    };
}

include!(concat!(env!("OUT_DIR"), "/functions.rs"));

static SLOTS: [Slot; COUNT] =
    [const { AtomicPtr::new(not_loaded as extern "C" fn() as *mut ()) }; COUNT];

/// Where functions are that are called too early. What panics here cannot unwind, so it
/// ends the process.
extern "C" fn not_loaded() {
    panic!("LLVM was used before it was loaded");
}

/// Where functions are that the library lacks which was loaded.
pub(crate) extern "C" fn absent() {
    panic!("the LLVM that was loaded lacks a function that is needed");
}

/// Asks where each function is, and notes it: until the first that has no place.
pub(crate) fn fill<E>(mut place: impl FnMut(&CStr) -> Result<*mut (), E>) -> Result<(), E> {
    let mut names = NAMES.as_bytes();
    for slot in &SLOTS {
        let Ok(name) = CStr::from_bytes_until_nul(names) else {
            break;
        };
        slot.store(place(name)?, Ordering::Relaxed);
        names = &names[name.count_bytes() + 1..];
    }
    Ok(())
}
