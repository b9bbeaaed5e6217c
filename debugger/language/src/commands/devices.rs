//! Devices that scripts attach, and read-only memory.

use std::ops::RangeInclusive;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, map, opt, value, verify};
use nom::multi::many1;
use nom::sequence::preceded;

use super::expect::typing;
use super::pads;
use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    range::{address, optional_range},
    token::{self, keyword, lexeme},
};
use crate::report::{Report, RomView};
use crate::session::{Outcome, Session};
use jumppad_engine::debugger::typing::Typing;
use jumppad_engine::expression::{Expr, RangeExpr};
use jumppad_engine::host::devices::kinds::{self, Kind};
use jumppad_engine::host::devices::{
    Interrupt, Options, Order, PY65_KEYS, PY65_PRINTS, Which, is_name,
};
use jumppad_engine::host::mos_sim;
use jumppad_engine::host::rom;
use jumppad_tiers::DeviceMemory;

const TYPING: &str = "Bytes are hexadecimal: send \"HELLO\" 0d. \\r, \\n, \\t, \\e, \\\\ and \\xNN in a text stand for what \
                      they usually do: send \"HELLO\\r\". The guest reads them one by one; looking at the address does \
                      not take them.";

pub(super) const FAMILY: Family = Family {
    title: "Devices",
    rows: &[
        Row {
            names: &["device feedback"],
            arguments: "ADDRESS",
            summary: "attach a register whose bits drive the interrupt lines",
            details: "Bit 0 asserts irq, bit 1 nmi, for as long as it is set. It reads as written.",
            bind: |i| bind(i, address, |s, at| attach_at(s, &kinds::FEEDBACK, &at)),
            ..Row::PLAIN
        },
        Row {
            names: &["device timer"],
            arguments: "ADDRESS",
            summary: "attach a timer that counts cycles",
            details: "Three registers: the interval's low byte; its high byte, whose write starts the timer; control, whose \
                      read acknowledges and shows in bit 7 that the time is up. Control bit 0 asserts irq when the time is \
                      up, bit 1 nmi, bit 2 starts again when acknowledged; a write takes effect at once. Interval 0 stops it.",
            bind: |i| bind(i, address, |s, at| attach_at(s, &kinds::TIMER, &at)),
            ..Row::PLAIN
        },
        Row {
            names: &["device console"],
            arguments: "ADDRESS",
            summary: "attach a console: a write prints, a read takes the next key",
            details: "A read gives 0 while there is no key; `send` types. What the guest prints is shown as it runs, with \
                      control codes other than line ends as \\xNN.",
            bind: |i| bind(i, address, |s, at| attach_at(s, &kinds::CONSOLE, &at)),
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
                    attach_at(s, &kinds::MOS_SIM, &base)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["device attach"],
            arguments: "KIND ADDRESS [as CALLED] [irq|nmi|none]",
            summary: "attach a chip or another device, of any kind that machine files know",
            details: "It is called as its kind is unless a name is given, and expressions read its registers by that: `p \
                      via.ifr`. Its interrupts go to irq, unless said otherwise; with none, nowhere. `info device` shows \
                      its registers. Other options than these are for machine files.",
            complete: Completer::Kinds,
            bind: |i| bind(i, wanted, attach_wanted),
            ..Row::PLAIN
        },
        Row {
            names: &["info device"],
            arguments: "[DEVICE]",
            summary: "what the registers of a device hold, by the names of its data sheet; alone, those of all",
            details: "DEVICE is a number of `device list`, or a name. Looking has no effects. Expressions ask by the same names: \
                      `p via.t1c`, `break send if acia.status & $10`.",
            bind: |i| bind(i, opt(which), registers),
            ..Row::PLAIN
        },
        Row {
            names: &["device memory"],
            arguments: "DEVICE [AREA [RANGE]]",
            summary: "show a memory behind a device's registers, such as the name tables of an NES; alone, list them",
            details: "The addresses are the device's own: `device memory ppu nametables 2000,+40`. Looking has no effects. A \
                      cartridge's pattern tables are those of the banks that are selected.",
            bind: |i| bind(i, looked_at, show_memory),
            ..Row::PLAIN
        },
        pads::ROW,
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
            bind: |i| bind(i, many1(typing), |s, keys| send(s, None, &keys.concat())),
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
                    (lexeme(number::count), many1(typing)),
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

/// A device as `device attach` is asked for it.
#[derive(Clone, Debug)]
struct Wanted {
    kind: &'static Kind,
    at: Expr,
    name: Option<String>,
    interrupt: Interrupt,
}

impl Canonical for Wanted {
    fn write(&self, line: &mut Printer) {
        line.word(self.kind.name).add(&self.at);
        if let Some(name) = &self.name {
            line.word("as").word(name);
        }
        if let Some(interrupt) = self.interrupt.name() {
            line.word(interrupt);
        }
    }
}

fn wanted(input: Span<'_>) -> Parsed<'_, Wanted> {
    let start = token::begin(input);
    let (input, word) = token::word(input)?;
    let kind = match Kind::named(&word) {
        Ok(kind) => kind,
        Err(meant) => {
            let text = format!("there is no device of the kind `{word}`");
            let advice = match meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("kinds are {}", kinds::told()),
            };
            return Diagnostic::new(start, text).advise(advice).failure();
        }
    };
    let (input, at) = address(input)?;
    let (input, name) = opt(preceded(keyword("as"), cut(device_name))).parse(input)?;
    let line = alt((
        value(Interrupt::Irq, keyword("irq")),
        value(Interrupt::Nmi, keyword("nmi")),
        value(Interrupt::None, keyword("none")),
    ));
    let (input, interrupt) = opt(line).parse(input)?;
    let interrupt = interrupt.unwrap_or_default();
    let wanted = Wanted {
        kind,
        at,
        name,
        interrupt,
    };
    Ok((input, wanted))
}

fn attach_wanted(session: &mut Session<'_>, wanted: Wanted) -> Outcome {
    let options = Options {
        clock: session.debugger.clock(),
        ..Options::default()
    };
    let order = Order {
        name: wanted.name,
        options,
        interrupt: wanted.interrupt,
        ..wanted
            .kind
            .at(session.debugger.scope().address(&wanted.at)?)
    };
    attach(session, order)
}

fn attach_at(session: &mut Session<'_>, kind: &'static Kind, at: &Expr) -> Outcome {
    let base = session.debugger.scope().address(at)?;
    attach(session, kind.at(base))
}

fn attach(session: &mut Session<'_>, order: Order) -> Outcome {
    let base = order.base;
    let number = session
        .debugger
        .devices
        .attach(&mut session.debugger.machine, order)?;
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
    let prints = match prints {
        Some(prints) => session.debugger.scope().address(&prints)?,
        None => PY65_PRINTS,
    };
    let options = Options {
        keys: Some(keys),
        ..Options::default()
    };
    let order = Order {
        options,
        ..kinds::PY65.at(prints)
    };
    attach(session, order)
}

fn list(session: &Session<'_>) -> Report {
    Report::Devices {
        list: session.debugger.devices.views(&session.debugger.machine),
    }
}

impl Canonical for Which {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Number(number) => line.add(number),
            Self::Name(name) => line.word(name),
        };
    }
}

