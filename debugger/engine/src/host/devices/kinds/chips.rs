//! The chips of `jumppad-chips` as kinds of device.
//!
//! A chip interrupts by IRQ; where a machine has its output lead elsewhere, that is the machine's wire.

use jumppad_chips::{
    Acia6551, Acia6850, BlockDevice, Cia, CycleCounter, LanguageCard, Pia, Port6510, RandomSource,
    Revision, Riot, RiotModel, Via,
};

use super::{Decoding, Kind, Make, Pins, Speech};
use crate::host::devices::disk::Disk;
use crate::host::devices::from_base::FromBase;

/// What most chips have in common.
const CHIP: Kind = Kind {
    name: "",
    called: "",
    summary: "",
    registers: 16,
    decoding: Decoding::Low,
    speech: Speech::None,
    pins: Pins::None,
    options: &[],
    make: Make::Simulator,
};

pub(super) static VIA: Kind = Kind {
    name: "6522",
    called: "via",
    summary: "VIA: two ports, two timers, a shift register",
    pins: Pins::Ports,
    make: Make::One(|fitting| Box::new(Via::new(fitting.wired))),
    ..CHIP
};

pub(super) static PIA: Kind = Kind {
    name: "6821",
    called: "pia",
    summary: "PIA, also 6820 and 6520: two ports with handshakes",
    registers: 4,
    pins: Pins::Ports,
    options: &["console", "baud"],
    make: Make::One(|fitting| Box::new(Pia::new(fitting.wired))),
    ..CHIP
};

pub(super) static ACIA_6551: Kind = Kind {
    name: "6551",
    called: "acia",
    summary: "ACIA: a serial line with its own baud rates; its console is at the other end",
    registers: 4,
    speech: Speech::Console,
    options: &["console", "baud", "quirk"],
    make: Make::One(|fitting| {
        let options = fitting.options;
        let console = fitting.terminal.console();
        Box::new(Acia6551::new(console, options.baud(), options.quirk.chip()))
    }),
    ..CHIP
};

pub(super) static ACIA_6850: Kind = Kind {
    name: "6850",
    called: "acia6850",
    summary: "ACIA: a serial line that is clocked from outside; its console is at the other end",
    registers: 2,
    speech: Speech::Console,
    options: &["console", "baud", "baud-clock"],
    make: Make::One(|fitting| {
        let options = fitting.options;
        let acia = Acia6850::new(fitting.terminal.console(), options.baud());
        Box::new(match options.baud_clock {
            Some(hertz) => acia.clocked(hertz),
            None => acia,
        })
    }),
    ..CHIP
};

pub(super) static RIOT_6530: Kind = Kind {
    name: "6530",
    called: "rriot",
    summary: "RRIOT: two ports and a timer; its RAM and ROM are the machine's",
    pins: Pins::Ports,
    make: Make::One(|fitting| Box::new(Riot::new(fitting.wired, RiotModel::Mos6530))),
    ..CHIP
};

pub(super) static RIOT_6532: Kind = Kind {
    name: "6532",
    called: "riot",
    summary: "RIOT: two ports and a timer; its RAM is the machine's",
    registers: 32,
    pins: Pins::Ports,
    make: Make::One(|fitting| Box::new(Riot::new(fitting.wired, RiotModel::Mos6532))),
    ..CHIP
};

pub(super) static CIA: Kind = Kind {
    name: "6526",
    called: "cia",
    summary: "CIA: two ports, two timers, a time of day, a serial register",
    pins: Pins::Ports,
    options: &["mains"],
    make: Make::One(|fitting| {
        let options = fitting.options;
        let cia = Cia::new(fitting.wired, Revision::Mos6526, options.clock);
        Box::new(cia.with_mains(options.mains.chip()))
    }),
    ..CHIP
};

pub(super) static CIA_A: Kind = Kind {
    name: "6526a",
    called: "cia8521",
    summary: "CIA of later make, also 8521: it interrupts a cycle earlier",
    make: Make::One(|fitting| {
        let options = fitting.options;
        let cia = Cia::new(fitting.wired, Revision::Mos6526A, options.clock);
        Box::new(cia.with_mains(options.mains.chip()))
    }),
    pins: Pins::Ports,
    options: &["mains"],
    ..CHIP
};

/// On page 0 it is memory that somebody listens to, so page 0 stays fast.
pub static PORT_6510: Kind = Kind {
    name: "6510",
    called: "port",
    summary: "the port of a 6510 at $0000, as a C64 has it wired",
    registers: 2,
    decoding: Decoding::Fixed(0),
    pins: Pins::Ports,
    make: Make::One(|fitting| Box::new(Port6510::new(fitting.wired))),
    ..CHIP
};

pub(super) static LANGUAGE_CARD: Kind = Kind {
    name: "language-card",
    called: "card",
    summary: "the switches of an Apple II's 16 KiB over its ROM; the first two windows are theirs",
    decoding: Decoding::Fixed(0xC080),
    make: Make::One(|_| Box::new(LanguageCard::new(0))),
    ..CHIP
};

pub(super) static CYCLES: Kind = Kind {
    name: "cycles",
    called: "counter",
    summary: "a counter of cycles, as c65 of Tali Forth 2 has",
    registers: 8,
    decoding: Decoding::Full,
    make: Make::One(|fitting| {
        Box::new(FromBase {
            base: fitting.base,
            device: CycleCounter::default(),
        })
    }),
    ..CHIP
};

pub(super) static BLOCKS: Kind = Kind {
    name: "blocks",
    called: "disk",
    summary: "blocks of 1 KiB out of a file, for Forths",
    registers: 8,
    options: &["disk"],
    make: Make::One(|fitting| {
        let disk = fitting.options.disk.as_deref().map(Disk::boxed);
        Box::new(BlockDevice::new(disk))
    }),
    ..CHIP
};

pub(super) static RANDOM: Kind = Kind {
    name: "random",
    called: "random",
    summary: "a random byte at each read, the same ones with the same seed",
    registers: 1,
    options: &["seed"],
    make: Make::One(|fitting| {
        Box::new(RandomSource::new(fitting.options.seed.unwrap_or_default()))
    }),
    ..CHIP
};
