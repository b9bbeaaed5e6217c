//! The folder itself: the names in it, for guests that ask for a directory.

use std::io;

use super::super::streams::{Input, Stream, Streams};
use super::Files;

/// Names of a folder that are looked at.
const MOST_NAMES: usize = 4096;

/// Where no streams are.
struct NoStreams;

impl Streams for NoStreams {
    fn read(&mut self, _: Stream, _: usize) -> io::Result<Input> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn write(&mut self, _: Stream, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Files {
    /// Writes all of `bytes` to the file `number`, which is no stream.
    ///
    /// # Errors
    /// As [`Files::write`].
    pub(in crate::host) fn write_file(&mut self, number: u16, bytes: &[u8]) -> io::Result<()> {
        self.write(number, bytes, &mut NoStreams)
    }

    /// The names of the regular files in the folder itself, in order; the first of very many.
    pub(in crate::host) fn names(&mut self) -> Vec<String> {
        let Some(entries) = self.folder().and_then(|folder| folder.dir.entries().ok()) else {
            return Vec::new();
        };
        let files = entries.take(MOST_NAMES).filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            entry.metadata().ok()?.is_file().then_some(name)
        });
        let mut names: Vec<String> = files.collect();
        names.sort();
        names
    }

    /// The bytes of a file in the folder; none if there is no such file.
    pub(in crate::host) fn length(&mut self, name: &str) -> u64 {
        let found = self
            .folder()
            .and_then(|folder| folder.dir.metadata(name).ok());
        found.map_or(0, |found| found.len())
    }
}
