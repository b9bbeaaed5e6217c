//! An instruction boundary, and what the next step made of it: an instruction, or an interrupt in its place.
//!
//! The machine takes an interrupt without a word. It is recognised by the frame that it pushed.

use jumppad_tiers::opcodes::{CallKind, Effect, vector};
use jumppad_tiers::{Evidence, Machine};

use super::frame::Frame;
use crate::answer::Why;
use crate::program::disassemble::opcode_at;

/// Where the guest stood before a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary {
    pc: u16,
    sp: u8,
    cycles: u64,
    effect: Effect,
}

impl Boundary {
    pub(super) fn of(machine: &Machine) -> Self {
        let cpu = machine.cpu();
        let opcode = opcode_at(machine, cpu.pc);
        Self {
            pc: cpu.pc,
            sp: cpu.sp,
            cycles: cpu.cycles,
            effect: opcode.effect,
        }
    }

    /// Whether nothing has happened since: no time has passed, nor has a host, who takes none, returned.
    pub(super) fn is_still(&self, machine: &Machine) -> bool {
        let cpu = machine.cpu();
        cpu.cycles == self.cycles && cpu.pc == self.pc
    }

    /// Whether a WAI stands here and still waits.
    pub(super) fn waits(&self, machine: &Machine) -> bool {
        self.effect == Effect::Wait && machine.cpu().pc == self.pc
    }

    /// Where the guest can be when the WAI is over.
    pub(super) fn ends_of_wait(&self, machine: &Machine) -> [u16; 3] {
        [
            self.pc.wrapping_add(1),
            machine.peek_word(vector::IRQ),
            machine.peek_word(vector::NMI),
        ]
    }

    /// The line whose interrupt was taken since, if that is what happened.
    pub(super) fn interrupt(&self, machine: &Machine) -> Option<&'static str> {
        let frame = machine.pushed_at(self.sp)?;
        match frame.evidence {
            Evidence::Tracked { cycle } if cycle >= self.cycles => {}
            _ => return None,
        }
        match frame.kind {
            CallKind::Irq => Some("irq"),
            CallKind::Nmi => Some("nmi"),
            CallKind::Jsr | CallKind::Brk => None,
        }
    }

    /// Whether RTS or RTI stands here.
    pub(super) fn is_return(&self) -> bool {
        self.effect == Effect::Return
    }

    /// What the instruction that was executed since means for `frame`: none while it lasts.
    pub(super) fn left(&self, frame: &Frame, machine: &Machine) -> Option<Why> {
        let left = match self.effect.may_return() {
            true => frame.after_return(machine),
            false => None,
        };
        left.or_else(|| frame.is_back(machine.cpu()).then_some(Why::Returned))
    }
}
