//! The call stack: its frames, and the one that is looked at.

use nom::Parser;
use nom::character::complete::char;
use nom::combinator::{cut, opt};

use super::{Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Printer},
    number,
    range::address,
    token,
};
use crate::report::{CalledView, Nothing, Report};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;
use jumppad_engine::run::Detail;

pub(super) const FAMILY: Family = Family {
    title: "The call stack",
    rows: &[
        Row {
            names: &["backtrace", "bt", "where", "info stack", "info s"],
            arguments: "[full] [N | -N]",
            summary: "the calls and interrupts that led here, or the N innermost; -N is the outermost",
            details: "#0 is where the guest stands; each line below is where the line above was called, and goes on. A frame \
                      is known by the JSR, BRK or interrupt that pushed its return address, as long as that is still on \
                      the stack. A frame with a question mark is a guess: `guess` where two bytes only look like a return \
                      address, because a JSR stands before the place they mean; `then parameters` where the routine moved \
                      its return address on. Other bytes that a frame pushed are counted. Of many frames in a row that are \
                      alike, one is shown.",
            bind: |i| bind(i, part, backtrace),
            ..Row::PLAIN
        },
        Row {
            names: &["frame", "select-frame"],
            arguments: "[N | function SYMBOL]",
            summary: "look at frame N of the call stack, or at the innermost that is in a subroutine",
            details: "Then `disassemble` and `list` begin where that frame called the one inside of it, and `finish` leaves it. `$pc` \
                      is then where the frame goes on, `$sp` what SP is there; other registers stay what they are. Without N it shows the frame that is selected; any stop selects #0.",
            bind: |i| bind(i, which, frame),
            ..Row::PLAIN
        },
        Row {
            names: &["info frame", "info f"],
            arguments: "[N | function SYMBOL]",
            summary: "tell of the frame that is looked at, or of another: where it was called, where it goes back to",
            bind: |i| bind(i, which, info_frame),
            ..Row::PLAIN
        },
        Row {
            names: &["up"],
            arguments: "[N]",
            summary: "look at the caller of the frame, or at the Nth",
            enter: Enter::Repeat,
            bind: |i| bind(i, optional_count, up),
            ..Row::PLAIN
        },
        Row {
            names: &["down"],
            arguments: "[N]",
            summary: "look at what the frame called, or at the Nth",
            enter: Enter::Repeat,
            bind: |i| bind(i, optional_count, down),
            ..Row::PLAIN
        },
    ],
};

fn optional_count(input: Span<'_>) -> Parsed<'_, Option<u64>> {
    match input.fragment().trim().is_empty() {
        true => Ok((input, None)),
        false => token::lexeme(number::count).map(Some).parse(input),
    }
}

/// Some of the frames.
#[derive(Clone, Debug)]
enum Part {
    All,
    Innermost(u64),
    Outermost(u64),
}

impl Canonical for Part {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::All => {}
            Self::Innermost(count) => count.write(line),
            Self::Outermost(count) => {
                let mut number = line.fresh();
                count.write(&mut number);
                line.word('-').glue(number.into_text());
            }
        }
    }
}

/// Frames, and what is told of them.
#[derive(Clone, Debug)]
struct Asked {
    part: Part,
    detail: Detail,
}

impl Canonical for Asked {
    fn write(&self, line: &mut Printer) {
        if self.detail == Detail::Locals {
            line.word("full");
        }
        line.add(&self.part);
    }
}

