//! The tools that an assistant has: one row each.
//!
//! Invariant: what a tool takes is a type with a schema; what it answers is a report, of one of the kinds that its row
//! names.

mod changing;
mod command;
mod looking;
mod moving;
mod points;
mod program;

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::schemas;
use crate::alarm::Alarm;
use jumppad_language::error::CommandError;
use jumppad_language::grammar::Diagnostic;
use jumppad_language::session::{Outcome, Session};

/// What calling a tool may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It only looks.
    Looks,
    /// It changes the session: the guest, breakpoints.
    Changes,
    /// It can also write files.
    Anything,
}

/// A tool.
pub(super) struct Tool {
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) effect: Effect,
    /// The kinds of reports that it answers; any where none is named.
    pub(super) answers: &'static [&'static str],
    /// The schema of what it takes.
    pub(super) arguments: fn() -> Map<String, Value>,
    pub(super) run: fn(&mut Session<'_>, Map<String, Value>) -> Outcome,
}

/// All of them, as they are listed.
pub(super) fn all() -> &'static [Tool] {
    ALL
}

/// What is taken where nothing is.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A row of [`ALL`].
macro_rules! tool {
    ($name:literal, $effect:ident, $answers:expr, $takes:ty, $run:expr, $summary:literal) => {
        Tool {
            name: $name,
            summary: $summary,
            effect: Effect::$effect,
            answers: &$answers,
            arguments: schemas::arguments::<$takes>,
            run: |session, arguments| {
                let arguments: $takes = taken(arguments)?;
                $run(session, arguments)
            },
        }
    };
}

const ALL: &[Tool] = &[
    tool!(
        "load",
        Changes,
        ["loaded"],
        program::Load,
        program::load,
        "Load a program; `run` starts it. Its label and debug files beside it come with it."
    ),
    tool!(
        "run",
        Changes,
        ["stop"],
        program::Run,
        program::run,
        "Start the program from its beginning, until a breakpoint, its end or a limit."
    ),
    tool!(
        "continue",
        Changes,
        ["stop"],
        moving::Continue,
        moving::go_on,
        "Let the guest run on to the next stop, or to a place."
    ),
    tool!(
        "step",
        Changes,
        ["stop"],
        moving::Step,
        moving::step,
        "Execute instructions or lines of source, into or over calls, or out of the current one."
    ),
    tool!(
        "reverse",
        Changes,
        ["stop"],
        moving::Reverse,
        moving::reverse,
        "Go back in time: to the last stop, by instructions or lines, or to the call of the current function. Where a \
         watched byte was stored last: `break` with access `write`, then `reverse` to `stop`."
    ),
    tool!(
        "break",
        Changes,
        ["breakpoint"],
        points::Break,
        points::set,
        "Set a breakpoint at a place, or a watchpoint on memory."
    ),
    tool!(
        "breakpoints",
        Looks,
        ["breakpoints"],
        Nothing,
        points::list,
        "List breakpoints and watchpoints, with their hits."
    ),
    tool!(
        "delete",
        Changes,
        ["breakpoints"],
        points::Delete,
        points::delete,
        "Delete a breakpoint by its number, or all; answers those that are left."
    ),
    tool!(
        "registers",
        Looks,
        ["registers"],
        Nothing,
        looking::registers,
        "The registers, now and when the guest was last resumed, and the cycle count."
    ),
    tool!(
        "stack",
        Looks,
        ["call-stack"],
        looking::Stack,
        looking::stack,
        "The call stack, the innermost frame first, with the arguments of functions of C."
    ),
    tool!(
        "variables",
        Looks,
        ["variables"],
        looking::Variables,
        looking::variables,
        "The parameters and local variables of a function of C on the call stack."
    ),
    tool!(
        "evaluate",
        Looks,
        ["value", "typed", "c-type"],
        looking::Evaluate,
        looking::evaluate,
        "The value of an expression over registers, memory, symbols and variables of C: x + 1, [$0200], item->price."
    ),
    tool!(
        "memory",
        Looks,
        ["memory"],
        looking::Memory,
        looking::memory,
        "Bytes of memory, without side effects."
    ),
    tool!(
        "disassemble",
        Looks,
        ["disassembly"],
        looking::Disassemble,
        looking::disassemble,
        "Instructions from an address on, with names, lines of source, and the tier that runs each."
    ),
    tool!(
        "find",
        Looks,
        ["found"],
        looking::Find,
        looking::find,
        "Search records for a condition: `trace where pc == main`, `memory 600..6ff where value == $41`, `symbols`, \
         `blocks`. What the trace holds, `command` with `trace record N` records."
    ),
    tool!(
        "why",
        Looks,
        ["why"],
        looking::Why,
        looking::why,
        "What the JIT made of the code at an address, and why."
    ),
    tool!(
        "write",
        Changes,
        ["memory"],
        changing::Write,
        changing::write,
        "Write bytes to memory, read-only memory included."
    ),
    tool!(
        "assemble",
        Changes,
        ["disassembly"],
        changing::Assemble,
        changing::assemble,
        "Assemble lines of 6502 text into memory; labels may be used before they are defined."
    ),
    tool!(
        "command",
        Anything,
        [],
        command::Command,
        command::command,
        "Give the debugger a line of its own command language; `help` lists the commands, `help NAME` explains one."
    ),
];

/// The arguments as the tool wants them.
fn taken<T: DeserializeOwned>(arguments: Map<String, Value>) -> Result<T, CommandError> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| refused(error.to_string()))
}

/// What was given is not what is taken.
fn refused(text: impl Into<String>) -> CommandError {
    Diagnostic::new(0, text).into()
}

/// How long a call may take unless it says so, in seconds.
const USUAL: f64 = 10.0;
/// How long it may take at the most.
const MOST: f64 = 3600.0;

/// Does `what`, which is interrupted after `seconds`.
fn within(
    session: &mut Session<'_>,
    seconds: Option<f64>,
    what: impl FnOnce(&mut Session<'_>) -> Outcome,
) -> Outcome {
    let seconds = seconds.unwrap_or(USUAL);
    let time = Duration::try_from_secs_f64(seconds).ok();
    let Some(time) = time.filter(|_| seconds <= MOST) else {
        return Err(refused(format!("seconds are a number from 0 to {MOST}")));
    };
    let alarm = Alarm::set(time, session.debugger.interrupt.clone());
    let outcome = what(session);
    if alarm.rang() {
        session.note(format!("the time is up: {seconds} seconds"));
    }
    outcome
}
