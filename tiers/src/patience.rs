//! Waiting for another thread, with an eye on the flag that interrupts the machine: LLVM may
//! take long, and cannot be broken off.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

/// Between two looks at the flag.
const LOOK: Duration = Duration::from_millis(20);

/// Whether to wait for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    Poll,
    Block,
}

/// The next answer.
///
/// # Errors
/// There will be none, or there is none yet, nor is one waited for: `interrupt` may have been
/// set, and whoever stops for that takes it back.
pub(crate) fn receive<T>(
    answers: &Receiver<T>,
    waiting: Waiting,
    interrupt: &AtomicBool,
) -> Result<T, TryRecvError> {
    if waiting == Waiting::Poll {
        return answers.try_recv();
    }
    loop {
        return match answers.recv_timeout(LOOK) {
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Disconnected) => Err(TryRecvError::Disconnected),
            Err(RecvTimeoutError::Timeout) if interrupt.load(Ordering::Relaxed) => {
                Err(TryRecvError::Empty)
            }
            Err(RecvTimeoutError::Timeout) => continue,
        };
    }
}
