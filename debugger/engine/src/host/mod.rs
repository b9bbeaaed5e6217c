//! What is around the guest: devices on its bus, memory that it cannot write, and the host of a sim65 program.

pub mod devices;
pub mod keyboard;
pub mod mos_sim;
pub mod rom;
pub mod screens;
pub mod sim65;
pub mod transcript;
