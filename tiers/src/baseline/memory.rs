//! Memory for machine code.
//!
//! ```text
//! 0          UNKNOWN                      FIRST
//! | entries | for addresses not entered | shared code, data | traces, in pieces of 64 bytes |
//! ```
//! Places are distances from the beginning. Not here: what is written.

use std::io;

use jumppad_stencils::{Access, Space};

use super::mapping::Mapping;
use crate::ports::{Ports, access};

/// Bytes in which code is given out.
const PIECE: usize = 64;
/// Bytes of an entry: the host address of what is entered from anywhere.
const ENTRY: usize = size_of::<usize>();
/// Where entries of addresses lead at which nothing is known.
pub(super) const UNKNOWN: u32 = (ENTRY * 0x1_0000) as u32;
/// Where places that are given out begin.
const FIRST: usize = UNKNOWN as usize + PIECE;

/// The signature of [`Special::Enter`](jumppad_stencils::Special): stencils are for Linux, whose C convention they were made for.
type Enter = unsafe extern "C" fn(space: *mut Space, code: *const u8, entries: *const u8);

/// Executable memory.
pub(super) struct CodeMemory {
    mapping: Mapping,
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
        let mut new = Self {
            mapping: Mapping::new(FIRST + capacity, FIRST)?,
            end: FIRST,
            base: FIRST,
            free: Vec::new(),
            used: 0,
        };
        let unknown = new.address(UNKNOWN).to_le_bytes();
        let entries = new.mapping.writable()[..UNKNOWN as usize].chunks_exact_mut(ENTRY);
        entries.for_each(|entry| entry.copy_from_slice(&unknown));
        Ok(new)
    }

    /// Makes `pc` an entry of the code at `start`, or none.
    #[inline]
    pub(super) fn set_entry(&mut self, pc: u16, start: Option<u32>) {
        let address = self.address(start.unwrap_or(UNKNOWN));
        let at = u32::from(pc) * ENTRY as u32;
        self.write(at, &address.to_le_bytes());
    }

    pub(super) fn write(&mut self, at: u32, bytes: &[u8]) {
        self.mapping.writable()[at as usize..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Writes the distance from behind `at` to `target`, as jumps have it.
    pub(super) fn write_distance(&mut self, at: u32, target: u32) {
        let distance = target.wrapping_sub(at + 4);
        self.write(at, &distance.to_le_bytes());
    }

    /// The address of a place in the host's memory.
    pub(super) fn address(&self, at: u32) -> usize {
        self.mapping.executable().as_ptr() as usize + at as usize
    }

    pub(super) fn bytes(&self, at: u32, length: u32) -> &[u8] {
        &self.mapping.executable()[at as usize..][..length as usize]
    }

    /// A place for so many bytes.
    pub(super) fn allocate(&mut self, length: u32) -> Option<u32> {
        let pieces = (length as usize).div_ceil(PIECE);
        let place = match self.free.get_mut(pieces).and_then(Vec::pop) {
            Some(place) => place,
            None => {
                let place = self.end;
                let end = place + pieces * PIECE;
                if end > self.mapping.executable().len() {
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
    pub(super) fn run(&self, enter: u32, at: u32, space: &mut Space, ports: &mut Ports<'_>) {
        let access: Access<Ports<'_>> = access;
        space.state.access = access as usize;
        space.state.ports = std::ptr::from_mut(ports).expose_provenance();
        let address = self.mapping.executable()[enter as usize..].as_ptr();
        let code = self.mapping.executable()[at as usize..].as_ptr();
        let entries = self.mapping.executable().as_ptr();
        // SAFETY: at `enter` stands the function of this signature that the build made, at
        // `at` the code of a trace or of what is shared. Both are made of stencils alone,
        // whose jumps lead within what is allocated, as do all entries, which are where the
        // mapping begins; they access the space that the reference covers, this mapping to
        // read, and the stack of their own frame. They call the one function that was put into
        // the state just above, with the ports that are borrowed until this call returns.
        unsafe {
            let enter = std::mem::transmute::<*const u8, Enter>(address);
            enter(space, code, entries);
        }
    }
}
