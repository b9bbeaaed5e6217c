//! The view of memory that opcode functions get.
//!
//! An access to a page without attributes is an access to an array; any other asks the
//! machine, unless it can be seen here that it need not.
//!
//! Some masks are tested by their field: calls would nest deeper than rustc inlines them,
//! and the bitcode's blocks come in another order.

use core::hint::cold_path;

use super::{ByteMarks, PageAttributes, stored};
use crate::bus::{Bus, Intervention};
use crate::calls::{Call, Calls};

/// The tracked memory as opcode functions see it.
#[repr(C)]
pub struct Tracked<'a> {
    /// Page 0, or a group's copy of it.
    pub zero_page: &'a mut [u8; 0x100],
    /// Pages 1 to 255 (the first 256 bytes are never used).
    pub ram: &'a mut [u8; 0x1_0000],
    /// Attributes of each page.
    pub pages: &'a [PageAttributes; 0x100],
    /// Marks of each byte.
    pub marks: &'a [ByteMarks; 0x1_0000],
    /// What pushed return addresses.
    pub calls: &'a mut Calls,
    /// Whether `zero_page` may be reached by computed addresses, that is, is
    /// memory. False in groups that keep page 0 in registers.
    pub resident: bool,
    /// Whether some page is a device's, so that accesses that the chip ignores
    /// may matter.
    pub has_devices: bool,
    /// Whether an interrupt waits for the I flag to let it in.
    pub interrupt_waits: bool,
    /// Marks of bytes that no store by a computed address may change.
    pub guarded: ByteMarks,
}

/// Attributes that a read by a computed address cannot ignore.
const COMPUTED_READ: PageAttributes = PageAttributes::READ_SPECIAL.union(PageAttributes::ZERO);
/// The same for a write.
const COMPUTED_WRITE: PageAttributes = PageAttributes::WRITE_SPECIAL.union(PageAttributes::ZERO);