fn which(input: Span<'_>) -> Parsed<'_, Which> {
    let number = map(lexeme(number::count), Which::Number);
    alt((map(device_name, Which::Name), number)).parse(input)
}

/// A name that a device may have.
fn device_name(input: Span<'_>) -> Parsed<'_, String> {
    verify(token::word, |word: &str| is_name(word)).parse(input)
}

fn registers(session: &mut Session<'_>, which: Option<Which>) -> Outcome {
    let devices = &session.debugger.devices;
    let list = devices.registers(&session.debugger.machine, which.as_ref())?;
    Ok(Report::DeviceRegisters { list })
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
    session.debugger.type_keys(number, keys, Typing::Command)?;
    Ok(Report::Done)
}

/// What of a device's memories is wanted.
#[derive(Clone, Debug)]
struct LookedAt {
    which: Which,
    memory: Option<(String, Option<RangeExpr>)>,
}

impl Canonical for LookedAt {
    fn write(&self, line: &mut Printer) {
        line.add(&self.which);
        if let Some((name, range)) = &self.memory {
            line.word(name).add(range);
        }
    }
}

fn looked_at(input: Span<'_>) -> Parsed<'_, LookedAt> {
    let memory = opt((token::word, optional_range));
    map((which, memory), |(which, memory)| LookedAt {
        which,
        memory,
    })
    .parse(input)
}

fn show_memory(session: &mut Session<'_>, LookedAt { which, memory }: LookedAt) -> Outcome {
    let debugger = &session.debugger;
    let (devices, machine) = (&debugger.devices, &debugger.machine);
    let Some((name, range)) = memory else {
        let list = devices.memories(machine, &which)?;
        return Ok(Report::DeviceMemories { list });
    };
    let DeviceMemory { name, start, bytes } = devices.memory(machine, &which, &name)?;
    // What of the range there is.
    let (start, bytes) = match range {
        None => (start, bytes),
        Some(range) => {
            let range = range.resolve(&debugger.scope(), 0x80)?;
            let at = usize::from(range.start().saturating_sub(start));
            let end = (usize::from(*range.end()) + 1).saturating_sub(usize::from(start));
            let end = end.min(bytes.len());
            let at = at.min(end);
            (start + at as u16, bytes[at..end].to_vec())
        }
    };
    Ok(Report::DeviceMemory {
        memory: name,
        start,
        bytes,
    })
}

/// What `rom` is asked to do.
#[derive(Clone, Debug)]
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
