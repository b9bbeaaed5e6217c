//! The devices around the guest: numbers, names, places, and the user's side of consoles.
//!
//! Invariants: no two devices share an address, so their order means nothing; no two share a name; a number is never
//! given twice.

mod attached;
mod consoles;
mod disk;
mod display;
mod error;
mod fitting;
mod from_base;
mod idle;
pub mod kinds;
mod looking;
mod memories;
pub mod nes;
mod one_way;
pub mod options;
mod order;
mod overheard;
mod pads;
pub mod parts;
mod simulator;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jumppad_chips::nes::Pad;
use jumppad_tiers::devices::{Console, Terminal};
use jumppad_tiers::{DeviceId, Machine};

use crate::expression::Chip;
use crate::host::mos_sim::{Ended, Simulator};
use crate::host::screens::Screen;
use crate::host::transcript::Transcript;
use crate::program::load::NesImage;
use attached::{Attached, Owner};
use display::Display;
pub(crate) use idle::Idleness;

pub use error::DeviceError;
pub use jumppad_chips::nes::Button;
pub use kinds::{Decoding, Kind, PY65_KEYS, PY65_PRINTS, Pins, Speech};
pub use options::Options;
pub use order::{Interrupt, Order};
pub use pads::Press;

/// All attached devices, in the order of their numbers.
#[derive(Default)]
pub struct Devices {
    list: Vec<Attached>,
    /// They, as expressions name them.
    chips: Vec<Chip>,
    last_number: u32,
    /// What an NES's controllers and its cartridge are.
    pad: Pad,
    cartridge: Option<Arc<NesImage>>,
    /// What is where an NES has nothing, and its memory several times.
    open_bus: Option<DeviceId>,
    idle: Idleness,
}

impl Devices {
    /// Attaches a new device and gives its number.
    ///
    /// # Errors
    /// Its registers would be past the end of memory, or where another device is; or another device has its name.
    pub fn attach(&mut self, machine: &mut Machine, order: Order) -> Result<u32, DeviceError> {
        self.add(machine, order, Owner::User)
    }

    /// Attaches a device of a machine file.
    ///
    /// # Errors
    /// Those of [`Devices::attach`].
    pub fn attach_of_board(
        &mut self,
        machine: &mut Machine,
        order: Order,
    ) -> Result<u32, DeviceError> {
        self.add(machine, order, Owner::Board)
    }

    fn add(
        &mut self,
        machine: &mut Machine,
        order: Order,
        owner: Owner,
    ) -> Result<u32, DeviceError> {
        let ranges = order.ranges()?;
        let elsewhere = order.elsewhere().map(|at| at..=at);
        let mut places = ranges.iter().chain(&elsewhere);
        let occupant = places.find_map(|range| self.list.iter().find(|d| d.covers(range)));
        if let Some(device) = occupant {
            return Err(DeviceError::Occupied {
                number: device.number,
                kind: device.order.kind.name,
            });
        }
        let name = self.name_for(&order)?;
        self.last_number += 1;
        let mut device = Attached {
            number: self.last_number,
            name,
            ranges,
            terminal: self.terminal_for(&order),
            displays: Display::all(&order),
            order,
            ids: Vec::new(),
            simulator: None,
            transcript: Transcript::default(),
            idle: self.idle.clone(),
            owner,
        };
        device.plug(machine, &self.pad, self.cartridge.as_deref());
        self.list.push(device);
        self.tell_chips();
        Ok(self.last_number)
    }

    /// The name that was asked for, or one that nobody has.
    fn name_for(&self, order: &Order) -> Result<String, DeviceError> {
        let owner = |name: &str| self.list.iter().find(|d| d.name.eq_ignore_ascii_case(name));
        let Some(name) = &order.name else {
            let called = order.kind.called;
            let free = |name: &String| owner(name).is_none();
            let more = (2u32..).map(|n| format!("{called}{n}"));
            let mut names = [called.to_owned()].into_iter().chain(more);
            return Ok(names.find(free).unwrap_or_default());
        };
        if !is_name(name) {
            return Err(DeviceError::BadName(name.clone()));
        }
        match owner(name) {
            None => Ok(name.clone()),
            Some(device) => Err(DeviceError::Named {
                name: device.name.clone(),
                number: device.number,
            }),
        }
    }

