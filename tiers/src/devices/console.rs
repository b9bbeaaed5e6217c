//! A terminal of one address: a write prints, a read takes the next key.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use crate::device::{Device, Register};
use crate::interrupts::Signals;

/// Where more keys come from when a guest asks and none is left.
pub trait Keyboard: Send {
    /// The keys that came since; none where there are none. It may stop the machine.
    fn more(&mut self, why: Asking, signals: &mut Signals<'_>) -> Vec<u8>;
}

/// What is known of a guest that no key is left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// It reads a key.
    Key,
    /// It accesses a chip at whose other end the keyboard is: perhaps to print, perhaps to see whether
    /// a key has come.
    Chip,
}

#[derive(Default)]
struct Buffers {
    input: VecDeque<u8>,
    output: Vec<u8>,
    keyboard: Option<Box<dyn Keyboard>>,
}

/// The guest's side: reads give 0 while there is no key.
pub struct Console {
    buffers: Arc<Mutex<Buffers>>,
}

/// The user's side.
#[derive(Clone)]
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

    /// Takes the next key; where none is left, the keyboard is asked for more.
    pub fn ask(&mut self, signals: &mut Signals<'_>) -> Option<u8> {
        if let Some(key) = self.key() {
            return Some(key);
        }
        let keys = self.more(Asking::Key, signals);
        with(&self.buffers, |buffers| {
            buffers.input.extend(keys);
            buffers.input.pop_front()
        })
    }

    /// The guest accesses a chip at whose other end keys are typed: where none is left, the keyboard may
    /// have more.
    pub fn listen(&mut self, signals: &mut Signals<'_>) {
        if self.next_key().is_none() {
            let keys = self.more(Asking::Chip, signals);
            with(&self.buffers, |buffers| buffers.input.extend(keys));
        }
    }

    fn more(&mut self, why: Asking, signals: &mut Signals<'_>) -> Vec<u8> {
        // It may look at what was printed meanwhile, so nothing is held while it is asked.
        let Some(mut keyboard) = with(&self.buffers, |buffers| buffers.keyboard.take()) else {
            return Vec::new();
        };
        let keys = keyboard.more(why, signals);
        with(&self.buffers, |buffers| buffers.keyboard = Some(keyboard));
        keys
    }

    /// The next key, which stays.
    #[must_use]
    pub fn next_key(&self) -> Option<u8> {
        with(&self.buffers, |buffers| buffers.input.front().copied())
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

    /// How many bytes the guest printed since the last [`Terminal::receive`].
    #[must_use]
    pub fn printed(&self) -> usize {
        with(&self.buffers, |buffers| buffers.output.len())
    }

    /// Has `keyboard` asked where no key is left.
    pub fn connect(&self, keyboard: Box<dyn Keyboard>) {
        with(&self.buffers, |buffers| buffers.keyboard = Some(keyboard));
    }

    /// Takes what the guest printed since the last call.
    #[must_use]
    pub fn receive(&self) -> Vec<u8> {
        with(&self.buffers, |buffers| std::mem::take(&mut buffers.output))
    }
}

impl Device for Console {
    fn read(&mut self, _addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.ask(signals).unwrap_or(0)
    }

    fn write(&mut self, _addr: u16, value: u8, _signals: &mut Signals<'_>) {
        with(&self.buffers, |buffers| buffers.output.push(value));
    }

    fn peek(&self, _addr: u16, _cycle: u64) -> u8 {
        self.next_key().unwrap_or(0)
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        vec![Register::byte("KEY", self.next_key().unwrap_or(0))]
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
