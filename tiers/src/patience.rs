//! Waiting for another thread, with an eye on the flag that interrupts the machine: LLVM may
//! take long, and cannot be broken off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Between two looks at the flag.
const LOOK: Duration = Duration::from_millis(20);

/// Waits for an answer.
///
/// # Errors
/// There will be none, or, as a time-out, `interrupt` was set; whoever stops for that takes it
/// back.
pub(crate) fn receive<T>(
    answers: &Receiver<T>,
    interrupt: &AtomicBool,
) -> Result<T, RecvTimeoutError> {
    loop {
        match answers.recv_timeout(LOOK) {
            Err(RecvTimeoutError::Timeout) if !interrupt.load(Ordering::Relaxed) => {}
            answer => return answer,
        }
    }
}
