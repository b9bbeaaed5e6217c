//! The kinds of device there are: the one table that commands, machine files and their manual go by.
//!
//! A chip of `jumppad-chips` is a row here, and its options are fields of [`Options`]. Left out: where devices are.

use jumppad_chips::nes::Pad;
use jumppad_tiers::Device;
use jumppad_tiers::devices::{Feedback, Terminal, Timer};

use super::nes;
use super::order::{Options, Order};
use crate::host::mos_sim;
use crate::program::load::NesImage;
use crate::names::{Resolution, resolve};

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

/// What a device is made of.
pub(super) struct Fitting<'a> {
    pub(super) base: u16,
    /// The options of its kind; those of others are not set.
    #[expect(dead_code, reason = "chips have options")]
    pub(super) options: &'a Options,
    /// The user's side of its console, where its kind has one.
    pub(super) terminal: &'a Terminal,
    /// The controllers of an NES, and what is in its slot.
    pub(super) pad: &'a Pad,
    pub(super) cartridge: Option<&'a NesImage>,
}

/// How a device is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Make {
    /// One device on the bus.
    One(fn(&Fitting<'_>) -> Box<dyn Device>),
    /// A console that prints at one address and reads keys at another.
    TwoPlaces,
    /// The registers of llvm-mos's simulator.
    Simulator,
}

/// Where py65's monitor prints and reads keys unless told otherwise.
pub const PY65_PRINTS: u16 = 0xF001;
/// Where py65's monitor reads keys unless told otherwise.
pub const PY65_KEYS: u16 = 0xF004;

/// One register that reads as written; its bit 0 asserts IRQ and bit 1 NMI for as long as it is set.
pub static FEEDBACK: Kind = Kind {
    name: "feedback",
    called: "feedback",
    summary: "a register whose bits 0 and 1 are IRQ and NMI",
    registers: 1,
    decoding: Decoding::Low,
    speech: Speech::None,
    options: &[],
    make: Make::One(|_| Box::new(Feedback::default())),
};

/// Three registers: an interval in cycles, low and high byte, and control; asserts IRQ or NMI when the time is up.
pub static TIMER: Kind = Kind {
    name: "timer",
    called: "timer",
    summary: "a timer that counts cycles",
    registers: 3,
    decoding: Decoding::Full,
    speech: Speech::None,
    options: &[],
    make: Make::One(|fitting| Box::new(Timer::new(fitting.base))),
};

/// One register, which prints what is written and reads keys; 0 where there is no key.
pub static CONSOLE: Kind = Kind {
    name: "console",
    called: "console",
    summary: "a register that prints what is written, and reads keys",
    registers: 1,
    decoding: Decoding::Low,
    speech: Speech::Console,
    options: &["console"],
    make: Make::One(|fitting| Box::new(fitting.terminal.console())),
};

/// A console as py65's monitor has it: its keys have an address of their own.
pub static PY65: Kind = Kind {
    name: "py65",
    called: "py65",
    summary: "a console as py65's monitor has it, with an address to print and one for keys",
    registers: 1,
    decoding: Decoding::Full,
    speech: Speech::Console,
    options: &["keys", "console"],
    make: Make::TwoPlaces,
};

/// The registers of llvm-mos's simulator at $FFF0 to $FFF9, and $FFFE, which it may not read.
pub static MOS_SIM: Kind = Kind {
    name: "mos-sim",
    called: "mossim",
    summary: "the registers of llvm-mos's simulator, $FFF0 to $FFF9",
    registers: mos_sim::LAST - mos_sim::BASE + 1,
    decoding: Decoding::Fixed(mos_sim::BASE),
    speech: Speech::Console,
    options: &["console"],
    make: Make::Simulator,
};

/// All kinds, in the order in which help has them.
pub static KINDS: &[&Kind] = &[
    &FEEDBACK,
    &TIMER,
    &CONSOLE,
    &PY65,
    &MOS_SIM,
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

    /// Whether a device of the kind prints and reads keys.
    pub fn has_console(&self) -> bool {
        self.speech == Speech::Console
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
            assert_eq!(Kind::named(kind.called), Ok(*kind), "{}", kind.called);
        }
    }
}
