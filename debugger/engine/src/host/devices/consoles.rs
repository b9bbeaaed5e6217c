//! The user's side of consoles: what is typed, what is printed, what is awaited.
//!
//! Invariant: without a number the only console is meant; where there are several, one must be named.

use jumppad_tiers::Machine;
use jumppad_tiers::devices::Terminal;

use super::{Attached, DeviceError, Devices, Idleness};
use crate::host::transcript::{Pattern, Transcript};

impl Devices {
    /// Whether the guest may print.
    pub fn any_console(&self) -> bool {
        self.list.iter().any(|device| device.terminal.is_some())
    }

    /// What the guest printed since the last call, by device.
    pub fn receive(&self) -> Vec<(u32, Vec<u8>)> {
        let outputs = self.list.iter().filter_map(|device| {
            let mut output = device.transcript.take_untold();
            let printed = device.terminal.as_ref()?.receive();
            device.transcript.hear(&printed);
            output.extend(printed);
            (!output.is_empty()).then_some((device.number, output))
        });
        outputs.collect()
    }

    /// Drops what the guest printed, which was told before.
    pub fn forget_output(&self) {
        for device in &self.list {
            drop(device.transcript.take_untold());
            if let Some(terminal) = &device.terminal {
                drop(terminal.receive());
            }
        }
    }

    /// The numbers of the consoles.
    pub fn consoles(&self) -> impl Iterator<Item = u32> {
        let consoles = self.list.iter().filter(|device| device.terminal.is_some());
        consoles.map(|device| device.number)
    }

    /// The number of console `number`, or of the only one.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn console(&self, number: Option<u64>) -> Result<u32, DeviceError> {
        self.with_terminal(number).map(|(device, _)| device.number)
    }

    /// Begins to await `pattern` on console `number`, or on the only one; it may be there already. Its number.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub(crate) fn listen(&self, number: Option<u64>, pattern: Pattern) -> Result<u32, DeviceError> {
        let (device, _) = self.with_terminal(number)?;
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
        let keys = device.keys.and_then(|(_, id)| id);
        for id in device.id.into_iter().chain(keys) {
            machine.wake_device(id);
        }
    }

    /// Types for the guest, on console `number` or on the only one.
    ///
    /// # Errors
    /// There is no such console, or without a number there are several.
    pub fn send(&self, number: Option<u64>, bytes: &[u8]) -> Result<u32, DeviceError> {
        let (device, terminal) = self.with_terminal(number)?;
        terminal.send(bytes);
        Ok(device.number)
    }

    /// Console `number`, or the only one.
    fn with_terminal(&self, number: Option<u64>) -> Result<(&Attached, &Terminal), DeviceError> {
        let device = match number {
            Some(number) => &self.list[self.position(number)?],
            None => {
                let mut consoles = self.list.iter().filter(|d| d.terminal.is_some());
                let first = consoles.next().ok_or(DeviceError::NoConsole)?;
                if consoles.next().is_some() {
                    return Err(DeviceError::SeveralConsoles);
                }
                first
            }
        };
        let terminal = device.terminal.as_ref().ok_or(DeviceError::NoKeyboard {
            number: device.number,
            kind: device.kind.name(),
        })?;
        Ok((device, terminal))
    }
}
