//! Commands that let the guest run.

use nom::Parser;
use nom::combinator::opt;
use nom::multi::many0;

use super::banked::{Banked, banked, numbered, own_bank};
use super::{Completer, Enter, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span, number, range,
    token::{self, CycleLimit},
};
use crate::report::{Report, Why};
use crate::session::{Outcome, Session, carry_out};
use jumppad_engine::expression::{Expr, RangeExpr};
use jumppad_engine::program::source::PlaceError;
use jumppad_engine::run::{Calls, Frame, Goal, Order, Reach};
use jumppad_engine::settings::StepUnit;

const CYCLES: &str = "With --cycles N it stops after N cycles at the latest.";

pub(super) const FAMILY: Family = Family {
    title: "Running",
    rows: &[
        Row {
            names: &["step", "s"],
            arguments: "[N] [--cycles N]",
            summary: "execute one line of source or one instruction, or N",
            details: "With --cycles N it stops after N cycles at the latest. It goes by lines of source, as sl does, once \
                      they are known: in a program with C everywhere, in one of assembler text where there is a line. \
                      `set step instructions` or `set step lines` decides that once and for all; `si` always goes by \
                      instructions.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| unit(s, Goal::Step, Calls::Into, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["next", "n"],
            arguments: "[N] [--cycles N]",
            summary: "like step, but run a called subroutine to its return",
            details: "A return is recognised by the stack, so recursion, parameters after the JSR, jumps by RTS and \
                      interrupts do no harm. Ctrl-C stops it, and it says what it was waiting for. When an interrupt is \
                      taken instead of the instruction, it stops in the handler, as step does.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| unit(s, Goal::Next, Calls::Over, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["si", "stepi", "z"],
            arguments: "[N] [--cycles N]",
            summary: "execute one instruction, or N, also where step goes by lines",
            details: "It is VICE's z. With --cycles N it stops after N cycles at the latest.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Goal::Step, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["ni", "nexti"],
            arguments: "[N] [--cycles N]",
            summary: "step like si, but run a called subroutine to its return",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Goal::Next, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["sl"],
            arguments: "[N] [--cycles N]",
            summary: "run to another line of source, or to the Nth",
            details: "A function that is called is gone into if lines of it are known, else it is run to its return; one \
                      of C behind its opening line, where its arguments are in their places. It ends where a line begins, or in the middle of the caller's line after a return; interrupt \
                      handlers are run through.",
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| lines(s, Calls::Into, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["nl"],
            arguments: "[N] [--cycles N]",
            summary: "step like sl, but run called functions to their return",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| lines(s, Calls::Over, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["finish", "ret", "fin"],
            arguments: "[--cycles N]",
            summary: "run until the current subroutine or interrupt handler returns",
            details: "It leaves the frame that `frame`, `up` or `down` selected, else the innermost one. It stops behind the \
                      return that brings the stack pointer up, wherever that goes: `returned` where it goes behind the call, \
                      `unwound` where the frame is gone otherwise. With --cycles N it stops after N cycles at the latest.",
            enter: Enter::Repeat,
            bind: |i| {
                bind(i, token::cycles_option, |s, cycles| {
                    let frame = s.debugger.frame_to_finish()?;
                    finish(s, frame, cycles)
                })
            },
            ..Row::PLAIN
        },
        Row {
            names: &["return"],
            arguments: "[--cycles N]",
            summary: "VICE's finish; gdb's, which pops the frame without running, is told",
            details: "It runs as `finish` does, and tells how PC and SP are set instead, so that what is left of the subroutine is \
                      not executed.",
            enter: Enter::Repeat,
            bind: |i| bind(i, token::cycles_option, leave),
            ..Row::PLAIN
        },
        Row {
            names: &["until", "un", "u"],
            arguments: "[PLACE] [--cycles N]",
            summary: "run to an address or a line, or past the end of a loop",
            details: "Without an address it is like next, but where that goes back in a loop, it runs until the loop is \
                      over: to a line further down, or behind the instruction that jumps. A line stops it only in this call of the function and those around \
                      it, and so does the return from this frame; an address or a symbol stops it anywhere. With --cycles N it stops after N \
                      cycles at the latest.",
            bind: |i| {
                bind(
                    i,
                    (banked(optional_address), token::cycles_option),
                    |s, args| until(s, Reach::Frame, args),
                )
            },
            ..Row::PLAIN
        },
        Row {
            names: &["advance"],
            arguments: "[PLACE] [--cycles N]",
            summary: "run to an address or a line, also within calls",
            details: "It is until, but stops in an inner call of the same function, too.",
            bind: |i| {
                bind(
                    i,
                    (banked(optional_address), token::cycles_option),
                    |s, args| until(s, Reach::Anywhere, args),
                )
            },
            ..Row::PLAIN
        },
        Row {
            names: &["continue", "c", "fg"],
            arguments: "[N] [--cycles N]",
            summary: "run to the next stop, or to the Nth",
            details: CYCLES,
            enter: Enter::Repeat,
            bind: |i| bind(i, counted, |s, args| times(s, Goal::Stop, args)),
            ..Row::PLAIN
        },
        Row {
            names: &["goto", "g", "jump", "j"],
            arguments: "[ADDRESS] [--cycles N]",
            summary: "continue at another address",
            details: "To move PC without running, write `r pc=ADDRESS`.",
            bind: |i| bind(i, (optional_address, token::cycles_option), goto),
            ..Row::PLAIN
        },
        Row {
            names: &["run"],
            arguments: "[--cycles N] [WORD]...",
            summary: "start the program from its beginning",
            details: "The machine is switched off and on: memory, registers, cycles and devices start anew; breakpoints, \
                      read-only pages, the chip and what was typed with `send` stay. The words are the arguments of a sim65 \
                      program, which keeps those it had when none are given.",
            bind: |i| bind(i, (token::cycles_option, many0(token::file_name)), run),
            ..Row::PLAIN
        },
        Row {
            names: &["reset"],
            arguments: "[soft|hard]",
            summary: "press the reset button; hard also clears memory",
            details: "PC comes from the vector at $FFFC, or is the program's entry when there is no vector. \
                      After a hard reset the program is loaded again, and devices start anew; breakpoints stay. VICE's 0 and 1 are soft and hard.",
            complete: Completer::Words(&["soft", "hard"]),
            bind: |i| bind(i, opt(token::word), reset),
            ..Row::PLAIN
        },
    ],
};

pub(super) type Counted = (Option<u64>, Option<CycleLimit>);

/// `[N] [--cycles N]`
pub(super) fn counted(input: Span<'_>) -> Parsed<'_, Counted> {
    let word = token::peek_word(input);
    if word.starts_with('-') && word[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return Diagnostic::new(token::begin(input), "no count is below zero")
            .advise("`rstep`, `rnext` and `rcontinue` go back, `step`, `next` and `continue` on")
            .failure();
    }
    let no_option = |i| match token::peek_word(i).starts_with("--") {
        true => Ok((i, None)),
        false if i.fragment().trim().is_empty() => Ok((i, None)),
        false => token::lexeme(number::count).map(Some).parse(i),
    };
    (no_option, token::cycles_option).parse(input)
}

fn optional_address(input: Span<'_>) -> Parsed<'_, Option<Expr>> {
    if token::peek_word(input).is_empty() || token::peek_word(input).starts_with("--") {
        return Ok((input, None));
    }
    range::code_address.map(Some).parse(input)
}

fn times(session: &mut Session<'_>, goal: Goal, counted: Counted) -> Outcome {
    match order(goal, counted) {
        Some(order) => carry_out(session, order),
        None => Ok(Report::Done),
    }
}

/// What the user ordered; nothing if that is to be done no times.
pub(super) fn order<G>(goal: G, (count, cycles): Counted) -> Option<Order<G>> {
    let order = Order {
        goal,
        times: count.unwrap_or(1),
        cycles: cycles.map(|CycleLimit(cycles)| cycles),
    };
    (order.times > 0).then_some(order)
}

/// By lines of source or by instructions.
fn unit(session: &mut Session<'_>, goal: Goal, calls: Calls, args: Counted) -> Outcome {
    match session.steps_by_lines() {
        true => lines(session, calls, args),
        false => times(session, goal, args),
    }
}

impl Session<'_> {
    /// Whether steps go by lines of source.
    pub fn steps_by_lines(&self) -> bool {
        let source = &self.debugger.source;
        let here = || source.table().at(self.debugger.machine.cpu().pc);
        match self.debugger.settings.step {
            StepUnit::Instructions => false,
            StepUnit::Lines => !source.table().is_empty(),
            StepUnit::Auto => here().is_some() || source.is_of_c() && self.debugger.is_started,
        }
    }
}

/// Runs `return`: leaves the frame as `finish` does, with a word on what gdb's users may have meant.
fn leave(session: &mut Session<'_>, cycles: Option<CycleLimit>) -> Outcome {
    let frame = session.debugger.frame_to_finish()?;
    let pop = frame.pop();
    session.note(format!(
        "this runs on, as `finish`; to leave without running: {pop}"
    ));
    finish(session, frame, cycles)
}

/// Runs until `frame`, the selected one, is left; tells what its function gave back.
fn finish(session: &mut Session<'_>, frame: Frame, cycles: Option<CycleLimit>) -> Outcome {
    let result = session.debugger.scope().result();
    let outcome = times(session, Goal::Finish(frame), (None, cycles));
    match (outcome, result) {
        (Ok(Report::Stop(mut stop)), Some(result)) if stop.why == Why::Returned => {
            stop.returned = session.debugger.returned(result);
            let value = stop.returned.as_ref().and_then(|view| view.data.value());
            session.shell.last_value = value.or(session.shell.last_value);
            Ok(Report::Stop(stop))
        }
        (outcome, _) => outcome,
    }
}

fn lines(session: &mut Session<'_>, calls: Calls, args: Counted) -> Outcome {
    match session.debugger.source.table().is_empty() {
        true => Err(PlaceError::NoLines.at(0).into()),
        false => times(session, Goal::Line(calls), args),
    }
}

fn until(
    session: &mut Session<'_>,
    reach: Reach,
    (Banked { bank, inner }, cycles): (Banked<Option<Expr>>, Option<CycleLimit>),
) -> Outcome {
    let goal = match inner {
        Some(expr) => {
            session.tell_reading(&expr);
            match session.debugger.scope().line_meant(&expr)? {
                Some(line) => Goal::UntilAt(line, reach),
                // A function of C is reached where a breakpoint on it would stop.
                None => {
                    let bank = bank.or_else(|| own_bank(session, &expr).map(|(bank, _)| bank));
                    let entry = RangeExpr::from(expr).resolve_entries(&session.debugger.scope())?;
                    let entry = entry.first().map_or(0, |range| *range.start());
                    if let Some(number) = bank {
                        numbered(session, number, entry)?;
                    }
                    Goal::Until(entry, bank)
                }
            }
        }
        None if session.steps_by_lines() => Goal::UntilLine,
        None => Goal::UntilPast,
    };
    times(session, goal, (None, cycles))
}

fn goto(
    session: &mut Session<'_>,
    (address, cycles): (Option<Expr>, Option<CycleLimit>),
) -> Outcome {
    if let Some(expr) = address {
        let address = session.code_address(&expr)?;
        session.debugger.machine.cpu_mut().pc = address;
        session.debugger.moved();
    }
    times(session, Goal::Stop, (None, cycles))
}

fn run(session: &mut Session<'_>, (cycles, words): (Option<CycleLimit>, Vec<String>)) -> Outcome {
    if let Some(word) = words.iter().find(|word| word.starts_with(['<', '>', '|'])) {
        let text = format!("`{word}` leads nowhere: the guest's streams are not redirected here");
        return Err(Diagnostic::new(0, text)
            .advise("`send TEXT` types for it; `jumppad run` takes streams as the shell gives them")
            .into());
    }
    if !words.is_empty() {
        if !session.debugger.guest.has_host() {
            return Err(CommandError::NoArguments);
        }
        session.debugger.guest.arguments = words.into_iter().map(String::into_bytes).collect();
    }
    session.debugger.restart();
    times(session, Goal::Stop, (None, cycles))
}

fn reset(session: &mut Session<'_>, kind: Option<String>) -> Outcome {
    use jumppad_tiers::Reset;
    let kind = match kind.as_deref() {
        None | Some("soft" | "0") => Reset::Soft,
        Some("hard" | "1") => Reset::Hard,
        Some(other) => {
            let text = format!("there is no `{other}` reset");
            return Err(Diagnostic::new(6, text).advise("soft or hard").into());
        }
    };
    session.debugger.reset(kind);
    session.tell(&Report::Registers(session.debugger.registers()));
    let pc = session.debugger.machine.cpu().pc;
    Ok(Report::Disassembly {
        lines: vec![session.debugger.arrival(pc)],
    })
}
