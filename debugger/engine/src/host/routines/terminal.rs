//! The other end of a routine's input and output: whoever runs the guest.

use std::io;

use super::Answer;

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
    /// Ctrl-C.
    Interrupted,
    /// It was to be waited for, and nobody types before the guest stops.
    Starved,
}

impl Key {
    /// What it means for a guest that waits.
    pub(super) fn answer(self) -> Answer {
        match self {
            Self::End => Answer::EndOfInput,
            Self::Interrupted => Answer::Interrupted,
            Self::Byte(_) | Self::Nothing | Self::Starved => Answer::Starved,
        }
    }
}

/// How what is typed into a line is shown, as the ROM's routine does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// A line at its end, as it then is.
    Lines,
    /// Each key at once, for somebody sees it.
    Keys,
    /// Not at all: a terminal has shown it.
    Nothing,
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

    /// Takes the last character away.
    ///
    /// # Errors
    /// As [`Terminal::print`].
    fn erase(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// How keys are shown.
    fn echo(&self) -> Echo;
}
