//! The one tracked memory: 64 KiB with an attribute byte per page and a map of
//! the bytes that are cached as code, and beside it what pushed return addresses.
//!
//! Page 0 is stored apart, because compiled groups keep a copy of it in host
//! registers: page 0's attributes always hold [`PageAttributes::ZERO`], so an access by
//! a computed address finds out. [`Tracked`] is the view that opcode functions
//! get; its parts are separate references, so that a store to RAM provably
//! changes neither page 0 nor the attributes.
//!
//! Not here: devices, watch ranges and invalidation. A special page only makes
//! the access ask the machine.

use crate::calls::Calls;

mod contents;
pub mod layout;
mod masks;
mod tracked;

pub use contents::Contents;
pub use masks::{ByteMarks, PageAttributes};
pub use tracked::Tracked;

/// Begins where a page of the host's memory does, of [`HOST_PAGE`] bytes.
#[repr(C, align(4096))]
#[derive(Clone)]
struct HostPaged<T>(T);

/// Bytes of the host's pages that [`Memory`] is laid out for. Its parts that banks exchange begin
/// at one, so that another page of the host's can be mapped there.
pub const HOST_PAGE: usize = align_of::<HostPaged<u8>>();

/// Memory contents and what is known of them.
#[repr(C)]
#[derive(Clone)]
pub struct Memory {
    zero_page: [u8; 0x100],
    pages: [PageAttributes; 0x100],
    calls: Calls,
    has_devices: bool,
    reach: [PageAttributes; 0x100],
    // Apart from its like: read together with what was just written, it would have to be waited for.
    interrupt_waits: bool,
    ram: HostPaged<[u8; 0x1_0000]>,
    marks: HostPaged<[ByteMarks; 0x1_0000]>,
}

