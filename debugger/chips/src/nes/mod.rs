//! What stands around the 2A03 in an NES, as far as a program's logic can tell: no picture, no sound.
//!
//! [`Ppu`] has the registers from $2000 on and the cartridge, whose banking logic hears of writes from
//! $8000 on; [`Apu`] those from $4000 on, sprite DMA and the pads' ports among them. Neither is polled:
//! where the beam is, and what the sequencers did, is computed when somebody looks, and interrupts to
//! come are announced with their cycle.
//!
//! Left out: pixels, but for those that sprite 0 and the ninth sprite of a line are told by; how fetches
//! move the address register while a picture is drawn; sound, but for what the CPU can tell of it.
//!
//! Sources: nesdev.org wiki, "PPU rendering", "PPU frame timing", "PPU registers", "NMI", "APU Frame
//! Counter", "APU DMC", "DMA", "Standard controller", and the pages of the mappers.

mod apu;
mod beam;
mod cartridge;
mod dmc;
mod frame_counter;
mod kept;
mod length;
mod mapper;
mod mmc1;
mod mmc3;
mod pads;
mod plan;
mod ppu;
mod rises;
mod sprites;
mod television;
mod video;

pub use apu::Apu;
pub use cartridge::{Cartridge, Mirroring, UnknownMapper};
pub use pads::{Button, Pad, Pads};
pub use ppu::Ppu;
pub use television::Television;
