//! Devices as they are told of: places, registers, what was ordered.

use std::ops::RangeInclusive;

use jumppad_tiers::Machine;

use super::attached::{Attached, Owner};
use super::{DeviceError, Devices, Order, Which, nes};
use crate::answer::{DeviceRegister, DeviceView, DeviceWithRegisters};

impl Devices {
    /// All devices with what their registers show now.
    pub fn views(&self, machine: &Machine) -> Vec<DeviceView> {
        let view = |device: &Attached| DeviceView {
            number: device.number,
            name: device.name.clone(),
            kind: nes::fitted(device.order.kind, self.cartridge.as_deref()).name,
            start: *device.ranges[0].start(),
            end: *device.ranges[0].end(),
            mirrors: rows(&device.ranges[1..]),
            interrupt: device.order.interrupt.target(),
            registers: device.own().map(|a| machine.peek(a)).collect(),
            keys: match device.order.keys() {
                Some(_) => device.order.elsewhere(),
                None => None,
            },
            covers: Vec::new(),
        };
        self.list.iter().map(view).collect()
    }

    /// Devices with what their registers hold, by the names of their data sheets: one of them, or all that have some.
    ///
    /// # Errors
    /// There is no such device.
    pub fn registers(
        &self,
        machine: &Machine,
        which: Option<&Which>,
    ) -> Result<Vec<DeviceWithRegisters>, DeviceError> {
        let shown: Vec<&Attached> = match which {
            None => self.list.iter().collect(),
            Some(which) => vec![self.which(which)?],
        };
        let view = |device: &Attached| DeviceWithRegisters {
            number: device.number,
            name: device.name.clone(),
            kind: nes::fitted(device.order.kind, self.cartridge.as_deref()).name,
            registers: device
                .ids
                .first()
                .map_or_else(Vec::new, |id| machine.device_registers(*id))
                .into_iter()
                .map(DeviceRegister::from)
                .collect(),
        };
        Ok(shown.into_iter().map(view).collect())
    }

    /// What was ordered of each device that did not come with the program, each with the name that it has.
    pub fn orders(&self) -> Vec<Order> {
        let own = self.list.iter().filter(|d| d.owner != Owner::Program);
        let order = |device: &Attached| Order {
            name: Some(device.name.clone()),
            ..device.order.clone()
        };
        own.map(order).collect()
    }
}

fn rows(ranges: &[RangeInclusive<u16>]) -> Vec<(u16, u16)> {
    let ends = ranges.iter().map(|range| (*range.start(), *range.end()));
    ends.collect()
}
