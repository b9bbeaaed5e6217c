//! The devices around the guest: numbers, names, places, and the user's side of consoles.
//!
//! Invariants: no two devices share an address, so their order means nothing; no two share a name; a number is never
//! given twice.

mod attached;
mod consoles;
mod disk;
mod display;
mod error;
mod from_base;
mod idle;
pub mod kinds;
mod memories;
pub mod nes;
mod one_way;
pub mod options;
mod order;
mod overheard;
mod pads;
pub mod parts;
mod simulator;

use std::sync::Arc;

use jumppad_chips::nes::Pad;
use jumppad_tiers::devices::{Console, Terminal};
use jumppad_tiers::{DeviceId, Machine};

use crate::answer::{DeviceRegister, DeviceView, DeviceWithRegisters};
use crate::expression::Chip;
use crate::host::mos_sim::{self, Ended, Simulator};
use crate::host::screens::Screen;
use crate::host::transcript::Transcript;
use crate::program::load::{NesImage, Program};
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

    /// The controllers of an NES.
    pub fn pad(&self) -> &Pad {
        &self.pad
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

    /// All devices with what their registers show now.
    pub fn views(&self, machine: &Machine) -> Vec<DeviceView> {
        let view = |device: &Attached| DeviceView {
            number: device.number,
            name: device.name.clone(),
            kind: device.order.kind.name,
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
            kind: device.order.kind.name,
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

fn rows(ranges: &[std::ops::RangeInclusive<u16>]) -> Vec<(u16, u16)> {
    let ends = ranges.iter().map(|range| (*range.start(), *range.end()));
    ends.collect()
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode, Line};

    use super::*;

    fn machine() -> Machine {
        Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        })
    }

    #[test]
    fn devices_do_not_overlap_and_stay_in_memory() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        let mut attach = |kind: &'static Kind, base| devices.attach(&mut machine, kind.at(base));
        assert_eq!(attach(&kinds::TIMER, 0xD000), Ok(1));
        assert_eq!(attach(&kinds::CONSOLE, 0xD003), Ok(2));
        let occupied = |number, kind| Err(DeviceError::Occupied { number, kind });
        assert_eq!(attach(&kinds::FEEDBACK, 0xD002), occupied(1, "timer"));
        assert_eq!(attach(&kinds::TIMER, 0xD001), occupied(1, "timer"));
        assert_eq!(attach(&kinds::TIMER, 0xCFFE), occupied(1, "timer"));
        assert!(matches!(
            attach(&kinds::TIMER, 0xFFFE),
            Err(DeviceError::PastTheEnd { registers: 3, .. })
        ));
        assert_eq!(attach(&kinds::TIMER, 0xFFFD), Ok(3));
    }

    #[test]
    fn devices_start_anew_but_keep_what_was_typed() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        devices
            .attach(&mut machine, kinds::FEEDBACK.at(0xD000))
            .unwrap();
        devices
            .attach(&mut machine, kinds::CONSOLE.at(0xF000))
            .unwrap();
        machine.poke(0xD000, 1);
        devices.send(None, b"x").unwrap();
        assert!(machine.is_asserted(Line::Irq));
        devices.restart_around(&mut machine, |machine| machine.poke(0xD000, 3));
        assert!(!machine.is_asserted(Line::Irq));
        assert_eq!((machine.peek(0xD000), machine.peek(0xF000)), (0, b'x'));
        devices.remove(&mut machine, 1).unwrap();
        // Behind the device is the memory that was loaded meanwhile.
        assert_eq!(machine.peek(0xD000), 3);
        assert_eq!(
            devices.remove(&mut machine, 1),
            Err(DeviceError::Unknown(1))
        );
    }

    #[test]
    fn py65_prints_and_reads_keys_at_two_addresses() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        let py65 = kinds::PY65.at(PY65_PRINTS);
        assert_eq!(devices.attach(&mut machine, py65), Ok(1));
        let occupied = devices.attach(&mut machine, kinds::TIMER.at(0xF002));
        assert!(matches!(
            occupied,
            Err(DeviceError::Occupied { number: 1, .. })
        ));
        assert_eq!(devices.send(None, b"k"), Ok(1));
        // 0600 LDA $F001; LDX $F004; LDY $F004; STX $F001; STX $F004; JMP *
        let code = [
            0xAD, 0x01, 0xF0, 0xAE, 0x04, 0xF0, 0xAC, 0x04, 0xF0, 0x8E, 0x01, 0xF0, 0x8E, 0x04,
            0xF0, 0x4C, 0x0F, 0x06,
        ];
        machine.load(0x600, &code).unwrap();
        machine.cpu_mut().pc = 0x600;
        machine.run(100);
        let cpu = machine.cpu();
        assert_eq!((cpu.a, cpu.x, cpu.y), (0, b'k', 0));
        assert_eq!(devices.receive(), [(1, b"k".to_vec())]);
        assert_eq!(devices.attach(&mut machine, kinds::TIMER.at(0xF005)), Ok(2));
        devices.remove(&mut machine, 1).unwrap();
        machine.poke(PY65_KEYS, 7);
        assert_eq!(machine.peek(PY65_KEYS), 7);
    }

    #[test]
    fn typing_needs_one_console() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        assert_eq!(devices.send(None, b"x"), Err(DeviceError::NoConsole));
        devices
            .attach(&mut machine, kinds::FEEDBACK.at(0xD000))
            .unwrap();
        let feedback = devices.send(Some(1), b"x");
        assert!(matches!(feedback, Err(DeviceError::NoKeyboard { .. })));
        devices
            .attach(&mut machine, kinds::CONSOLE.at(0xF000))
            .unwrap();
        assert_eq!(devices.send(None, b"x"), Ok(2));
        devices
            .attach(&mut machine, kinds::CONSOLE.at(0xF001))
            .unwrap();
        assert_eq!(devices.send(None, b"x"), Err(DeviceError::SeveralConsoles));
        assert_eq!(devices.send(Some(3), b"yz"), Ok(3));
        assert_eq!((machine.peek(0xF000), machine.peek(0xF001)), (b'x', b'y'));
    }
}
