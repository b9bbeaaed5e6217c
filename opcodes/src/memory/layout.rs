//! Where generated code finds the parts of [`Memory`], in bytes from its start.

use core::mem::offset_of;

use super::Memory;

/// Page 0.
pub const ZERO_PAGE: usize = offset_of!(Memory, zero_page);
/// All pages, of which page 0 is never used.
pub const RAM: usize = offset_of!(Memory, ram);
/// The attributes of pages.
pub const PAGES: usize = offset_of!(Memory, pages);
/// The marks of bytes.
pub const MARKS: usize = offset_of!(Memory, marks);
/// The notes of calls.
pub const CALLS: usize = offset_of!(Memory, calls);
/// What an indexed access must heed, by the page where it ends.
pub const REACH: usize = offset_of!(Memory, reach);
/// Whether there are devices.
pub const HAS_DEVICES: usize = offset_of!(Memory, has_devices);
/// Whether an interrupt waits.
pub const INTERRUPT_WAITS: usize = offset_of!(Memory, interrupt_waits);
