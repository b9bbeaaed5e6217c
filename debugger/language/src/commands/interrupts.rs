//! The interrupt lines, by hand.

use jumppad_tiers::Line;
use jumppad_tiers::opcodes::{Effect, vector};
use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt, value};
use nom::sequence::preceded;

use super::{Completer, Family, Row, bind};
use crate::error::CommandError;
use crate::grammar::{
    Diagnostic, Parsed, Span,
    canonical::{Canonical, Free, Printer},
    expression::expression,
    token::{self, keyword},
};
use crate::report::{LineAction, LineChange, LineOutcome, LineView, Report, Why};
use crate::session::{Outcome, Session};
use jumppad_engine::expression::Expr;
use jumppad_engine::program::disassemble::opcode_at;

const ACTIONS: Completer = Completer::Words(&["assert", "release", "at"]);

pub(super) const FAMILY: Family = Family {
    title: "Interrupts",
    rows: &[
        Row {
            names: &["irq"],
            arguments: "[assert|release] [at CYCLE]",
            summary: "assert the interrupt request line, or release it",
            details: "It is a level: while it is asserted and I is clear, the handler at $FFFE is entered before the next \
                      instruction. Alone it asserts. With `at CYCLE` it happens in that cycle, an expression: \
                      irq at cycles+100",
            complete: ACTIONS,
            bind: |i| bind(i, order, irq),
            ..Row::PLAIN
        },
        Row {
            names: &["nmi"],
            arguments: "[assert|release] [at CYCLE]",
            summary: "pulse the non-maskable interrupt line, assert or release it",
            details: "It is an edge: asserting it enters the handler at $FFFA once. Alone it asserts and releases. With \
                      `at CYCLE` it happens in that cycle, an expression: nmi at cycles+100",
            complete: ACTIONS,
            bind: |i| bind(i, order, nmi),
            ..Row::PLAIN
        },
        Row {
            names: &["info interrupts"],
            summary: "the interrupt lines, their vectors, and what the I flag makes of them",
            bind: |i| bind(i, token::nothing, |s, ()| Ok(info(s))),
            ..Row::PLAIN
        },
    ],
};

impl Canonical for LineAction {
    fn write(&self, line: &mut Printer) {
        line.word(self.name());
    }
}

/// The cycle in which it happens.
#[derive(Clone, Debug)]
struct At(Expr);

impl Canonical for At {
    fn write(&self, line: &mut Printer) {
        line.word("at").add(&Free(self.0.clone()));
    }
}

type Order = (Option<LineAction>, Option<At>);

/// `[assert|release] [at CYCLE]`
fn order(input: Span<'_>) -> Parsed<'_, Order> {
    let action = alt((
        value(LineAction::Assert, keyword("assert")),
        value(LineAction::Release, keyword("release")),
    ));
    let at = preceded(keyword("at"), cut(expression)).map(At);
    (opt(action), opt(at)).parse(input)
}

fn irq(session: &mut Session<'_>, (action, at): Order) -> Outcome {
    change(session, Line::Irq, action.unwrap_or(LineAction::Assert), at)
}

fn nmi(session: &mut Session<'_>, (action, at): Order) -> Outcome {
    change(session, Line::Nmi, action.unwrap_or(LineAction::Pulse), at)
}

fn change(session: &mut Session<'_>, line: Line, action: LineAction, at: Option<At>) -> Outcome {
    locked_up(session)?;
    let at = match at {
        Some(At(cycle)) => Some(cycle_to_come(session, &cycle)?),
        None => None,
    };
    let outcome = match at {
        Some(_) => LineOutcome::Later,
        None => outcome(session, line, action),
    };
    if action == LineAction::Release && at.is_none() {
        session.debugger.machine.cancel_line(line);
    }
    // The user's own assertion must end for a pulse to have an edge.
    let levels: &[bool] = match action {
        LineAction::Assert => &[true],
        LineAction::Release => &[false],
        LineAction::Pulse => &[false, true, false],
    };
    for &level in levels {
        match at {
            Some(cycle) => session.debugger.machine.set_line_at(cycle, line, level),
            None => session.debugger.machine.set_line(line, level),
        }
    }
    let outcome = match outcome {
        LineOutcome::Released if session.debugger.machine.is_asserted(line) => {
            LineOutcome::StillAsserted
        }
        other => other,
    };
    let vector = vector(line);
    Ok(Report::InterruptLine(LineChange {
        line: name(line),
        action,
        at,
        outcome,
        vector,
        handler: session.debugger.machine.peek_word(vector),
        symbol: session
            .debugger
            .place(session.debugger.machine.peek_word(vector)),
    }))
}

/// What the change will do, as the machine stands before it.
fn outcome(session: &mut Session<'_>, line: Line, action: LineAction) -> LineOutcome {
    let is_waiting = waits(session);
    let machine = &mut session.debugger.machine;
    match (line, action) {
        (_, LineAction::Release) => LineOutcome::Released,
        (Line::Irq, _) if !machine.cpu().is_masked() => LineOutcome::Taken,
        (Line::Irq, _) if is_waiting => LineOutcome::Wakes,
        (Line::Irq, _) => LineOutcome::Masked,
        (Line::Nmi, LineAction::Pulse) => {
            machine.set_line(line, false);
            edge(machine.is_asserted(line))
        }
        (Line::Nmi, _) => edge(machine.is_asserted(line)),
    }
}

fn edge(was_asserted: bool) -> LineOutcome {
    match was_asserted {
        true => LineOutcome::NoEdge,
        false => LineOutcome::Taken,
    }
}

/// Whether the chip is in the middle of a WAI, or about to be.
fn waits(session: &Session<'_>) -> bool {
    let machine = &session.debugger.machine;
    opcode_at(machine, machine.cpu().pc).effect == Effect::Wait
}

/// A chip that an opcode stopped takes no interrupt, so none may be pending when it goes on.
fn locked_up(session: &Session<'_>) -> Result<(), CommandError> {
    let cpu = session.debugger.machine.cpu();
    match &session.debugger.last_stop {
        Some(at) if at.pc == cpu.pc && at.cycles == cpu.cycles => match at.why {
            Why::Jam { opcode } => Err(CommandError::LockedUp(opcode)),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

fn cycle_to_come(session: &Session<'_>, cycle: &Expr) -> Result<u64, Diagnostic> {
    let now = session.debugger.machine.cpu().cycles;
    let wanted = session.debugger.scope().value(cycle)?;
    match u64::try_from(wanted) {
        Ok(cycle) if cycle >= now => Ok(cycle),
        _ => Err(
            Diagnostic::new(0, format!("cycle {wanted} is over; it is cycle {now}"))
                .advise("`at cycles+N` is N cycles from now"),
        ),
    }
}

fn info(session: &Session<'_>) -> Report {
    let masked = session.debugger.machine.cpu().is_masked();
    let view = |line| LineView {
        line: name(line),
        asserted: session.debugger.machine.is_asserted(line),
        masked: masked && line == Line::Irq,
        vector: vector(line),
        handler: session.debugger.machine.peek_word(vector(line)),
        symbol: session
            .debugger
            .place(session.debugger.machine.peek_word(vector(line))),
    };
    Report::InterruptLines {
        list: vec![view(Line::Irq), view(Line::Nmi)],
    }
}

fn name(line: Line) -> &'static str {
    match line {
        Line::Irq => "irq",
        Line::Nmi => "nmi",
    }
}

fn vector(line: Line) -> u16 {
    match line {
        Line::Irq => vector::IRQ,
        Line::Nmi => vector::NMI,
    }
}
