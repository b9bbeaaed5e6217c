//! Memory of the host's that is mapped at several addresses: an arena, and views of it.
//!
//! ```text
//! arena   | what all views share | 64 KiB | marks | bank | its marks | bank | its marks | ...
//!              │                     │                 │
//! view 0  | shared | 64 KiB ...............| marks  ......................................|
//! view 1  | shared | 64 KiB with the bank mapped into it | marks with the bank's in it     |
//! ```
//!
//! Invariants: one view is looked into at a time. Bytes that it shows are reached by it alone,
//! those that it does not show by the arena, which copies and gives no reference.
//!
//! Not here: which bank is where.

use std::io;
use std::ptr::NonNull;

use jumppad_stencils::Space;

/// A part of the arena that stands in a view in the place of what all views share there. All
/// are whole pages of the host's, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// From the view's start.
    pub(super) to: usize,
    /// From the arena's start.
    pub(super) from: usize,
    pub(super) length: usize,
}

/// Bytes that views show.
pub(crate) struct Arena {
    #[cfg(target_os = "linux")]
    file: std::os::fd::OwnedFd,
    start: NonNull<u8>,
    length: usize,
}

/// One of the ways to look at an arena.
pub(crate) struct View {
    start: NonNull<Space>,
}

// SAFETY: it owns its mapping, which no thread is bound to.
unsafe impl Send for Arena {}
// SAFETY: shared references only read.
unsafe impl Sync for Arena {}
// SAFETY: as an arena.
unsafe impl Send for View {}
// SAFETY: as an arena.
unsafe impl Sync for View {}

/// Bytes of a view.
pub(super) const VIEW: usize = size_of::<Space>();

#[cfg(target_os = "linux")]
mod linux {
    use std::ptr;

    use jumppad_opcodes::HOST_PAGE;
    use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
    use rustix::mm::{MapFlags, ProtFlags, mmap, mmap_anonymous, munmap};

    use super::{Arena, NonNull, Piece, Space, VIEW, View, io};

    const READ_WRITE: ProtFlags = ProtFlags::READ.union(ProtFlags::WRITE);

    impl Arena {
        /// So many bytes behind a view's, all zero.
        pub(crate) fn new(behind: usize) -> io::Result<Self> {
            if rustix::param::page_size() != HOST_PAGE {
                return Err(io::Error::other("the host's pages are not of 4 KiB"));
            }
            let length = VIEW + behind;
            let file = memfd_create("jumppad-banks", MemfdFlags::CLOEXEC)?;
            ftruncate(&file, length as u64)?;
            // SAFETY: the kernel chooses an address at which nothing is.
            let start = unsafe {
                mmap(
                    ptr::null_mut(),
                    length,
                    READ_WRITE,
                    MapFlags::SHARED,
                    &file,
                    0,
                )?
            };
            let start = NonNull::new(start.cast()).ok_or(io::ErrorKind::Other)?;
            Ok(Self {
                file,
                start,
                length,
            })
        }

        /// A view in which those pieces stand in their places.
        pub(crate) fn view(&self, pieces: &[Piece]) -> io::Result<View> {
            // SAFETY: the kernel chooses an address at which nothing is.
            let start = unsafe {
                mmap_anonymous(ptr::null_mut(), VIEW, ProtFlags::empty(), MapFlags::PRIVATE)?
            };
            let view = View {
                start: NonNull::new(start.cast::<Space>()).ok_or(io::ErrorKind::Other)?,
            };
            let all = Piece {
                to: 0,
                from: 0,
                length: VIEW,
            };
            for piece in [&all].into_iter().chain(pieces) {
                assert!(
                    piece.to + piece.length <= VIEW,
                    "a piece is within the view"
                );
                assert!(
                    piece.from + piece.length <= self.length,
                    "it is within the arena"
                );
                let flags = MapFlags::SHARED | MapFlags::FIXED | MapFlags::POPULATE;
                // SAFETY: it takes the place of a part of the mapping made above, as asserted,
                // into which nobody has a reference yet.
                unsafe {
                    let at = start.cast::<u8>().add(piece.to).cast();
                    mmap(
                        at,
                        piece.length,
                        READ_WRITE,
                        flags,
                        &self.file,
                        piece.from as u64,
                    )?;
                }
            }
            Ok(view)
        }
    }

    impl Drop for Arena {
        fn drop(&mut self) {
            // SAFETY: mapped by `new` with this length; references into it are given to nobody.
            let unmapped = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
            debug_assert!(unmapped.is_ok(), "{unmapped:?}");
        }
    }

    impl Drop for View {
        fn drop(&mut self) {
            // SAFETY: mapped by `view` with this length; references into it end before.
            let unmapped = unsafe { munmap(self.start.as_ptr().cast(), VIEW) };
            debug_assert!(unmapped.is_ok(), "{unmapped:?}");
        }
    }
}

#[cfg(not(target_os = "linux"))]
impl Arena {
    /// Banks are copied elsewhere.
    pub(crate) fn new(_behind: usize) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// There is no arena to look at.
    pub(crate) fn view(&self, _pieces: &[Piece]) -> io::Result<View> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Arena {
    /// Copies bytes from `at` on, which the current view does not show.
    pub(super) fn read(&self, at: usize, into: &mut [u8]) {
        assert!(at + into.len() <= self.length, "it is within the arena");
        // SAFETY: so many bytes are mapped there, as asserted; `into` is not among them, for
        // nobody has a reference into the arena, and no view shows these bytes to anybody.
        unsafe {
            let from = self.start.as_ptr().add(at);
            std::ptr::copy_nonoverlapping(from, into.as_mut_ptr(), into.len());
        }
    }

    /// Copies bytes to `at`, where the current view shows nothing of it.
    pub(super) fn write(&mut self, at: usize, from: &[u8]) {
        assert!(at + from.len() <= self.length, "it is within the arena");
        // SAFETY: as for `read`; this is the only reference to the arena.
        unsafe {
            let to = self.start.as_ptr().add(at);
            std::ptr::copy_nonoverlapping(from.as_ptr(), to, from.len());
        }
    }

    /// Copies a machine's memory to where views share it.
    pub(super) fn write_shared(&mut self, space: &Space) {
        // SAFETY: a view's bytes are mapped there, at the start of a page, to be written; no view
        // was made yet. Every part of a space may be copied as it is.
        unsafe {
            std::ptr::copy_nonoverlapping(space, self.start.as_ptr().cast::<Space>(), 1);
        }
    }
}

impl View {
    #[inline]
    pub(super) fn space(&self) -> &Space {
        // SAFETY: a space is mapped there, to be read and written, as long as `self` is there.
        // This view is the one that is looked into, so nobody writes to its bytes by another.
        unsafe { self.start.as_ref() }
    }

    #[inline]
    pub(super) fn space_mut(&mut self) -> &mut Space {
        // SAFETY: as for `space`; nobody has another reference, for that would borrow `self`.
        unsafe { self.start.as_mut() }
    }
}
