//! What a machine is made of beside RAM and program: devices, read-only pages
//! and interrupt handlers.

use std::ops::RangeInclusive;

use proptest::prelude::*;

use jumppad_tiers::Machine;
use jumppad_tiers::devices::{Feedback, Timer};

use crate::banked::Banks;
use crate::program::{DATA_PAGE, Place, Program};

const NMI_VECTOR: u16 = 0xfffa;
const RESET_VECTOR: u16 = 0xfffc;
const IRQ_VECTOR: u16 = 0xfffe;

#[derive(Clone, Debug, Default)]
pub(crate) struct Setting {
    /// Pages of devices that note every access.
    pub(crate) witnesses: Vec<u8>,
    read_only: Vec<u8>,
    interrupts: Option<Interrupts>,
    banks: Option<Banks>,
}

/// What interrupts the program, and where that leads.
#[derive(Clone, Debug)]
struct Interrupts {
    nmi: Handler,
    /// Of IRQ and BRK.
    irq: Option<Handler>,
    timer: Option<Beat>,
    /// The place of a feedback register.
    feedback: Option<u16>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Returns at once.
    Return,
    /// Counts in page 0 and returns.
    Count(u8),
    /// Silences timer and feedback register, and returns.
    Acknowledge,
    /// Lets others in before it returns.
    Nested,
}

#[derive(Clone, Debug)]
struct Handler {
    at: Place,
    kind: Kind,
}

/// A timer at work.
#[derive(Clone, Debug)]
struct Beat {
    base: u16,
    interval: u16,
    control: u8,
}

/// A page that programs are about.
pub(crate) fn page() -> impl Strategy<Value = u8> {
    let data = (DATA_PAGE >> 8) as u8;
    prop_oneof![3 => Just(data), 3 => Just(1), 2 => Just(0), 1 => Just(4), 1 => any::<u8>()]
}

pub(crate) fn page_range(page: u8) -> RangeInclusive<u16> {
    let first = u16::from(page) << 8;
    first..=first | 0xff
}

/// Witnesses and read-only pages.
pub(crate) fn pages() -> impl Strategy<Value = Setting> {
    let pages = || prop::collection::vec(page(), 0..3);
    (pages(), pages()).prop_map(|(witnesses, read_only)| Setting {
        witnesses,
        read_only,
        interrupts: None,
        banks: None,
    })
}

/// Handlers, timers and feedback registers, in some cases among such pages.
pub(crate) fn interrupts() -> impl Strategy<Value = Setting> {
    let pages = prop_oneof![3 => Just(Setting::default()).boxed(), 1 => pages().boxed()];
    (pages, Interrupts::any()).prop_map(|(pages, interrupts)| Setting {
        interrupts: Some(interrupts),
        ..pages
    })
}

/// Banks that the program switches, in some cases among the others.
pub(crate) fn banks() -> impl Strategy<Value = Setting> {
    let others = prop_oneof![
        2 => Just(Setting::default()).boxed(),
        1 => pages().boxed(),
        1 => interrupts().boxed()
    ];
    (others, Banks::any()).prop_map(|(others, banks)| Setting {
        banks: Some(banks),
        ..others
    })
}

/// An address for a device: mostly with the data, now and then anywhere.
fn register() -> impl Strategy<Value = u16> {
    let offset = prop_oneof![0..16_u8, any::<u8>()];
    (page(), offset).prop_map(|(page, offset)| u16::from_be_bytes([page, offset]))
}

impl Handler {
    fn any() -> impl Strategy<Value = Self> {
        let kind = prop_oneof![
            Just(Kind::Return),
            (0..16_u8).prop_map(Kind::Count),
            Just(Kind::Acknowledge),
            Just(Kind::Nested),
        ];
        // Behind the data, where programs seldom write, or in their midst.
        let far = (0x6200..0x7000_u16).prop_map(Place::Anywhere);
        let at = prop_oneof![4 => far, 1 => Place::any()];
        (at, kind).prop_map(|(at, kind)| Self { at, kind })
    }
}

