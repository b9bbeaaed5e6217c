//! Catchpoints: kinds of instructions and of happenings that stop the machine.
//!
//! Here is what there is to catch and what a catchpoint covers; where the
//! machine looks for it is `machine/catching`. Conditions, counts and numbers
//! are the debugger's.

mod events;
mod list;

use std::ops::RangeInclusive;

use jumppad_opcodes::{Effect, Model, Opcode, Status};

use crate::interrupts::Line;

use crate::opcode_set::OpcodeSet;
pub use events::CaughtEvent;
pub(crate) use events::{EventCatcher, Running};
pub(crate) use list::Catches;

const RTI: u8 = 0x40;

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
    /// An RTS or RTI about to go to an address that neither a call nor an
    /// interrupt pushed.
    Return,
    /// An instruction about to move the stack pointer over the end of its page
    /// by pushing or pulling, or an interrupt that did.
    StackWrap,
    /// Code that nobody wrote: an instruction about to execute that has a byte as
    /// for [`CatchKind::Uninitialised`], or a BRK whose vector has only such.
    Runaway,
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
        match self {
            Self::Return | Self::StackWrap | Self::Runaway => None,
            _ => self.suspects(model),
        }
    }

    /// The opcodes that are looked at before they execute, if there are some.
    fn suspects(self, model: Model) -> Option<OpcodeSet> {
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
            Self::Return => which(|row| row.effect == Effect::Return),
            Self::StackWrap => which(|row| stack_bytes(row) != 0),
            Self::Runaway => which(|row| row.effect == Effect::Interrupt),
            _ => None,
        }
    }
}

/// By how much an instruction moves the stack pointer by pulling, or less than
/// zero by pushing.
pub(crate) fn stack_bytes(opcode: &Opcode) -> i16 {
    match opcode.effect {
        Effect::Push => -1,
        Effect::Call => -2,
        Effect::Interrupt => -3,
        Effect::Pull => 1,
        Effect::Return if opcode.code == RTI => 3,
        Effect::Return => 2,
        _ => 0,
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
    /// The return at PC is about to go to an address that neither a call nor an
    /// interrupt pushed.
    Return {
        /// Where it stands.
        pc: u16,
        /// Where it leads.
        to: u16,
    },
    /// The instruction at PC is about to move the stack pointer over the end of
    /// its page.
    StackWrap {
        /// Its address.
        pc: u16,
    },
    /// An interrupt was taken, and its pushes moved the stack pointer over the
    /// end of its page; PC is at the handler's first instruction.
    InterruptWrap {
        /// The line that caused it.
        line: Line,
        /// The instruction that was not executed for it.
        from: u16,
    },
    /// The BRK at PC is about to go by a vector that nobody has written.
    UnsetVector {
        /// Its address.
        pc: u16,
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
            (CatchKind::Uninitialised, Caught::UninitialisedRead { addr })
            | (CatchKind::Uninitialised | CatchKind::Runaway, Caught::UninitialisedCode { addr }) => {
                at(addr)
            }
            (CatchKind::Return, Caught::Return { pc, .. })
            | (CatchKind::StackWrap, Caught::StackWrap { pc })
            | (CatchKind::StackWrap, Caught::InterruptWrap { from: pc, .. })
            | (CatchKind::Runaway, Caught::UnsetVector { pc }) => at(pc),
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
