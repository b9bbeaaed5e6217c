//! A machine by its name, or by the file that describes it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::ready::{NAMES, READY, Ready};
use super::{Board, Fault, Origin, check, read};
use crate::error::{BadLine, Error, NoMachine};
use crate::files::read::read as read_file;
use crate::files::text::decoded;
use crate::names::closest;

/// The longest machine file that is read, in bytes.
const MAX_FILE: u64 = 1 << 20;

impl Board {
    /// The ready-made machine called `word`, or the one of the file at that path.
    ///
    /// # Errors
    /// There is neither, or the file describes no machine.
    pub fn open(word: &str, interrupt: &Arc<AtomicBool>) -> Result<Self, Error> {
        if let Some(ready) = Ready::named(word) {
            return Self::ready(ready).map_err(|bad| Error::BadLine(Box::new(bad)));
        }
        let path = Path::new(word);
        let bytes = read_file(path, MAX_FILE, interrupt).map_err(|source| NoMachine {
            name: word.to_owned(),
            source,
            meant: closest(&word.to_ascii_lowercase(), NAMES.iter().copied()),
            names: NAMES,
        })?;
        let text = decoded(&bytes).into_owned();
        Self::of_text(path, &text).map_err(|bad| Error::BadLine(Box::new(bad)))
    }

    /// The machine that `text`, the content of the file at `path`, describes.
    ///
    /// # Errors
    /// It describes none; which line is at fault.
    pub fn of_text(path: &Path, text: &str) -> Result<Self, BadLine> {
        let origin = Origin::File {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let board = understood(text).map_err(|f| f.in_text(&path.display().to_string(), text))?;
        Ok(Self { origin, ..board })
    }

    /// A ready-made machine.
    ///
    /// # Errors
    /// Its file is wrong, which the tests rule out.
    pub(super) fn ready(ready: &'static Ready) -> Result<Self, BadLine> {
        let board = understood(ready.text).map_err(|f| f.in_text(ready.name, ready.text))?;
        let origin = Origin::Ready(ready.name);
        Ok(Self { origin, ..board })
    }

    /// `fault` as one of the machine's file.
    pub(super) fn at_fault(&self, fault: Fault) -> Error {
        let bad = match &self.origin {
            Origin::Ready(name) => {
                let text = READY.iter().find(|ready| ready.name == *name);
                fault.in_text(name, text.map_or("", |ready| ready.text))
            }
            Origin::File { path, text } => fault.in_text(&path.display().to_string(), text),
        };
        Error::BadLine(Box::new(bad))
    }
}

fn understood(text: &str) -> Result<Board, Fault> {
    check::check(read::read(text)?)
}
