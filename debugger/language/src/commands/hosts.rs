//! The host in place of a ROM that cannot be shipped.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{opt, value};

use super::{Completer, Family, Row, bind};
use crate::grammar::{
    Parsed, Span,
    canonical::{Canonical, Printer},
    token::{self, keyword},
};
use crate::report::{Nothing, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::host::routines::{Setup, System};

pub(super) const FAMILY: Family = Family {
    title: "Hosts of ROMs",
    rows: &[
        Row {
            names: &["host"],
            arguments: "[c64|apple1|apple2|kim1|off|screen]",
            summary: "let the host do the routines of a computer's ROM, or none; alone, list them",
            details: "The program starts again, in a machine with what the ROM would have left in memory. Where it calls CHROUT, ECHO or \
                      COUT, the host prints; where it waits for a key, `send` types. A call takes no cycles and returns as by RTS; \
                      where the program has bytes of its own, these are executed. LOAD, SAVE and OPEN reach files below the guest's \
                      folder. RTS out of the program, or a jump to the ROM's own loop, is its end. `host screen` shows the C64's text \
                      screen as its memory has it, with what the program wrote there itself.",
            complete: Completer::Words(&["c64", "apple1", "apple2", "kim1", "off", "screen"]),
            bind: |i| bind(i, choice, host),
            ..Row::PLAIN
        },
        Row {
            names: &["info host"],
            summary: "the routines that the host does: where, what they take and give, how often they were called",
            details: "What is done again after going back is not counted.",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(list(s))),
            ..Row::PLAIN
        },
    ],
};

/// What `host` is asked to do.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Show,
    Screen,
    Off,
    System(System),
}

impl Canonical for Choice {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Show => line,
            Self::Screen => line.word("screen"),
            Self::Off => line.word("off"),
            Self::System(system) => line.word(system.name()),
        };
    }
}

fn choice(input: Span<'_>) -> Parsed<'_, Choice> {
    let words = (
        value(Choice::System(System::C64), keyword("c64")),
        value(Choice::System(System::Apple1), keyword("apple1")),
        value(Choice::System(System::Apple2), keyword("apple2")),
        value(Choice::System(System::Kim1), keyword("kim1")),
        value(Choice::Off, keyword("off")),
        value(Choice::Screen, keyword("screen")),
    );
    let (rest, found) = opt(alt(words)).parse(input)?;
    Ok((rest, found.unwrap_or(Choice::Show)))
}

fn host(session: &mut Session<'_>, choice: Choice) -> Outcome {
    let setup = match choice {
        Choice::Show => return Ok(list(session)),
        Choice::Screen => {
            let rows = session.debugger.screen_rows();
            return Ok(Report::Screen { rows });
        }
        Choice::Off => None,
        Choice::System(system) => Some(Setup::of(system)),
    };
    session.debugger.set_routines(setup);
    Ok(match session.debugger.routines() {
        Some(_) => Report::HostChosen { routines: true },
        None if session.debugger.guest.has_host() => Report::HostChosen { routines: false },
        None => Report::Done,
    })
}

fn list(session: &Session<'_>) -> Report {
    match session.debugger.routines() {
        Some(view) => Report::Host(view),
        None => Report::Nothing(Nothing::Host),
    }
}
