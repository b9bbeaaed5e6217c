//! Small programs on an NES, in every tier: one result each.

mod banks;
mod console;
mod dma;
mod frames;
mod interrupts;
mod pads;
mod replay;
