//! Memories behind the registers of devices, which the guest has no addresses for.

use jumppad_tiers::{DeviceMemory, Machine};

use super::{DeviceError, Devices, Which};
use crate::answer::DeviceMemoryView;
use crate::names::{Resolution, resolve};

impl Devices {
    /// The memories of a device, without what they hold.
    ///
    /// # Errors
    /// There is no such device.
    pub fn memories(
        &self,
        machine: &Machine,
        which: &Which,
    ) -> Result<Vec<DeviceMemoryView>, DeviceError> {
        let view = |memory: DeviceMemory| DeviceMemoryView {
            name: memory.name,
            start: memory.start,
            size: memory.bytes.len(),
        };
        Ok(self
            .held_by(machine, which)?
            .into_iter()
            .map(view)
            .collect())
    }

    /// One of them, with what it holds.
    ///
    /// # Errors
    /// There is no such device, or no such memory in it.
    pub fn memory(
        &self,
        machine: &Machine,
        which: &Which,
        name: &str,
    ) -> Result<DeviceMemory, DeviceError> {
        let mut all = self.held_by(machine, which)?;
        let names: Vec<(&'static str, usize)> = all.iter().map(|m| m.name).zip(0..).collect();
        match resolve(&name.to_ascii_lowercase(), &names) {
            Resolution::One(at) => Ok(all.swap_remove(at)),
            Resolution::Ambiguous(_) | Resolution::Unknown(_) => Err(DeviceError::NoSuchMemory {
                name: name.to_owned(),
                names: all.iter().map(|memory| memory.name).collect(),
            }),
        }
    }

    fn held_by(&self, machine: &Machine, which: &Which) -> Result<Vec<DeviceMemory>, DeviceError> {
        let device = self.which(which)?;
        let id = device.ids.first();
        Ok(id.map_or_else(Vec::new, |&id| machine.device_memories(id)))
    }
}
