//! What instructions see of memory: the [`Bus`] trait and the interventions
//! by which an access, or an instruction, asks the machine for help.
//!
//! An intervention is raised before anything changed, so that the machine can
//! execute the same instruction again on another bus.

use crate::calls::Call;

/// Why an instruction was not executed. As a `u8`, 0 means that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Intervention {
    /// An access needs the machine: a device, a watchpoint, read-only memory,
    /// cached code, or page 0 reached by a computed address.
    Bus = 1,
    /// The instruction jumps to itself.
    Trap = 2,
    /// The opcode stops the chip.
    Jam = 3,
    /// A breakpoint is set on the instruction (raised by compiled groups).
    Breakpoint = 4,
    /// The cycle budget could run out before the next check (raised by groups).
    Budget = 5,
    /// The next instruction is not in the group (raised by groups).
    Left = 6,
    /// The instruction waits for an interrupt.
    Wait = 7,
    /// The instruction may let in an interrupt that waits.
    Unmask = 8,
    /// The D flag is not what the group was made for (raised by groups).
    Decimal = 9,
    /// A return left the stack pointer at an awaited depth (raised by groups).
    Returned = 10,
    /// The instruction was executed, and what a device did may let in an interrupt
    /// before the next check (raised by groups).
    Signalled = 11,
}

/// The result of an instruction that was executed.
pub const DONE: u8 = 0;

/// Whether an opcode function's result asks the machine to step in.
#[must_use]
#[inline(always)]
pub const fn does_require_intervention(result: u8) -> bool {
    result != DONE
}

impl Intervention {
    /// Every intervention, in the order of its code.
    pub const ALL: [Self; 11] = [
        Self::Bus,
        Self::Trap,
        Self::Jam,
        Self::Breakpoint,
        Self::Budget,
        Self::Left,
        Self::Wait,
        Self::Unmask,
        Self::Decimal,
        Self::Returned,
        Self::Signalled,
    ];

    /// The intervention behind an opcode function's result; `None` for
    /// [`DONE`] and for codes that no opcode function returns.
    #[must_use]
    #[inline]
    pub const fn from_result(result: u8) -> Option<Self> {
        if result == 0 || result as usize > Self::ALL.len() {
            return None;
        }
        Some(Self::ALL[result as usize - 1])
    }
}

/// Memory as instructions access it.
///
/// Instructions make every access of the chip through it, in the chip's order,
/// but for the fetch of the opcode. Accesses without effect on plain memory do
/// nothing unless a bus wants to know of them.
///
/// # Errors
/// Every method answers with an intervention when the access needs the
/// machine's help; nothing has changed then.
#[allow(clippy::missing_errors_doc, reason = "stated once, for all methods")]
pub trait Bus {
    /// Reads a byte at a computed address.
    fn read(&mut self, addr: u16) -> Result<u8, Intervention>;

    /// Announces a write to a computed address: fails if the write would.
    fn check_write(&mut self, addr: u16) -> Result<(), Intervention>;

    /// Writes a byte at a computed address that [`Bus::check_write`] allowed.
    fn store(&mut self, addr: u16, value: u8);

    /// Reads a byte of page 0 by a mode that cannot leave it.
    fn read_zero_page(&mut self, addr: u8) -> Result<u8, Intervention> {
        self.read(u16::from(addr))
    }

    /// Writes a byte of page 0 by a mode that cannot leave it.
    fn write_zero_page(&mut self, addr: u8, value: u8) -> Result<(), Intervention> {
        self.write(u16::from(addr), value)
    }

    /// Reads a byte at an address that the instruction spells out.
    fn read_absolute(&mut self, addr: u16) -> Result<u8, Intervention> {
        self.read(addr)
    }

    /// Writes a byte at an address that the instruction spells out.
    fn write_absolute(&mut self, addr: u16, value: u8) -> Result<(), Intervention> {
        self.write(addr, value)
    }

    /// Writes a byte at a computed address.
    fn write(&mut self, addr: u16, value: u8) -> Result<(), Intervention> {
        self.check_write(addr)?;
        self.store(addr, value);
        Ok(())
    }

    /// Announces a read of a computed address: fails if the read would.
    fn check_read(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    /// Whether anything on this bus can tell accesses that the chip ignores.
    fn notices_dummies(&self) -> bool {
        true
    }

    /// A read whose value the chip ignores. Only a device can tell.
    fn dummy_read(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    /// A write of the unchanged value before the real one. Only a device can
    /// tell; a bus whose writes can fail must not act on it.
    fn dummy_write(&mut self, _addr: u16, _value: u8) {}

    /// A read from the instruction stream behind the opcode: of an operand,
    /// whose value the instruction was given, or of a byte that is ignored.
    fn fetch(&mut self, _addr: u16) {}

    /// The vector that an interrupt fetches its target from: asked for once the
    /// state is pushed, because another interrupt may still take over.
    fn vector(&mut self, vector: u16) -> u16 {
        vector
    }

    /// A return address was pushed, its high byte at `slot` of the stack page.
    fn note_call(&mut self, _slot: u8, _call: Call) {}

    /// Whether an instruction that jumps to itself is a trap.
    fn traps(&self) -> bool {
        true
    }

    /// Whether an interrupt waits for the I flag to let it in, so that an
    /// instruction that may clear it is the machine's business.
    fn interrupt_waits(&self) -> bool {
        false
    }
}
