//! A terminal of one address: a write prints, a read takes the next key.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::device::Device;
use crate::interrupts::Signals;

#[derive(Debug, Default)]
struct Buffers {
    input: VecDeque<u8>,
    output: Vec<u8>,
}

/// The guest's side: reads give 0 while there is no key.
#[derive(Debug)]
pub struct Console {
    buffers: Arc<Mutex<Buffers>>,
}

/// The user's side.
#[derive(Clone, Debug)]
pub struct Terminal {
    buffers: Arc<Mutex<Buffers>>,
}

impl Console {
    /// Both sides of a new console.
    #[must_use]
    pub fn new() -> (Self, Terminal) {
        let buffers = Arc::<Mutex<Buffers>>::default();
        (
            Self {
                buffers: Arc::clone(&buffers),
            },
            Terminal { buffers },
        )
    }
}

impl Console {
    /// Takes the next key, if there is one.
    pub fn key(&mut self) -> Option<u8> {
        with(&self.buffers, |buffers| buffers.input.pop_front())
    }

    /// Prints.
    pub fn print(&mut self, byte: u8) {
        with(&self.buffers, |buffers| buffers.output.push(byte));
    }
}

impl Terminal {
    /// The guest's side once more, for attaching it again.
    #[must_use]
    pub fn console(&self) -> Console {
        Console {
            buffers: Arc::clone(&self.buffers),
        }
    }

    /// Types for the guest.
    pub fn send(&self, bytes: &[u8]) {
        with(&self.buffers, |buffers| buffers.input.extend(bytes));
    }

    /// Takes what the guest printed since the last call.
    #[must_use]
    pub fn receive(&self) -> Vec<u8> {
        with(&self.buffers, |buffers| std::mem::take(&mut buffers.output))
    }
}

impl Device for Console {
    fn read(&mut self, _addr: u16, _signals: &mut Signals<'_>) -> u8 {
        with(&self.buffers, |buffers| {
            buffers.input.pop_front().unwrap_or(0)
        })
    }

    fn write(&mut self, _addr: u16, value: u8, _signals: &mut Signals<'_>) {
        with(&self.buffers, |buffers| buffers.output.push(value));
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        with(&self.buffers, |buffers| {
            buffers.input.front().copied().unwrap_or(0)
        })
    }

    /// The keys that wait. What was printed is printed.
    fn save(&self) -> Vec<u8> {
        with(&self.buffers, |buffers| {
            buffers.input.iter().copied().collect()
        })
    }

    fn restore(&mut self, state: &[u8]) {
        with(&self.buffers, |buffers| {
            buffers.input = state.iter().copied().collect()
        });
    }
}

/// Bytes in a queue are whole even where a thread died holding it.
fn with<T>(buffers: &Mutex<Buffers>, action: impl FnOnce(&mut Buffers) -> T) -> T {
    action(&mut buffers.lock().unwrap_or_else(PoisonError::into_inner))
}
