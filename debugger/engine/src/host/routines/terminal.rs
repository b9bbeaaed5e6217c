//! The other end of a routine's input and output: whoever runs the guest.

use std::io;

/// How a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// The guest waits for it.
    Wait,
    /// The guest looks whether there is one. What is piped in is there when it is asked for.
    Poll,
    /// Only what came in already counts.
    Glance,
}

/// What came of asking for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A byte of what was typed.
    Byte(u8),
    /// There is none now.
    Nothing,
    /// There will be none any more.
    End,
    /// Ctrl-C, or there is nobody who could type before the guest stops.
    Interrupted,
}

/// Whether what is typed is seen where the guest prints without the guest's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// The routine prints what was typed, as the ROM's does.
    ByRoutine,
    /// A terminal has shown it.
    ByTerminal,
}

/// Who types and reads.
pub trait Terminal {
    /// Asks for a byte typed, in `cycle` of the guest.
    fn key(&mut self, patience: Patience, cycle: u64) -> Key;

    /// Shows text: characters that print, and line feeds.
    ///
    /// # Errors
    /// Nobody reads any more, or it cannot be written.
    fn print(&mut self, text: &str) -> io::Result<()>;

    /// Who echoes.
    fn echo(&self) -> Echo;
}
