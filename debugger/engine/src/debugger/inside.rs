//! Breakpoints in the middle of an instruction, which stop only what jumps there.
//!
//! Where instructions begin is known of some addresses; from the nearest of them, code is read up to the breakpoint. What
//! does not read like code says nothing.

use jumppad_tiers::opcodes::{Effect, Status};

use crate::breakpoints::Breakpoint;
use crate::debugger::Debugger;
use crate::program::disassemble::opcode_at;

/// How far code is read.
const FAR: u16 = 1024;

impl Debugger {
    /// The instruction of which `address` is no first byte, as far as that is known.
    pub fn instruction_over(&self, address: u16) -> Option<u16> {
        let mut at = (0..=FAR)
            .map_while(|back| address.checked_sub(back))
            .find(|&at| self.is_known_to_begin(at))?;
        while at < address {
            let opcode = opcode_at(&self.machine, at);
            if opcode.status == Status::Undocumented || opcode.effect == Effect::Interrupt {
                return None;
            }
            let next = at.checked_add(opcode.length())?;
            if next > address {
                return Some(at);
            }
            at = next;
        }
        None
    }

    fn is_known_to_begin(&self, address: u16) -> bool {
        address == self.machine.cpu().pc
            || address == self.program.entry
            || self.symbols.at(address).next().is_some()
            || self.source.table().begun(address).is_some()
            || self.machine.was_entered(address)
    }

    /// The first breakpoint behind the first of the `length` bytes of an instruction at `address`; one that stops at the
    /// instruction as well is not inside.
    pub fn breakpoint_inside(&self, address: u16, length: usize) -> Option<u16> {
        let mut bytes = (1..length as u16).map(|offset| address.wrapping_add(offset));
        let is_inside = |breakpoint: &Breakpoint| !breakpoint.spec.range.contains(&address);
        bytes.find(|&at| self.shown_breakpoints(at).any(is_inside))
    }

    /// The breakpoints that stop where `address` is executed, while what shows there does.
    pub(super) fn shown_breakpoints(&self, address: u16) -> impl Iterator<Item = &Breakpoint> {
        let here = self.breakpoints.executing_at(address);
        here.filter(move |breakpoint| self.is_shown(breakpoint.spec.only_bank(), address))
    }
}
