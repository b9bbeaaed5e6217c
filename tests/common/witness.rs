//! A device whose reads have side effects, and which writes down what happens
//! to it.

use std::sync::{Arc, Mutex};

use jumppad_tiers::{Device, Signals};

/// An access: the address, the value if it was a write, and the cycle.
pub(crate) type Seen = (u16, Option<u8>, u64);

/// What a [`Witness`] saw, shared with the test.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Seen>>>);

impl Log {
    /// All accesses since the last call, oldest first.
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(
            &mut *self
                .0
                .lock()
                .expect("no test panics while it holds the log"),
        )
    }

    /// The same without their cycles.
    pub(crate) fn take_accesses(&self) -> Vec<(u16, Option<u8>)> {
        let seen = self.take().into_iter();
        seen.map(|(addr, value, _)| (addr, value)).collect()
    }

    fn note(&self, seen: Seen) {
        self.0
            .lock()
            .expect("no test panics while it holds the log")
            .push(seen);
    }
}

/// Answers reads with 1, 2, 3 and so on.
pub(crate) struct Witness {
    reads: u8,
    log: Log,
}

impl Witness {
    pub(crate) fn new(log: &Log) -> Self {
        Self {
            reads: 0,
            log: log.clone(),
        }
    }
}

impl Device for Witness {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.reads = self.reads.wrapping_add(1);
        self.log.note((addr, None, signals.cycle()));
        self.reads
    }

    fn write(&mut self, addr: u16, value: u8, signals: &mut Signals<'_>) {
        self.log.note((addr, Some(value), signals.cycle()));
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.reads.wrapping_add(1)
    }
    fn save(&self) -> Vec<u8> {
        vec![self.reads]
    }

    fn restore(&mut self, state: &[u8]) {
        if let &[reads] = state {
            self.reads = reads;
        }
    }
}
