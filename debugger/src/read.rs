//! A file or pipe read as a whole: within bounds, and with an eye on Ctrl-C where a writer lets one wait.

use std::fs::{File, FileType, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why there are no bytes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("it is a folder or a device, not a file")]
    NotAFile,
    #[error("it has {}more than {limit} bytes", match size {
        Some(size) => format!("{size} bytes, "),
        None => String::new(),
    })]
    TooLarge {
        /// None of a pipe.
        size: Option<u64>,
        limit: u64,
    },
    #[error("interrupted")]
    Interrupted,
}

/// Bytes that are asked for at once.
const PIECE: usize = 1 << 16;

/// All of the file or pipe at `path`, if that is at most `limit` bytes.
///
/// # Errors
/// It is missing, unreadable, neither, or too large; or `interrupt` was set while a pipe had nothing.
pub(crate) fn read(path: &Path, limit: u64, interrupt: &AtomicBool) -> Result<Vec<u8>, Unread> {
    let metadata = path.metadata()?;
    if !metadata.is_file() && !is_pipe(metadata.file_type()) {
        return Err(Unread::NotAFile);
    }
    let mut file = open(path)?;
    let mut bytes = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        wait(&file, interrupt)?;
        match file.read(&mut piece) {
            Ok(0) => return Ok(bytes),
            Ok(length) => bytes.extend(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
        if bytes.len() as u64 > limit {
            let size = metadata.is_file().then_some(metadata.len());
            return Err(Unread::TooLarge { size, limit });
        }
    }
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

/// Opens without waiting for somebody who writes.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK.bits();
    OpenOptions::new()
        .read(true)
        .custom_flags(flags as i32)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// Waits until there is something to read, or its end.
#[cfg(unix)]
fn wait(file: &File, interrupt: &AtomicBool) -> Result<(), Unread> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    const WAIT: Timespec = Timespec {
        tv_sec: 0,
        tv_nsec: 50_000_000,
    };
    loop {
        match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&WAIT)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) => return Ok(()),
            Err(error) => return Err(io::Error::from(error).into()),
        }
        if interrupt.swap(false, Ordering::SeqCst) {
            return Err(Unread::Interrupted);
        }
    }
}

#[cfg(not(unix))]
fn wait(_file: &File, _interrupt: &AtomicBool) -> Result<(), Unread> {
    Ok(())
}
