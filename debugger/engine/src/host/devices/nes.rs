//! The chips of an NES as kinds of device, and what a program in a cartridge brings of them.
//!
//! The PPU has the cartridge, so it hears of writes to the program ROM; the 2A03's own registers are woken once they are
//! plugged in, which begins their frame counter.

use std::ops::RangeInclusive;

use jumppad_chips::nes::{Apu, Cartridge, Ppu, Television};
use jumppad_tiers::banks::{self, Answering, Choice, Shows, Window, Writes};
use jumppad_tiers::{Device, DeviceId, Machine, Signals};

use super::kinds::{Decoding, Fitting, Kind, Make, Pins, Speech};
use super::order::Order;
use crate::program::load::NesImage;

/// Where the PPU is, and how many addresses its eight registers have.
const PPU_AT: u16 = 0x2000;
const PPU_SIZE: u32 = 0x2000;
/// Where the 2A03's own registers are.
const APU_AT: u16 = 0x4000;
/// The memory of an NES, and where it shows again.
const MEMORY: RangeInclusive<u16> = 0..=0x07FF;
const MIRRORS: RangeInclusive<u16> = 0x0800..=0x1FFF;
/// What no cartridge of these mappers has.
const NOTHING: RangeInclusive<u16> = 0x4020..=0x5FFF;
const CARTRIDGE: RangeInclusive<u16> = 0x8000..=0xFFFF;

/// What the four have in common.
const CHIP: Kind = Kind {
    name: "",
    called: "",
    summary: "",
    registers: 8,
    decoding: Decoding::Low,
    speech: Speech::None,
    pins: Pins::None,
    options: &[],
    make: Make::Simulator,
};

/// The 2C02 and what is in the cartridge slot.
pub static PPU: Kind = Kind {
    name: "2c02",
    called: "ppu",
    summary: "an NES's picture chip as programs see it, without a picture, and its cartridge's mapper",
    make: Make::One(|fitting| new_ppu(Television::Ntsc, fitting)),
    ..CHIP
};

/// The 2A03's own registers.
pub static APU: Kind = Kind {
    name: "2a03",
    called: "apu",
    summary: "the 2A03's own registers: frame counter, sprite DMA, controllers, without sound",
    registers: 0x20,
    make: Make::One(|fitting| new_apu(Television::Ntsc, fitting)),
    ..CHIP
};

/// The PPU of consoles for PAL.
pub static PAL_PPU: Kind = Kind {
    name: "2c07",
    called: "ppu",
    summary: "the 2C02's brother for PAL",
    make: Make::One(|fitting| new_ppu(Television::Pal, fitting)),
    ..CHIP
};

/// The 2A03's own registers for PAL.
pub static PAL_APU: Kind = Kind {
    name: "2a07",
    called: "apu",
    registers: 0x20,
    summary: "the 2A03's brother for PAL",
    make: Make::One(|fitting| new_apu(Television::Pal, fitting)),
    ..CHIP
};

/// The console's make: what is made for PAL has its chips, whichever the machine has.
fn make_of(television: Television, fitting: &Fitting<'_>) -> Television {
    match fitting.cartridge.map(|image| image.television) {
        Some(Television::Pal) => Television::Pal,
        _ => television,
    }
}

fn new_ppu(television: Television, fitting: Fitting<'_>) -> Box<dyn Device> {
    let television = make_of(television, &fitting);
    let cartridge = fitting
        .cartridge
        .map_or_else(Cartridge::blank, NesImage::cartridge);
    let banks = cartridge.selects_program();
    let ppu = Ppu::new(television, cartridge);
    Box::new(match banks {
        true => ppu.with_windows(0),
        false => ppu,
    })
}

fn new_apu(television: Television, fitting: Fitting<'_>) -> Box<dyn Device> {
    let television = make_of(television, &fitting);
    Box::new(Apu::new(television, fitting.pad.pads()))
}