impl Tracked<'_> {
    /// The stored byte, whatever the page's attributes.
    #[must_use]
    #[inline(always)]
    pub const fn peek(&self, addr: u16) -> u8 {
        stored(self.zero_page, self.ram, addr)
    }

    /// The stored bytes of the longest instruction that could stand at `pc`.
    #[must_use]
    #[inline(always)]
    pub const fn instruction(&self, pc: u16) -> [u8; 3] {
        // Almost all code stands where neither page 0 nor the end is near.
        if pc >= 0x100 && pc <= 0xfffd {
            let at = pc as usize;
            return [self.ram[at], self.ram[at + 1], self.ram[at + 2]];
        }
        [
            self.peek(pc),
            self.peek(pc.wrapping_add(1)),
            self.peek(pc.wrapping_add(2)),
        ]
    }

    #[inline(always)]
    fn attributes(&self, addr: u16) -> PageAttributes {
        self.pages[(addr >> 8) as usize]
    }

    #[inline(always)]
    fn check_marks(
        &self,
        special: PageAttributes,
        addr: u16,
        guarded: ByteMarks,
    ) -> Result<(), Intervention> {
        if special.intersects(!PageAttributes::CODE)
            || self.marks[addr as usize].intersects(guarded)
        {
            return Err(Intervention::Bus);
        }
        Ok(())
    }

    /// Writes a byte, unless the attributes of its page or one of the marks `guarded` are in the way.
    #[inline(always)]
    fn write_guarded(
        &mut self,
        addr: u16,
        value: u8,
        guarded: ByteMarks,
    ) -> Result<(), Intervention> {
        let special = PageAttributes(self.attributes(addr).0 & COMPUTED_WRITE.0);
        if special.0 != 0 {
            if self.resident && addr < 0x100 {
                return self.write_zero_page(addr as u8, value);
            }
            self.check_change(special, addr, guarded, |tracked| {
                tracked.ram[addr as usize] == value
            })?;
        }
        self.ram[addr as usize] = value;
        Ok(())
    }

    /// As [`Tracked::check_marks`], but code that is written once more stays as it is.
    #[inline(always)]
    fn check_change(
        &self,
        special: PageAttributes,
        addr: u16,
        guarded: ByteMarks,
        is_same: impl FnOnce(&Self) -> bool,
    ) -> Result<(), Intervention> {
        if special.intersects(!PageAttributes::CODE) {
            return Err(Intervention::Bus);
        }
        let marks = self.marks[addr as usize].intersection(guarded);
        if marks.0 != 0 {
            cold_path();
            // Of what a group holds in a register, memory knows nothing.
            let is_heard = self.marks[addr as usize].contains(ByteMarks::HEARD);
            if marks.0 != ByteMarks::CODE.0 || is_heard || !is_same(self) {
                return Err(Intervention::Bus);
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn check_zero_page_write(&self, addr: u8) -> Result<(), Intervention> {
        let special = PageAttributes(self.pages[0].0 & PageAttributes::WRITE_SPECIAL.0);
        if special.0 == 0 {
            return Ok(());
        }
        self.check_marks(special, u16::from(addr), ByteMarks::CODE)
    }
}

impl Bus for Tracked<'_> {
    #[inline(always)]
    fn notices_dummies(&self) -> bool {
        self.has_devices
    }

    #[inline(always)]
    fn interrupt_waits(&self) -> bool {
        self.interrupt_waits
    }

    #[inline(always)]
    fn note_call(&mut self, slot: u8, call: Call) {
        self.calls.note(slot, call);
    }

    #[inline(always)]
    fn check_read(&mut self, addr: u16) -> Result<(), Intervention> {
        self.read_absolute(addr).map(|_| ())
    }

    #[inline(always)]
    fn dummy_read(&mut self, addr: u16) -> Result<(), Intervention> {
        if self.has_devices && self.attributes(addr).contains(PageAttributes::DEVICE) {
            return Err(Intervention::Bus);
        }
        Ok(())
    }

    #[inline(always)]
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        if self.attributes(addr).intersection(COMPUTED_READ).0 == 0 {
            return Ok(self.ram[addr as usize]);
        }
        if self.resident && addr < 0x100 {
            return self.read_zero_page(addr as u8);
        }
        Err(Intervention::Bus)
    }

    #[inline(always)]
    fn check_write(&mut self, addr: u16) -> Result<(), Intervention> {
        let special = PageAttributes(self.attributes(addr).0 & COMPUTED_WRITE.0);
        if special.0 == 0 {
            return Ok(());
        }
        if self.resident && addr < 0x100 {
            return self.check_zero_page_write(addr as u8);
        }
        self.check_marks(special, addr, self.guarded)
    }

    #[inline(always)]
    fn store(&mut self, addr: u16, value: u8) {
        if self.resident && addr < 0x100 {
            self.zero_page[addr as usize] = value;
        } else {
            self.ram[addr as usize] = value;
        }
    }

    #[inline(always)]
    fn write(&mut self, addr: u16, value: u8) -> Result<(), Intervention> {
        self.write_guarded(addr, value, self.guarded)
    }

    #[inline(always)]
    fn read_zero_page(&mut self, addr: u8) -> Result<u8, Intervention> {
        if self.pages[0].intersects(PageAttributes::READ_SPECIAL) {
            return Err(Intervention::Bus);
        }
        Ok(self.zero_page[addr as usize])
    }

    #[inline(always)]
    fn write_zero_page(&mut self, addr: u8, value: u8) -> Result<(), Intervention> {
        let special = PageAttributes(self.pages[0].0 & PageAttributes::WRITE_SPECIAL.0);
        if special.0 != 0 {
            self.check_change(special, u16::from(addr), ByteMarks::CODE, |tracked| {
                tracked.zero_page[addr as usize] == value
            })?;
        }
        self.zero_page[addr as usize] = value;
        Ok(())
    }

    #[inline(always)]
    fn read_absolute(&mut self, addr: u16) -> Result<u8, Intervention> {
        if addr < 0x100 {
            return self.read_zero_page(addr as u8);
        }
        self.read(addr)
    }

    #[inline(always)]
    fn write_absolute(&mut self, addr: u16, value: u8) -> Result<(), Intervention> {
        if addr < 0x100 {
            return self.write_zero_page(addr as u8, value);
        }
        self.write_guarded(addr, value, ByteMarks::CODE)
    }
}
