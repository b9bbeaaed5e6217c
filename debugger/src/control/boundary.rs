//! An instruction boundary, and what the next step made of it: an instruction, or an interrupt in its place.
//!
//! The machine takes an interrupt without a word. It is recognised by what the chip pushed: the address that stood at
//! PC, and P with B clear, which no instruction does.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::Effect;

use crate::disassemble::opcode_at;

const B: u8 = 0x10;
const I: u8 = 0x04;
const NMI_VECTOR: u16 = 0xFFFA;
const IRQ_VECTOR: u16 = 0xFFFE;

/// Where the guest stood before a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary {
    pc: u16,
    pub(super) sp: u8,
    cycles: u64,
    pub(super) opcode: u8,
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
            opcode: opcode.code,
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
            word(machine, IRQ_VECTOR),
            word(machine, NMI_VECTOR),
        ]
    }

    /// The line whose interrupt was taken since, if that is what happened.
    pub(super) fn interrupt(&self, machine: &Machine) -> Option<&'static str> {
        let cpu = machine.cpu();
        if cpu.sp != self.sp.wrapping_sub(3) {
            return None;
        }
        let pushed = |depth: u8| machine.peek(0x0100 + u16::from(cpu.sp.wrapping_add(depth)));
        let p = pushed(1);
        let back = u16::from_le_bytes([pushed(2), pushed(3)]);
        let awake = self.effect == Effect::Wait && back == self.pc.wrapping_add(1);
        if p & B != 0 || (back != self.pc && !awake) {
            return None;
        }
        let (irq, nmi) = (word(machine, IRQ_VECTOR), word(machine, NMI_VECTOR));
        // Where both have the same handler, an interrupt that I should have kept out was an NMI.
        match cpu.pc {
            pc if pc == nmi && (nmi != irq || p & I != 0) => Some("nmi"),
            pc if pc == irq => Some("irq"),
            _ => None,
        }
    }
}

fn word(machine: &Machine, address: u16) -> u16 {
    u16::from_le_bytes([machine.peek(address), machine.peek(address.wrapping_add(1))])
}
