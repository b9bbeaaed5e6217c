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
