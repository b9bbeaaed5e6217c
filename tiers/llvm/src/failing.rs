//! What becomes of a thread in which LLVM cannot go on: memory is used up, or LLVM found itself
//! to be at fault.
//!
//! LLVM calls a handler then, which must not return, and knows no exceptions that could lead out
//! of it. So the thread says its last words and stays there for ever, and LLVM, whose locks it may
//! hold, is never called again: [`crate::load`] refuses from then on. A thread without last words
//! ends the process, as LLVM does without a handler.

use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::io::{self, Write};
use std::process;
use std::sync::OnceLock;
use std::thread;

use libloading::Library;

/// Address space for the last words, and for all that goes on without LLVM.
const RESERVE: usize = 16 << 20;

static FAILURE: OnceLock<String> = OnceLock::new();

type LastWords = Box<dyn FnOnce()>;

thread_local! {
    static LAST_WORDS: Cell<Option<LastWords>> = const { Cell::new(None) };
    /// Kept from the first work on, when there still is memory.
    static RESERVED: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// Does `work` with LLVM. If LLVM cannot go on in it, `last_words` are all that this thread still
/// does, and nothing returns.
pub fn with_last_words<T>(last_words: impl FnOnce() + 'static, work: impl FnOnce() -> T) -> T {
    let mut reserved = RESERVED.take();
    // If even that is too much, LLVM has no chance.
    let _ = reserved.try_reserve_exact(RESERVE);
    RESERVED.set(reserved);
    LAST_WORDS.set(Some(Box::new(last_words)));
    let result = work();
    LAST_WORDS.take();
    result
}

/// Why LLVM could not go on, if that has happened.
#[must_use]
pub fn failure() -> Option<&'static str> {
    FAILURE.get().map(String::as_str)
}

/// What LLVM calls; the signature is that of its `fatal_error_handler_t`.
extern "C" fn fail(_data: *mut c_void, reason: *const c_char, _wants_report: bool) {
    let reason = match reason.is_null() {
        true => "no reason given".into(),
        // SAFETY: LLVM's own text, which is a C string.
        false => unsafe { CStr::from_ptr(reason) }.to_string_lossy(),
    };
    let Some(say) = LAST_WORDS.take() else {
        // If the stream is gone, nobody is left to be told.
        let _ = writeln!(io::stderr(), "LLVM cannot go on: {reason}");
        process::abort();
    };
    drop(RESERVED.take());
    FAILURE.get_or_init(|| reason.into_owned());
    say();
    loop {
        thread::park();
    }
}

/// Has LLVM call [`fail`]. Its handlers are C++, so that a library may lack them: then LLVM ends
/// the process.
pub(crate) fn handle(library: &Library) {
    type Install =
        unsafe extern "C" fn(extern "C" fn(*mut c_void, *const c_char, bool), *mut c_void);
    const HANDLERS: [&CStr; 2] = [
        c"_ZN4llvm31install_bad_alloc_error_handlerEPFvPvPKcbES0_",
        c"_ZN4llvm27install_fatal_error_handlerEPFvPvPKcbES0_",
    ];
    /// Makes failures of C++'s `new` a matter of the first of them.
    const NEW: &CStr = c"_ZN4llvm33install_out_of_memory_new_handlerEv";
    // SAFETY: the mangled names have these signatures in them. They set variables of LLVM, which is
    // called by nobody else yet, and `fail` lives as long as the process.
    unsafe {
        for handler in HANDLERS {
            if let Ok(install) = library.get::<Install>(handler) {
                install(fail, std::ptr::null_mut());
            }
        }
        if let Ok(install) = library.get::<unsafe extern "C" fn()>(NEW) {
            install();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    /// By LLVM's own function for errors that it cannot go on from.
    #[test]
    fn a_thread_that_llvm_fails_in_says_so_and_llvm_is_refused() {
        type Report = unsafe extern "C" fn(*const c_char, bool) -> !;
        let library = &crate::opened().expect("the toolchain has LLVM").library;
        // SAFETY: the mangled name has this signature in it.
        let report = *unsafe { library.get::<Report>(c"_ZN4llvm22report_bad_alloc_errorEPKcb") }
            .expect("it is exported");
        let (words, said) = channel();
        thread::spawn(move || {
            let last_words = move || words.send("gone").expect("the test listens");
            // SAFETY: LLVM is loaded, and this is its function's signature.
            with_last_words(last_words, || unsafe {
                report(c"all used up".as_ptr(), false)
            })
        });
        assert_eq!(said.recv(), Ok("gone"));
        assert_eq!(failure(), Some("all used up"));
        let refused = crate::load().expect_err("LLVM is not called again");
        assert!(refused.to_string().contains("all used up"), "{refused}");
    }
}
