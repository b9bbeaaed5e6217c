//! Devices that scripts attach, and read-only memory.

use std::ops::RangeInclusive;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{map, opt};
use nom::multi::many1;

use super::memory::bytes;
use super::{Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    range::{address, optional_range},
    token::{self, keyword, lexeme},
};
use crate::report::{Report, RomView};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::{Expr, RangeExpr};
use jumppad_engine::host::devices::{Kind, PY65_KEYS, PY65_PRINTS};
use jumppad_engine::host::mos_sim;
use jumppad_engine::host::rom;

const TYPING: &str = "Bytes are hexadecimal: send \"HELLO\" 0d. The guest reads them one by one; looking at the address \
                      does not take them.";

pub(super) const FAMILY: Family = Family {
    title: "Devices",
    rows: &[
        Row {
            names: &["device feedback"],
            arguments: "ADDRESS",
            summary: "attach a register whose bits drive the interrupt lines",
            details: "Bit 0 asserts irq, bit 1 nmi, for as long as it is set. It reads as written.",
            bind: |i| bind(i, address, |s, at| attach(s, Kind::Feedback, &at)),
            ..Row::PLAIN
        },
        Row {
            names: &["device timer"],
            arguments: "ADDRESS",
            summary: "attach a timer that counts cycles",
            details: "Three registers: the interval's low byte; its high byte, whose write starts the timer; control, whose \
                      read acknowledges and shows in bit 7 that the time is up. Control bit 0 asserts irq when the time is \
                      up, bit 1 nmi, bit 2 starts again when acknowledged; a write takes effect at once. Interval 0 stops it.",
            bind: |i| bind(i, address, |s, at| attach(s, Kind::Timer, &at)),
            ..Row::PLAIN
        },
        Row {
            names: &["device console"],
            arguments: "ADDRESS",
            summary: "attach a console: a write prints, a read takes the next key",
            details: "A read gives 0 while there is no key; `send` types. What the guest prints is shown as it runs, with \
                      control codes other than line ends as \\xNN.",
            bind: |i| bind(i, address, |s, at| attach(s, Kind::Console, &at)),
            ..Row::PLAIN
        },
        Row {
            names: &["device py65"],
            arguments: "[ADDRESS [ADDRESS]]",
            summary: "attach a console that prints at one address and reads keys at another, as py65's monitor",
            details: "Where it prints is $F001 unless said otherwise, where it reads keys $F004. A read gives 0 while there is \
                      no key; `send` types.",
            bind: |i| bind(i, (opt(address), opt(address)), py65),
            ..Row::PLAIN
        },
        Row {
            names: &["device mos-sim"],
            summary: "attach the registers of llvm-mos's simulator, $FFF0 to $FFF9",
            details: "An image for that simulator has them already; a program of its that is an ELF file may need them: `help \
                      llvm-mos`. What `send` typed is the input; when all of it is read, its end.",
            bind: |i| {
                bind(i, token::nothing, |s, ()| {
                    let base = Expr::Number(i64::from(mos_sim::BASE));
                    attach(s, Kind::MosSim, &base)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["device list", "info devices"],
            summary: "list the devices and what their registers show",
            details: "Looking does not acknowledge and takes no key.",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(list(s))),
            ..Row::PLAIN
        },
        Row {
            names: &["device remove"],
            arguments: "N",
            summary: "take a device away; its interrupt lines are released",
            bind: |i| bind(i, lexeme(number::count), remove),
            ..Row::PLAIN
        },
        Row {
            names: &["send"],
            arguments: "\"TEXT\"|BYTE...",
            summary: "type on the console, or what a program asks of its host as input",
            details: TYPING,
            bind: |i| bind(i, many1(bytes), |s, keys| send(s, None, &keys.concat())),
            ..Row::PLAIN
        },
        Row {
            names: &["device send"],
            arguments: "N \"TEXT\"|BYTE...",
            summary: "type on one of several consoles",
            details: TYPING,
            bind: |i| {
                bind(
                    i,
                    (lexeme(number::count), many1(bytes)),
                    |s, (number, keys)| send(s, Some(number), &keys.concat()),
                )
            },
            ..Row::PLAIN
        },
        Row {
            names: &["rom"],
            arguments: "[RANGE | off [RANGE]]",
            summary: "make pages read-only to the guest, or writable again; alone, list them",
            details: "Whole pages of 256 bytes. `>` and `load` still write there.",
            bind: |i| bind(i, protection, protect),
            ..Row::PLAIN
        },
    ],
};

fn attach(session: &mut Session<'_>, kind: Kind, at: &Expr) -> Outcome {
    let base = session.debugger.scope().address(at)?;
    let number = session
        .debugger
        .devices
        .attach(&mut session.debugger.machine, kind, base)?;
    session.debugger.last_address = base;
    let views = session.debugger.devices.views(&session.debugger.machine);
    let view = views.into_iter().find(|view| view.number == number);
    Ok(view.map_or(Report::Done, |mut view| {
        let places = (view.start..=view.end).chain(view.keys);
        view.covers = session.debugger.program.covered(places);
        Report::Device(view)
    }))
}

fn py65(session: &mut Session<'_>, (prints, keys): (Option<Expr>, Option<Expr>)) -> Outcome {
    let keys = match keys {
        Some(keys) => session.debugger.scope().address(&keys)?,
        None => PY65_KEYS,
    };
    let prints = prints.unwrap_or(Expr::Number(i64::from(PY65_PRINTS)));
    attach(session, Kind::Py65 { keys }, &prints)
}

fn list(session: &Session<'_>) -> Report {
    Report::Devices {
        list: session.debugger.devices.views(&session.debugger.machine),
    }
}

fn remove(session: &mut Session<'_>, number: u64) -> Outcome {
    // What it printed is still the guest's word.
    session.tell_output();
    session
        .debugger
        .devices
        .remove(&mut session.debugger.machine, number)?;
    Ok(Report::Done)
}

fn send(session: &mut Session<'_>, number: Option<u64>, keys: &[u8]) -> Outcome {
    match number {
        None if session.debugger.guest.is_typed_for() => session.debugger.guest.send(keys),
        _ => {
            session.debugger.devices.send(number, keys)?;
            session.debugger.machine.device_changed();
        }
    }
    Ok(Report::Done)
}

/// What `rom` is asked to do.
enum Protection {
    On(RangeExpr),
    Off(Option<RangeExpr>),
    Show,
}

impl Canonical for Protection {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::On(range) => line.add(range),
            Self::Off(range) => line.word("off").add(range),
            Self::Show => line,
        };
    }
}

