//! Which bytes are cached as code, by how many holders.
//!
//! Invariant: a byte has its mark exactly while something was made from it, be it a group
//! or a trace, and a page its attribute exactly while it has such a byte.

use jumppad_opcodes::{ByteMarks, Memory, PageAttributes};

use crate::pages::page_of;

/// A store that changed a byte of cached code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CodeStore {
    pub(crate) addr: u16,
    pub(crate) old: u8,
    pub(crate) new: u8,
}

/// Holders of each byte of a page, and how many bytes are held.
#[derive(Clone)]
struct PageMarks {
    holders: [u16; 0x100],
    bytes: u16,
}

impl Default for PageMarks {
    fn default() -> Self {
        Self {
            holders: [0; 0x100],
            bytes: 0,
        }
    }
}

/// Those of all pages; none where nothing was made from a page yet. What is on a page belongs to
/// what shows there: it goes and comes with a bank.
pub(crate) struct CodeMarks {
    pages: Vec<Option<Box<PageMarks>>>,
    /// The attribute of each page.
    attributes: [PageAttributes; 0x100],
}

/// Those of pages that do not show.
pub(crate) struct HiddenMarks {
    pages: Vec<Option<Box<PageMarks>>>,
    attributes: Vec<PageAttributes>,
}

impl HiddenMarks {
    /// Nothing was made from so many pages.
    pub(crate) fn new(pages: usize) -> Self {
        Self {
            pages: vec![None; pages],
            attributes: vec![PageAttributes::empty(); pages],
        }
    }
}

impl CodeMarks {
    pub(crate) fn new() -> Self {
        Self {
            pages: vec![None; 0x100],
            attributes: [PageAttributes::empty(); 0x100],
        }
    }

    /// Exchanges the marks of what shows from a page on for those of something else.
    pub(crate) fn exchange(&mut self, first: u8, others: &mut HiddenMarks) {
        let first = usize::from(first);
        self.pages[first..][..others.pages.len()].swap_with_slice(&mut others.pages);
        self.attributes[first..][..others.attributes.len()].swap_with_slice(&mut others.attributes);
    }

    /// The attribute of each page: whether it has code.
    pub(crate) fn attributes(&self) -> &[PageAttributes; 0x100] {
        &self.attributes
    }

    /// One more is made from the byte. Whether that makes it code.
    #[inline]
    pub(crate) fn hold(&mut self, memory: &mut Memory, addr: u16) -> bool {
        let page = page_of(addr);
        let marks = self.pages[usize::from(page)].get_or_insert_default();
        let holders = &mut marks.holders[usize::from(addr & 0xff)];
        *holders += 1;
        if *holders > 1 {
            return false;
        }
        memory.add_marks(addr, ByteMarks::CODE);
        marks.bytes += 1;
        if marks.bytes == 1 {
            self.attributes[usize::from(page)] = PageAttributes::CODE;
            memory.add_attributes(page, PageAttributes::CODE);
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
        let page = page_of(addr);
        let Some(marks) = &mut self.pages[usize::from(page)] else {
            debug_assert!(false, "nothing holds ${addr:04X}");
            return;
        };
        let holders = &mut marks.holders[usize::from(addr & 0xff)];
        debug_assert!(*holders > 0, "nothing holds ${addr:04X}");
        *holders = holders.saturating_sub(1);
        if *holders > 0 {
            return;
        }
        memory.remove_marks(addr, ByteMarks::CODE);
        marks.bytes = marks.bytes.saturating_sub(1);
        if marks.bytes == 0 {
            self.attributes[usize::from(page)] = PageAttributes::empty();
            memory.remove_attributes(page, PageAttributes::CODE);
        }
    }
}
