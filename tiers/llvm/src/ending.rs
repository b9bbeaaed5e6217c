//! Ending a process while LLVM is at work on a thread.
//!
//! A compilation cannot be broken off, and a process that ends as usual takes LLVM's own
//! data apart under it. So a program that does not want to wait says so at its beginning,
//! and ends here.

use std::ffi::c_int;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

static ABANDONED: AtomicBool = AtomicBool::new(false);

/// From now on nobody waits for a compilation that is not needed any more. The process
/// must end by [`end_process`].
pub fn abandon() {
    ABANDONED.store(true, Ordering::Relaxed);
}

/// Whether [`abandon`] was called.
#[must_use]
pub fn is_abandoned() -> bool {
    ABANDONED.load(Ordering::Relaxed)
}

/// Ends the process at once, as far as others can see in the usual way: what was written
/// to the standard streams is there.
pub fn end_process(code: u8) -> ! {
    // If a stream is gone, nobody is left to be told.
    let _ = io::stdout().flush();
    let _ = io::stderr().flush();
    unsafe extern "C" {
        fn _exit(status: c_int) -> !;
    }
    // SAFETY: the C library's function takes any number and does not return. Whatever
    // other threads do ends with the process.
    unsafe { _exit(c_int::from(code)) }
}
