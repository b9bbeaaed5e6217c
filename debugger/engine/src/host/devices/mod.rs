//! The devices that the user attached: numbers, places, and the user's side of consoles.
//!
//! Invariants: no two devices share an address, so their order means nothing; a number is never given twice.

mod consoles;
mod idle;
mod one_way;
mod overheard;
mod simulator;

use std::ops::RangeInclusive;

use jumppad_tiers::devices::{Console, Feedback, Terminal, Timer};
use jumppad_tiers::{Device, DeviceId, Machine};

use crate::answer::DeviceView;
use crate::host::mos_sim::{self, Ended, Simulator};
use crate::host::transcript::Transcript;
pub(crate) use idle::Idleness;
use one_way::{Direction, OneWay};
use overheard::Overheard;
use simulator::OnConsole;

/// The kinds of device there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One register that reads as written; its bit 0 asserts IRQ and bit 1 NMI for as long as it is set.
    Feedback,
    /// Three registers: an interval in cycles, low and high byte, and control; asserts IRQ or NMI when the time is up.
    Timer,
    /// One register, which prints what is written and reads keys; 0 where there is no key.
    Console,
    /// A console as py65's monitor has it: its keys have an address of their own.
    Py65 {
        /// The address at which keys are read; 0 where there is no key.
        keys: u16,
    },
    /// The registers of llvm-mos's simulator at $FFF0 to $FFF9, and $FFFE, which it may not read.
    MosSim,
}

/// Where py65's monitor prints and reads keys unless told otherwise.
pub const PY65_PRINTS: u16 = 0xF001;
/// Where py65's monitor reads keys unless told otherwise.
pub const PY65_KEYS: u16 = 0xF004;

impl Kind {
    /// The name of the kind, as the command `device` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Timer => "timer",
            Self::Console => "console",
            Self::Py65 { .. } => "py65",
            Self::MosSim => "mos-sim",
        }
    }

    /// How many registers it has.
    fn registers(self) -> u16 {
        match self {
            Self::Feedback | Self::Console | Self::Py65 { .. } => 1,
            Self::Timer => 3,
            Self::MosSim => mos_sim::LAST - mos_sim::BASE + 1,
        }
    }

    fn has_terminal(self) -> bool {
        matches!(self, Self::Console | Self::Py65 { .. } | Self::MosSim)
    }
}

/// Why a device cannot be attached, found or used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// Not all of its registers are inside the 64 KiB.
    #[error("the {registers} registers of a {kind} at ${base:04X} go past $FFFF")]
    PastTheEnd {
        /// The kind of device that was to be attached.
        kind: &'static str,
        /// How many registers it has.
        registers: u16,
        /// The address that was given for the first of them.
        base: u16,
    },
    /// Another device has one of the addresses.
    #[error("device #{number}, a {kind}, is there already")]
    Occupied {
        /// The number of the device that is there.
        number: u32,
        /// The kind of the device that is there.
        kind: &'static str,
    },
    /// No device has this number.
    #[error("there is no device #{0}")]
    Unknown(u64),
    /// Something was typed for a device that reads no keys.
    #[error("device #{number} is a {kind}, not a console")]
    NoKeyboard {
        /// The number of that device.
        number: u32,
        /// The kind of that device.
        kind: &'static str,
    },
    /// Something was typed, and no device reads keys.
    #[error("there is no console to type on")]
    NoConsole,
    /// Something was typed without saying for which of several consoles.
    #[error("there are several consoles")]
    SeveralConsoles,
}

impl DeviceError {
    /// What the user can do about it.
    pub fn advice(&self) -> String {
        match self {
            Self::PastTheEnd { .. } => "choose a lower address",
            Self::Occupied { number, .. } => {
                return format!("choose another address, or `device remove {number}` first");
            }
            Self::Unknown(_) => "`device list` lists them",
            Self::NoKeyboard { .. } | Self::NoConsole => "`device console A` attaches a console",
            Self::SeveralConsoles => {
                "say which: `device send N \"text\"`; `device list` lists them"
            }
        }
        .to_owned()
    }
}

struct Attached {
    number: u32,
    kind: Kind,
    range: RangeInclusive<u16>,
    id: Option<DeviceId>,
    /// Its keys, where they are elsewhere.
    keys: Option<(u16, Option<DeviceId>)>,
    /// The user's side of a console.
    terminal: Option<Terminal>,
    /// What it printed, for those who await something.
    transcript: Transcript,
    /// Whether the guest does nothing but ask for keys.
    idle: Idleness,
    /// The registers of a simulator, while they are plugged in.
    simulator: Option<Simulator>,
    /// Whether the program brought it, and not the user.
    is_of_program: bool,
}

