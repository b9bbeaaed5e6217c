//! The host's files: read and written as a whole, never waited for against the user's will.

pub mod digits;
pub mod interruptible;
pub mod perf_map;
pub mod read;
pub mod replace;
pub mod text;

use std::io;
use std::path::PathBuf;

/// A file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct Unwritten {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}