/// What a kind of chip is while a cartridge is plugged in: of an NES for PAL, if that is made for one.
pub(super) fn fitted(kind: &'static Kind, cartridge: Option<&NesImage>) -> &'static Kind {
    let is_pal = cartridge.is_some_and(NesImage::is_pal);
    match (is_ppu(kind), television(kind)) {
        (true, _) if is_pal => &PAL_PPU,
        (_, Some(_)) if is_pal => &PAL_APU,
        _ => kind,
    }
}

/// The make of the console that a kind of chip is of, if that has controllers.
pub(super) fn television(kind: &Kind) -> Option<Television> {
    let makes = [(&APU, Television::Ntsc), (&PAL_APU, Television::Pal)];
    let found = makes.into_iter().find(|(apu, _)| *apu == kind);
    found.map(|(_, television)| television)
}

pub(super) fn is_ppu(kind: &Kind) -> bool {
    [&PPU, &PAL_PPU].contains(&kind)
}

/// The chips that a program in a cartridge brings.
pub(super) fn orders(television: Television) -> [Order; 2] {
    let (ppu, apu) = match television {
        Television::Ntsc => (&PPU, &APU),
        Television::Pal => (&PAL_PPU, &PAL_APU),
    };
    let ppu = Order {
        size: Some(PPU_SIZE),
        ..ppu.at(PPU_AT)
    };
    [ppu, apu.at(APU_AT)]
}

/// Lets the memory of an NES show four times, and nothing behind its registers.
pub(super) fn surround(machine: &mut Machine) -> DeviceId {
    machine.mirror_memory(MIRRORS, MEMORY);
    machine.attach(NOTHING, Box::new(Nothing))
}

/// Lets memory show once again, and what is behind the registers be memory.
pub(super) fn expose(machine: &mut Machine, open: DeviceId) {
    machine.unmirror_memory(MIRRORS);
    machine.detach(open);
}

/// Lets windows show the program ROM of a cartridge whose logic banks it.
pub(super) fn add_windows(machine: &mut Machine, image: &NesImage) {
    let cartridge = image.cartridge();
    if !cartridge.selects_program() {
        return;
    }
    let id = machine.add_storage(banks::Kind::Rom, image.program.clone());
    let size = cartridge.bank_size();
    let bank = |number: usize| Choice {
        name: number.to_string(),
        shows: Shows::Storage {
            id,
            offset: number * size,
        },
        writes: Writes::Ignored,
        answering: Answering::Devices,
    };
    let starts = (*CARTRIDGE.start()..=*CARTRIDGE.end()).step_by(size);
    let windows = starts
        .zip(cartridge.banks())
        .map(|(start, at_reset)| Window {
            name: format!("prg{start:04x}"),
            range: start..=start + (size - 1) as u16,
            choices: (0..image.program.len() / size).map(bank).collect(),
            at_reset,
        });
    // Where a machine file has windows, they stay, and the cartridge shows what it begins with.
    let _ = machine.add_windows(windows.collect());
}

/// What is left to do once a chip of an NES is plugged in.
pub(super) fn settle(
    machine: &mut Machine,
    id: DeviceId,
    kind: &Kind,
    cartridge: Option<&NesImage>,
) {
    if is_ppu(kind) && cartridge.is_some_and(|image| image.cartridge().hears_writes()) {
        machine.hear_writes(id, CARTRIDGE);
    }
    if television(kind).is_some() {
        machine.wake_device(id);
    }
}

/// Addresses that nothing answers: a read gives what was on the bus last, the address's high byte.
struct Nothing;

impl Device for Nothing {
    fn read(&mut self, addr: u16, _signals: &mut Signals<'_>) -> u8 {
        addr.to_be_bytes()[0]
    }

    fn write(&mut self, _addr: u16, _value: u8, _signals: &mut Signals<'_>) {}

    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        addr.to_be_bytes()[0]
    }

    fn save(&self) -> Vec<u8> {
        Vec::new()
    }

    fn restore(&mut self, _state: &[u8]) {}
}
