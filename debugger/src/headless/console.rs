//! The console of a headless run: what the guest prints goes to standard output, what comes from standard input are keys.
//!
//! Input never blocks the guest: a read gives 0 while there is no key, as py65's monitor has it. At a terminal every key
//! comes at once and is not echoed, for such guests do that themselves.

use std::io;

use jumppad_tiers::Machine;

use crate::devices::{DeviceError, Devices, Kind, PY65_KEYS, PY65_PRINTS};
use crate::grammar::number;
use crate::grammar::parse_all;
use crate::keyboard::{self, KeyByKey, Now};
use crate::sim65::streams::{Stream, Streams};

/// The most that is typed ahead of the guest at once.
const KEYS: usize = 4096;

/// Where the console is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    prints: u16,
    keys: u16,
}

impl Place {
    /// `py65` or `py65:PRINTS,KEYS`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let address =
            |text| parse_all(text, number::address).map_err(|error| format!("{text}: {error}"));
        let (kind, places) = text.split_once(':').unwrap_or((text, ""));
        if kind != "py65" {
            return Err(format!("there is no console `{kind}`; py65 is one"));
        }
        if places.is_empty() {
            return Ok(Self {
                prints: PY65_PRINTS,
                keys: PY65_KEYS,
            });
        }
        let (prints, keys) = places
            .split_once(',')
            .ok_or("two addresses are needed: py65:PRINTS,KEYS")?;
        Ok(Self {
            prints: address(prints)?,
            keys: address(keys)?,
        })
    }
}

/// A console in use.
pub(super) struct Console {
    devices: Devices,
    /// Whether there may be more input.
    is_open: bool,
    /// Gives the terminal back as it was.
    _terminal: KeyByKey,
}

impl Console {
    pub(super) fn attach(machine: &mut Machine, place: Place) -> Result<Self, DeviceError> {
        let mut devices = Devices::default();
        devices.attach(machine, Kind::Py65 { keys: place.keys }, place.prints)?;
        Ok(Self {
            devices,
            is_open: true,
            _terminal: KeyByKey::new(),
        })
    }

    /// Carries over what was printed, and what was typed.
    ///
    /// # Errors
    /// A standard stream is broken.
    pub(super) fn pump(&mut self, streams: &mut dyn Streams) -> io::Result<()> {
        for (_, bytes) in self.devices.receive() {
            streams.write(Stream::Output, &bytes)?;
        }
        if !self.is_open {
            return Ok(());
        }
        match keyboard::read_now(KEYS)? {
            Now::Nothing => {}
            Now::End => self.is_open = false,
            Now::Bytes(bytes) => {
                // It is the only console there is.
                let _ = self.devices.send(None, &bytes);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_defaults() {
        let place = |prints, keys| Ok(Place { prints, keys });
        assert_eq!(Place::parse("py65"), place(0xF001, 0xF004));
        assert_eq!(Place::parse("py65:e000,$E001"), place(0xE000, 0xE001));
        for wrong in [
            "",
            "c64",
            "py65:e000",
            "py65:e000,",
            "py65:x,y",
            "py65:1,2,3",
        ] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}
