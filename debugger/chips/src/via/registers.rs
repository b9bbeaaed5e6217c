//! The 6522's registers by address, and their bits.
//!
//! Source: R6522 data sheet (Rockwell, 1981), its tables and pictures of registers: addressing, "Auxiliary Control
//! Register", "Peripheral Control Register", "Interrupt Operation".

/// A register, by the four register select lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Select {
    PortB,
    PortA,
    DirectionB,
    DirectionA,
    Counter1Low,
    Counter1High,
    Latch1Low,
    Latch1High,
    Counter2Low,
    Counter2High,
    Shift,
    Auxiliary,
    Peripheral,
    Flags,
    Enable,
    /// Port A without handshake.
    PortAAlone,
}

impl Select {
    const ALL: [Self; 16] = [
        Self::PortB,
        Self::PortA,
        Self::DirectionB,
        Self::DirectionA,
        Self::Counter1Low,
        Self::Counter1High,
        Self::Latch1Low,
        Self::Latch1High,
        Self::Counter2Low,
        Self::Counter2High,
        Self::Shift,
        Self::Auxiliary,
        Self::Peripheral,
        Self::Flags,
        Self::Enable,
        Self::PortAAlone,
    ];

    pub(crate) fn of(addr: u16) -> Self {
        Self::ALL[usize::from(addr & 15)]
    }
}

/// Bits of IFR and IER.
pub(crate) mod flag {
    pub(crate) const CA2: u8 = 0x01;
    pub(crate) const CA1: u8 = 0x02;
    pub(crate) const SHIFT: u8 = 0x04;
    pub(crate) const CB2: u8 = 0x08;
    pub(crate) const CB1: u8 = 0x10;
    pub(crate) const TIMER2: u8 = 0x20;
    pub(crate) const TIMER1: u8 = 0x40;
    /// IFR: any enabled flag is up; IER: bits are set, not cleared.
    pub(crate) const ANY: u8 = 0x80;
}

/// Bits of ACR.
pub(crate) mod acr {
    /// Port A is latched by CA1.
    pub(crate) const LATCH_A: u8 = 0x01;
    /// Port B is latched by CB1.
    pub(crate) const LATCH_B: u8 = 0x02;
    /// Timer 2 counts pulses on PB6.
    pub(crate) const PULSES: u8 = 0x20;
    /// Timer 1 raises its flag whenever it runs out.
    pub(crate) const FREE_RUNNING: u8 = 0x40;
    /// Timer 1 drives PB7.
    pub(crate) const PB7: u8 = 0x80;
}
