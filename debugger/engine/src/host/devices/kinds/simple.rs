//! The devices that are no chips: as simple as a guest can use them, and those of other simulators.

use jumppad_tiers::devices::{BankRegister, Feedback, Field, Timer};

use super::{Decoding, Kind, Make, Pins, Speech};
use crate::host::mos_sim;

/// Where py65's monitor prints and reads keys unless told otherwise.
pub const PY65_PRINTS: u16 = 0xF001;
/// Where py65's monitor reads keys unless told otherwise.
pub const PY65_KEYS: u16 = 0xF004;

/// What most of them have in common.
const PLAIN: Kind = Kind {
    name: "",
    called: "",
    summary: "",
    registers: 1,
    decoding: Decoding::Low,
    speech: Speech::None,
    pins: Pins::None,
    options: &[],
    make: Make::Simulator,
};

/// One register that reads as written; its bit 0 asserts IRQ and bit 1 NMI for as long as it is set.
pub static FEEDBACK: Kind = Kind {
    name: "feedback",
    called: "feedback",
    summary: "a register whose bits 0 and 1 are IRQ and NMI",
    make: Make::One(|_| Box::new(Feedback::default())),
    ..PLAIN
};

/// Three registers: an interval in cycles, low and high byte, and control; asserts IRQ or NMI when the time is up.
pub static TIMER: Kind = Kind {
    name: "timer",
    called: "timer",
    summary: "a timer that counts cycles",
    registers: 3,
    decoding: Decoding::Full,
    make: Make::One(|fitting| Box::new(Timer::new(fitting.base))),
    ..PLAIN
};

/// One register, which prints what is written and reads keys; 0 where there is no key.
pub static CONSOLE: Kind = Kind {
    name: "console",
    called: "console",
    summary: "a register that prints what is written, and reads keys",
    speech: Speech::Console,
    options: &["console"],
    make: Make::One(|fitting| Box::new(fitting.terminal.console())),
    ..PLAIN
};

/// A console as py65's monitor has it: its keys have an address of their own.
pub static PY65: Kind = Kind {
    name: "py65",
    called: "py65",
    summary: "a console as py65's monitor has it, with an address to print and one for keys",
    decoding: Decoding::Full,
    speech: Speech::Console,
    options: &["keys", "console"],
    make: Make::TwoPlaces,
    ..PLAIN
};

/// A register of a machine file's that selects banks.
pub static BANK: Kind = Kind {
    name: "bank",
    called: "bank",
    summary: "a register that selects what windows show; machine files tell of it by their windows",
    make: Make::One(|fitting| {
        let fields = fitting.options.banks.iter().map(|field| Field {
            window: field.window,
            shift: field.shift,
            bits: field.bits,
        });
        Box::new(BankRegister::new(fields.collect()))
    }),
    ..PLAIN
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
    ..PLAIN
};
