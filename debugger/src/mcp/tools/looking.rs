//! Looking at the guest.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Nothing, refused, within};
use jumppad_engine::debugger::variables::Variables as Which;
use jumppad_engine::run::Detail;
use jumppad_language::report::{MemoryView, Report};
use jumppad_language::session::{Outcome, Session};

pub(super) fn registers(session: &mut Session<'_>, _: Nothing) -> Outcome {
    Ok(Report::Registers(session.debugger.registers()))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stack {
    /// How many frames at the most; 32, unless given.
    limit: Option<usize>,
}

pub(super) fn stack(session: &mut Session<'_>, told: Stack) -> Outcome {
    let limit = told.limit.unwrap_or(32);
    let view = session
        .debugger
        .call_stack_view(0, limit, Detail::Arguments);
    Ok(Report::CallStack(view))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Variables {
    /// The frame of the call stack, from 0, the innermost; that which was looked at last, unless given.
    frame: Option<usize>,
}

pub(super) fn variables(session: &mut Session<'_>, told: Variables) -> Outcome {
    if let Some(frame) = told.frame {
        session.debugger.select_frame(frame)?;
    }
    let mut list = session.debugger.variables(Which::Parameters)?;
    list.extend(session.debugger.variables(Which::Locals)?);
    Ok(Report::Variables { list })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Evaluate {
    /// The expression; digits are decimal, $ begins hexadecimal ones.
    expression: String,
}

pub(super) fn evaluate(session: &mut Session<'_>, told: Evaluate) -> Outcome {
    one(session, "print", &told.expression)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// The first address.
    start: String,
    /// How many bytes, to the end of memory at the most; 16, unless given.
    length: Option<usize>,
}

pub(super) fn memory(session: &mut Session<'_>, told: Memory) -> Outcome {
    let start = session.address(&told.start)?;
    let machine = &session.debugger.machine;
    let addresses = (start..=u16::MAX).take(told.length.unwrap_or(16));
    Ok(Report::Memory(MemoryView {
        start,
        bytes: addresses.map(|address| machine.peek(address)).collect(),
        special: Vec::new(),
    }))
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Disassemble {
    /// Where it begins; at PC, unless given.
    start: Option<String>,
    /// How many instructions; 10, unless given.
    count: Option<usize>,
}

pub(super) fn disassemble(session: &mut Session<'_>, told: Disassemble) -> Outcome {
    let start = match told.start {
        Some(start) => session.address(&start)?,
        None => session.debugger.machine.cpu().pc,
    };
    let mut lines = session
        .debugger
        .disassemble(start, told.count.unwrap_or(10));
    session.debugger.add_source(&mut lines);
    Ok(Report::Disassembly { lines })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    /// What stands behind the command `find`; `command` with `help find` explains it.
    query: String,
    /// Give up after so many seconds; 10, unless given.
    seconds: Option<f64>,
}

pub(super) fn find(session: &mut Session<'_>, told: Find) -> Outcome {
    within(session, told.seconds, |session| {
        one(session, "find", &told.query)
    })
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    /// The address; PC, unless given.
    address: Option<String>,
}

pub(super) fn why(session: &mut Session<'_>, told: Why) -> Outcome {
    one(
        session,
        "jit why",
        told.address.as_deref().unwrap_or_default(),
    )
}

/// Gives one command, whose answer is a report that the tool's row names.
fn one(session: &mut Session<'_>, name: &str, rest: &str) -> Outcome {
    let line = format!("{name} {rest}");
    match jumppad_language::commands::of_line(&line) {
        jumppad_language::grammar::split::Line::Commands(commands) if commands.len() == 1 => {
            session.execute(&line)
        }
        _ => Err(refused(
            "this is more than one command; `command` takes such lines",
        )),
    }
}