impl Memory {
    /// All zero; every page plain RAM.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        let mut pages = [PageAttributes::empty(); 0x100];
        pages[0] = PageAttributes::ZERO;
        Self {
            zero_page: [0; 0x100],
            pages,
            calls: Calls::new(),
            has_devices: false,
            reach: pages,
            interrupt_waits: false,
            ram: HostPaged([0; 0x1_0000]),
            marks: HostPaged([ByteMarks::empty(); 0x1_0000]),
        }
    }

    /// The stored byte, whatever the page's attributes.
    #[must_use]
    #[inline(always)]
    pub const fn peek(&self, addr: u16) -> u8 {
        stored(&self.zero_page, &self.ram.0, addr)
    }

    /// Changes the stored byte, whatever the page's attributes.
    #[inline(always)]
    pub const fn poke(&mut self, addr: u16, value: u8) {
        if addr < 0x100 {
            self.zero_page[addr as usize] = value;
        } else {
            self.ram.0[addr as usize] = value;
        }
    }

    /// The attributes of page `page`.
    #[must_use]
    #[inline]
    pub const fn attributes(&self, page: u8) -> PageAttributes {
        self.pages[page as usize]
    }

    /// The attributes of the page of `addr`.
    #[must_use]
    #[inline]
    pub const fn attributes_at(&self, addr: u16) -> PageAttributes {
        self.attributes((addr >> 8) as u8)
    }

    /// Adds attributes to a page.
    #[inline]
    pub const fn add_attributes(&mut self, page: u8, attributes: PageAttributes) {
        self.pages[page as usize].insert(attributes);
        self.has_devices |= attributes.contains(PageAttributes::DEVICE);
        self.note_reach(page);
    }

    /// Takes attributes from a page; page 0 stays page 0.
    #[inline]
    pub const fn remove_attributes(&mut self, page: u8, attributes: PageAttributes) {
        self.pages[page as usize].remove(attributes.difference(PageAttributes::ZERO));
        self.note_reach(page);
    }

    /// Gives pages from `first` on the attributes of two lists at once, but for
    /// [`PageAttributes::NEAR_DEVICE`], which goes by the page behind. None of them is page 0, and there are devices
    /// if any says so.
    #[cfg(not(jumppad_bitcode))]
    pub fn set_attributes(
        &mut self,
        first: u8,
        some: &[PageAttributes],
        others: &[PageAttributes],
    ) {
        let start = first as usize;
        let present = self.pages[start..].iter_mut();
        for ((present, some), others) in present.zip(some).zip(others) {
            *present = *present & PageAttributes::NEAR_DEVICE | *some | *others;
        }
        let end = (start + some.len()).min(0xff);
        let (before, pages) = (&self.pages[start - 1..end], &self.pages[start..=end]);
        let reach = self.reach[start..=end].iter_mut();
        for ((reach, attributes), before) in reach.zip(pages).zip(before) {
            *reach = behind(*before, *attributes);
        }
    }

    /// Notes what an indexed access that ends on a page, or on the one behind it, must heed: the
    /// attributes there, and whether the page before, which the chip may read first, is a
    /// device's. Page 0 is found out by its own attribute.
    const fn note_reach(&mut self, page: u8) {
        let attributes = self.pages[page as usize];
        let before = if page == 0 {
            PageAttributes::empty()
        } else {
            self.pages[page as usize - 1]
        };
        self.reach[page as usize] = behind(before, attributes);
        if page < 0xff {
            self.reach[page as usize + 1] = behind(attributes, self.pages[page as usize + 1]);
        }
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
    pub const fn marks(&self, addr: u16) -> ByteMarks {
        self.marks.0[addr as usize]
    }

    /// Adds marks to a byte; the page's attribute is the caller's business.
    #[inline]
    pub const fn add_marks(&mut self, addr: u16, marks: ByteMarks) {
        self.marks.0[addr as usize].insert(marks);
    }

    /// Takes marks from a byte.
    #[inline]
    pub const fn remove_marks(&mut self, addr: u16, marks: ByteMarks) {
        self.marks.0[addr as usize].remove(marks);
    }

    /// The stored bytes from `first` to `last`, behind page 0, and their marks: what a bank shows
    /// or takes away at once.
    #[cfg(not(jumppad_bitcode))]
    #[must_use]
    pub fn window(&mut self, first: u16, last: u16) -> (&mut [u8], &mut [ByteMarks]) {
        let range = usize::from(first.max(0x100))..=usize::from(last);
        (&mut self.ram.0[range.clone()], &mut self.marks.0[range])
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
            ram: &mut self.ram.0,
            pages: &self.pages,
            marks: &self.marks.0,
            calls: &mut self.calls,
            resident: true,
            has_devices: self.has_devices,
            interrupt_waits: self.interrupt_waits,
            guarded: ByteMarks::CODE,
        }
    }
}

/// What an indexed access must heed that ends on a page behind another.
#[inline(always)]
const fn behind(before: PageAttributes, attributes: PageAttributes) -> PageAttributes {
    attributes.union(before.intersection(PageAttributes::DEVICE))
}

/// The byte at an address: page 0 is stored apart.
#[inline(always)]
const fn stored(zero_page: &[u8; 0x100], ram: &[u8; 0x1_0000], addr: u16) -> u8 {
    if addr < 0x100 {
        zero_page[addr as usize]
    } else {
        ram[addr as usize]
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_indexing_may_reach_follows_the_attributes() {
        let mut memory = Memory::new();
        memory.add_attributes(0xd0, PageAttributes::DEVICE);
        memory.add_attributes(0xd1, PageAttributes::ROM);
        memory.add_attributes(0xff, PageAttributes::DEVICE);
        let reach = |memory: &Memory, page: usize| memory.reach[page];
        assert_eq!(reach(&memory, 0xcf), PageAttributes::empty());
        assert_eq!(reach(&memory, 0xd0), PageAttributes::DEVICE);
        assert_eq!(
            reach(&memory, 0xd1),
            PageAttributes::ROM | PageAttributes::DEVICE
        );
        assert_eq!(reach(&memory, 0xd2), PageAttributes::empty());
        assert_eq!(reach(&memory, 0x00), PageAttributes::ZERO);
        memory.remove_attributes(0xd0, PageAttributes::DEVICE);
        assert_eq!(reach(&memory, 0xd0), PageAttributes::empty());
        assert_eq!(reach(&memory, 0xd1), PageAttributes::ROM);
    }
}
