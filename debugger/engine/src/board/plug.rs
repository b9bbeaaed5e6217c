//! A board into a machine: its memory, its devices, and what is read where nothing is.

use std::ops::RangeInclusive;
use std::path::Path;

use jumppad_tiers::banks::{BankError, StorageId};
use jumppad_tiers::opcodes::vector;
use jumppad_tiers::{Device, DeviceId, Machine, Signals};

use super::scalar::OpenBus;
use super::{Board, Contents, RomSpace};
use crate::error::Error;
use crate::host::devices::{Devices, Order};
use crate::host::rom::{Rom, pages_of};
use crate::program::load::{Program, Segment, Start};
use crate::program::source::dbg::file_name;

/// A machine in use.
pub struct Built {
    /// What it is.
    pub board: Board,
    /// What is in its ROMs.
    pub contents: Contents,
    /// What answers where nothing is.
    open: Vec<(RangeInclusive<u16>, DeviceId)>,
}

impl Built {
    /// Plugs the devices of `board` into `machine`, and makes its ROMs read-only. What nothing has is open once it is
    /// known what the program has: see [`Built::open_around`].
    ///
    /// # Errors
    /// One of its devices is where another one is already.
    pub fn plug(
        board: Board,
        contents: Contents,
        folder: &Path,
        machine: &mut Machine,
        devices: &mut Devices,
        rom: &mut Rom,
    ) -> Result<Self, Error> {
        for order in &board.devices {
            if let Err(error) = devices.attach_of_board(machine, board.placed(order, folder)) {
                devices.remove_board(machine);
                return Err(error.into());
            }
        }
        if let Err(error) = board.add_windows(&contents, machine) {
            devices.remove_board(machine);
            return Err(error.into());
        }
        for ram in &board.ram {
            for mirror in &ram.ranges[1..] {
                machine.mirror_memory(mirror.clone(), ram.ranges[0].clone());
            }
        }
        for range in board.rom_ranges() {
            rom.protect(machine, pages_of(&range));
        }
        Ok(Self {
            board,
            contents,
            open: Vec::new(),
        })
    }

    /// Makes everything open that nothing has: no part of the machine, nor, in its ROMs, the program.
    pub fn open_around(&mut self, machine: &mut Machine, program: &Program) {
        let Some(bus) = self.board.open_bus else {
            return;
        };
        let gaps = self.board.gaps(&self.contents, program);
        if self.open.iter().map(|(gap, _)| gap).eq(&gaps) {
            return;
        }
        for (_, id) in self.open.drain(..) {
            machine.detach(id);
        }
        let attach = |gap: RangeInclusive<u16>| {
            let id = machine.attach(gap.clone(), Box::new(Open(bus)));
            (gap, id)
        };
        self.open = gaps.into_iter().map(attach).collect();
    }

    /// The name of the file that a choice of a window shows a part of.
    pub(crate) fn file_in(&self, window: usize, choice: usize) -> Option<String> {
        let (storage, _) = self
            .board
            .windows
            .get(window)?
            .choices
            .get(choice)?
            .storage?;
        let stored = self.contents.storages.get(storage)?;
        stored.file.as_deref().map(file_name)
    }

    /// Whether nothing of the machine is at an address.
    pub fn is_open(&self, address: u16) -> bool {
        self.open.iter().any(|(gap, _)| gap.contains(&address))
    }

    /// Takes all that out again.
    pub fn unplug(self, machine: &mut Machine, devices: &mut Devices, rom: &mut Rom) {
        devices.remove_board(machine);
        if !self.board.windows.is_empty() {
            machine.remove_windows();
        }
        for range in self.board.rom_ranges() {
            rom.unprotect(machine, pages_of(&range));
        }
        for (_, id) in self.open {
            machine.detach(id);
        }
        for ram in &self.board.ram {
            for mirror in &ram.ranges[1..] {
                machine.unmirror_memory(mirror.clone());
            }
        }
    }
}

impl Board {
    /// A device with its files where they are.
    fn placed(&self, order: &Order, folder: &Path) -> Order {
        let mut order = order.clone();
        order.options.disk = order.options.disk.map(|disk| self.place_of(&disk, folder));
        order
    }

    /// Defines its windows, in place of those that there are; nothing if it has none, or if they are its own.
    ///
    /// # Errors
    /// They cannot be.
    pub fn add_windows(&self, contents: &Contents, machine: &mut Machine) -> Result<(), BankError> {
        let names = self.windows.iter().map(|window| &window.name);
        if self.windows.is_empty() || machine.windows().map(|window| &window.name).eq(names) {
            return Ok(());
        }
        // A cartridge's are gone with what it was in.
        machine.remove_windows();
        let storages = self.storages.iter().zip(&contents.storages);
        let ids: Vec<StorageId> = storages
            .map(|(storage, stored)| machine.add_storage(storage.kind(), stored.bytes.clone()))
            .collect();
        let windows = self.windows.iter().map(|window| window.made(&ids));
        machine.add_windows(windows.collect())
    }

