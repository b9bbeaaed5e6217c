//! Typing for the guest, and waiting for what it prints.
//!
//! Invariant: whatever is typed is a change from outside, which the history notes with its cycle; so who goes back in time
//! and on again sees it typed again.

use super::Debugger;
use crate::answer::{KeyboardView, Origin};
use crate::host::devices::DeviceError;
use crate::host::transcript::{Pattern, Transcript};
use crate::settings::Keyboard;

/// How keys come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// All at once, by a command.
    Command,
    /// One by one, while the guest runs.
    Keys,
}

/// Whether somebody types for the guest while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// From now on.
    Now,
    /// Not any more.
    NoMore,
}

impl Debugger {
    /// Types `keys` on console `number`, or on the only one; for a sim65 program without a number, on its standard input.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn type_keys(
        &mut self,
        number: Option<u64>,
        keys: &[u8],
        typing: Typing,
    ) -> Result<(), DeviceError> {
        if number.is_none() && self.guest.is_typed_for() {
            self.guest.send(keys);
            return Ok(());
        }
        if typing == Typing::Keys {
            self.settle_history();
        }
        let number = self.devices.send(number, keys)?;
        self.machine.device_changed();
        self.devices.wake(&mut self.machine, number);
        if typing == Typing::Keys {
            self.settle_keys();
        }
        Ok(())
    }

    /// The console that gets the keys that are pressed while the guest runs, if one does.
    pub fn keyboard(&self) -> Option<u32> {
        let mut consoles = self.devices.consoles();
        match self.settings.keyboard {
            // Such a program reads the terminal itself, by lines.
            _ if self.guest.has_host() => None,
            Keyboard::Off => None,
            Keyboard::On => consoles.next(),
            Keyboard::Console(number) => consoles.find(|known| *known == number),
        }
    }

    /// The keyboard as an answer.
    pub fn keyboard_view(&self) -> KeyboardView {
        let ctrl_c = self.settings.ctrl_c;
        KeyboardView {
            setting: self.settings.keyboard.name(),
            is_off: self.settings.keyboard == Keyboard::Off,
            console: self.keyboard(),
            consoles: self.devices.consoles().collect(),
            ctrl_c: ctrl_c.name(),
            stop_key: ctrl_c.stop_key(),
        }
    }

    /// Somebody types from now on, or not any more: a guest that only asks for keys is noticed meanwhile.
    pub fn is_typed_for(&mut self, typed: Typed) {
        self.devices.idleness().want(typed == Typed::Now);
    }

    /// Whether somebody types for the guest while it runs.
    pub fn is_typed(&self) -> bool {
        self.devices.idleness().is_wanted()
    }

    /// Whether the guest was found to do nothing but ask for keys, told once.
    pub fn is_idle(&self) -> bool {
        self.devices.idleness().take()
    }

    /// Begins to await `pattern` on console `number`, or on the only one; of a sim65 program without a number, on its
    /// standard output. From now on every run ends behind the instruction that prints the last byte of it.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn listen(&mut self, number: Option<u64>, pattern: Pattern) -> Result<Origin, DeviceError> {
        self.collect_output();
        let from = match number.is_none() && self.guest.has_host() {
            true => {
                self.guest.transcript.listen(pattern);
                Origin::Stream("stdout")
            }
            false => Origin::Device(self.devices.listen(number, pattern)?),
        };
        self.awaited = Some(from);
        Ok(from)
    }

    /// Awaits nothing more where `from` prints; whether what was awaited has come.
    pub fn stop_listening(&mut self, from: Origin) -> bool {
        self.awaited = None;
        self.collect_output();
        self.transcript(from)
            .is_some_and(Transcript::stop_listening)
    }

    /// Whether what is awaited has come.
    pub fn is_heard(&self) -> bool {
        let transcript = self.awaited.and_then(|from| self.transcript(from));
        transcript.is_some_and(Transcript::is_met)
    }

    /// The last lines that were printed where `from` prints, and not awaited; at most `most`.
    pub fn last_lines(&self, from: Origin, most: usize) -> Vec<String> {
        let transcript = self.transcript(from);
        transcript.map_or_else(Vec::new, |transcript| transcript.last_lines(most))
    }

    fn transcript(&self, from: Origin) -> Option<&Transcript> {
        match from {
            Origin::Device(number) => self.devices.transcript(number),
            Origin::Stream(_) => Some(&self.guest.transcript),
        }
    }
}