    /// The user's side of the console that a device is to have: a new one, or that of the devices it shares it with.
    fn terminal_for(&self, order: &Order) -> Terminal {
        let shared = order.options.console.as_deref().and_then(|name| {
            let mut others = self.list.iter();
            others.find(|d| d.order.options.console.as_deref() == Some(name))
        });
        shared.map_or_else(|| Console::new().1, |device| device.terminal.clone())
    }

    /// The controllers of an NES.
    pub fn pad(&self) -> &Pad {
        &self.pad
    }

    /// How the guest ended by the registers of a simulator, asked once.
    pub fn take_ending(&self) -> Option<Ended> {
        let mut simulators = self.list.iter().filter_map(|d| d.simulator.as_ref());
        simulators.find_map(Simulator::take_ending)
    }

    /// Takes device `number` away.
    ///
    /// # Errors
    /// There is no device of that number.
    pub fn remove(&mut self, machine: &mut Machine, number: u64) -> Result<(), DeviceError> {
        let at = self.position(number)?;
        self.list.remove(at).unplug(machine);
        self.tell_chips();
        Ok(())
    }

    /// The displays on the pins of the chips of the machine file.
    pub fn displays_of_board(&self) -> impl Iterator<Item = Box<dyn Screen>> {
        let devices = self.list.iter().filter(|d| d.owner == Owner::Board);
        let displays = devices.flat_map(|device| &device.displays);
        displays.map(|display| Box::new(display.clone()) as Box<dyn Screen>)
    }

    /// They as expressions name them.
    pub fn chips(&self) -> &[Chip] {
        &self.chips
    }

    fn tell_chips(&mut self) {
        let chips = self.list.iter().filter_map(|device| {
            Some(Chip {
                name: device.name.clone(),
                id: *device.ids.first()?,
            })
        });
        self.chips = chips.collect();
    }

    /// The user's side of a console, by the name of its device or its own; without a name, of the first one.
    pub fn terminal(&self, name: Option<&str>) -> Option<Attachment<'_>> {
        let is_called = |own: &str| name.is_none_or(|name| own.eq_ignore_ascii_case(name));
        let mut consoles = self.speaking();
        let device = consoles.find(|device| {
            is_called(&device.name)
                || device
                    .order
                    .options
                    .console
                    .as_deref()
                    .is_some_and(is_called)
        })?;
        Some(Attachment(device))
    }

    /// The console of the device that is at an address.
    pub fn console_at(&self, address: u16) -> Option<Attachment<'_>> {
        let mut consoles = self.speaking();
        let found = consoles.find(|device| device.ranges[0].contains(&address))?;
        Some(Attachment(found))
    }

    fn which(&self, which: &Which) -> Result<&Attached, DeviceError> {
        match which {
            Which::Number(number) => Ok(&self.list[self.position(*number)?]),
            Which::Name(name) => {
                let mut list = self.list.iter();
                let found = list.find(|device| device.name.eq_ignore_ascii_case(name));
                found.ok_or_else(|| DeviceError::NoSuchName(name.clone()))
            }
        }
    }

    fn position(&self, number: u64) -> Result<usize, DeviceError> {
        self.list
            .iter()
            .position(|device| u64::from(device.number) == number)
            .ok_or(DeviceError::Unknown(number))
    }
}

/// Which device is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// The one with this number.
    Number(u64),
    /// The one that is called so.
    Name(String),
}

/// A console in its place.
pub struct Attachment<'a>(&'a Attached);

impl Attachment<'_> {
    /// The name of the device that has it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The user's side of it.
    pub fn terminal(&self) -> Terminal {
        self.0.terminal.clone()
    }

    /// What it is to the machine: whom to wake when a key was typed.
    pub fn ids(&self) -> Vec<jumppad_tiers::DeviceId> {
        self.0.ids.clone()
    }
}

/// Whether expressions can name a device so.
pub fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let first = letters.next().is_some_and(|c| c.is_ascii_alphabetic());
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    const WORDS: [&str; 9] = ["a", "x", "y", "s", "sp", "p", "pc", "cycles", "sizeof"];
    first && letters.all(is_word) && !WORDS.contains(&name.to_ascii_lowercase().as_str())
}
