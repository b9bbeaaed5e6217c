//! The language card of an Apple II: 16 KiB of RAM over its ROM, which accesses of $C080 to $C08F switch.
//!
//! ```text
//! address bits 3 2 1 0     3: bank of the 4 KiB at $D000, 0 is bank 2 and 1 is bank 1
//!                          1 0: 00, 11 reads are RAM's; 01, 10 ROM's
//!                          0: 0 RAM is write-protected; 1, read twice in a row, RAM is written
//! ```
//! Reads and writes of an address switch alike, but a write does not count as one of the two reads. At power-on ROM is
//! read, and bank 2 is written.
//!
//! What is written while ROM is read goes beneath it, to bank 2: to bank 1 only what is read there can be written, other
//! writes to that are lost.
//!
//! Source: Apple II Language Card Installation and Operation Manual, "Switching between banks". Not here: the windows, which
//! are the machine's: that at $D000 first, that at $E000 second, with the choices of `Choice`.

use jumppad_tiers::banks::Bank;
use jumppad_tiers::{AccessKind, Device, Register, Signals};

use crate::kept::{Keep, restored, saved_before};

/// What shows in the windows, by number; that at $E000 has the first four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    /// ROM, and writes go beneath.
    RomWritten,
    /// ROM, and writes are lost.
    Rom,
    /// RAM, at $D000 bank 2.
    Ram,
    /// RAM, at $D000 bank 2, write-protected.
    RamProtected,
    /// At $D000 bank 1.
    Other,
    /// At $D000 bank 1, write-protected.
    OtherProtected,
}

/// What it keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    /// The last address, of 16.
    selected: u8,
    /// Whether RAM is written.
    is_written: bool,
    /// Whether the last access was a read that may be the first of two.
    is_first_read: bool,
}

impl Keep for State {
    fn keep(&self, to: &mut Vec<u8>) {
        self.selected.keep(to);
        self.is_written.keep(to);
        self.is_first_read.keep(to);
    }

    fn fetch(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            selected: Keep::fetch(from)?,
            is_written: Keep::fetch(from)?,
            is_first_read: Keep::fetch(from)?,
        })
    }
}

/// As at power-on: bank 2 is written, ROM is read.
const POWER_ON: State = State {
    selected: 1,
    is_written: true,
    is_first_read: false,
};

/// The card's switches.
pub struct LanguageCard {
    state: State,
    /// The number of the window at $D000; the one at $E000 is the next.
    window: usize,
}

impl LanguageCard {
    /// A card that selects in that window and the next one.
    #[must_use]
    pub fn new(window: usize) -> Self {
        Self {
            state: POWER_ON,
            window,
        }
    }

    /// What shows at $D000, and from $E000 on.
    fn choices(&self) -> [Choice; 2] {
        let State {
            selected,
            is_written,
            ..
        } = self.state;
        let reads_ram = matches!(selected & 3, 0 | 3);
        let is_bank_1 = selected & 8 != 0;
        let high = match (reads_ram, is_written) {
            (false, true) => Choice::RomWritten,
            (false, false) => Choice::Rom,
            (true, true) => Choice::Ram,
            (true, false) => Choice::RamProtected,
        };
        let low = match (high, is_bank_1) {
            (Choice::RomWritten, true) => Choice::Rom,
            (Choice::Ram, true) => Choice::Other,
            (Choice::RamProtected, true) => Choice::OtherProtected,
            (choice, _) => choice,
        };
        [low, high]
    }

    fn select(&self, signals: &mut Signals<'_>) {
        for (window, choice) in (self.window..).zip(self.choices()) {
            signals.select(Bank {
                window,
                choice: choice as usize,
            });
        }
    }

    fn access(&mut self, addr: u16, kind: AccessKind, signals: &mut Signals<'_>) {
        let is_read = kind == AccessKind::Read;
        let selected = (addr & 0x0f) as u8;
        let is_odd = selected & 1 != 0;
        let before = self.choices();
        self.state.is_written = match is_odd {
            true => self.state.is_written || (is_read && self.state.is_first_read),
            false => false,
        };
        self.state.is_first_read = is_odd && is_read;
        self.state.selected = selected;
        if self.choices() != before {
            self.select(signals);
        }
    }
}

impl Device for LanguageCard {
    fn read(&mut self, addr: u16, signals: &mut Signals<'_>) -> u8 {
        self.access(addr, AccessKind::Read, signals);
        self.peek(addr, signals.cycle())
    }

    fn write(&mut self, addr: u16, _value: u8, signals: &mut Signals<'_>) {
        self.access(addr, AccessKind::Write, signals);
    }

    /// The switches give nothing to the bus.
    fn peek(&self, addr: u16, _cycle: u64) -> u8 {
        addr.to_be_bytes()[0]
    }

    fn reset(&mut self, signals: &mut Signals<'_>) {
        self.state = POWER_ON;
        self.select(signals);
    }

    fn registers(&self, _cycle: u64) -> Vec<Register> {
        let [low, high] = self.choices();
        vec![
            Register::byte("SWITCH", 0x80 | self.state.selected),
            Register::byte("D000", low as u8),
            Register::byte("E000", high as u8),
        ]
    }

    fn save(&self) -> Vec<u8> {
        saved_before(&self.state, Vec::new())
    }

    fn restore(&mut self, state: &[u8]) {
        restored(&mut self.state, state, |_| {});
    }
}
