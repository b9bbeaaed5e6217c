//! A device in its place: plugged into the machine, and taken out again.

use std::ops::RangeInclusive;

use jumppad_chips::nes::Pad;
use jumppad_tiers::devices::Terminal;
use jumppad_tiers::{Device, DeviceId, Machine};

use super::Idleness;
use super::display::Display;
use super::kinds::{BANK, Fitting, Make, PORT_6510};
use super::nes;
use super::one_way::{Direction, OneWay};
use super::order::Order;
use super::overheard::Overheard;
use super::parts;
use super::simulator::OnConsole;
use crate::host::mos_sim::Simulator;
use crate::host::transcript::Transcript;
use crate::program::load::NesImage;

/// An attached device.
pub(super) struct Attached {
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) order: Order,
    /// The rows of its addresses; the first is its own, the others mirror it.
    pub(super) ranges: Vec<RangeInclusive<u16>>,
    /// The user's side of its console; nobody's where its kind has none.
    pub(super) terminal: Terminal,
    /// What it is to the machine, while it is plugged in; a console's keys may be a second one.
    pub(super) ids: Vec<DeviceId>,
    /// The registers of a simulator, while they are plugged in.
    pub(super) simulator: Option<Simulator>,
    /// The displays on its pins.
    pub(super) displays: Vec<Display>,
    /// What it printed, for those who await something.
    pub(super) transcript: Transcript,
    /// Whether the guest does nothing but ask for keys.
    pub(super) idle: Idleness,
    pub(super) owner: Owner,
}

/// Who attached a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    User,
    /// It came with the program, and goes with it.
    Program,
    /// It is of the machine file, and goes with that.
    Board,
}

impl Attached {
    /// All its addresses.
    pub(super) fn covers(&self, range: &RangeInclusive<u16>) -> bool {
        let overlaps =
            |own: &RangeInclusive<u16>| own.start() <= range.end() && range.start() <= own.end();
        let elsewhere = self.order.elsewhere();
        self.ranges.iter().any(overlaps) || elsewhere.is_some_and(|at| range.contains(&at))
    }

    /// Its own addresses, without mirrors, and those that are elsewhere.
    pub(super) fn own(&self) -> impl Iterator<Item = u16> {
        // No chip has more registers than this; what is above repeats them.
        let size = usize::from(self.order.kind.registers);
        let row = self.ranges[0].clone().take(size);
        row.chain(self.order.elsewhere())
    }

    /// Plugs it in, an NES's chips with these controllers and this cartridge.
    pub(super) fn plug(&mut self, machine: &mut Machine, pad: &Pad, cartridge: Option<&NesImage>) {
        let (wired, screens) = parts::wired(&self.order, &self.terminal);
        for (display, screen) in self.displays.iter().zip(screens) {
            display.is_now(screen);
        }
        let fitting = Fitting {
            base: self.order.base,
            options: &self.order.options,
            terminal: &self.terminal,
            wired,
            pad,
            cartridge,
        };
        let device: Box<dyn Device> = match self.order.kind.make {
            Make::Simulator => {
                let line = Box::new(OnConsole {
                    console: self.terminal.console(),
                    terminal: self.terminal.clone(),
                    transcript: self.transcript.clone(),
                });
                self.simulator = Some(Simulator::attach(machine, line));
                return;
            }
            Make::One(make) => make(fitting),
            Make::TwoPlaces => match self.order.elsewhere() {
                None => Box::new(self.terminal.console()),
                Some(keys) => {
                    let way = |direction| OneWay {
                        console: self.terminal.console(),
                        direction,
                    };
                    let device = self.overheard(Box::new(way(Direction::Keys)));
                    self.ids.push(machine.attach(keys..=keys, device));
                    Box::new(way(Direction::Print))
                }
            },
        };
        let device = self.overheard(device);
        let range = self.ranges[0].clone();
        // A register on page 0, as the port of a 6510, is memory that somebody listens to: page 0 stays fast.
        let is_register = [&BANK, &PORT_6510].contains(&self.order.kind);
        let id = match is_register && *range.end() < 0x100 {
            true => machine.attach_listener(range, device),
            false => machine.attach(range, device),
        };
        for mirror in &self.ranges[1..] {
            machine.mirror(id, mirror.clone());
        }
        machine.wire(id, self.order.interrupt.wire());
        nes::settle(machine, id, self.order.kind, cartridge);
        self.ids.insert(0, id);
    }

    /// `device` with somebody who listens to its console, if it has one.
    fn overheard(&self, device: Box<dyn Device>) -> Box<dyn Device> {
        match self.order.has_console() {
            false => device,
            true => Box::new(Overheard {
                device,
                terminal: self.terminal.clone(),
                transcript: self.transcript.clone(),
                idle: self.idle.clone(),
            }),
        }
    }

    pub(super) fn unplug(&mut self, machine: &mut Machine) {
        if let Some(simulator) = self.simulator.take() {
            simulator.detach(machine);
        }
        for id in self.ids.drain(..) {
            machine.detach(id);
        }
    }
}
