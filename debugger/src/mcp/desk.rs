//! Where calls of tools go from the thread that speaks the protocol to the one that owns the session.
//!
//! Invariant: the flag of interruption is set for the call that is carried out, and for no other.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::sync::oneshot;

use super::collector::Collector;
use super::tools::Tool;
use jumppad_language::session::Outcome;

/// Calls that wait.
const MOST: usize = 64;

/// A call of a tool.
pub(super) struct Call {
    number: u64,
    pub(super) tool: &'static Tool,
    pub(super) arguments: Map<String, Value>,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// What a call gives.
#[derive(Debug)]
pub(super) enum Answer {
    /// It was done.
    Done {
        /// As people read it.
        text: String,
        /// As the tool's schema says.
        data: Value,
    },
    /// It failed, for this reason.
    Failed(String),
}

impl Answer {
    /// What came of a call, with what was told meanwhile.
    pub(super) fn of(outcome: Outcome, collector: &Collector) -> Self {
        let told = collector.told();
        match outcome {
            Ok(report) => {
                let text = format!("{told}{}", collector.text(&report));
                let data = json!({ "answer": report, "told": told });
                Self::Done { text, data }
            }
            Err(error) => Self::Failed(told + &collector.failure(&error)),
        }
    }
}

/// Why a call is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    /// Too many wait already.
    #[error("{MOST} calls wait already")]
    Busy,
    /// The session is over.
    #[error("the session is over")]
    Over,
}

/// What is done now.
#[derive(Debug, Default)]
struct Now {
    running: Option<u64>,
    /// Calls that wait, and were taken back.
    cancelled: HashSet<u64>,
    /// Whether somebody still waits for answers.
    audience: Audience,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Audience {
    #[default]
    There,
    Gone,
}

#[derive(Clone, Debug)]
struct Shared {
    now: Arc<Mutex<Now>>,
    interrupt: Arc<AtomicBool>,
}

impl Shared {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where calls are handed in.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    calls: SyncSender<Call>,
    last: Arc<AtomicU64>,
    shared: Shared,
}

/// Where they are taken up.
pub(super) struct Desk {
    calls: Receiver<Call>,
    shared: Shared,
}

/// What is to be done next.
pub(super) enum Next {
    Call(Call),
    Nothing,
    /// Nobody asks any more.
    Over,
}

/// Both ends; `interrupt` ends what is carried out.
pub(super) fn open(interrupt: Arc<AtomicBool>) -> (Counter, Desk) {
    let (sender, calls) = sync_channel(MOST);
    let now = Arc::default();
    let shared = Shared { now, interrupt };
    let counter = Counter {
        calls: sender,
        last: Arc::default(),
        shared: shared.clone(),
    };
    (counter, Desk { calls, shared })
}

/// A call that was handed in.
pub(super) struct Pending {
    pub(super) number: u64,
    pub(super) answer: oneshot::Receiver<Answer>,
}

impl Counter {
    /// Hands in a call.
    ///
    /// # Errors
    /// It is not taken.
    pub(super) fn ask(
        &self,
        tool: &'static Tool,
        arguments: Map<String, Value>,
    ) -> Result<Pending, Refused> {
        let number = self.last.fetch_add(1, Ordering::SeqCst) + 1;
        let (reply, answer) = oneshot::channel();
        let call = Call {
            number,
            tool,
            arguments,
            reply,
        };
        match self.calls.try_send(call) {
            Ok(()) => Ok(Pending { number, answer }),
            Err(TrySendError::Full(_)) => Err(Refused::Busy),
            Err(TrySendError::Disconnected(_)) => Err(Refused::Over),
        }
    }

    /// Takes back a call that was not answered yet.
    pub(super) fn cancel(&self, number: u64) {
        let mut now = self.shared.now();
        match now.running == Some(number) {
            true => self.shared.interrupt.store(true, Ordering::SeqCst),
            false => {
                now.cancelled.insert(number);
            }
        }
    }

    /// Nobody waits for answers any more.
    pub(super) fn close(&self) {
        let mut now = self.shared.now();
        now.audience = Audience::Gone;
        if now.running.is_some() {
            self.shared.interrupt.store(true, Ordering::SeqCst);
        }
    }
}

impl Desk {
    /// Waits for a call, not longer than `patience`.
    pub(super) fn next(&self, patience: Duration) -> Next {
        match self.calls.recv_timeout(patience) {
            Ok(call) => Next::Call(call),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Over,
        }
    }

    /// Begins a call, unless it was taken back; whether it is to be carried out.
    pub(super) fn begin(&self, call: &Call) -> bool {
        let mut now = self.shared.now();
        if now.cancelled.remove(&call.number) || now.audience == Audience::Gone {
            return false;
        }
        // What was taken back when it was done already is forgotten.
        now.cancelled.retain(|number| *number > call.number);
        now.running = Some(call.number);
        self.shared.interrupt.store(false, Ordering::SeqCst);
        true
    }

    /// Ends it.
    pub(super) fn end(&self) {
        self.shared.now().running = None;
    }
}
