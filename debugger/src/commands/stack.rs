//! The call stack: its frames, and the one that is looked at.

use nom::Parser;

use super::{Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{Parsed, Span, number, token};
use crate::report::Report;
use crate::session::{Outcome, Session};

pub(super) const FAMILY: Family = Family {
    title: "The call stack",
    rows: &[
        Row {
            names: &["backtrace", "bt", "where", "info stack", "info s"],
            arguments: "[N]",
            summary: "the calls and interrupts that led here, or the N innermost",
            details: "#0 is where the guest stands; each line below is where the line above was called, and goes on. A frame \
                      is known by the JSR, BRK or interrupt that pushed its return address, as long as that is still on \
                      the stack. A frame with a question mark is a guess: `guess` where two bytes only look like a return \
                      address, because a JSR stands before the place they mean; `then parameters` where the routine moved \
                      its return address on. Other bytes that a frame pushed are counted. Of many frames in a row that are \
                      alike, one is shown.",
            bind: |i| bind(i, optional_count, backtrace),
            ..Row::PLAIN
        },
        Row {
            names: &["frame", "select-frame", "info frame", "info f"],
            arguments: "[N]",
            summary: "look at frame N of the call stack",
            details: "Then `disassemble` and `list` begin where that frame called the one inside of it, and `finish` leaves it. The \
                      registers stay what they are. Without N it shows the frame that is selected; any stop selects #0.",
            bind: |i| bind(i, optional_count, frame),
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

/// A count as a number of frames, of which there are never that many.
fn frames(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn backtrace(session: &mut Session<'_>, count: Option<u64>) -> Outcome {
    let limit = count.map_or(usize::MAX, frames);
    Ok(Report::CallStack(session.debugger.call_stack_view(limit)))
}

/// Makes frame `number` the one that is looked at, and tells it.
fn select(session: &mut Session<'_>, number: usize) -> Outcome {
    let (frame, line) = session.debugger.select_frame(number)?;
    Ok(Report::Frame { frame, line })
}

fn frame(session: &mut Session<'_>, number: Option<u64>) -> Outcome {
    let number = number.map_or(session.debugger.frame, frames);
    select(session, number)
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