fn part(input: Span<'_>) -> Parsed<'_, Asked> {
    let full = token::keyword("full").or(token::keyword("-full"));
    let (input, full) = opt(full).parse(input)?;
    let detail = full.map_or(Detail::Arguments, |()| Detail::Locals);
    let (rest, sign) = opt(token::lexeme(char('-'))).parse(input)?;
    let (rest, count) = match sign {
        Some(_) => token::lexeme(number::count).map(Some).parse(rest)?,
        None => optional_count(rest)?,
    };
    let part = match (sign, count) {
        (Some(_), Some(count)) => Part::Outermost(count),
        (_, Some(count)) => Part::Innermost(count),
        (_, None) => Part::All,
    };
    Ok((rest, Asked { part, detail }))
}

/// A frame: the selected one, one by its number, or the innermost in a subroutine.
#[derive(Clone, Debug)]
enum Which {
    Selected,
    Number(u64),
    Of(Expr),
}

impl Canonical for Which {
    fn write(&self, line: &mut Printer) {
        match self {
            Self::Selected => {}
            Self::Number(number) => number.write(line),
            Self::Of(expr) => {
                line.word("function").add(expr);
            }
        }
    }
}

fn which(input: Span<'_>) -> Parsed<'_, Which> {
    if let Ok((rest, ())) = token::keyword("function").parse(input) {
        return cut(address).map(Which::Of).parse(rest);
    }
    let (rest, _) = opt(token::keyword("level")).parse(input)?;
    optional_count
        .map(|count| count.map_or(Which::Selected, Which::Number))
        .parse(rest)
}

/// A count as a number of frames, of which there are never that many.
fn frames(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn backtrace(session: &mut Session<'_>, Asked { part, detail }: Asked) -> Outcome {
    let all = session.debugger.machine.call_stack().frames.len() + 1;
    let (first, limit) = match part {
        Part::All => (0, usize::MAX),
        Part::Innermost(count) => (0, frames(count)),
        Part::Outermost(count) => (all.saturating_sub(frames(count)), usize::MAX),
    };
    let view = session.debugger.call_stack_view(first, limit, detail);
    Ok(Report::CallStack(view))
}

/// Makes frame `number` the one that is looked at, and tells it.
fn select(session: &mut Session<'_>, number: usize) -> Outcome {
    let (frame, line) = session.debugger.select_frame(number)?;
    Ok(Report::Frame { frame, line })
}

fn info_frame(session: &mut Session<'_>, which: Which) -> Outcome {
    let before = session.debugger.frame;
    let number = number_of(session, which)?;
    let told = tell_frame(session, number);
    // Who asks about a frame goes on looking at the one before.
    if number != before {
        select(session, before)?;
    }
    told
}

fn tell_frame(session: &mut Session<'_>, number: usize) -> Outcome {
    let selected = select(session, number)?;
    session.tell(&selected);
    let debugger = &session.debugger;
    let stack = debugger.machine.call_stack();
    Ok(match stack.frames.get(debugger.frame) {
        Some(frame) => Report::Called(CalledView {
            from: frame.from,
            symbol: debugger.place(frame.from),
            returns_to: frame.returns_to,
            stack_pointer: frame.slot,
        }),
        None => Report::Nothing(Nothing::Call),
    })
}

fn frame(session: &mut Session<'_>, which: Which) -> Outcome {
    let number = number_of(session, which)?;
    select(session, number)
}

fn number_of(session: &Session<'_>, which: Which) -> Result<usize, CommandError> {
    Ok(match which {
        Which::Selected => session.debugger.frame,
        Which::Number(number) => frames(number),
        Which::Of(expr) => {
            let address = session.debugger.scope().address(&expr)?;
            let found = session.debugger.frame_within(address);
            found.ok_or_else(|| {
                let text = format!("no frame is in {}", session.debugger.told(address));
                Diagnostic::new(expr.at(), text).advise("`bt` shows all frames")
            })?
        }
    })
}

fn up(session: &mut Session<'_>, count: Option<u64>) -> Outcome {
    let outermost = session.debugger.machine.call_stack().frames.len();
    if session.debugger.frame >= outermost {
        return Err(CommandError::Outermost(session.debugger.frame));
    }
    let wanted = session
        .debugger
        .frame
        .saturating_add(frames(count.unwrap_or(1)));
    select(session, wanted.min(outermost))
}

fn down(session: &mut Session<'_>, count: Option<u64>) -> Outcome {
    if session.debugger.frame == 0 {
        return Err(CommandError::Innermost);
    }
    select(
        session,
        session
            .debugger
            .frame
            .saturating_sub(frames(count.unwrap_or(1))),
    )
}
