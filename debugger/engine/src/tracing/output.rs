//! The thread that writes a trace, and the way there.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{self, JoinHandle};

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Record, Ring};

use super::{Encoder, Form};
use crate::files::Unwritten;
use crate::files::replace::Replacing;

/// Pieces that may be on their way.
const DEPTH: usize = 16;
/// Bytes that are gathered before they are written.
const BUFFER: usize = 1 << 18;

/// Where a trace goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Output,
    /// A file, which takes its place when it is whole; a device or pipe, which is written to as it is.
    File(PathBuf),
}

impl Target {
    /// What it is called.
    pub fn path(&self) -> PathBuf {
        match self {
            Self::Output => PathBuf::from("standard output"),
            Self::File(path) => path.clone(),
        }
    }
}

/// Records of one chip, as they lie in a ring.
pub(super) struct Piece {
    pub(super) model: Model,
    pub(super) records: Vec<u8>,
}

enum Sent {
    Piece(Piece),
    /// Whoever waits is told once all before is written.
    Settle(Sender<()>),
}

/// The way to the thread.
pub(super) struct Output {
    path: PathBuf,
    /// None once it is over.
    pieces: Option<SyncSender<Sent>>,
    empty: Receiver<Vec<u8>>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Output {
    /// Opens `target`.
    pub(super) fn open(
        target: &Target,
        form: Form,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Self, Unwritten> {
        let path = target.path();
        let unwritten = |source| Unwritten {
            path: path.clone(),
            source,
        };
        let place = match target {
            Target::Output => Place::Output(output().map_err(unwritten)?),
            Target::File(file) => Place::File(Replacing::open(file, interrupt)?),
        };
        let (sender, pieces) = sync_channel(DEPTH);
        let (used, empty) = channel();
        let thread = thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || write(place, form, &pieces, &used))
            .map_err(unwritten)?;
        Ok(Self {
            path,
            pieces: Some(sender),
            empty,
            thread: Some(thread),
        })
    }

    /// What its place is called.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// An empty buffer, one that was used before if there is one.
    pub(super) fn buffer(&self) -> Vec<u8> {
        let mut buffer = self.empty.try_recv().unwrap_or_default();
        buffer.clear();
        buffer
    }

    /// Sends a piece. Whether there is somebody who writes it.
    pub(super) fn send(&self, piece: Piece) -> bool {
        let pieces = self.pieces.as_ref();
        pieces.is_some_and(|pieces| pieces.send(Sent::Piece(piece)).is_ok())
    }

    /// Waits until all that was sent is written, or cannot be.
    pub(super) fn settle(&self) {
        let (done, wait) = channel();
        if let Some(pieces) = &self.pieces
            && pieces.send(Sent::Settle(done)).is_ok()
        {
            // It is told, or gone.
            let _ = wait.recv();
        }
    }

    /// Ends it, and says how that went.
    pub(super) fn finish(&mut self) -> Result<(), Unwritten> {
        self.pieces = None;
        let Some(thread) = self.thread.take() else {
            return Ok(());
        };
        let gone = || Err(io::Error::other("the thread that writes is gone"));
        let written = thread.join().unwrap_or_else(|_| gone());
        written.map_err(|source| Unwritten {
            path: self.path.clone(),
            source,
        })
    }
}

enum Place {
    Output(Box<dyn Write + Send>),
    File(Replacing),
}

impl Place {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Output(output) => output.write_all(bytes),
            Self::File(file) => file.write_all(bytes),
        }
    }
}

#[cfg(unix)]
fn output() -> io::Result<Box<dyn Write + Send>> {
    use std::os::fd::AsFd;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    Ok(Box::new(File::from(output)))
}

#[cfg(not(unix))]
fn output() -> io::Result<Box<dyn Write + Send>> {
    Ok(Box::new(io::stdout()))
}

fn write(
    mut place: Place,
    form: Form,
    pieces: &Receiver<Sent>,
    used: &Sender<Vec<u8>>,
) -> io::Result<()> {
    let mut encoder = Encoder::new(form);
    let mut out = Vec::with_capacity(BUFFER * 2);
    encoder.begin(&mut out);
    for sent in pieces {
        match sent {
            Sent::Piece(piece) => {
                for record in piece.records.as_chunks::<{ Ring::RECORD_BYTES }>().0 {
                    encoder.add(&Record::of(record), piece.model, &mut out);
                }
                // Nobody may want it any more.
                let _ = used.send(piece.records);
                if out.len() < BUFFER {
                    continue;
                }
            }
            Sent::Settle(done) => {
                place.write(&out)?;
                out.clear();
                // Whoever is gone waits no more.
                let _ = done.send(());
                continue;
            }
        }
        place.write(&out)?;
        out.clear();
    }
    place.write(&out)?;
    match place {
        Place::Output(mut output) => output.flush(),
        Place::File(file) => file.finish(),
    }
}
