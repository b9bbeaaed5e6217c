//! A subroutine's frame on the 6502 stack, and how one sees that it was left.
//!
//! The 6502 has no frame pointer, so a frame is a stack depth: it is left when a return instruction brings the stack
//! pointer back to it. That survives recursion, parameters after the JSR, push-push-RTS jumps, and a dropped return
//! address. An interrupt handler is a frame as well, which RTI leaves. What it cannot see is a routine that leaves by a jump and never returns.

use std::fmt;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::Cpu;

const BRK: u8 = 0x00;
const JSR: u8 = 0x20;
pub(super) const RTI: u8 = 0x40;
pub(super) const RTS: u8 = 0x60;

/// How far from the top of the stack an interrupt's return address is looked for.
const HANDLER_PUSHES: u8 = 8;

/// A frame to be left.
pub(crate) struct Frame {
    /// The stack pointer once the frame is gone is this or higher.
    floor: u8,
    /// Where it returns to, as far as the stack tells.
    pub(crate) returns: Vec<u16>,
    command: &'static str,
}

impl Frame {
    /// The frame that the call at PC will make; none when it is no call.
    pub(crate) fn called_at(machine: &Machine) -> Option<Self> {
        let cpu = machine.cpu();
        let length = match machine.peek(cpu.pc) {
            JSR => 3,
            // BRK skips a padding byte.
            BRK => 2,
            _ => return None,
        };
        Some(Self {
            floor: cpu.sp,
            returns: vec![cpu.pc.wrapping_add(length)],
            command: "next",
        })
    }

    /// The frame the guest is in now.
    pub(crate) fn current(machine: &Machine) -> Self {
        let sp = machine.cpu().sp;
        let stack = |at: u8| machine.peek(0x0100 + u16::from(at));
        let mut returns = Vec::new();
        // Two bytes are a return address when a JSR stands before the place they point to.
        for at in sp.saturating_add(1)..0xFF {
            let last = u16::from_le_bytes([stack(at), stack(at + 1)]);
            let target = last.wrapping_add(1);
            if machine.peek(last.wrapping_sub(2)) == JSR && !returns.contains(&target) {
                returns.push(target);
            }
        }
        // What an interrupt pushed is P, where bit 5 is always set and B is not, then the address as it is.
        let near = sp.saturating_add(1)..sp.saturating_add(HANDLER_PUSHES).min(0xFE);
        for at in near {
            let target = u16::from_le_bytes([stack(at + 1), stack(at + 2)]);
            if stack(at) & 0x30 == 0x20 && !returns.contains(&target) {
                returns.push(target);
            }
        }
        Self {
            floor: sp.saturating_add(1),
            returns,
            command: "finish",
        }
    }

    /// The same, left for the command of this name.
    pub(crate) fn left_by(self, command: &'static str) -> Self {
        Self { command, ..self }
    }

    /// Whether the frame is gone, at an address it may return to.
    pub(crate) fn is_left(&self, cpu: &Cpu) -> bool {
        cpu.sp >= self.floor
    }

    /// Whether the frame is gone now that `opcode` was executed.
    pub(crate) fn is_left_after(&self, opcode: u8, cpu: &Cpu) -> bool {
        // A return from the very top of the stack wraps its pointer to $00 or $01.
        let wrapped = self.floor >= 0xFE && cpu.sp < 2;
        let returned = matches!(opcode, RTS | RTI) && (self.is_left(cpu) || wrapped);
        returned || (self.returns.contains(&cpu.pc) && self.is_left(cpu))
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} waits for a return", self.command)?;
        if let Some(target) = self.returns.first() {
            write!(f, " to ${target:04X}")?;
        }
        write!(
            f,
            " with the stack pointer at ${:02X} or higher",
            self.floor
        )
    }
}
