//! A file or pipe read as a whole, within bounds.

use std::fs::FileType;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::files::interruptible::Interruptible;

/// Why there are no bytes.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The system could not open or read it, or Ctrl-C ended the wait.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The path leads to a folder or a device.
    #[error("it is a folder or a device, not a file")]
    NotAFile,
    #[error("it has {}more than {limit} bytes", match size {
        Some(size) => format!("{size} bytes, "),
        None => String::new(),
    })]
    /// There is more of it than the caller takes.
    TooLarge {
        /// The size in bytes; none of a pipe, which does not tell.
        size: Option<u64>,
        /// The most bytes that the caller takes.
        limit: u64,
    },
}

/// All of the file or pipe at `path`, if that is at most `limit` bytes.
///
/// # Errors
/// It is missing, unreadable, neither, or too large; or Ctrl-C came while a pipe had nothing.
pub fn read(path: &Path, limit: u64, interrupt: &Arc<AtomicBool>) -> Result<Vec<u8>, Unread> {
    let metadata = path.metadata()?;
    if !metadata.is_file() && !is_pipe(metadata.file_type()) {
        return Err(Unread::NotAFile);
    }
    let mut bytes = Vec::new();
    let file = Interruptible::read_from(path, interrupt)?;
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let size = metadata.is_file().then_some(metadata.len());
        return Err(Unread::TooLarge { size, limit });
    }
    Ok(bytes)
}

#[cfg(unix)]
fn is_pipe(kind: FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_kind: FileType) -> bool {
    false
}
