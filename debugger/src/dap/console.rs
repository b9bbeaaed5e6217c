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
        let text = self.plain.report(report);
        match report {
            Report::Output { from, .. } => match from {
                Origin::Stream("stderr") => self.out.printed("stderr", &text),
                Origin::Stream(_) => self.out.printed("stdout", &text),
                // What a console has printed for a while comes as one piece.
                Origin::Device(_) => {
                    self.out.printed("stdout", &text);
                    self.out.flush();
                }
            },
            _ if text.is_empty() => {}
            _ => {
                let body = json!({ "category": "console", "output": text });
                self.out.event("output", body);
            }
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
