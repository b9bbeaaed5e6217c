//! The time that a call, or a run, may take.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// Interrupts what is under way when its time is up, unless it is gone before.
pub(crate) struct Alarm {
    /// Its end wakes the thread.
    _alive: Sender<()>,
    rang: Arc<AtomicBool>,
}

impl Alarm {
    /// Sets `interrupt` after `time`.
    pub(crate) fn set(time: Duration, interrupt: Arc<AtomicBool>) -> Self {
        let (alive, wake) = channel::<()>();
        let rang = Arc::new(AtomicBool::new(false));
        let rings = Arc::clone(&rang);
        thread::spawn(move || {
            if wake.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
                rings.store(true, Ordering::SeqCst);
                interrupt.store(true, Ordering::SeqCst);
            }
        });
        Self {
            _alive: alive,
            rang,
        }
    }

    /// Whether the time was up.
    pub(crate) fn rang(&self) -> bool {
        self.rang.load(Ordering::SeqCst)
    }
}
