//! Which bytes are cached as code, by how many holders.
//!
//! Invariant: a byte has its mark exactly while something was made from it, be it a group
//! or a trace, and a page its attribute exactly while it has such a byte.

use jumppad_opcodes::{Memory, byte, page};

use crate::pages::{for_each_address, page_of};

/// Holders of each byte, and held bytes of each page.
pub(crate) struct CodeMarks {
    holders: Box<[u16; 0x1_0000]>,
    pages: [u16; 0x100],
}

impl CodeMarks {
    pub(crate) fn new() -> Self {
        Self {
            holders: for_each_address(0),
            pages: [0; 0x100],
        }
    }

    /// One more is made from the byte. Whether that makes it code.
    #[inline]
    pub(crate) fn hold(&mut self, memory: &mut Memory, addr: u16) -> bool {
        let holders = &mut self.holders[usize::from(addr)];
        *holders += 1;
        if *holders > 1 {
            return false;
        }
        memory.add_marks(addr, byte::CODE);
        let page = page_of(addr);
        let bytes = &mut self.pages[usize::from(page)];
        *bytes += 1;
        if *bytes == 1 {
            memory.add_attributes(page, page::CODE);
        }
        true
    }

    /// One less is made from each of the bytes.
    pub(crate) fn release_all(&mut self, memory: &mut Memory, bytes: &[u16]) {
        for &addr in bytes {
            self.release(memory, addr);
        }
    }

    /// One less is.
    #[inline]
    pub(crate) fn release(&mut self, memory: &mut Memory, addr: u16) {
        let holders = &mut self.holders[usize::from(addr)];
        debug_assert!(*holders > 0, "nothing holds ${addr:04X}");
        *holders = holders.saturating_sub(1);
        if *holders > 0 {
            return;
        }
        memory.remove_marks(addr, byte::CODE);
        let page = page_of(addr);
        let bytes = &mut self.pages[usize::from(page)];
        *bytes = bytes.saturating_sub(1);
        if *bytes == 0 {
            memory.remove_attributes(page, page::CODE);
        }
    }
}
