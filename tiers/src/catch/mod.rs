//! Catchpoints: kinds of instructions and of happenings that stop the machine.
//!
//! Here is what there is to catch and what a catchpoint covers; where the
//! machine looks for it is `machine/catching`. Conditions, counts and numbers
//! are the debugger's.

mod events;
mod list;
mod opcodes;

use std::ops::RangeInclusive;

use jumppad_opcodes::{Effect, Model, Opcode, Status};

use crate::interrupts::Line;

pub use events::CaughtEvent;
pub(crate) use events::{EventCatcher, Running};
pub(crate) use list::Catches;
pub use opcodes::OpcodeSet;

/// Names a catchpoint; never reused within a machine's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CatchId(pub u32);

/// What a catchpoint waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CatchKind {
    /// A BRK that is about to execute.
    Break,
    /// An opcode that the chip's data sheet does not name, about to execute.
    Undocumented,
    /// An opcode that stops the chip, about to execute.
    Jam,
    /// One of these opcodes, about to execute.
    Opcodes(OpcodeSet),
    /// An instruction about to execute at an address at which none has begun
    /// since this or another catchpoint of the kind covered it.
    FirstExecution,
    /// An instruction about to read RAM that nobody has written since the
    /// machine was switched on, or to execute it.
    Uninitialised,
    /// An interrupt that was taken: PC is at the handler's first instruction.
    Interrupt(Line),
    /// A group that was put to use.
    Promotion,
    /// A group that was taken out of use.
    Invalidation,
}

impl CatchKind {
    /// The opcodes that it is for, if it is for opcodes.
    fn opcodes(self, model: Model) -> Option<OpcodeSet> {
        let which = |wanted: fn(&Opcode) -> bool| {
            let table = model.table().iter();
            Some(
                table
                    .filter(|row| wanted(row))
                    .map(|row| row.code)
                    .collect(),
            )
        };
        match self {
            Self::Break => which(|row| row.effect == Effect::Interrupt),
            Self::Undocumented => which(|row| row.status == Status::Undocumented),
            Self::Jam => which(|row| row.effect == Effect::Jam),
            Self::Opcodes(set) => Some(set),
            _ => None,
        }
    }
}

/// What is caught, and where: the address of the instruction, or for memory
/// that nobody has written its own, for an interrupt that of the instruction it
/// came before, and for the tiers any address of the group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catch {
    /// What it waits for.
    pub kind: CatchKind,
    /// Where.
    pub range: RangeInclusive<u16>,
}

/// What a catchpoint stopped the machine for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caught {
    /// The instruction at PC has a caught opcode; it was not executed.
    Opcode {
        /// Its address.
        pc: u16,
        /// Its opcode.
        opcode: u8,
    },
    /// No instruction at PC was executed before, nor is this one yet.
    FirstExecution {
        /// Its address.
        pc: u16,
    },
    /// A byte of the instruction at PC was never written; it was not executed.
    UninitialisedCode {
        /// The byte.
        addr: u16,
    },
    /// The instruction at PC is about to read a byte that was never written;
    /// nothing has changed yet.
    UninitialisedRead {
        /// The byte.
        addr: u16,
    },
    /// An interrupt was taken; PC is at the handler's first instruction.
    Interrupt {
        /// The line that caused it.
        line: Line,
        /// The instruction that was not executed for it; where an NMI took over
        /// a BRK, that.
        from: u16,
    },
    /// Groups were put to use or taken out of use while the last instruction,
    /// or none, was executed: see
    /// [`Machine::caught_events`](crate::Machine::caught_events).
    Event,
}

impl Catch {
    /// Whether it is for what was caught on a chip.
    #[must_use]
    pub fn covers(&self, caught: Caught, model: Model) -> bool {
        let at = |addr: u16| self.range.contains(&addr);
        match (self.kind, caught) {
            (CatchKind::FirstExecution, Caught::FirstExecution { pc }) => at(pc),
            (
                CatchKind::Uninitialised,
                Caught::UninitialisedRead { addr } | Caught::UninitialisedCode { addr },
            ) => at(addr),
            (CatchKind::Interrupt(line), Caught::Interrupt { line: taken, from }) => {
                line == taken && at(from)
            }
            (kind, Caught::Opcode { pc, opcode }) => {
                at(pc) && kind.opcodes(model).is_some_and(|set| set.contains(opcode))
            }
            _ => false,
        }
    }
}
