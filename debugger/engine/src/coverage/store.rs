//! Tracefiles on disk: written, or added to what is there.
//!
//! Invariants: runs at the same time lose nothing of each other's, for who adds has locked the folder; the old file
//! stays if anything fails, and one that is no tracefile is left alone.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::covered::Covered;
use super::lcov::{self, Malformed, Tracefile};
use super::pages;
use crate::files::read::{Unread, read};
use crate::files::text::decoded;
use crate::files::{Unwritten, replace::replace};

/// Bytes of the largest tracefile that is added to.
const MAX_FILE: u64 = 256 << 20;

/// Between two looks at a lock, and at Ctrl-C.
const PAUSE: Duration = Duration::from_millis(10);

/// What becomes of what a file holds already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It goes.
    Nothing,
    /// Counts are added to it.
    Counts,
}

/// Coverage cannot be saved.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The file cannot be written.
    #[error("{0}")]
    Unwritten(#[from] Unwritten),
    /// The file that is to be added to cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Unread {
        /// Which.
        path: PathBuf,
        /// Why.
        error: Unread,
    },
    /// It is no tracefile.
    #[error("{} is no tracefile of lcov: {error}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        error: Malformed,
    },
    /// The folder cannot be locked.
    #[error("cannot lock {}: {error}", path.display())]
    Unlocked {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Ctrl-C.
    #[error("interrupted")]
    Interrupted,
}

impl Failure {
    /// What the user can do about it.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::Malformed { .. } => {
                Some("another name, or no merging, leaves it alone".to_owned())
            }
            Self::Unlocked { .. } => {
                Some("without merging no lock is needed; lcov -a adds files afterwards".to_owned())
            }
            Self::Unwritten(_) | Self::Unread { .. } | Self::Interrupted => None,
        }
    }
}

/// Writes what was executed of a program to the tracefile at `path`; and listings, if it has no source.
///
/// # Errors
/// The file, or a listing, cannot be written; or what it is to be added to cannot be read.
pub fn save(
    covered: &Covered<'_>,
    path: &Path,
    keeping: Keeping,
    interrupt: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let traced = covered.tracefile();
    // Until the end.
    let _lock = match keeping {
        Keeping::Counts => Some(lock(path, interrupt)?),
        Keeping::Nothing => None,
    };
    if covered.has_lines() {
        return put(traced, path, keeping, interrupt);
    }
    let folder = pages::folder(path);
    pages::write(&folder, covered.listings(), interrupt)?;
    let folder = folder.canonicalize().unwrap_or(folder);
    let files = traced.files.into_iter();
    let files = files.map(|(name, file)| (folder.join(name).display().to_string(), file));
    let traced = Tracefile {
        files: files.collect(),
    };
    put(traced, path, keeping, interrupt)
}

fn put(
    traced: Tracefile,
    path: &Path,
    keeping: Keeping,
    interrupt: &Arc<AtomicBool>,
) -> Result<(), Failure> {
    let mut all = match keeping {
        Keeping::Counts if path.exists() => load(path, interrupt)?,
        _ => Tracefile::default(),
    };
    all.add(traced);
    Ok(replace(path, all.text().as_bytes(), interrupt)?)
}

/// Reads the tracefile at `path`.
///
/// # Errors
/// It cannot be read, or is none.
pub fn load(path: &Path, interrupt: &Arc<AtomicBool>) -> Result<Tracefile, Failure> {
    let bytes = read(path, MAX_FILE, interrupt).map_err(|error| Failure::Unread {
        path: path.to_owned(),
        error,
    })?;
    lcov::read(&decoded(&bytes)).map_err(|error| Failure::Malformed {
        path: path.to_owned(),
        error,
    })
}

/// Locks what tracefiles at `path` are locked by, until the answer is dropped.
fn lock(path: &Path, interrupt: &Arc<AtomicBool>) -> Result<File, Failure> {
    let place = lockable(path);
    let fail = |error| Failure::Unlocked {
        path: place.clone(),
        error,
    };
    let file = open(&place).map_err(fail)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if interrupt.load(Ordering::Relaxed) => {
                return Err(Failure::Interrupted);
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(fail(error)),
        }
    }
}

/// The folder of the file: it stays, while the file is always another one.
#[cfg(unix)]
fn lockable(path: &Path) -> PathBuf {
    // What a link leads to is what is written.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

#[cfg(unix)]
fn open(place: &Path) -> io::Result<File> {
    File::open(place)
}

/// A file beside it, which stays: a folder cannot be opened.
#[cfg(not(unix))]
fn lockable(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

#[cfg(not(unix))]
fn open(place: &Path) -> io::Result<File> {
    File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(place)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn traced(line: u32) -> Tracefile {
        let mut traced = Tracefile::default();
        traced.file("a.c".to_owned()).add_line(line, 1);
        traced
    }

    #[test]
    fn who_add_at_the_same_time_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.info");
        let interrupt: Arc<AtomicBool> = Arc::default();
        thread::scope(|scope| {
            for line in 1..=8 {
                let (path, interrupt) = (&path, &interrupt);
                scope.spawn(move || {
                    for _ in 0..10 {
                        let _lock = lock(path, interrupt).unwrap();
                        put(traced(line), path, Keeping::Counts, interrupt).unwrap();
                    }
                });
            }
        });
        let all = load(&path, &interrupt).unwrap();
        let counts: Vec<u64> = all.files["a.c"].lines.values().copied().collect();
        assert_eq!(counts, [10; 8]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("letter.txt");
        fs::write(&path, "Dear reader,\n").unwrap();
        let interrupt: Arc<AtomicBool> = Arc::default();
        let failed = put(traced(1), &path, Keeping::Counts, &interrupt).unwrap_err();
        assert!(matches!(failed, Failure::Malformed { .. }), "{failed}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "Dear reader,\n");
        put(traced(1), &path, Keeping::Nothing, &interrupt).unwrap();
        assert_eq!(load(&path, &interrupt).unwrap(), traced(1));
    }
}
