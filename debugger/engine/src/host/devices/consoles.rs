//! The user's side of consoles: what is typed, what is printed, what is awaited.
//!
//! Invariant: without a number the only console is meant; where there are several, one must be named.

use jumppad_tiers::Machine;

use super::{Attached, Attachment, DeviceError, Devices, Idleness};
use crate::host::transcript::{Pattern, Transcript};

impl Devices {
    /// Whether the guest may print.
    pub fn any_console(&self) -> bool {
        self.speaking().next().is_some()
    }

    /// The devices that have consoles; of those that share one, the first.
    pub(super) fn speaking(&self) -> impl Iterator<Item = &Attached> {
        self.list.iter().enumerate().filter_map(|(at, device)| {
            let shared = device.order.options.console.as_ref();
            let mut before = self.list[..at].iter();
            let is_first = shared.is_none()
                || before.all(|other| other.order.options.console.as_ref() != shared);
            (device.order.has_console() && is_first).then_some(device)
        })
    }

    /// All consoles in their places; of devices that share one, the first.
    pub fn attachments(&self) -> impl Iterator<Item = Attachment<'_>> {
        self.speaking().map(Attachment)
    }

    /// Why there is no console called `name`.
    pub fn no_console(&self, name: &str) -> DeviceError {
        let consoles = self.speaking().map(|device| device.name.clone());
        DeviceError::NoConsoleNamed {
            name: name.to_owned(),
            consoles: consoles.collect(),
        }
    }

    /// What the guest printed since the last call, by device.
    pub fn receive(&self) -> Vec<(u32, Vec<u8>)> {
        let outputs = self.speaking().filter_map(|device| {
            let mut output = device.transcript.take_untold();
            let printed = device.terminal.receive();
            device.transcript.hear(&printed);
            output.extend(printed);
            (!output.is_empty()).then_some((device.number, output))
        });
        outputs.collect()
    }

    /// Drops what the guest printed, which was told before.
    pub fn forget_output(&self) {
        for device in self.speaking() {
            drop(device.transcript.take_untold());
            drop(device.terminal.receive());
        }
    }

    /// The numbers of the consoles.
    pub fn consoles(&self) -> impl Iterator<Item = u32> {
        self.speaking().map(|device| device.number)
    }

    /// The number of console `number`, or of the only one.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn console(&self, number: Option<u64>) -> Result<u32, DeviceError> {
        self.with_console(number).map(|device| device.number)
    }

    /// Begins to await `pattern` on console `number`, or on the only one; it may be there already. Its number.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub(crate) fn listen(&self, number: Option<u64>, pattern: Pattern) -> Result<u32, DeviceError> {
        let device = self.with_console(number)?;
        device.transcript.listen(pattern);
        Ok(device.number)
    }

    /// The transcript of console `number`.
    pub(crate) fn transcript(&self, number: u32) -> Option<&Transcript> {
        let device = self.list.iter().find(|device| device.number == number);
        device.map(|device| &device.transcript)
    }

    /// Whether the guest does nothing but ask for keys.
    pub(crate) fn idleness(&self) -> &Idleness {
        &self.idle
    }

    /// Tells the devices behind console `number` that keys were typed on it.
    pub(crate) fn wake(&self, machine: &mut Machine, number: u32) {
        let device = self.list.iter().find(|device| device.number == number);
        let Some(device) = device else { return };
        let shared = device.order.options.console.as_ref();
        let others = self.list.iter().filter(|other| {
            shared.is_some()
                && other.number != number
                && other.order.options.console.as_ref() == shared
        });
        for &id in [device]
            .into_iter()
            .chain(others)
            .flat_map(|device| &device.ids)
        {
            machine.wake_device(id);
        }
    }

    /// Types for the guest, on console `number` or on the only one.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn send(&self, number: Option<u64>, bytes: &[u8]) -> Result<u32, DeviceError> {
        let device = self.with_console(number)?;
        device.terminal.send(bytes);
        Ok(device.number)
    }

    /// Console `number`, or the only one.
    fn with_console(&self, number: Option<u64>) -> Result<&Attached, DeviceError> {
        let Some(number) = number else {
            let mut consoles = self.speaking();
            let first = consoles.next().ok_or(DeviceError::NoConsole)?;
            return match consoles.next() {
                None => Ok(first),
                Some(_) => Err(DeviceError::SeveralConsoles),
            };
        };
        let device = &self.list[self.position(number)?];
        match device.order.has_console() {
            true => Ok(device),
            false => Err(DeviceError::NoKeyboard {
                number: device.number,
                kind: device.order.kind.name,
            }),
        }
    }
}
