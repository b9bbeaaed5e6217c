//! The kinds of device there are: the one table that commands, machine files and their manual go by.
//!
//! A chip of `jumppad-chips` is a row here, and its options are fields of [`Options`]. Left out: where devices are.

mod chips;
mod simple;

use jumppad_chips::Wired;
use jumppad_chips::nes::Pad;
use jumppad_tiers::Device;
use jumppad_tiers::devices::Terminal;

use super::nes;
use super::options::Options;
use super::order::Order;
use crate::names::{Resolution, resolve};
use crate::program::load::NesImage;

pub use chips::PORT_6510;
pub use simple::{BANK, CONSOLE, FEEDBACK, MOS_SIM, PY65, PY65_KEYS, PY65_PRINTS, TIMER};

/// A kind of device.
#[derive(Debug)]
pub struct Kind {
    /// Its name: of a chip the number on it.
    pub name: &'static str,
    /// What a device of the kind is called unless the user says otherwise; the kind's other name.
    pub called: &'static str,
    /// What it is, in a line.
    pub summary: &'static str,
    /// How many registers it has.
    pub registers: u16,
    /// How many addresses it may answer at.
    pub decoding: Decoding,
    /// Whether it has a console.
    pub speech: Speech,
    /// Whether parts can be wired to it.
    pub pins: Pins,
    /// The options that it takes, of those of [`Options`].
    pub options: &'static [&'static str],
    /// How one is made.
    pub(super) make: Make,
}

/// Which of its addresses a device looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decoding {
    /// The low lines that its registers need, so it may have mirrors.
    Low,
    /// All of them: it is where it is.
    Full,
    /// All of them, and they are always the same.
    Fixed(u16),
}

/// Whether a device prints and reads keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// It does neither.
    None,
    /// It has a console.
    Console,
}

/// Whether a device has port pins, to which parts can be wired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pins {
    /// None.
    None,
    /// Port A and port B.
    Ports,
}

/// What a device is made of.
pub(super) struct Fitting<'a> {
    pub(super) base: u16,
    /// The options of its kind; those of others are not set.
    pub(super) options: &'a Options,
    /// The user's side of its console, where it has one.
    pub(super) terminal: &'a Terminal,
    /// What is on its pins.
    pub(super) wired: Box<dyn Wired>,
    /// The controllers of an NES, and what is in its slot.
    pub(super) pad: &'a Pad,
    pub(super) cartridge: Option<&'a NesImage>,
}

/// How a device is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Make {
    /// One device on the bus.
    One(fn(Fitting<'_>) -> Box<dyn Device>),
    /// A console that prints at one address and reads keys at another.
    TwoPlaces,
    /// The registers of llvm-mos's simulator.
    Simulator,
}

/// All kinds, in the order in which help has them.
pub static KINDS: &[&Kind] = &[
    &FEEDBACK,
    &TIMER,
    &CONSOLE,
    &PY65,
    &MOS_SIM,
    &chips::VIA,
    &chips::PIA,
    &chips::ACIA_6551,
    &chips::ACIA_6850,
    &chips::RIOT_6530,
    &chips::RIOT_6532,
    &chips::CIA,
    &chips::CIA_A,
    &chips::PORT_6510,
    &chips::LANGUAGE_CARD,
    &chips::CYCLES,
    &chips::BLOCKS,
    &chips::RANDOM,
    &nes::PPU,
    &nes::APU,
    &nes::PAL_PPU,
    &nes::PAL_APU,
];

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Kind {}

impl Kind {
    /// The kind called `name`, by either of its names, in letters of any case.
    ///
    /// # Errors
    /// There is none; perhaps this one was meant.
    pub fn named(name: &str) -> Result<&'static Self, Option<&'static str>> {
        let name = name.to_ascii_lowercase();
        let names = KINDS.iter().flat_map(|kind| kind.names());
        // A kind is spelt out: machine files are kept, and new kinds come.
        let whole: Vec<(&'static str, usize)> = names.collect();
        match resolve(&name, &whole) {
            Resolution::One(at) if KINDS[at].names().any(|(own, _)| own == name) => Ok(KINDS[at]),
            Resolution::One(at) => Err(Some(KINDS[at].name)),
            Resolution::Ambiguous(_) => Err(None),
            Resolution::Unknown(meant) => Err(meant),
        }
    }

    /// Its names, each with its place in the table.
    fn names(&'static self) -> impl Iterator<Item = (&'static str, usize)> {
        let place = KINDS.iter().position(|kind| *kind == self);
        let other = (self.called != self.name).then_some(self.called);
        let names = [self.name].into_iter().chain(other);
        names.zip(std::iter::repeat(place.unwrap_or(0)))
    }

    /// Whether devices of the kind may answer at more addresses than they have registers.
    pub fn may_be_mirrored(&self) -> bool {
        self.decoding == Decoding::Low
    }

    /// An order for one at `base`.
    pub fn at(&'static self, base: u16) -> Order {
        Order::new(self, base)
    }
}

/// The names of all kinds, in a sentence.
pub fn told() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_by_whole_names_and_guessed() {
        assert_eq!(Kind::named("Timer"), Ok(&TIMER));
        assert_eq!(Kind::named("tiemr"), Err(Some("timer")));
        assert_eq!(Kind::named("time"), Err(Some("timer")));
        assert_eq!(Kind::named("zzz"), Err(None));
        for kind in KINDS {
            assert_eq!(Kind::named(kind.name), Ok(*kind));
            // Chips of one console are called alike; the first is meant.
            let mut alike = KINDS.iter().filter(|other| other.called == kind.called);
            let first = alike.next().expect("it is called so itself");
            assert_eq!(Kind::named(kind.called), Ok(*first), "{}", kind.called);
        }
    }
}
