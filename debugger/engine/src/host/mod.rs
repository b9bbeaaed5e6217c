//! What is around the guest: devices on its bus, memory that it cannot write, and the hosts of sim65's programs and of ROMs.

pub mod devices;
pub mod keyboard;
pub mod mos_sim;
pub mod rom;
pub mod routines;
pub mod screens;
pub mod sim65;
pub mod transcript;
