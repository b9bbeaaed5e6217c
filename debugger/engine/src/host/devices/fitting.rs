//! Devices that come and go with programs and machine files, and those that start anew.
//!
//! Invariant: where the user put something, that stays.

use jumppad_tiers::Machine;

use super::attached::Owner;
use super::{Devices, kinds, nes};
use crate::host::mos_sim;
use crate::program::load::Program;

impl Devices {
    /// Attaches what a program is made for, the registers of llvm-mos's simulator or the chips of an NES, and takes away
    /// what an earlier one brought. Where the user put something, that stays.
    pub fn fit(&mut self, machine: &mut Machine, program: &Program) {
        let mut orders = Vec::new();
        if program.is_for_mos_sim {
            orders.push(kinds::MOS_SIM.at(mos_sim::BASE));
        }
        if let Some(image) = &program.cartridge {
            orders.extend(nes::orders(image.television));
        }
        if self.cartridge != program.cartridge {
            let old = std::mem::replace(&mut self.cartridge, program.cartridge.clone());
            if old.is_some_and(|image| image.cartridge().selects_program()) {
                machine.remove_windows();
            }
            if let Some(image) = &self.cartridge {
                nes::add_windows(machine, image);
            }
            self.insert_cartridge(machine);
        }
        let brought = self.list.iter().filter(|d| d.owner == Owner::Program);
        if brought.map(|device| &device.order).eq(&orders) {
            return;
        }
        self.take_away(machine, Owner::Program);
        for order in orders {
            // What is there already, stays.
            let _ = self.add(machine, order, Owner::Program);
        }
        self.surround(machine);
    }

    /// Plugs the chips of an NES that a machine has in again, with the cartridge that there is now.
    fn insert_cartridge(&mut self, machine: &mut Machine) {
        for device in &mut self.list {
            let kind = device.order.kind;
            if nes::is_ppu(kind) || nes::television(kind).is_some() {
                device.unplug(machine);
                device.plug(machine, &self.pad, self.cartridge.as_deref());
            }
        }
        self.tell_chips();
    }

    /// An NES that came with the program has its memory four times, and an open bus behind its registers.
    fn surround(&mut self, machine: &mut Machine) {
        let mut brought = self.list.iter().filter(|d| d.owner == Owner::Program);
        let is_nes = brought.any(|device| nes::is_ppu(device.order.kind));
        match (is_nes, self.open_bus.take()) {
            (true, None) => self.open_bus = Some(nes::surround(machine)),
            (true, open) => self.open_bus = open,
            (false, Some(open)) => nes::expose(machine, open),
            (false, None) => {}
        }
    }

    /// Takes the devices of the machine file away.
    pub fn remove_board(&mut self, machine: &mut Machine) {
        self.take_away(machine, Owner::Board);
    }

    fn take_away(&mut self, machine: &mut Machine, owner: Owner) {
        for device in self.list.extract_if(.., |device| device.owner == owner) {
            let mut device = device;
            device.unplug(machine);
        }
        self.tell_chips();
    }

    /// Does `action` with all devices off; afterwards they start anew. What was typed on a console stays typed.
    pub fn restart_around(&mut self, machine: &mut Machine, action: impl FnOnce(&mut Machine)) {
        for device in &mut self.list {
            device.unplug(machine);
        }
        action(machine);
        self.pad.end_taps();
        for device in &mut self.list {
            device.plug(machine, &self.pad, self.cartridge.as_deref());
        }
        self.tell_chips();
    }
}
