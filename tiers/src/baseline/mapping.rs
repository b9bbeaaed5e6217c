//! Memory that is mapped twice: once to be written, once to be executed. No page is ever
//! both.
//!
//! It is shared anonymous memory, not a file's: Linux's perf looks only there for the
//! names that a perf map gives to code.

use std::io;
use std::ptr::{self, NonNull};

/// Two mappings of the same bytes.
pub(super) struct Mapping {
    writable: NonNull<u8>,
    executable: NonNull<u8>,
    length: usize,
}

// SAFETY: it owns its memory, which no thread is bound to.
unsafe impl Send for Mapping {}
// SAFETY: shared references only read.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps so many bytes, all zero. The first `wanted` of them are written next.
    #[cfg(target_os = "linux")]
    pub(super) fn new(length: usize, wanted: usize) -> io::Result<Self> {
        use rustix::mm::{Advice, MapFlags, MprotectFlags, MremapFlags, ProtFlags};
        use rustix::mm::{madvise, mmap_anonymous, mprotect, mremap, munmap};

        let (read_write, shared) = (ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED);
        // SAFETY: the kernel chooses an address at which nothing is.
        let writable = unsafe { mmap_anonymous(ptr::null_mut(), length, read_write, shared)? };
        // One call for all pages costs less than a fault for each. Kernels before 5.14 have none.
        // SAFETY: the pages are within the mapping, and stay what they are.
        let _ = unsafe { madvise(writable, wanted.min(length), Advice::LinuxPopulateWrite) };
        // SAFETY: an old size of 0 leaves the mapping, which is shared, where it is, and maps
        // its pages once more where nothing is.
        let second = unsafe { mremap(writable, 0, length, MremapFlags::MAYMOVE) };
        let (Some(first), Ok(second)) = (NonNull::new(writable.cast()), second) else {
            // SAFETY: nobody has a pointer into it.
            unsafe { munmap(writable, length)? };
            return Err(second.map_or_else(io::Error::from, |_| io::ErrorKind::Other.into()));
        };
        let mapping = Self {
            writable: first,
            executable: NonNull::new(second.cast()).ok_or(io::ErrorKind::Other)?,
            length,
        };
        // SAFETY: the whole second mapping, into which nobody has a pointer yet.
        unsafe { mprotect(second, length, MprotectFlags::READ | MprotectFlags::EXEC)? };
        Ok(mapping)
    }

    /// There are no stencils elsewhere.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn new(_length: usize, _wanted: usize) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// The bytes to be written.
    #[inline]
    pub(super) fn writable(&mut self) -> &mut [u8] {
        // SAFETY: so many bytes are mapped there to be read and written until `self` goes;
        // this is the only reference to them.
        unsafe { std::slice::from_raw_parts_mut(self.writable.as_ptr(), self.length) }
    }

    /// The bytes to be executed.
    #[inline]
    pub(super) fn executable(&self) -> &[u8] {
        // SAFETY: so many bytes are mapped there to be read until `self` goes; they change
        // only by `writable`, which nobody has as long as this is borrowed.
        unsafe { std::slice::from_raw_parts(self.executable.as_ptr(), self.length) }
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mapping {
    fn drop(&mut self) {
        for start in [self.writable, self.executable] {
            // SAFETY: mapped by `new` with this length; nobody else has a pointer into it.
            let unmapped = unsafe { rustix::mm::munmap(start.as_ptr().cast(), self.length) };
            debug_assert!(unmapped.is_ok(), "{unmapped:?}");
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// The kernel's own list of mappings says so.
    #[test]
    fn no_page_is_writable_and_executable() {
        let mut mapping = Mapping::new(1 << 16, 0).expect("memory is mapped");
        mapping.writable()[..4].copy_from_slice(&[1, 2, 3, 4]);
        assert_eq!(mapping.executable()[..4], [1, 2, 3, 4]);
        let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
        let has = |start: NonNull<u8>, rights: &str| {
            let start = format!("{:08x}-", start.as_ptr() as usize);
            let mut lines = maps.lines();
            lines.any(|line| line.starts_with(&start) && line.contains(rights))
        };
        assert!(has(mapping.executable, " r-xs "), "{maps}");
        assert!(!has(mapping.writable, "x"), "{maps}");
        assert!(maps.lines().all(|line| !line.contains("wx")), "{maps}");
    }
}
