//! What only some kinds of device know. A field here is an option of machine files.

use std::path::PathBuf;

use jumppad_chips::{Baud, Mains, Quirk};

/// The options of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where it reads keys, if not where it prints.
    pub keys: Option<u16>,
    /// The name of its console; none is its own.
    pub console: Option<String>,
    /// Whether bytes on a serial line take their time.
    pub baud: Timing,
    /// The clock of a 6850's line, in Hz, if not 1.8432 MHz.
    pub baud_clock: Option<u64>,
    /// Whose fault a 6551 has.
    pub quirk: Fault,
    /// By what a 6526's time of day goes.
    pub mains: Power,
    /// The file of a block device.
    pub disk: Option<PathBuf>,
    /// Where a random source begins.
    pub seed: Option<u64>,
    /// The windows in which a register selects.
    pub banks: Vec<BankField>,
    /// The machine's clock, in Hz: no option of its own.
    pub clock: u64,
}

/// Cycles in a second of a machine that does not tell.
pub const USUAL_CLOCK: u64 = 1_000_000;

impl Default for Options {
    fn default() -> Self {
        Self {
            keys: None,
            console: None,
            baud: Timing::default(),
            baud_clock: None,
            quirk: Fault::default(),
            mains: Power::default(),
            disk: None,
            seed: None,
            banks: Vec::new(),
            clock: USUAL_CLOCK,
        }
    }
}

/// Bits of a register, or of a port, that select in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankField {
    /// The window's number.
    pub window: usize,
    /// How far right its lowest bit is shifted.
    pub shift: u8,
    /// How many bits it has.
    pub bits: u8,
}

impl Options {
    pub(super) fn baud(&self) -> Baud {
        match self.baud {
            Timing::Instant => Baud::Instant,
            Timing::Timed => Baud::Timed { clock: self.clock },
        }
    }
}

/// A choice that machine files make by a word.
pub trait Word: Copy + PartialEq + Default + 'static {
    /// All of them, by the words.
    const ALL: &'static [(&'static str, Self)];

    /// The one called `word`, in letters of any case.
    fn named(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        let found = all.find(|(name, _)| name.eq_ignore_ascii_case(word));
        found.map(|(_, choice)| *choice)
    }

    /// Its word, unless it is the usual one.
    fn word(self) -> Option<&'static str> {
        let mut all = Self::ALL.iter();
        let found = all.find(|(_, choice)| *choice == self && self != Self::default());
        found.map(|(name, _)| *name)
    }

    /// The words.
    fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|(name, _)| *name).collect()
    }
}

/// Whether bytes on a serial line take their time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timing {
    /// They take none.
    #[default]
    Instant,
    /// They take what the chip's registers say.
    Timed,
}

impl Word for Timing {
    const ALL: &'static [(&'static str, Self)] =
        &[("instant", Self::Instant), ("timed", Self::Timed)];
}

/// Whose fault a chip has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// None.
    #[default]
    None,
    /// WDC's W65C51N: it never tells that it is still sending.
    W65c51n,
}

impl Word for Fault {
    const ALL: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("w65c51n", Self::W65c51n)];
}

impl Fault {
    pub(super) fn chip(self) -> Quirk {
        match self {
            Self::None => Quirk::None,
            Self::W65c51n => Quirk::W65c51n,
        }
    }
}

/// The power line, by which a time of day goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Power {
    /// 60 Hz.
    #[default]
    Hz60,
    /// 50 Hz.
    Hz50,
}

impl Word for Power {
    const ALL: &'static [(&'static str, Self)] = &[("60 Hz", Self::Hz60), ("50 Hz", Self::Hz50)];
}

impl Power {
    pub(super) fn chip(self) -> Mains {
        match self {
            Self::Hz60 => Mains::Hz60,
            Self::Hz50 => Mains::Hz50,
        }
    }
}
