//! Signals that end or suspend the program while the terminal is the guest's: they do what they always do, behind the change
//! back of the terminal.
//!
//! Invariant: while the terminal is ours, a signal does at once what it does by default, as if nobody had asked for it; so
//! the line editor's own Ctrl-Z is none of ours.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Once};
use std::thread;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGTERM, SIGTSTP};
use signal_hook::flag::register_conditional_default;
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use super::mode;

/// Whose the terminal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terminal {
    /// The debugger's, or whoever's that started it.
    Ours,
    Guests,
}

static IS_OURS: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| Arc::new(AtomicBool::new(true)));

/// Notes whose the terminal is from now on.
pub(super) fn terminal_is(whose: Terminal) {
    IS_OURS.store(whose == Terminal::Ours, Ordering::SeqCst);
}

/// Has an eye on signals from now on.
pub(super) fn watch() {
    static ONCE: Once = Once::new();
    // Where the system refuses, the terminal is changed back by all but signals.
    ONCE.call_once(|| drop(begin()));
}

fn begin() -> std::io::Result<()> {
    for signal in [SIGTERM, SIGHUP, SIGTSTP] {
        register_conditional_default(signal, Arc::clone(&IS_OURS))?;
    }
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGTSTP, SIGCONT])?;
    thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || {
            for signal in signals.forever() {
                if !IS_OURS.load(Ordering::SeqCst) {
                    heed(signal);
                }
            }
        })?;
    Ok(())
}

fn heed(signal: i32) {
    if signal == SIGCONT {
        // Whoever had the terminal meanwhile may have changed it.
        mode::again();
        return;
    }
    mode::restore();
    // It ends the program, or comes back when that goes on.
    let _ = emulate_default_handler(signal);
    mode::again();
}
