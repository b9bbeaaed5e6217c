//! Files that may be pipes: whoever waits for the other end of one can press Ctrl-C.
//!
//! Invariant: no call blocks longer than `LOOK`, 50 ms, once Ctrl-C was pressed. Ordinary files never wait.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Milliseconds between two looks at Ctrl-C.
#[cfg(unix)]
const LOOK: i64 = 50;

/// An open file, and the flag of Ctrl-C.
#[derive(Debug)]
pub struct Interruptible {
    file: File,
    interrupt: Arc<AtomicBool>,
}

/// What an operation fails with that Ctrl-C ended.
#[derive(Debug)]
struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// Whether Ctrl-C ended the operation that failed with `error`.
pub fn was_interrupted(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.is::<Interrupted>())
}

/// Writes a whole file anew.
///
/// # Errors
/// The file cannot be written, or Ctrl-C came.
pub fn write(path: &Path, content: &[u8], interrupt: &Arc<AtomicBool>) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    Interruptible::open(path, &mut options, interrupt)?.write_all(content)
}

impl Interruptible {
    /// Opens a file to be read.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn read_from(path: &Path, interrupt: &Arc<AtomicBool>) -> io::Result<Self> {
        Self::open(path, OpenOptions::new().read(true), interrupt)
    }

    /// Opens a file; one that is to be written and is a pipe once somebody reads it.
    ///
    /// # Errors
    /// The file cannot be opened, or Ctrl-C came.
    pub fn open(
        path: &Path,
        options: &mut OpenOptions,
        interrupt: &Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let file = loop {
            match open_now(path, options) {
                Err(error) if nobody_reads(path, &error) => {}
                result => break result?,
            }
            look(interrupt)?;
            #[cfg(unix)]
            std::thread::sleep(std::time::Duration::from_millis(LOOK.cast_unsigned()));
        };
        let interrupt = Arc::clone(interrupt);
        Ok(Self { file, interrupt })
    }

    /// The file itself, for what never waits.
    pub fn file(&self) -> &File {
        &self.file
    }
}

/// Standard input, of which nothing was read before.
///
/// # Errors
/// Standard input is closed.
#[cfg(unix)]
pub fn stdin(interrupt: &Arc<AtomicBool>) -> io::Result<Interruptible> {
    use std::os::fd::AsFd;
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let interrupt = Arc::clone(interrupt);
    Ok(Interruptible { file, interrupt })
}

/// Elsewhere without an eye on Ctrl-C.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn stdin(_interrupt: &Arc<AtomicBool>) -> io::Result<io::Stdin> {
    Ok(io::stdin())
}

/// Fails if Ctrl-C was pressed, which is thereby answered.
fn look(interrupt: &AtomicBool) -> io::Result<()> {
    match interrupt.swap(false, Ordering::SeqCst) {
        true => Err(io::Error::other(Interrupted)),
        false => Ok(()),
    }
}

impl Read for Interruptible {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Of a pipe that nobody has opened to write yet, a read says that it is at its end.
        while !is_ready(&self.file, Way::In)? {
            look(&self.interrupt)?;
        }
        self.file.read(buffer)
    }
}

impl Write for Interruptible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.file.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                result => return result,
            }
            look(&self.interrupt)?;
            is_ready(&self.file, Way::Out)?;
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

#[cfg(unix)]
fn open_now(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::NONBLOCK.bits();
    options.custom_flags(flags.cast_signed()).open(path)
}

/// Whether opening a pipe to write it failed for want of a reader.
#[cfg(unix)]
fn nobody_reads(path: &Path, error: &io::Error) -> bool {
    use std::os::unix::fs::FileTypeExt;
    let is_pipe = || path.metadata().is_ok_and(|data| data.file_type().is_fifo());
    error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) && is_pipe()
}

/// Whether the file can be read or written, after a short wait.
#[cfg(unix)]
fn is_ready(file: &File, way: Way) -> io::Result<bool> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let flags = match way {
        Way::In => PollFlags::IN,
        Way::Out => PollFlags::OUT,
    };
    let timeout = Timespec {
        tv_sec: 0,
        tv_nsec: LOOK * 1_000_000,
    };
    match poll(&mut [PollFd::new(file, flags)], Some(&timeout)) {
        Ok(ready) => Ok(ready > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Elsewhere files wait without an eye on Ctrl-C.
#[cfg(not(unix))]
fn open_now(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    options.open(path)
}

#[cfg(not(unix))]
fn nobody_reads(_path: &Path, _error: &io::Error) -> bool {
    false
}

#[cfg(not(unix))]
fn is_ready(_file: &File, _way: Way) -> io::Result<bool> {
    Ok(true)
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::BufRead;
    use std::path::PathBuf;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::*;

    /// A pipe with a name.
    fn fifo() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo is there").success());
        (folder, path)
    }

    /// Presses Ctrl-C a little later, and asserts that `wait` ends soon after with that.
    fn ends<T: fmt::Debug>(interrupt: &Arc<AtomicBool>, wait: impl FnOnce() -> io::Result<T>) {
        let flag = Arc::clone(interrupt);
        let pressed = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            flag.store(true, Ordering::SeqCst);
            Instant::now()
        });
        let error = wait().expect_err("nobody is at the other end");
        let late = pressed.join().expect("it only waits").elapsed();
        assert!(was_interrupted(&error), "{error}");
        assert!(late < Duration::from_millis(250), "{late:?}");
        assert!(!interrupt.load(Ordering::SeqCst));
    }

    #[test]
    fn ctrl_c_ends_every_wait_for_the_other_end() {
        let (_folder, path) = fifo();
        let interrupt = Arc::new(AtomicBool::new(false));
        let mut byte = [0];
        ends(&interrupt, || {
            Interruptible::read_from(&path, &interrupt)?.read(&mut byte)
        });
        ends(&interrupt, || write(&path, b"x", &interrupt));
        let mut writer = {
            let _reader = Interruptible::read_from(&path, &interrupt).unwrap();
            let mut options = OpenOptions::new();
            Interruptible::open(&path, options.write(true), &interrupt).unwrap()
        };
        // Somebody who never reads.
        let _reader = Interruptible::read_from(&path, &interrupt).unwrap();
        ends(&interrupt, || writer.write_all(&vec![0; 1 << 20]));
        // Somebody who never writes.
        let mut reader = Interruptible::read_from(&path, &interrupt).unwrap();
        io::copy(&mut (&mut reader).take(1 << 16), &mut io::sink()).ok();
        ends(&interrupt, || reader.read_to_end(&mut Vec::new()));
    }

    #[test]
    fn what_comes_late_is_read_and_written_whole() {
        let (_folder, path) = fifo();
        let interrupt = Arc::new(AtomicBool::new(false));
        let (at, flag) = (path.clone(), Arc::clone(&interrupt));
        let sent = thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            write(&at, &vec![b'x'; 1 << 20], &flag)
        });
        let mut bytes = Vec::new();
        let reader = Interruptible::read_from(&path, &interrupt).unwrap();
        io::BufReader::new(reader)
            .read_until(b'\n', &mut bytes)
            .unwrap();
        sent.join().unwrap().unwrap();
        assert_eq!(bytes.len(), 1 << 20);
    }
}
