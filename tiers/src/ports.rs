//! Devices as compiled code reaches them: by calls that come back.
//!
//! Devices share nothing with what compiled code holds of the machine, so that it knows
//! afterwards what it knew before. A device may signal an interrupt that comes sooner than what
//! the code was entered with allows for. A group is told then, and leaves behind the
//! instruction; a trace has its limit moved, and leaves if nothing is left up to there.
//!
//! Only where the instruction spells the address out, accesses nothing else, and can
//! need no help beside: all other accesses to devices leave.

use jumppad_opcodes::{Effect, Memory, PageAttributes};
use jumppad_stencils::{Answer, Asking};

use crate::access::{Access, WATCH_MASK};
use crate::device::{Devices, Told};
use crate::instruction::{Instruction, OperandKind};
use crate::interrupts::Lines;
use crate::pages::page_of;

/// Page 0 lives in registers, and page 1 is pushed to.
const FIRST_PAGE: u8 = 2;

/// The attributes that the page of the instruction's address must not have, if the instruction
/// accesses a device and nothing else.
pub(crate) fn port(
    instruction: &Instruction,
    memory: &Memory,
    devices: &Devices,
) -> Option<PageAttributes> {
    let opcode = instruction.opcode;
    if !opcode.accesses_only_operand() || instruction.operand == OperandKind::Dynamic {
        return None;
    }
    let addr = instruction.word();
    let present = memory.attributes_at(addr);
    let matters = Access::of(opcode.effect)?.special() & WATCH_MASK;
    // Who does not see what the chip ignores sees a changing access otherwise.
    let is_seen = opcode.effect != Effect::Modify || !devices.is_blind_at(addr);
    let is_port = page_of(addr) >= FIRST_PAGE
        && present.contains(PageAttributes::DEVICE)
        && !present.intersects(matters)
        && devices.any_at(addr)
        && is_seen;
    is_port.then_some(matters)
}

/// What is beside the parts of the machine that compiled code holds.
pub(crate) struct Ports<'a> {
    pub(crate) devices: &'a mut Devices,
    pub(crate) lines: &'a mut Lines,
    /// Up to which cycle baseline code runs. Groups know it themselves.
    pub(crate) limit: u64,
}

/// The functions by the names that generated code calls them by.
pub(crate) const READ: &str = "device_read";
pub(crate) const WRITE: &str = "device_write";

/// Set in an answer, above the byte: an interrupt may come sooner.
pub(crate) const SIGNALLED: u32 = 0x100;

/// A read of `addr` in `cycle`: the byte, and perhaps [`SIGNALLED`].
pub(crate) extern "C" fn read(ports: &mut Ports<'_>, addr: u32, cycle: u64) -> u32 {
    let addr = addr as u16;
    let (value, signalled) = ports.watching(|ports| ports.devices.read(addr, ports.lines, cycle));
    debug_assert!(value.is_some(), "a group knows where devices are");
    u32::from(value.unwrap_or_default()) | signalled
}

/// A write of `value` to `addr` in `cycle`: perhaps [`SIGNALLED`].
pub(crate) extern "C" fn write(ports: &mut Ports<'_>, addr: u32, value: u32, cycle: u64) -> u32 {
    let (addr, value) = (addr as u16, value as u8);
    let (told, signalled) =
        ports.watching(|ports| ports.devices.write(addr, value, ports.lines, cycle));
    debug_assert!(told == Told::Answerer, "a group knows where devices are");
    signalled
}

impl Ports<'_> {
    /// What `access` answers, and [`SIGNALLED`] if the lines change sooner after it.
    fn watching<T>(&mut self, access: impl FnOnce(&mut Self) -> T) -> (T, u32) {
        let before = self.lines.quiet_until();
        let answer = access(self);
        let is_sooner = self.lines.quiet_until() < before;
        (answer, if is_sooner { SIGNALLED } else { 0 })
    }
}

/// More cycles than a trace has left behind an access.
const ALL: u64 = 16;

/// An access of baseline code, see [`jumppad_stencils::Access`].
pub(crate) extern "C" fn access(
    ports: &mut Ports<'_>,
    addr: u32,
    value: u32,
    cycle: u64,
    how: u32,
    masked: u32,
) -> u64 {
    let (addr, value) = (addr as u16, value as u8);
    let is_last = how & Asking::LAST != 0;
    // The chip looks at the lines in the last cycle but one: an access before may have changed them.
    if is_last && ports.lines.next_change().is_some_and(|next| next < cycle) {
        ports.lines.poll(cycle - 1, masked != 0);
    }
    let read = match how & Asking::WRITE != 0 {
        true => {
            let told = ports.devices.write(addr, value, ports.lines, cycle);
            debug_assert!(told == Told::Answerer, "a trace knows where devices are");
            0
        }
        false => {
            let read = ports.devices.read(addr, ports.lines, cycle);
            debug_assert!(read.is_some(), "a trace knows where devices are");
            read.unwrap_or_default()
        }
    };
    if !is_last {
        return read.into();
    }
    ports.lines.advance_levels(cycle);
    let until = ports.lines.undisturbed_until(masked != 0);
    // Far more than code is ever given to run at once is as good as all.
    let nearer = u32::try_from(ports.limit.saturating_sub(until));
    let taken = match nearer {
        Ok(nearer) if until > cycle => u64::from(nearer),
        _ => ports.limit.saturating_sub(cycle) + ALL,
    };
    ports.limit = ports.limit.saturating_sub(taken);
    let waits = u64::from(ports.lines.irq_asserted());
    u64::from(read) | waits << Answer::WAITS | taken << Answer::TAKEN
}
