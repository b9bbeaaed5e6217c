//! The one tracked memory: 64 KiB with an attribute byte per page and a map of
//! the bytes that are cached as code, and beside it what pushed return addresses.
//!
//! Page 0 is stored apart, because compiled groups keep a copy of it in host
//! registers: page 0's attributes always hold [`page::ZERO`], so an access by
//! a computed address finds out. [`Tracked`] is the view that opcode functions
//! get; its parts are separate references, so that a store to RAM provably
//! changes neither page 0 nor the attributes.
//!
//! Not here: devices, watch ranges and invalidation. A special page only makes
//! the access ask the machine.

use crate::bus::{Bus, Intervention};
use crate::calls::{Call, Calls};

mod contents;
pub mod layout;

pub use contents::Contents;

/// Attributes of a page of 256 bytes.
pub mod page {
    /// Accesses go to a device.
    pub const DEVICE: u8 = 0x01;
    /// A read watchpoint covers some byte.
    pub const WATCH_READ: u8 = 0x02;
    /// A write watchpoint covers some byte.
    pub const WATCH_WRITE: u8 = 0x04;
    /// Writes have no effect.
    pub const ROM: u8 = 0x08;
    /// Some byte is cached as code.
    pub const CODE: u8 = 0x10;
    /// Page 0, and only that.
    pub const ZERO: u8 = 0x20;

    /// Execution may stop on some byte; data accesses ignore it.
    pub const BREAKPOINT: u8 = 0x40;
    /// An instruction that begins here may reach into a device's page behind.
    pub const NEAR_DEVICE: u8 = 0x80;

    /// Attributes that a read cannot ignore.
    pub const READ_SPECIAL: u8 = DEVICE | WATCH_READ | ZERO;
    /// Attributes that a write cannot ignore.
    pub const WRITE_SPECIAL: u8 = DEVICE | WATCH_WRITE | ROM | CODE | ZERO;
}

/// Marks of a single byte; its page's attributes say that there are any.
pub mod byte {
    /// Cached as code.
    pub const CODE: u8 = 0x01;
    /// Execution may stop in front of an instruction that begins here.
    pub const BREAKPOINT: u8 = 0x02;
    /// No instruction that begins here was executed, and that matters.
    pub const FRESH: u8 = 0x04;
    /// Nobody has written it, and that matters.
    pub const UNWRITTEN: u8 = 0x08;
    /// The user has written it since the machine was switched on.
    pub const POKED: u8 = 0x10;
    /// The guest has, while that mattered.
    pub const STORED: u8 = 0x20;
    /// Of the stack page: a return that leaves the stack pointer here is
    /// awaited.
    pub const AWAITED: u8 = 0x40;
    /// Of an operand that some group holds in a register: a store by a computed
    /// address must not change it unnoticed.
    pub const HELD: u8 = 0x80;
}

/// Memory contents and what is known of them.
#[repr(C)]
#[derive(Clone)]
pub struct Memory {
    zero_page: [u8; 0x100],
    ram: [u8; 0x1_0000],
    pages: [u8; 0x100],
    marks: [u8; 0x1_0000],
    calls: Calls,
    has_devices: bool,
    interrupt_waits: bool,
}