impl Interrupts {
    fn any() -> impl Strategy<Value = Self> {
        let interval = prop_oneof![1..60_u16, 60..600_u16, 600..10_000_u16];
        // IRQ or NMI or both, mostly again and again.
        let control = prop_oneof![4 => Just(0x05_u8), 1 => 0..8_u8];
        let beat = (register(), interval, control).prop_map(|(base, interval, control)| Beat {
            // The last of its three registers is at $FFFF at most.
            base: base.min(0xfffd),
            interval,
            control,
        });
        (
            Handler::any(),
            // Without one, IRQ leads where BRK does: into the program.
            prop::option::weighted(0.8, Handler::any()),
            prop::option::of(beat),
            prop::option::of(register()),
        )
            .prop_map(|(nmi, irq, timer, feedback)| Self {
                nmi,
                irq,
                timer,
                feedback,
            })
    }

    /// The bytes of a handler.
    fn assemble(&self, kind: Kind) -> Vec<u8> {
        match kind {
            Kind::Return => vec![RTI],
            Kind::Count(at) => vec![INC_ZERO_PAGE, at, RTI],
            Kind::Nested => vec![CLI, NOP, RTI],
            Kind::Acknowledge => {
                let mut code = vec![PHA];
                if let Some(timer) = &self.timer {
                    let [low, high] = (timer.base + 2).to_le_bytes();
                    code.extend([LDA_ABSOLUTE, low, high]);
                }
                if let Some([low, high]) = self.feedback.map(u16::to_le_bytes) {
                    code.extend([LDA_IMMEDIATE, 0, STA_ABSOLUTE, low, high]);
                }
                code.extend([PLA, RTI]);
                code
            }
        }
    }

    fn install(&self, machine: &mut Machine, program: &Program) {
        for (vector, handler) in [
            (NMI_VECTOR, Some(&self.nmi)),
            (IRQ_VECTOR, self.irq.as_ref()),
        ] {
            let Some(handler) = handler else { continue };
            let at = program.address(handler.at);
            for (offset, byte) in (0..).zip(self.assemble(handler.kind)) {
                machine.poke(at.wrapping_add(offset), byte);
            }
            poke_word(machine, vector, at);
        }
        if let Some(at) = self.feedback {
            machine.attach(at..=at, Box::new(Feedback::default()));
        }
        if let Some(timer) = &self.timer {
            let base = timer.base;
            machine.attach(base..=base + 2, Box::new(Timer::new(base)));
            machine.poke(base + 2, timer.control);
            // The high byte starts it.
            poke_word(machine, base, timer.interval);
        }
    }
}

impl Setting {
    /// The program, where banks show if there are any.
    pub(crate) fn fit(&self, program: Program) -> Program {
        match self.banks.is_some() && program.origin < 0x0800 {
            true => Program {
                origin: program.origin | 0x4000,
                ..program
            },
            false => program,
        }
    }

    /// Puts all but the witnesses into a machine that has the program.
    pub(crate) fn install(&self, machine: &mut Machine, program: &Program) {
        poke_word(machine, RESET_VECTOR, program.origin);
        if let Some(interrupts) = &self.interrupts {
            interrupts.install(machine, program);
        }
        for &page in &self.read_only {
            machine.protect(page..=page);
        }
        if let Some(banks) = &self.banks {
            banks.install(machine, program);
        }
    }
}

fn poke_word(machine: &mut Machine, at: u16, word: u16) {
    let [low, high] = word.to_le_bytes();
    machine.poke(at, low);
    machine.poke(at + 1, high);
}

const RTI: u8 = 0x40;
const PHA: u8 = 0x48;
const CLI: u8 = 0x58;
const PLA: u8 = 0x68;
const STA_ABSOLUTE: u8 = 0x8d;
const LDA_IMMEDIATE: u8 = 0xa9;
const LDA_ABSOLUTE: u8 = 0xad;
const INC_ZERO_PAGE: u8 = 0xe6;
const NOP: u8 = 0xea;
