//! A frame to be left, and how one sees that it was.
//!
//! The 6502 has no frame pointer, so a frame is a stack depth: it is left when a return or an indirect jump brings the
//! stack pointer back to where it was before the call, or higher. That survives recursion, parameters behind the JSR,
//! jumps by RTS, dropped return addresses and interrupts. An interrupt handler is a frame as well, which RTI leaves.
//! What it cannot see is a routine that resets the stack pointer and never returns at all.

use std::fmt;
use std::ops::RangeInclusive;

use jumppad_tiers::opcodes::{CallKind, Cpu};
use jumppad_tiers::{CallFrame, Machine};

use crate::answer::Why;

const BRK: u8 = 0x00;
const JSR: u8 = 0x20;

/// How far behind its call a routine may return: over parameters.
const LONGEST_PARAMETERS: u16 = 64;
/// The highest stack pointer that counts as above a frame that wraps at the end of the stack page.
const ABOVE_A_WRAPPED_FRAME: u8 = 0x7F;

/// A frame of the call stack that is to be left by a return.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// The stack pointer before the call.
    slot: u8,
    kind: CallKind,
    returns_to: u16,
    /// Whether its return address only looks like one.
    guessed: bool,
    command: &'static str,
}

impl Frame {
    /// The frame that the call at PC will make; none when it is no call.
    pub fn called_at(machine: &Machine) -> Option<Self> {
        let cpu = machine.cpu();
        let (kind, length) = match machine.peek(cpu.pc) {
            JSR => (CallKind::Jsr, 3),
            // BRK skips a padding byte.
            BRK => (CallKind::Brk, 2),
            _ => return None,
        };
        Some(Self {
            slot: cpu.sp,
            kind,
            returns_to: cpu.pc.wrapping_add(length),
            guessed: false,
            command: "next",
        })
    }

    /// The innermost frame on the stack, if there is one.
    pub fn innermost(machine: &Machine) -> Option<Self> {
        machine.call_stack().frames.first().map(Self::on_stack)
    }

    /// The frame that `frame`, which is on the stack, describes.
    pub fn on_stack(frame: &CallFrame) -> Self {
        Self {
            slot: frame.slot,
            kind: frame.kind,
            returns_to: frame.returns_to,
            guessed: !frame.is_tracked(),
            command: "finish",
        }
    }

    /// The frame, to be left for the command called `command`.
    pub fn left_by(self, command: &'static str) -> Self {
        Self { command, ..self }
    }

    /// The command that leaves the frame without executing anything.
    pub fn pop(&self) -> String {
        format!("r pc=${:04X} sp=${:02X}", self.returns_to, self.slot)
    }

    /// Whether its return address only looks like one.
    pub(super) fn is_guess(&self) -> bool {
        self.guessed
    }

    /// Whether its return address is on top of the stack: it has called nothing that lasts.
    pub(super) fn is_running(&self, cpu: &Cpu) -> bool {
        let pushed = if self.kind.pushes_status() { 3 } else { 2 };
        cpu.sp == self.slot.wrapping_sub(pushed)
    }

    /// Where the stack pointer is once the frame is left.
    pub(super) fn depths(&self) -> RangeInclusive<u8> {
        let pushed = if self.kind.pushes_status() { 3 } else { 2 };
        match self.slot < pushed {
            true => self.slot..=ABOVE_A_WRAPPED_FRAME,
            false => self.slot..=0xFF,
        }
    }

    /// Whether the frame is back where it was called, however it came there.
    pub(super) fn is_back(&self, cpu: &Cpu) -> bool {
        cpu.pc == self.returns_to && self.depths().contains(&cpu.sp)
    }

    /// What a return or an indirect jump, which just happened, means for the frame: none while it lasts.
    pub(super) fn after_return(&self, machine: &Machine) -> Option<Why> {
        let cpu = machine.cpu();
        if !self.depths().contains(&cpu.sp) {
            return None;
        }
        // An interrupt came while the return address was off the stack: it returned, not the frame.
        let from_interrupt =
            |frame: CallFrame| frame.kind != CallKind::Jsr && frame.returns_to == cpu.pc;
        if self.kind == CallKind::Jsr && machine.pushed_at(cpu.sp).is_some_and(from_interrupt) {
            return None;
        }
        let skipped = cpu.pc.wrapping_sub(self.returns_to);
        match cpu.sp == self.slot && skipped <= LONGEST_PARAMETERS {
            true => Some(Why::Returned),
            false => Some(Why::Unwound {
                expected: self.returns_to,
            }),
        }
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} waits for the return to ${:04X} that brings the stack pointer to ${:02X}",
            self.command, self.returns_to, self.slot
        )?;
        match self.guessed {
            true => f.write_str("; that address is a guess"),
            false => Ok(()),
        }
    }
}
