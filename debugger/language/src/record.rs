//! `record`: commands as they are given, written into a script that does the same again.
//!
//! Invariants: what a recorded command itself runs (a script's lines) is not written, for the command stands for it; a
//! command that failed stands there as a comment, so the recording can be run; each line is on disk before the next.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::error::CommandError;
use crate::report::{RecordingState, RecordingView};
use jumppad_engine::files::Unwritten;
use jumppad_engine::files::interruptible::Interruptible;

/// A recording under way.
#[derive(Debug)]
pub struct Recorder {
    path: PathBuf,
    file: Interruptible,
    /// Commands inside of this many others were going on when it began; those further inside are not recorded.
    depth: usize,
    commands: u64,
}

/// What to do about a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    Refuse,
    Append,
}

impl Recorder {
    /// Begins a recording in `path`.
    ///
    /// # Errors
    /// The file cannot be written, or it exists and `existing` refuses that; `interrupt` was set.
    pub fn start(
        path: &Path,
        existing: Existing,
        depth: usize,
        interrupt: &Arc<AtomicBool>,
    ) -> Result<Self, CommandError> {
        let mut options = OpenOptions::new();
        match existing {
            Existing::Refuse => options.write(true).create_new(true),
            Existing::Append => options.append(true).create(true),
        };
        let file = Interruptible::open(path, &mut options, interrupt);
        let file = file.map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => CommandError::RecordingExists(path.to_owned()),
            _ => CommandError::from(Unwritten {
                path: path.to_owned(),
                source,
            }),
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            depth,
            commands: 0,
        })
    }

    /// Writes `text`, a command that was carried out inside of `depth` others.
    ///
    /// # Errors
    /// The disk is full, or the file has gone.
    pub fn done(&mut self, text: &str, depth: usize) -> Result<(), CommandError> {
        if depth > self.depth {
            return Ok(());
        }
        self.commands += 1;
        self.line(text)
    }

    /// Writes `line`, which failed inside of `depth` others, as a comment.
    ///
    /// # Errors
    /// The disk is full, or the file has gone.
    pub fn failed(&mut self, line: &str, depth: usize) -> Result<(), CommandError> {
        if depth > self.depth {
            return Ok(());
        }
        self.line(&format!("# failed: {}", line.trim()))
    }

    /// Adds a line; one that does not fit on the disk is not begun.
    fn line(&mut self, text: &str) -> Result<(), CommandError> {
        let before = self.file.file().metadata().map(|file| file.len());
        let written = self.file.write_all(format!("{text}\n").as_bytes());
        written.map_err(|source| {
            if let Ok(length) = before {
                // What has no length, such as a device, cannot be cut.
                let _ = self.file.file().set_len(length);
            }
            CommandError::from(Unwritten {
                path: self.path.clone(),
                source,
            })
        })
    }

    /// It as data.
    pub fn view(&self, state: RecordingState) -> RecordingView {
        RecordingView {
            file: self.path.display().to_string(),
            commands: self.commands,
            state,
        }
    }

    /// Where it goes, and how much there is.
    pub fn status(&self) -> String {
        let noun = if self.commands == 1 {
            "command"
        } else {
            "commands"
        };
        format!("{}: {} {noun}", self.path.display(), self.commands)
    }
}
