//! The stored bytes of memory, to be looked at: what filters see of it.
//!
//! Not here: devices. A page's attributes say that one must be asked.

use super::{Memory, PageAttributes};

/// Stored bytes, and the attributes of pages.
#[derive(Clone, Copy, Debug)]
pub struct Contents<'a> {
    /// Page 0.
    pub zero_page: &'a [u8; 0x100],
    /// The other pages, at their addresses.
    pub ram: &'a [u8; 0x1_0000],
    /// The attributes of all pages.
    pub pages: &'a [PageAttributes; 0x100],
}

impl<'a> Contents<'a> {
    /// All bytes in the order of their addresses: page 0, and the rest.
    #[must_use]
    #[inline]
    pub fn bytes(self) -> [&'a [u8]; 2] {
        [self.zero_page, &self.ram[0x100..]]
    }
}

impl Memory {
    /// All of it, to be looked at.
    #[must_use]
    #[inline]
    pub const fn contents(&self) -> Contents<'_> {
        Contents {
            zero_page: &self.zero_page,
            ram: &self.ram.0,
            pages: &self.pages,
        }
    }
}