fn protection(input: Span<'_>) -> Parsed<'_, Protection> {
    let off = map((keyword("off"), optional_range), |((), range)| {
        Protection::Off(range)
    });
    let on = map(optional_range, |range| {
        range.map_or(Protection::Show, Protection::On)
    });
    alt((off, on)).parse(input)
}

fn protect(session: &mut Session<'_>, protection: Protection) -> Outcome {
    let mut rounded = None;
    match protection {
        Protection::Show => {}
        Protection::On(range) => {
            let pages = whole_pages(session, &range, &mut rounded)?;
            session
                .debugger
                .rom
                .protect(&mut session.debugger.machine, pages);
        }
        Protection::Off(range) => {
            let pages = match range {
                Some(range) => whole_pages(session, &range, &mut rounded)?,
                None => 0x00..=0xFF,
            };
            session
                .debugger
                .rom
                .unprotect(&mut session.debugger.machine, pages);
        }
    }
    Ok(Report::Rom(RomView {
        ranges: session.debugger.rom.ranges(),
        rounded,
    }))
}

/// The pages of a range, with a note when they hold more than was named.
fn whole_pages(
    session: &mut Session<'_>,
    range: &RangeExpr,
    rounded: &mut Option<(u16, u16)>,
) -> Result<RangeInclusive<u8>, Diagnostic> {
    let range = range.resolve(&session.debugger.scope(), 1)?;
    session.debugger.last_address = *range.start();
    let pages = rom::pages_of(&range);
    let whole = rom::addresses(&pages);
    *rounded = (whole != (*range.start(), *range.end())).then_some(whole);
    Ok(pages)
}
