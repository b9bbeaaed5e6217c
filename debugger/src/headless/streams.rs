//! The guest's streams in a headless run: those of the program itself, byte by byte as they are.
//!
//! Output is gathered, and written before the guest waits for input, at its end, now and then in between, and at once
//! where a terminal shows it.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::progress::Progress;
use jumppad_engine::host::keyboard;
use jumppad_engine::host::sim65::streams::{Input, Stream, Streams};

const BUFFER: usize = 1 << 16;

/// The streams as the run and the console's device have them in common.
pub(super) type Shared = Arc<Mutex<Standard>>;

/// Whoever died writing left nothing half done.
pub(super) fn lock(streams: &Shared) -> MutexGuard<'_, Standard> {
    streams.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Standard input, output and error.
pub(super) struct Standard {
    pub(super) progress: Progress,
    out: BufWriter<Stdout>,
    interrupt: Arc<AtomicBool>,
    shows_output: bool,
    shows_errors: bool,
    /// Why standard output takes nothing more.
    failure: Option<io::Error>,
}

impl Standard {
    pub(super) fn new(progress: Progress, interrupt: Arc<AtomicBool>) -> Self {
        Self {
            progress,
            out: BufWriter::with_capacity(BUFFER, io::stdout()),
            interrupt,
            shows_output: io::stdout().is_terminal(),
            shows_errors: io::stderr().is_terminal(),
            failure: None,
        }
    }

    pub(super) fn shared(self) -> Shared {
        Arc::new(Mutex::new(self))
    }

    /// Writes what was gathered. That this failed is known to the next write, and to [`Standard::failure`].
    ///
    /// # Errors
    /// Nobody reads standard output any more.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        if self.out.buffer().is_empty() {
            return Ok(());
        }
        let flushed = self.out.flush();
        self.noted(flushed)
    }

    /// What became of standard output, if it failed while there was somebody to read it.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        self.failure.take()
    }

    fn noted(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                // What could not be written is not tried again.
                let fresh = BufWriter::with_capacity(BUFFER, io::stdout());
                drop(std::mem::replace(&mut self.out, fresh).into_parts());
                self.failure = Some(error);
                Ok(())
            }
            other => other,
        }
    }
}

impl Streams for Standard {
    fn read(&mut self, stream: Stream, limit: usize) -> io::Result<Input> {
        if stream != Stream::Input {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.progress.hide();
        self.flush()?;
        keyboard::read(limit, &self.interrupt)
    }

    fn write(&mut self, stream: Stream, bytes: &[u8]) -> io::Result<()> {
        match stream {
            Stream::Input => Err(io::ErrorKind::PermissionDenied.into()),
            Stream::Output if self.failure.is_some() => Err(io::ErrorKind::StorageFull.into()),
            Stream::Output => {
                let written = self.out.write_all(bytes);
                self.noted(written)?;
                if self.shows_output {
                    self.progress.end();
                    self.flush()?;
                }
                Ok(())
            }
            Stream::Error => {
                if self.shows_errors {
                    self.progress.end();
                }
                // In the order in which the guest wrote.
                self.flush()?;
                io::stderr().write_all(bytes)
            }
        }
    }
}
