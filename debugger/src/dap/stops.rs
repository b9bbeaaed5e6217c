//! Why the guest stopped, in the protocol's words.

use serde_json::{Value, json};

use super::state::{State, THREAD};
use crate::render::why_text;
use jumppad_language::report::Why;
use jumppad_language::session::Session;

/// Whether the guest got away from where it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Gone,
    Refused,
}

impl State {
    /// The guest was moved by hand, or begins: where it is, the client asks.
    pub(super) fn moved(&mut self, session: &mut Session<'_>, reason: &str) {
        self.set_out();
        session.debugger.look_here();
        self.tell(reason, None, &[]);
    }

    /// Tells why the guest rests.
    pub(super) fn stopped(&mut self, session: &Session<'_>, way: Way) {
        self.set_out();
        if self.is_ending {
            return;
        }
        let (Some(why), Way::Gone) = (why(session), way) else {
            return self.tell("pause", None, &[]);
        };
        if let Why::Exited { code } = &why {
            self.out.event("exited", json!({ "exitCode": code }));
            let stays = self
                .launched
                .launch()
                .is_some_and(|launch| launch.stop_on_exit);
            if !stays {
                self.terminated();
                return;
            }
        }
        let (reason, ids) = self.reason(&why);
        self.tell(reason, Some(why_text(&why)), &ids);
    }

    fn tell(&self, reason: &str, text: Option<String>, ids: &[i64]) {
        let mut body = json!({
            "reason": reason, "threadId": THREAD, "allThreadsStopped": true,
        });
        if let Some(text) = text {
            // The one is for the list of calls, the other for a box beside the code.
            body["description"] = text.clone().into();
            if reason == "exception" {
                body["text"] = text.into();
            }
        }
        if !ids.is_empty() {
            body["hitBreakpointIds"] = ids.into();
        }
        self.out.event("stopped", body);
    }

    /// The protocol's word, and the breakpoints that it is about.
    fn reason(&self, why: &Why) -> (&'static str, Vec<i64>) {
        match why {
            Why::Step | Why::Returned | Why::Unwound { .. } | Why::Called | Why::Until => {
                ("step", Vec::new())
            }
            Why::InterruptTaken { .. } => ("step", Vec::new()),
            Why::Breakpoint { id } => self.marks.told(*id, "breakpoint"),
            Why::Watchpoint { id, .. } => self.marks.told(*id, "data breakpoint"),
            Why::Catch { id, .. } => ("exception", self.marks.told(*id, "exception").1),
            Why::BadCondition { id, .. } => ("exception", self.marks.told(*id, "exception").1),
            Why::Jam { .. } | Why::HostFault { .. } => ("exception", Vec::new()),
            Why::Exited { .. }
            | Why::Output
            | Why::HistoryStart { .. }
            | Why::TraceCommand { .. }
            | Why::Trap
            | Why::Wait
            | Why::Input
            | Why::Interrupted { .. }
            | Why::Cycles { .. } => ("pause", Vec::new()),
        }
    }

    /// What the guest rests for.
    pub(super) fn exception_info(&self, session: &Session<'_>) -> Value {
        let why = why(session).as_ref().map(why_text);
        json!({
            "exceptionId": why.as_deref().unwrap_or("none"),
            "breakMode": "always",
        })
    }
}

/// Why the guest rests, with names.
fn why(session: &Session<'_>) -> Option<Why> {
    let mut why = session.debugger.last_stop.as_ref()?.why.clone();
    session.debugger.name(&mut why);
    Some(why)
}