impl Memory {
    /// All zero; every page plain RAM.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        let mut pages = [0; 0x100];
        pages[0] = page::ZERO;
        Self {
            zero_page: [0; 0x100],
            ram: [0; 0x1_0000],
            pages,
            marks: [0; 0x1_0000],
            calls: Calls::new(),
            has_devices: false,
            interrupt_waits: false,
        }
    }

    /// The stored byte, whatever the page's attributes.
    #[must_use]
    #[inline(always)]
    pub const fn peek(&self, addr: u16) -> u8 {
        if addr < 0x100 {
            self.zero_page[addr as usize]
        } else {
            self.ram[addr as usize]
        }
    }

    /// Changes the stored byte, whatever the page's attributes.
    #[inline(always)]
    pub const fn poke(&mut self, addr: u16, value: u8) {
        if addr < 0x100 {
            self.zero_page[addr as usize] = value;
        } else {
            self.ram[addr as usize] = value;
        }
    }

    /// The attributes of page `page`.
    #[must_use]
    #[inline]
    pub const fn attributes(&self, page: u8) -> u8 {
        self.pages[page as usize]
    }

    /// Adds attributes to a page.
    #[inline]
    pub const fn add_attributes(&mut self, page: u8, bits: u8) {
        self.pages[page as usize] |= bits;
        self.has_devices |= bits & page::DEVICE != 0;
    }

    /// Takes attributes from a page; page 0 stays page 0.
    #[inline]
    pub const fn remove_attributes(&mut self, page: u8, bits: u8) {
        self.pages[page as usize] &= !(bits & !page::ZERO);
    }

    /// Whether any page ever was a device's.
    #[must_use]
    #[inline]
    pub const fn has_devices(&self) -> bool {
        self.has_devices
    }

    /// Says whether an interrupt waits for the I flag to let it in.
    #[inline]
    pub const fn set_interrupt_waits(&mut self, waits: bool) {
        self.interrupt_waits = waits;
    }

    /// The marks of a byte.
    #[must_use]
    #[inline]
    pub const fn marks(&self, addr: u16) -> u8 {
        self.marks[addr as usize]
    }

    /// Adds marks to a byte; the page's attribute is the caller's business.
    #[inline]
    pub const fn add_marks(&mut self, addr: u16, bits: u8) {
        self.marks[addr as usize] |= bits;
    }

    /// Takes marks from a byte.
    #[inline]
    pub const fn remove_marks(&mut self, addr: u16, bits: u8) {
        self.marks[addr as usize] &= !bits;
    }

    /// What pushed return addresses.
    #[must_use]
    #[inline]
    pub const fn calls(&self) -> &Calls {
        &self.calls
    }

    /// The same, to be changed.
    #[inline]
    pub const fn calls_mut(&mut self) -> &mut Calls {
        &mut self.calls
    }

    /// The view that opcode functions work on.
    #[inline(always)]
    pub const fn view(&mut self) -> Tracked<'_> {
        Tracked {
            zero_page: &mut self.zero_page,
            ram: &mut self.ram,
            pages: &self.pages,
            marks: &self.marks,
            calls: &mut self.calls,
            resident: true,
            has_devices: self.has_devices,
            interrupt_waits: self.interrupt_waits,
            guarded: byte::CODE,
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

/// The tracked memory as opcode functions see it.
#[repr(C)]
pub struct Tracked<'a> {
    /// Page 0, or a group's copy of it.
    pub zero_page: &'a mut [u8; 0x100],
    /// Pages 1 to 255 (the first 256 bytes are never used).
    pub ram: &'a mut [u8; 0x1_0000],
    /// Attributes of each page.
    pub pages: &'a [u8; 0x100],
    /// Marks of each byte.
    pub marks: &'a [u8; 0x1_0000],
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
    pub guarded: u8,
}

impl Tracked<'_> {
    /// The stored byte, whatever the page's attributes.
    #[must_use]
    #[inline(always)]
    pub const fn peek(&self, addr: u16) -> u8 {
        if addr < 0x100 {
            self.zero_page[addr as usize]
        } else {
            self.ram[addr as usize]
        }
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
    fn attributes(&self, addr: u16) -> u8 {
        self.pages[(addr >> 8) as usize]
    }

    #[inline(always)]
    fn check_marks(&self, special: u8, addr: u16, guarded: u8) -> Result<(), Intervention> {
        if special & !page::CODE != 0 || self.marks[addr as usize] & guarded != 0 {
            return Err(Intervention::Bus);
        }
        Ok(())
    }

    /// Writes a byte, unless the attributes of its page or one of the marks `guarded` are in the way.
    #[inline(always)]
    fn write_guarded(&mut self, addr: u16, value: u8, guarded: u8) -> Result<(), Intervention> {
        let special = self.attributes(addr) & page::WRITE_SPECIAL;
        if special != 0 {
            if self.resident && addr < 0x100 {
                return self.write_zero_page(addr as u8, value);
            }
            self.check_marks(special, addr, guarded)?;
        }
        self.ram[addr as usize] = value;
        Ok(())
    }

    #[inline(always)]
    fn check_zero_page_write(&self, addr: u8) -> Result<(), Intervention> {
        let special = self.pages[0] & page::WRITE_SPECIAL & !page::ZERO;
        if special == 0 {
            return Ok(());
        }
        self.check_marks(special, u16::from(addr), byte::CODE)
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
        if self.has_devices && self.attributes(addr) & page::DEVICE != 0 {
            return Err(Intervention::Bus);
        }
        Ok(())
    }

    #[inline(always)]
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        if self.attributes(addr) & page::READ_SPECIAL == 0 {
            return Ok(self.ram[addr as usize]);
        }
        if self.resident && addr < 0x100 {
            return self.read_zero_page(addr as u8);
        }
        Err(Intervention::Bus)
    }

    #[inline(always)]
    fn check_write(&mut self, addr: u16) -> Result<(), Intervention> {
        let special = self.attributes(addr) & page::WRITE_SPECIAL;
        if special == 0 {
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
        if self.pages[0] & page::READ_SPECIAL & !page::ZERO != 0 {
            return Err(Intervention::Bus);
        }
        Ok(self.zero_page[addr as usize])
    }

    #[inline(always)]
    fn write_zero_page(&mut self, addr: u8, value: u8) -> Result<(), Intervention> {
        self.check_zero_page_write(addr)?;
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
        self.write_guarded(addr, value, byte::CODE)
    }
}