    fn rom_ranges(&self) -> impl Iterator<Item = RangeInclusive<u16>> {
        self.roms.iter().flat_map(|rom| rom.ranges.iter().cloned())
    }

    /// What the program has of the ROMs: all of them, if it is a cartridge, whose banks come to show there.
    fn taken_by<'p>(&'p self, program: &'p Program) -> impl Iterator<Item = RangeInclusive<u16>> {
        self.rom_ranges().flat_map(|rom| {
            let whole = program.cartridge.is_some().then(|| rom.clone());
            let parts = program.segments.iter().filter_map(move |segment| {
                let range = segment.range()?;
                let (first, last) = (*range.start().max(rom.start()), *range.end().min(rom.end()));
                (first <= last).then_some(first..=last)
            });
            whole.into_iter().chain(parts)
        })
    }

    /// Whether the program is in a ROM.
    pub(super) fn is_taken(&self, rom: &RomSpace, program: &Program) -> bool {
        let first = &rom.ranges[0];
        let mut taken = self.taken_by(program);
        taken.any(|range| range.start() <= first.end() && first.start() <= range.end())
    }

    /// The addresses at which nothing is.
    fn gaps(&self, contents: &Contents, program: &Program) -> Vec<RangeInclusive<u16>> {
        let devices = self.devices.iter().flat_map(|order| {
            let elsewhere = order.elsewhere().map(|at| at..=at);
            order
                .ranges()
                .unwrap_or_default()
                .into_iter()
                .chain(elsewhere)
        });
        let filled = contents.segments.iter().filter_map(Segment::range);
        let windows = self.windows.iter().map(|window| window.range.clone());
        let ram = self.ram.iter().flat_map(|ram| ram.ranges.iter().cloned());
        let mut taken: Vec<RangeInclusive<u16>> = ram
            .chain(devices)
            .chain(filled)
            .chain(windows)
            .chain(self.taken_by(program))
            .collect();
        taken.sort_by_key(|range| *range.start());
        let mut gaps = Vec::new();
        let mut next: u32 = 0;
        for range in taken {
            let start = u32::from(*range.start());
            if let (Ok(first), Ok(last)) =
                (u16::try_from(next), u16::try_from(start.wrapping_sub(1)))
                && first <= last
            {
                gaps.push(first..=last);
            }
            next = next.max(u32::from(*range.end()) + 1);
        }
        if let Ok(first) = u16::try_from(next) {
            gaps.push(first..=u16::MAX);
        }
        gaps
    }

    /// The program that its ROMs are.
    pub fn program(&self, contents: &Contents) -> Program {
        let mut program = Program {
            name: self.told(),
            segments: contents.segments.clone(),
            cpu: self.cpu,
            ..Program::default()
        };
        let vector = self.shown_vector(contents);
        let vector = vector.or_else(|| program.reset_vector());
        program.entry = self.entry.or(vector).unwrap_or_default();
        if self.entry.is_none() && vector.is_none_or(|target| target == 0) {
            program.start = Start::NoVector;
        }
        program
    }

    /// The reset vector in what shows at reset in a window, if it is in one.
    fn shown_vector(&self, contents: &Contents) -> Option<u16> {
        let mut windows = self.windows.iter();
        let window = windows.find(|window| window.range.contains(&vector::RESET))?;
        let (storage, offset) = window.choices.get(window.selected)?.storage?;
        let at = offset as usize + usize::from(vector::RESET - window.range.start());
        let bytes = contents.storages.get(storage)?.bytes.get(at..at + 2)?;
        Some(u16::from_le_bytes(bytes.try_into().ok()?))
    }

    /// `program` as one of this machine, on its chip.
    pub fn with_program(&self, program: Program) -> Program {
        Program {
            cpu: self.cpu.or(program.cpu),
            ..program
        }
    }
}

/// Puts what is in ROMs into memory.
pub(crate) fn load(machine: &mut Machine, segments: &[Segment]) {
    for segment in segments {
        machine
            .load(segment.start, &segment.bytes)
            .expect("a ROM is inside of memory");
    }
}

/// Addresses that nothing answers.
struct Open(OpenBus);

impl Device for Open {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, _addr: u16, _value: u8, _signals: &mut Signals<'_>) {}

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        match self.0 {
            OpenBus::Value(value) => value,
            OpenBus::HighByte => addr.to_be_bytes()[0],
        }
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn restore(&mut self, _state: &[u8]) {}
}
