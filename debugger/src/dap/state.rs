//! What is kept for a client: what it said of itself, its breakpoints, what its handles mean.

use std::collections::VecDeque;
use std::rc::Rc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::begin::{Launched, Setup, Usual};
use super::marks::Marks;
use super::scopes::Handle;
use super::wire::{Failure, Out, Request};
use crate::render::Plain;
use crate::serve::Incoming;
use jumppad_language::error::CommandError;
use jumppad_language::mode::Mode;
use jumppad_language::report::Report;
use jumppad_language::session::Session;

/// The thread that all is told of: the chip has one.
pub(super) const THREAD: i64 = 1;

/// What a client said of itself. What it leaves out is as the protocol has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Client {
    #[serde(rename = "linesStartAt1")]
    lines_start_at_1: bool,
    #[serde(rename = "columnsStartAt1")]
    columns_start_at_1: bool,
    pub(super) supports_progress_reporting: bool,
    pub(super) supports_invalidated_event: bool,
    pub(super) supports_memory_event: bool,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            lines_start_at_1: true,
            columns_start_at_1: true,
            supports_progress_reporting: false,
            supports_invalidated_event: false,
            supports_memory_event: false,
        }
    }
}

impl Client {
    /// A line as the client counts it.
    pub(super) fn line(&self, number: u32) -> u32 {
        match self.lines_start_at_1 {
            true => number,
            false => number.saturating_sub(1),
        }
    }

    /// A line of the client's as we count it.
    pub(super) fn line_meant(&self, number: u32) -> u32 {
        match self.lines_start_at_1 {
            true => number,
            false => number.saturating_add(1),
        }
    }

    /// The first column of a line.
    pub(super) fn first_column(&self) -> u32 {
        u32::from(self.columns_start_at_1)
    }
}

/// What is kept for a client.
pub(super) struct State {
    pub(super) out: Rc<Out>,
    pub(super) client: Client,
    pub(super) launched: Launched,
    pub(super) setup: Setup,
    /// The chip that was chosen, and the tiers in use, before anything was launched.
    pub(super) usual: Option<Usual>,
    /// Whether a launch has built the machine that there is.
    pub(super) has_machine: bool,
    pub(super) marks: Marks,
    /// What the references to variables mean, until the guest is moved.
    pub(super) handles: Vec<Handle>,
    /// What came while the guest was under way, and is to be answered once it is at rest.
    pub(super) later: VecDeque<Incoming<Request>>,
    /// The client has said that it ends all this.
    pub(super) is_ending: bool,
    /// References that were given before those in `handles`, and mean nothing any more.
    pub(super) spent: usize,
    /// Whether the client was told that it is over.
    is_terminated: bool,
}

impl State {
    pub(super) fn new(out: Rc<Out>) -> Self {
        Self {
            out,
            client: Client::default(),
            launched: Launched::default(),
            setup: Setup::default(),
            usual: None,
            has_machine: false,
            marks: Marks::default(),
            handles: Vec::new(),
            later: VecDeque::new(),
            is_ending: false,
            spent: 0,
            is_terminated: false,
        }
    }

    /// The guest sets out: what the client knows of it is no longer so.
    pub(super) fn set_out(&mut self) {
        self.spent += self.handles.len();
        self.handles.clear();
    }

    /// Begins anew.
    pub(super) fn begins(&mut self) {
        self.set_out();
        self.is_ending = false;
        self.is_terminated = false;
    }

    /// Tells that it is over, once.
    pub(super) fn terminated(&mut self) {
        if !std::mem::replace(&mut self.is_terminated, true) {
            self.out.event("terminated", json!({}));
        }
    }

    /// The client is gone, and what it had set up goes.
    pub(super) fn clear(&mut self, session: &mut Session<'_>) {
        self.marks.clear(session);
    }

    /// The user changed what the client shows.
    pub(super) fn invalidated(&self) {
        if self.client.supports_invalidated_event {
            self.out.event("invalidated", json!({ "areas": ["all"] }));
        }
    }
}

/// What came of a line of commands.
pub(super) struct Executed {
    pub(super) answer: Result<Value, Failure>,
    /// Whether it asks for the end of the session.
    pub(super) leaves: bool,
}

/// Runs lines of commands; the last answer is that of the client's request.
pub(super) fn execute(session: &mut Session<'_>, text: &str) -> Executed {
    let (mut outcome, mut plain) = (Ok(Report::Blank), Plain::default());
    for line in text.lines() {
        if let Ok(report) = &outcome {
            session.tell(report);
        }
        outcome = session.execute(line);
        if matches!(outcome, Ok(Report::Quit) | Err(_)) {
            break;
        }
    }
    let leaves = matches!(outcome, Ok(Report::Quit));
    let goes_on = !matches!(session.shell.mode, Mode::Commands);
    let answer = match outcome {
        Ok(report) => {
            let mut text = plain.report(&report);
            if goes_on {
                text += "it goes on: `end` ends it, or `}` where braces are open";
            }
            let mut body = json!({
                "result": text.trim_end_matches('\n'), "variablesReference": 0,
            });
            if let Report::Memory(view) = &report {
                body["memoryReference"] = reference(view.start).into();
            }
            Ok(body)
        }
        Err(CommandError::Interrupted) => Err(Failure::cancelled()),
        Err(error) => Err(Failure::new(
            plain.error(&error, text).trim_end_matches('\n'),
        )),
    };
    Executed { answer, leaves }
}

/// Runs a command of the client's own, which is none of the block that the user may be typing.
pub(super) fn quietly(session: &mut Session<'_>, line: &str) -> Result<(), Failure> {
    let mode = std::mem::replace(&mut session.shell.mode, Mode::Commands);
    let done = session.execute(line);
    session.shell.mode = mode;
    done.map(drop).map_err(Failure::from)
}

/// An address as the client hands it back.
pub(super) fn reference(address: u16) -> String {
    format!("0x{address:04X}")
}
