//! Devices as compiled groups reach them: by calls that come back.
//!
//! Devices share nothing with what a group holds of the machine, so that it knows
//! afterwards what it knew before. A device may signal an interrupt that comes sooner
//! than what the group was entered with allows for: then it is told, and leaves behind
//! the instruction.

use crate::device::{Devices, Told};
use crate::interrupts::Lines;

/// What is beside the parts of the machine that groups hold.
pub(crate) struct Ports<'a> {
    pub(crate) devices: &'a mut Devices,
    pub(crate) lines: &'a mut Lines,
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
