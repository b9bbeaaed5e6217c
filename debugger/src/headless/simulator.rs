//! The guest's bytes, where it has the registers of llvm-mos's simulator: the standard streams.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jumppad_engine::host::mos_sim::{Line, Simulator};
use jumppad_engine::host::sim65::streams::{Input, Stream, Streams};
use jumppad_tiers::Machine;

use super::streams::{Shared, lock};

/// The most that is read at once.
const BUFFER: usize = 1 << 12;

/// Registers in use, and whether anybody reads what is printed by them.
pub(super) struct Plugged {
    pub(super) registers: Simulator,
    is_unread: Arc<AtomicBool>,
}

impl Plugged {
    pub(super) fn attach(
        machine: &mut Machine,
        streams: &Shared,
        interrupt: &Arc<AtomicBool>,
    ) -> Self {
        let is_unread = Arc::default();
        let line = Box::new(Standard {
            streams: Arc::clone(streams),
            waiting: VecDeque::new(),
            interrupt: Arc::clone(interrupt),
            is_unread: Arc::clone(&is_unread),
        });
        Self {
            registers: Simulator::attach(machine, line),
            is_unread,
        }
    }

    pub(super) fn is_unread(&self) -> bool {
        self.is_unread.load(Ordering::SeqCst)
    }
}

struct Standard {
    streams: Shared,
    waiting: VecDeque<u8>,
    interrupt: Arc<AtomicBool>,
    is_unread: Arc<AtomicBool>,
}

impl Line for Standard {
    fn get(&mut self) -> Option<u8> {
        if self.waiting.is_empty() {
            match lock(&self.streams).read(Stream::Input, BUFFER) {
                Ok(Input::Bytes(bytes)) => self.waiting.extend(bytes),
                // It is the machine's to answer.
                Ok(Input::Interrupted) => self.interrupt.store(true, Ordering::SeqCst),
                // A stream that is broken is at its end.
                Err(_) => {}
            }
        }
        self.waiting.pop_front()
    }

    fn put(&mut self, byte: u8) {
        if lock(&self.streams).write(Stream::Output, &[byte]).is_err() {
            self.is_unread.store(true, Ordering::SeqCst);
            self.interrupt.store(true, Ordering::SeqCst);
        }
    }

    fn save(&self) -> Vec<u8> {
        self.waiting.iter().copied().collect()
    }

    fn restore(&mut self, waiting: &[u8]) {
        self.waiting = waiting.iter().copied().collect();
    }
}
