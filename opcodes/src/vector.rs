//! Where the chip finds the addresses of its handlers, low byte first.
//!
//! Source: MOS MCS6500 Hardware Manual.

/// Of the non-maskable interrupt.
pub const NMI: u16 = 0xfffa;
/// Of the reset sequence.
pub const RESET: u16 = 0xfffc;
/// Of the interrupt request, and of BRK.
pub const IRQ: u16 = 0xfffe;
