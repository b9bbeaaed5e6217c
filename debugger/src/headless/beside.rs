//! Consoles that are shown beside the main one: line by line, each behind the name of its device.
//!
//! Invariant: a line is written whole, so lines of several consoles never mix. Keys go to the main console only.

use std::io;

use jumppad_engine::host::devices::{Attachment, Devices};
use jumppad_engine::host::sim65::streams::{Stream, Streams};
use jumppad_tiers::devices::Terminal;

use super::console::Place;
use super::streams::{Shared, lock};

/// A console that the command line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// One that is attached besides.
    New(Place),
    /// That of the machine's device of this name.
    Named(String),
    /// Every one.
    All,
}

impl Wanted {
    /// `py65`, `py65:PRINTS,KEYS`, `all`, or the name of a device.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let is_new = text.split(':').next() == Some("py65");
        match text {
            "all" => Ok(Self::All),
            _ if is_new => Place::parse(text).map(Self::New),
            name if jumppad_engine::host::devices::is_name(name) => {
                Ok(Self::Named(name.to_owned()))
            }
            _ => Err("it is py65, all, or the name of one of the machine's devices".to_owned()),
        }
    }
}

/// A console that is only shown.
pub(super) struct Beside {
    name: String,
    terminal: Terminal,
    line: Vec<u8>,
}

impl Beside {
    fn of(attached: &Attachment<'_>) -> Self {
        Self {
            name: attached.name().to_owned(),
            terminal: attached.terminal(),
            line: Vec::new(),
        }
    }

    /// Those that are asked for, but for `main`.
    pub(super) fn all(wanted: &[Wanted], devices: &Devices, main: Option<&str>) -> Vec<Self> {
        let is_wanted = |name: &str| {
            wanted.iter().any(|wanted| match wanted {
                Wanted::All => true,
                Wanted::Named(other) => other.eq_ignore_ascii_case(name),
                Wanted::New(_) => false,
            })
        };
        let consoles = devices.attachments();
        let others = consoles.filter(|console| Some(console.name()) != main);
        let others = others.filter(|console| is_wanted(console.name()));
        others.map(|console| Self::of(&console)).collect()
    }

    /// Writes the lines that are whole by now.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn pump(&mut self, streams: &Shared) -> io::Result<()> {
        for byte in self.terminal.receive() {
            // A console has seven bits.
            match byte & 0x7F {
                b'\r' | b'\n' if self.line.is_empty() => {}
                b'\r' | b'\n' => self.finish(streams)?,
                b'\0' => {}
                other => self.line.push(other),
            }
        }
        Ok(())
    }

    /// Writes what is left of a line.
    ///
    /// # Errors
    /// Standard output is broken.
    pub(super) fn finish(&mut self, streams: &Shared) -> io::Result<()> {
        if self.line.is_empty() {
            return Ok(());
        }
        let mut line = format!("{}: ", self.name).into_bytes();
        line.append(&mut self.line);
        line.push(b'\n');
        lock(streams).write(Stream::Output, &line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consoles_are_new_named_or_all() {
        assert_eq!(Wanted::parse("all"), Ok(Wanted::All));
        assert_eq!(
            Wanted::parse("acia2"),
            Ok(Wanted::Named("acia2".to_owned()))
        );
        assert!(matches!(
            Wanted::parse("py65:e000,e001"),
            Ok(Wanted::New(_))
        ));
        for wrong in ["", "py65:", "py65:e000,", "my console", "a:b"] {
            let parsed = Wanted::parse(wrong);
            assert!(parsed.is_err() || wrong == "py65:", "{wrong}: {parsed:?}");
        }
    }
}
