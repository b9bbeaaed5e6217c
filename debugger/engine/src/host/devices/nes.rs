//! The chips of an NES as kinds of device, and what a program in a cartridge brings of them.
//!
//! The PPU has the cartridge, so it hears of writes to the program ROM; the 2A03's own registers are woken once they are
//! plugged in, which begins their frame counter.

use std::ops::RangeInclusive;

use jumppad_chips::nes::{Apu, Cartridge, Ppu, Television};
use jumppad_tiers::{Device, DeviceId, Machine};

use super::kinds::{Decoding, Fitting, Kind, Make, Pins, Speech};
use super::order::Order;
use crate::program::load::NesImage;

/// Where the PPU is, and how many addresses its eight registers have.
const PPU_AT: u16 = 0x2000;
const PPU_SIZE: u32 = 0x2000;
/// Where the 2A03's own registers are.
const APU_AT: u16 = 0x4000;
/// The memory of an NES, and where it shows again.
pub(super) const MEMORY: RangeInclusive<u16> = 0..=0x07FF;
pub(super) const MIRRORS: RangeInclusive<u16> = 0x0800..=0x1FFF;
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

fn new_ppu(television: Television, fitting: Fitting<'_>) -> Box<dyn Device> {
    let cartridge = fitting
        .cartridge
        .map_or_else(Cartridge::blank, NesImage::cartridge);
    Box::new(Ppu::new(television, cartridge))
}

fn new_apu(television: Television, fitting: Fitting<'_>) -> Box<dyn Device> {
    Box::new(Apu::new(television, fitting.pad.pads()))
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
    if [&APU, &PAL_APU].contains(&kind) {
        machine.wake_device(id);
    }
}
