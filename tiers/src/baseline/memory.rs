//! Memory for machine code, mapped twice: once to be written, once to be executed. No
//! page is ever both.
//!
//! ```text
//! 0                   ENTRIES_START   ENTRIES_END
//! | for unknown pc    | entries       | shared code, data | traces, in pieces of 64 bytes |
//! ```
//! Places are distances from the beginning. Not here: what is written.

use std::io;

use jumppad_stencils::{ENTRIES_END, ENTRIES_START, Space};
use memmap2::{Mmap, MmapMut, MmapOptions};

/// Bytes in which code is given out.
const PIECE: usize = 64;

/// The signature of [`Special::Enter`](jumppad_stencils::Special).
type Enter = unsafe extern "sysv64" fn(space: *mut Space, code: *const u8);

/// Executable memory.
pub(super) struct CodeMemory {
    writable: MmapMut,
    executable: Mmap,
    /// Where never used memory begins.
    end: usize,
    /// Where it begins when there are no traces.
    base: usize,
    /// Free places by their length in pieces.
    free: Vec<Vec<u32>>,
    /// Bytes in use.
    pub(super) used: u64,
}

impl CodeMemory {
    /// Room for so many bytes of code.
    pub(super) fn new(capacity: usize) -> io::Result<Self> {
        let (writable, executable) = map(ENTRIES_END + capacity)?;
        Ok(Self {
            writable,
            executable,
            end: ENTRIES_END,
            base: ENTRIES_END,
            free: Vec::new(),
            used: 0,
        })
    }

    /// Makes `pc` an entry of the code at `start`, or none.
    #[inline]
    pub(super) fn set_entry(&mut self, pc: u16, start: Option<u32>) {
        let at = ENTRIES_START as u32 + u32::from(pc) * 4;
        self.write(at, &start.unwrap_or(0).to_le_bytes());
    }

    pub(super) fn write(&mut self, at: u32, bytes: &[u8]) {
        self.writable[at as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Writes the distance from behind `at` to `target`, as jumps have it.
    pub(super) fn write_distance(&mut self, at: u32, target: u32) {
        let distance = target.wrapping_sub(at + 4);
        self.write(at, &distance.to_le_bytes());
    }

    /// The address of a place in the host's memory.
    pub(super) fn address(&self, at: u32) -> usize {
        self.executable.as_ptr() as usize + at as usize
    }

    pub(super) fn bytes(&self, at: u32, length: u32) -> &[u8] {
        &self.executable[at as usize..][..length as usize]
    }

    /// A place for so many bytes.
    pub(super) fn allocate(&mut self, length: u32) -> Option<u32> {
        let pieces = (length as usize).div_ceil(PIECE);
        let place = match self.free.get_mut(pieces).and_then(Vec::pop) {
            Some(place) => place,
            None => {
                let place = self.end;
                let end = place + pieces * PIECE;
                if end > self.executable.len() {
                    return None;
                }
                self.end = end;
                place as u32
            }
        };
        self.used += u64::from(length);
        Some(place)
    }

    /// Gives a place back.
    pub(super) fn free(&mut self, place: u32, length: u32) {
        let pieces = (length as usize).div_ceil(PIECE);
        if self.free.len() <= pieces {
            self.free.resize_with(pieces + 1, Vec::new);
        }
        self.free[pieces].push(place);
        self.used -= u64::from(length);
    }

    /// Gives all places back.
    pub(super) fn clear(&mut self) {
        self.end = self.base;
        self.free.clear();
        self.used = 0;
    }

    /// Lets what was allocated so far be there for good.
    pub(super) fn keep(&mut self) {
        self.base = self.end;
        self.used = 0;
    }

    /// Runs code at `at` until it leaves, by way of the stencil at `enter`.
    pub(super) fn run(&self, enter: u32, at: u32, space: &mut Space) {
        let address = self.executable[enter as usize..].as_ptr();
        let code = self.executable[at as usize..].as_ptr();
        // SAFETY: at `enter` stands the function of this signature that the build made, at
        // `at` the code of a trace or of what is shared. Both are made of stencils alone,
        // whose jumps lead within what is allocated; they access the space that the
        // reference covers, this mapping to read, and the stack of their own frame.
        unsafe {
            let enter = std::mem::transmute::<*const u8, Enter>(address);
            enter(space, code);
        }
    }
}

/// The same memory, to be written and to be executed.
#[cfg(target_os = "linux")]
fn map(length: usize) -> io::Result<(MmapMut, Mmap)> {
    use rustix::fs::{MemfdFlags, ftruncate, memfd_create};

    let file = memfd_create("jumppad-code", MemfdFlags::CLOEXEC)?;
    ftruncate(&file, length as u64)?;
    let options = || {
        let mut options = MmapOptions::new();
        options.len(length);
        options
    };
    // SAFETY: nobody else knows the file, which is closed here; it keeps its length.
    let (writable, executable) = unsafe { (options().map_mut(&file)?, options().map_exec(&file)?) };
    Ok((writable, executable))
}

/// There are no stencils elsewhere.
#[cfg(not(target_os = "linux"))]
fn map(_length: usize) -> io::Result<(MmapMut, Mmap)> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// The kernel's own list of mappings says so.
    #[test]
    fn no_page_is_writable_and_executable() {
        let mut memory = CodeMemory::new(1 << 16).expect("memory is mapped");
        let place = memory.allocate(4).expect("there is room");
        memory.write(place, &[1, 2, 3, 4]);
        assert_eq!(memory.bytes(place, 4), [1, 2, 3, 4]);
        let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux has it");
        let ours: Vec<&str> = maps
            .lines()
            .filter(|line| line.contains("jumppad-code"))
            .collect();
        assert!(ours.len() >= 2, "{maps}");
        assert!(ours.iter().any(|line| line.contains(" r-xs ")), "{ours:?}");
        assert!(maps.lines().all(|line| !line.contains("wx")), "{maps}");
    }
}
