//! What may have made the current frame, as the stack tells: a call by JSR, or an interrupt.
//!
//! Invariant: it is only a guess until the past has a moment at which it happened, with the stack at that depth.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::vector;

pub(super) const JSR: u8 = 0x20;
pub(super) const RTI: u8 = 0x40;
pub(super) const RTS: u8 = 0x60;

/// How far from the top of the stack an interrupt's return address is looked for.
const HANDLER_PUSHES: u8 = 8;

/// Something that may have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// A JSR at this address, with the stack pointer so before it.
    Subroutine { at: u16, sp: u8 },
    /// An interrupt or BRK that pushed these bytes, and left the stack pointer so.
    Handler { pushed: [u8; 3], sp: u8 },
}

impl Call {
    /// All that are possible, as the guest stands now.
    pub(super) fn all(machine: &Machine) -> Vec<Self> {
        let sp = machine.cpu().sp;
        let top = sp.saturating_add(1);
        let mut calls = Vec::new();
        // Two bytes are a return address when a JSR stands before the place they point to.
        for at in top..0xFF {
            let last = u16::from_le_bytes([stack(machine, at), stack(machine, at + 1)]);
            let call = last.wrapping_sub(2);
            if machine.peek(call) == JSR {
                calls.push(Self::Subroutine {
                    at: call,
                    sp: at + 1,
                });
            }
        }
        for at in top..sp.saturating_add(HANDLER_PUSHES).min(0xFE) {
            // P, where bit 5 is always set, then the address.
            let pushed = pushed(machine, at);
            if pushed[0] & 0x20 != 0 {
                calls.push(Self::Handler {
                    pushed,
                    sp: at.wrapping_sub(1),
                });
            }
        }
        calls
    }

    /// Where the guest was when it happened: before a JSR, but behind the entry into a handler.
    pub(super) fn places(&self, machine: &Machine) -> Vec<u16> {
        match self {
            Self::Subroutine { at, .. } => vec![*at],
            Self::Handler { .. } => vec![
                machine.peek_word(vector::IRQ),
                machine.peek_word(vector::NMI),
            ],
        }
    }

    /// Whether it happens at the machine's moment.
    pub(super) fn is_now(&self, machine: &Machine) -> bool {
        let cpu = machine.cpu();
        match *self {
            Self::Subroutine { at, sp } => (cpu.pc, cpu.sp) == (at, sp),
            Self::Handler { pushed: bytes, sp } => {
                cpu.sp == sp
                    && self.places(machine).contains(&cpu.pc)
                    && pushed(machine, sp.wrapping_add(1)) == bytes
            }
        }
    }
}

fn stack(machine: &Machine, at: u8) -> u8 {
    machine.peek(0x0100 + u16::from(at))
}

fn pushed(machine: &Machine, at: u8) -> [u8; 3] {
    [0, 1, 2].map(|depth| stack(machine, at.wrapping_add(depth)))
}
