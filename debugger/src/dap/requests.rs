//! The table of requests: who answers which.

use serde_json::{Value, json};

use super::begin::{Begun, Launched};
use super::capabilities::capabilities;
use super::state::State;
use super::wire::{Failure, Request};
use crate::serve::Ended;
use jumppad_engine::run::reverse::Back;
use jumppad_engine::run::{Goal, Order};
use jumppad_language::session::Session;

/// What is done once a request is answered.
#[derive(Debug)]
pub(super) enum Next {
    Stay,
    /// What a launch asks for is set up; the answer comes behind it.
    SetUp(Begun),
    /// The client may say where to stop.
    Initialized,
    /// It has said so: the guest begins.
    Begin,
    Go(Order<Goal>),
    Back(Order<Back>),
    /// A line of commands, whose answer is that of the request.
    Execute(String),
    /// The guest was moved, for this reason.
    Stopped(&'static str),
    Leave(Ended),
}

/// A request that was answered.
#[derive(Debug)]
pub(super) struct Done {
    /// The answer; none where it comes later.
    pub(super) body: Option<Value>,
    pub(super) next: Next,
}

pub(super) type Handled = Result<Done, Failure>;

/// An answer that leads to nothing more.
pub(super) fn told(body: impl serde::Serialize) -> Handled {
    let body = serde_json::to_value(body)?;
    Ok(Done {
        body: Some(body),
        next: Next::Stay,
    })
}

/// An answer without a word, and what comes next.
pub(super) fn then(next: Next) -> Handled {
    Ok(Done {
        body: Some(Value::Null),
        next,
    })
}

/// An answer that comes later.
pub(super) fn later(next: Next) -> Handled {
    Ok(Done { body: None, next })
}

impl State {
    /// Answers a request to a guest at rest.
    pub(super) fn handle(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        match request.command.as_str() {
            "initialize" => {
                self.client = request.arguments()?;
                told(capabilities())
            }
            "launch" => self.launch(session, request),
            "attach" => self.attach(session),
            "configurationDone" => match self.launched {
                Launched::Not => Err(Failure::new("nothing was launched, or attached to")),
                _ => then(Next::Begin),
            },
            "restart" => self.restart(session, request),
            "disconnect" => self.disconnect(request),
            "terminate" => self.terminate(),
            "continue" | "next" | "stepIn" | "stepOut" | "stepBack" | "reverseContinue" => {
                self.movement(session, request)
            }
            // It is at rest already.
            "pause" => then(Next::Stopped("pause")),
            "gotoTargets" => self.goto_targets(session, request),
            "goto" => self.goto(session, request),
            "stackTrace" => self.stack_trace(session, request),
            "scopes" => self.scopes(session, request),
            "variables" => self.variables(session, request),
            "setVariable" => self.set_variable(session, request),
            "setExpression" => self.set_expression(session, request),
            "exceptionInfo" => told(self.exception_info(session)),
            _ => self.handle_always(session, request),
        }
    }

    /// Answers a request while the guest is under way.
    pub(super) fn handle_under_way(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        match request.command.as_str() {
            "initialize" | "launch" | "attach" | "configurationDone" => {
                Err(Failure::new("the session has begun already"))
            }
            "continue" | "next" | "stepIn" | "stepOut" | "stepBack" | "reverseContinue"
            | "gotoTargets" | "goto" | "stackTrace" | "scopes" | "variables" | "setVariable"
            | "setExpression" | "exceptionInfo" => Err(Failure::not_stopped()),
            _ => self.handle_always(session, request),
        }
    }

    /// Answers what can be asked at any time.
    pub(super) fn handle_always(
        &mut self,
        session: &mut Session<'_>,
        request: &Request,
    ) -> Handled {
        match request.command.as_str() {
            "threads" => told(json!({ "threads": [{ "id": 1, "name": "6502" }] })),
            "setBreakpoints" => self.set_breakpoints(session, request),
            "setFunctionBreakpoints" => self.set_function_breakpoints(session, request),
            "setInstructionBreakpoints" => self.set_instruction_breakpoints(session, request),
            "setExceptionBreakpoints" => self.set_exception_breakpoints(session, request),
            "dataBreakpointInfo" => self.data_breakpoint_info(session, request),
            "setDataBreakpoints" => self.set_data_breakpoints(session, request),
            "breakpointLocations" => self.breakpoint_locations(session, request),
            "evaluate" => self.evaluate(session, request),
            "completions" => self.completions(session, request),
            "disassemble" => self.disassemble(session, request),
            "readMemory" => self.read_memory(session, request),
            "writeMemory" => self.write_memory(session, request),
            "source" => self.source(session, request),
            "loadedSources" => self.loaded_sources(session),
            // What it was about is over.
            "cancel" => then(Next::Stay),
            other => Err(Failure::new(format!(
                "`{other}` is no request that is known"
            ))),
        }
    }
}
