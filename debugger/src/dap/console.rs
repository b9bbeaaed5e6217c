//! The client's console: what the debugger says, and what the guest prints, which the client tells apart.

use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use serde_json::{Value, json};

use super::wire::Out;
use crate::render::Plain;
use jumppad_language::error::CommandError;
use jumppad_language::report::{Origin, Report};
use jumppad_language::session::Sink;

/// Where a session's reports go while a client is there.
pub(super) struct Console {
    out: Rc<Out>,
    plain: Plain,
}

impl Console {
    pub(super) fn new(out: Rc<Out>) -> Self {
        Self {
            out,
            plain: Plain::default(),
        }
    }
}

impl Sink for Console {
    fn report(&mut self, report: &Report, _: &AtomicBool) {
        let category = match report {
            Report::Output { from, .. } if *from == Origin::Stream("stderr") => "stderr",
            Report::Output { .. } => "stdout",
            _ => "console",
        };
        let text = self.plain.report(report);
        if !text.is_empty() {
            let body = json!({ "category": category, "output": text });
            self.out.event("output", body);
        }
    }

    fn error(&mut self, error: &CommandError, line: &str) {
        let text = self.plain.error(error, line);
        self.out.event("output", important(&text));
    }
}

/// An output that the user should see.
pub(super) fn important(text: &str) -> Value {
    json!({ "category": "important", "output": text })
}
