//! What is told while a call is carried out: what the guest prints, notes, errors of scripts.
//!
//! Invariant: what is kept is bounded; of what is longer, the end is left out, and that is said.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use crate::render::Plain;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::Sink;

/// Letters that are kept.
const MOST: usize = 100_000;

#[derive(Debug, Default)]
struct Kept {
    plain: Plain,
    text: String,
    left_out: usize,
}

/// Keeps what is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Collector(Rc<RefCell<Kept>>);

impl Collector {
    /// What was told so far.
    pub(super) fn told(&self) -> String {
        let mut kept = self.0.borrow_mut();
        let left_out = std::mem::take(&mut kept.left_out);
        let mut text = std::mem::take(&mut kept.text);
        if left_out > 0 {
            text += &format!("\n(and {left_out} bytes more)\n");
        }
        text
    }

    /// The text of an answer behind that.
    pub(super) fn text(&self, report: &Report) -> String {
        self.0.borrow_mut().plain.report(report)
    }

    /// The text of an error behind that.
    pub(super) fn failure(&self, error: &CommandError) -> String {
        self.0.borrow_mut().plain.error(error, "")
    }

    fn keep(&self, make: impl FnOnce(&mut Plain) -> String) {
        let mut kept = self.0.borrow_mut();
        let text = make(&mut kept.plain);
        match kept.text.len() < MOST {
            true => kept.text += &text,
            false => kept.left_out += text.len(),
        }
    }
}

impl Sink for Collector {
    fn report(&mut self, report: &Report, _: &AtomicBool) {
        self.keep(|plain| plain.report(report));
    }

    fn error(&mut self, error: &CommandError, line: &str) {
        self.keep(|plain| plain.error(error, line));
    }
}
