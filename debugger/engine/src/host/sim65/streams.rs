//! The guest's standard streams: where they lead is the business of whoever runs it.

use std::io;

/// The descriptors that every program begins with, 0 to 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Descriptor 0, `stdin`.
    Input,
    /// Descriptor 1, `stdout`.
    Output,
    /// Descriptor 2, `stderr`.
    Error,
}

impl Stream {
    pub(super) const ALL: [Self; 3] = [Self::Input, Self::Output, Self::Error];

    /// The name in C: `stdin`, `stdout` or `stderr`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "stdin",
            Self::Output => "stdout",
            Self::Error => "stderr",
        }
    }
}

/// What waiting for input came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// As many bytes as there are and were asked for; none at the end.
    Bytes(Vec<u8>),
    /// Ctrl-C.
    Interrupted,
}

/// The other end of the guest's streams.
pub trait Streams {
    /// Waits for input, if need be.
    ///
    /// # Errors
    /// The stream is not one to read from, or is broken.
    fn read(&mut self, stream: Stream, limit: usize) -> io::Result<Input>;

    /// Writes all of `bytes`.
    ///
    /// # Errors
    /// The stream is not one to write to, or is broken; `BrokenPipe` when nobody reads any more.
    fn write(&mut self, stream: Stream, bytes: &[u8]) -> io::Result<()>;
}