/// All attached devices, in the order of their numbers.
#[derive(Default)]
pub struct Devices {
    list: Vec<Attached>,
    last_number: u32,
    idle: Idleness,
}

impl Devices {
    /// Attaches a new device and gives its number.
    ///
    /// # Errors
    /// Its registers would be past the end of memory, or where another device is.
    pub fn attach(
        &mut self,
        machine: &mut Machine,
        kind: Kind,
        base: u16,
    ) -> Result<u32, DeviceError> {
        let registers = kind.registers();
        let end = base
            .checked_add(registers - 1)
            .ok_or(DeviceError::PastTheEnd {
                kind: kind.name(),
                registers,
                base,
            })?;
        let keys = match kind {
            // At the place where it prints it is a console like any other.
            Kind::Py65 { keys } if keys != base => Some(keys),
            _ => None,
        };
        let elsewhere = match kind {
            Kind::MosSim => Some(mos_sim::VECTOR..=mos_sim::VECTOR),
            _ => keys.map(|keys| keys..=keys),
        };
        let occupant = self.list.iter().find(|device| {
            device.covers(&(base..=end)) || elsewhere.as_ref().is_some_and(|at| device.covers(at))
        });
        if let Some(device) = occupant {
            return Err(DeviceError::Occupied {
                number: device.number,
                kind: device.kind.name(),
            });
        }
        self.last_number += 1;
        let mut device = Attached {
            number: self.last_number,
            kind,
            range: base..=end,
            id: None,
            keys: keys.map(|keys| (keys, None)),
            terminal: kind.has_terminal().then(|| Console::new().1),
            transcript: Transcript::default(),
            idle: self.idle.clone(),
            simulator: None,
            is_of_program: false,
        };
        device.plug(machine);
        self.list.push(device);
        Ok(self.last_number)
    }

    /// Attaches the registers of llvm-mos's simulator for a program that is made for it, or takes away what an earlier
    /// one brought. Where the user put something, that stays.
    pub fn fit_simulator(&mut self, machine: &mut Machine, is_wanted: bool) {
        let mut list = self.list.iter();
        let brought = list.position(|device| device.is_of_program);
        match (brought, is_wanted) {
            (Some(at), false) => self.list.remove(at).unplug(machine),
            (None, true) => {
                if self.attach(machine, Kind::MosSim, mos_sim::BASE).is_ok()
                    && let Some(device) = self.list.last_mut()
                {
                    device.is_of_program = true;
                }
            }
            _ => {}
        }
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
        Ok(())
    }

    /// Does `action` with all devices off; afterwards they start anew. What was typed on a console stays typed.
    pub fn restart_around(&mut self, machine: &mut Machine, action: impl FnOnce(&mut Machine)) {
        for device in &mut self.list {
            device.unplug(machine);
        }
        action(machine);
        for device in &mut self.list {
            device.plug(machine);
        }
    }

    /// All devices with what their registers show now.
    pub fn views(&self, machine: &Machine) -> Vec<DeviceView> {
        let view = |device: &Attached| DeviceView {
            number: device.number,
            kind: device.kind.name(),
            start: *device.range.start(),
            end: *device.range.end(),
            registers: device.places().map(|a| machine.peek(a)).collect(),
            keys: device.keys.map(|(address, _)| address),
            covers: Vec::new(),
        };
        self.list.iter().map(view).collect()
    }

    fn position(&self, number: u64) -> Result<usize, DeviceError> {
        self.list
            .iter()
            .position(|device| u64::from(device.number) == number)
            .ok_or(DeviceError::Unknown(number))
    }
}

impl Attached {
    /// All its addresses.
    fn places(&self) -> impl Iterator<Item = u16> {
        let elsewhere = match self.kind {
            Kind::MosSim => Some(mos_sim::VECTOR),
            _ => self.keys.map(|(address, _)| address),
        };
        self.range.clone().chain(elsewhere)
    }

    fn covers(&self, range: &RangeInclusive<u16>) -> bool {
        self.places().any(|address| range.contains(&address))
    }

