//! Going back in time: what a machine's program can notice, taken and put back.
//!
//! Invariants: a machine that is restored goes on exactly as the one whose
//! checkpoint it was, in every tier. Breakpoints, watchpoints, compiled code
//! and what the tiers counted stay; code whose bytes differ is invalidated. What
//! catchpoints learnt since is forgotten; those that were set since know
//! nothing yet.
//!
//! Left out: what surrounds the processor. A device, read-only memory or a chip
//! that was changed since the checkpoint cannot be put back, see
//! [`Machine::structure`].

use jumppad_opcodes::{ByteMarks, Calls, Cpu};

use super::catching::Learnt;
use super::{Ignoring, Machine, context};
use crate::banks::Bank;
use crate::device::DeviceId;
use crate::event::InvalidationCause;
use crate::interrupts::Lines;
use crate::tiers::Context;

/// A machine at an instruction boundary.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    bytes: Box<[u8]>,
    learnt: Option<Learnt>,
    calls: Calls,
    state: State,
    around: Around,
    /// RAM that does not show.
    hidden: Vec<(usize, Box<[u8]>)>,
    structure: u64,
}

/// What was changed from outside at one instruction boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    cycle: u64,
    /// Bytes of memory that were written, in the order of their addresses.
    bytes: Vec<(u16, u8)>,
    state: State,
    /// None where devices and lines were left alone.
    around: Option<Box<Around>>,
    /// Whether the chip was reset.
    reset: bool,
}

/// Other devices, read-only pages or another chip surround the machine now than
/// when the checkpoint was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what surrounds the processor was changed since the checkpoint")]
pub struct RestoreError;

/// The processor.
#[derive(Clone, Copy, Debug, PartialEq)]
struct State {
    cpu: Cpu,
    held_at: Option<(u16, u64)>,
}

/// Interrupt lines with their future, and what each device keeps.
#[derive(Clone, Debug, PartialEq)]
struct Around {
    lines: Lines,
    devices: Vec<(DeviceId, Vec<u8>)>,
    /// What shows in each window.
    banks: Vec<Bank>,
}

impl Checkpoint {
    /// The cycle in which it was taken.
    #[must_use]
    pub fn cycle(&self) -> u64 {
        self.state.cpu.cycles
    }

    /// About how much memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let learnt = self.learnt.as_ref().map_or(0, Learnt::size);
        let hidden = self.hidden.iter().map(|(_, bytes)| bytes.len());
        size_of::<Self>() + self.bytes.len() + learnt + self.around.size() + hidden.sum::<usize>()
    }
}

impl Change {
    /// The cycle at whose boundary it was made; a reset itself takes some.
    #[must_use]
    pub fn cycle(&self) -> u64 {
        self.cycle
    }

    /// About how much memory it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        let around = self.around.as_ref().map_or(0, |around| around.size());
        size_of::<Self>() + size_of_val(self.bytes.as_slice()) + around
    }
}

impl Around {
    fn size(&self) -> usize {
        let devices = self.devices.iter();
        size_of::<Self>() + devices.map(|(_, state)| state.len()).sum::<usize>()
    }
}

impl Machine {
    /// The machine as it is now.
    #[must_use]
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            bytes: self.memory.contents().bytes().concat().into(),
            learnt: self.learnt(),
            calls: self.memory.calls().clone(),
            state: self.state(),
            around: self.around(),
            hidden: self.banks.hidden_ram(),
            structure: self.dirty_log.structure,
        }
    }

    /// Makes the machine what it was.
    ///
    /// # Errors
    /// [`RestoreError`], and nothing is changed, if [`Machine::structure`] is
    /// not what it was.
    pub fn restore(&mut self, checkpoint: &Checkpoint) -> Result<(), RestoreError> {
        if checkpoint.structure != self.dirty_log.structure {
            return Err(RestoreError);
        }
        self.switch(&checkpoint.around.banks);
        for (addr, &value) in (0..=u16::MAX).zip(checkpoint.bytes.iter()) {
            self.put_back(addr, value);
        }
        for (addr, face, old, new) in self.banks.restore_hidden(&checkpoint.hidden) {
            let cause = InvalidationCause::Restored { addr, old, new };
            self.tiers.hidden_byte_changed(addr, face, cause);
        }
        self.relearn(checkpoint.learnt.as_ref());
        self.memory.calls_mut().clone_from(&checkpoint.calls);
        self.set_state(checkpoint.state);
        self.set_around(&checkpoint.around);
        Ok(())
    }

    /// What was changed from outside since the last call: memory, registers,
    /// lines, what devices keep. The machine has not run since then.
    pub fn take_change(&mut self) -> Option<Change> {
        let taken = self.dirty_log.take()?;
        let bytes = taken.poked.into_iter();
        Some(Change {
            cycle: taken.cycle,
            bytes: bytes.map(|addr| (addr, self.memory.peek(addr))).collect(),
            state: self.state(),
            around: taken.around.then(|| Box::new(self.around())),
            reset: taken.reset,
        })
    }

    /// Changes the machine once more, as it was changed then at this boundary.
    pub fn repeat(&mut self, change: &Change) {
        for &(addr, value) in &change.bytes {
            self.put_back(addr, value);
            self.written(addr);
        }
        if change.reset {
            *self.memory.calls_mut() = Calls::new();
        }
        self.set_state(change.state);
        if let Some(around) = &change.around {
            self.set_around(around);
        }
    }

    /// A number that changes with devices, read-only pages, routines of the
    /// host, the chip, and power: no checkpoint outlives that.
    #[must_use]
    pub fn structure(&self) -> u64 {
        self.dirty_log.structure
    }

    /// Says that a device was changed from outside, by other means than a poke.
    pub fn device_changed(&mut self) {
        self.dirty_log.around(self.cpu.cycles);
    }

    fn state(&self) -> State {
        State {
            cpu: self.cpu,
            held_at: self.held_at,
        }
    }

    fn set_state(&mut self, state: State) {
        self.cpu = state.cpu;
        self.held_at = state.held_at;
        self.ignoring = Ignoring::Nothing;
    }

    fn around(&self) -> Around {
        Around {
            lines: self.lines.clone(),
            devices: self.devices.save(),
            banks: self.banks.selection(),
        }
    }

    fn set_around(&mut self, around: &Around) {
        self.lines.clone_from(&around.lines);
        self.devices.restore(&around.devices);
        self.switch(&around.banks);
    }

    /// Writes a byte of memory, behind devices too; code that held another is
    /// invalidated.
    fn put_back(&mut self, addr: u16, new: u8) {
        let old = self.memory.peek(addr);
        if old == new {
            return;
        }
        self.memory.poke(addr, new);
        if self.memory.marks(addr).contains(ByteMarks::CODE) {
            let cause = InvalidationCause::Restored { addr, old, new };
            self.tiers.invalidate_byte(addr, cause, context!(self));
        }
    }
}
