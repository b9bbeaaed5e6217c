//! What generated code reaches: the guest's memory, and the state behind it.

use std::ops::{Deref, DerefMut};

use jumppad_opcodes::{Cpu, Memory};

/// What is beside memory while baseline code runs.
#[repr(C)]
#[derive(Clone, Debug)]
pub struct State {
    /// The processor as code was entered or left with; I and D are here meanwhile.
    pub cpu: Cpu,
    /// Cycles that are left, less what the code under way has to keep.
    pub budget: i64,
    /// The cycle of which the budget counts.
    pub limit: u64,
    /// The exit that was taken.
    pub exit: u32,
    /// Where devices are reached while code runs: what [`State::access`] is given first.
    pub ports: usize,
    /// The function that accesses a device, an [`Access`].
    pub access: usize,
}

/// Accesses `addr` in `cycle`, writing `value` or reading, as `how` says (see [`Asking`]), with I
/// as it is `masked`. The answer is an [`Answer`].
pub type Access<P> =
    extern "C" fn(ports: &mut P, addr: u32, value: u32, cycle: u64, how: u32, masked: u32) -> u64;

/// How a device is accessed: one of the first two, and perhaps the last.
#[derive(Debug)]
pub struct Asking;

impl Asking {
    /// A read.
    pub const READ: u32 = 0;
    /// A write.
    pub const WRITE: u32 = 1;
    /// It is the last access of its instruction, and in its last cycle.
    pub const LAST: u32 = 2;
}

/// What an access answers: the byte in the lowest eight bits; behind the last one, two numbers
/// above.
#[derive(Debug)]
pub struct Answer;

impl Answer {
    /// The bit that says whether an interrupt waits for the I flag now.
    pub const WAITS: u32 = 8;
    /// Where the cycles stand that the limit is nearer now.
    pub const TAKEN: u32 = 32;
}

/// The guest's memory, and the state of baseline code behind it. It is memory to all
/// others.
#[repr(C)]
#[derive(Clone)]
pub struct Space {
    /// Memory.
    pub memory: Memory,
    /// What is behind it.
    pub state: State,
}

impl Space {
    /// Empty memory.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            memory: Memory::new(),
            state: State {
                cpu: Cpu::new(),
                budget: 0,
                limit: 0,
                exit: 0,
                ports: 0,
                access: 0,
            },
        }
    }
}

impl Default for Space {
    fn default() -> Self {
        Self::new()
    }
}

impl Deref for Space {
    type Target = Memory;

    fn deref(&self) -> &Memory {
        &self.memory
    }
}

impl DerefMut for Space {
    fn deref_mut(&mut self) -> &mut Memory {
        &mut self.memory
    }
}