    fn plug(&mut self, machine: &mut Machine) {
        if let (Kind::MosSim, Some(terminal)) = (self.kind, &self.terminal) {
            let line = Box::new(OnConsole {
                console: terminal.console(),
                terminal: terminal.clone(),
                transcript: self.transcript.clone(),
            });
            self.simulator = Some(Simulator::attach(machine, line));
            return;
        }
        let device: Box<dyn Device> = match (self.kind, &self.terminal) {
            (_, Some(terminal)) => match self.keys {
                None => self.overheard(Box::new(terminal.console())),
                Some((address, _)) => {
                    let way = |direction| {
                        self.overheard(Box::new(OneWay {
                            console: terminal.console(),
                            direction,
                        }))
                    };
                    let (prints, keys) = (way(Direction::Print), way(Direction::Keys));
                    self.keys = Some((address, Some(machine.attach(address..=address, keys))));
                    prints
                }
            },
            (Kind::Timer, None) => Box::new(Timer::new(*self.range.start())),
            (_, None) => Box::new(Feedback::default()),
        };
        self.id = Some(machine.attach(self.range.clone(), device));
    }

    /// `device` with somebody who listens to its console, if it has one.
    fn overheard(&self, device: Box<dyn Device>) -> Box<dyn Device> {
        match &self.terminal {
            None => device,
            Some(terminal) => Box::new(Overheard {
                device,
                terminal: terminal.clone(),
                transcript: self.transcript.clone(),
                idle: self.idle.clone(),
            }),
        }
    }

    fn unplug(&mut self, machine: &mut Machine) {
        if let Some(simulator) = self.simulator.take() {
            simulator.detach(machine);
        }
        let keys = self.keys.as_mut().and_then(|(_, id)| id.take());
        for id in self.id.take().into_iter().chain(keys) {
            machine.detach(id);
        }
    }
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
        let mut attach = |kind, base| devices.attach(&mut machine, kind, base);
        assert_eq!(attach(Kind::Timer, 0xD000), Ok(1));
        assert_eq!(attach(Kind::Console, 0xD003), Ok(2));
        let occupied = |number, kind| Err(DeviceError::Occupied { number, kind });
        assert_eq!(attach(Kind::Feedback, 0xD002), occupied(1, "timer"));
        assert_eq!(attach(Kind::Timer, 0xD001), occupied(1, "timer"));
        assert_eq!(attach(Kind::Timer, 0xCFFE), occupied(1, "timer"));
        assert!(matches!(
            attach(Kind::Timer, 0xFFFE),
            Err(DeviceError::PastTheEnd { registers: 3, .. })
        ));
        assert_eq!(attach(Kind::Timer, 0xFFFD), Ok(3));
    }

    #[test]
    fn devices_start_anew_but_keep_what_was_typed() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        devices
            .attach(&mut machine, Kind::Feedback, 0xD000)
            .unwrap();
        devices.attach(&mut machine, Kind::Console, 0xF000).unwrap();
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
        let kind = Kind::Py65 { keys: PY65_KEYS };
        assert_eq!(devices.attach(&mut machine, kind, PY65_PRINTS), Ok(1));
        let occupied = devices.attach(&mut machine, Kind::Timer, 0xF002);
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
        assert_eq!(devices.attach(&mut machine, Kind::Timer, 0xF005), Ok(2));
        devices.remove(&mut machine, 1).unwrap();
        machine.poke(PY65_KEYS, 7);
        assert_eq!(machine.peek(PY65_KEYS), 7);
    }

    #[test]
    fn typing_needs_one_console() {
        let (mut machine, mut devices) = (machine(), Devices::default());
        assert_eq!(devices.send(None, b"x"), Err(DeviceError::NoConsole));
        devices
            .attach(&mut machine, Kind::Feedback, 0xD000)
            .unwrap();
        let feedback = devices.send(Some(1), b"x");
        assert!(matches!(feedback, Err(DeviceError::NoKeyboard { .. })));
        devices.attach(&mut machine, Kind::Console, 0xF000).unwrap();
        assert_eq!(devices.send(None, b"x"), Ok(2));
        devices.attach(&mut machine, Kind::Console, 0xF001).unwrap();
        assert_eq!(devices.send(None, b"x"), Err(DeviceError::SeveralConsoles));
        assert_eq!(devices.send(Some(3), b"yz"), Ok(3));
        assert_eq!((machine.peek(0xF000), machine.peek(0xF001)), (b'x', b'y'));
    }
}
