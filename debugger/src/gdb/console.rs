//! Where the session tells what it has to tell while a client is there: on the client's console while that listens, else
//! on the terminal.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::outgoing::Outgoing;
use crate::render::Plain;
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::Sink;

/// The session's own sink, which is put back when the client goes.
pub(super) type Terminal = Rc<RefCell<Box<dyn Sink>>>;

/// Tells the client, or the terminal.
pub(super) struct Console {
    out: Rc<RefCell<Outgoing>>,
    terminal: Terminal,
    plain: Plain,
}

impl Console {
    pub(super) fn new(out: Rc<RefCell<Outgoing>>, terminal: Terminal) -> Self {
        let plain = Plain::default();
        Self {
            out,
            terminal,
            plain,
        }
    }
}

impl Sink for Console {
    fn report(&mut self, report: &Report, interrupt: &AtomicBool) {
        let text = self.plain.report(report);
        let mut out = self.out.borrow_mut();
        match out.say(&text) {
            // Whoever does not read is gone, and nobody wants the guest to go on.
            Ok(()) if !out.is_well() => interrupt.store(true, Ordering::SeqCst),
            Ok(()) => {}
            Err(_) => self.terminal.borrow_mut().report(report, interrupt),
        }
    }

    fn error(&mut self, error: &CommandError, line: &str) {
        let text = self.plain.error(error, line);
        if self.out.borrow_mut().say(&text).is_err() {
            self.terminal.borrow_mut().error(error, line);
        }
    }
}

/// What tells nobody, while the session's own is elsewhere.
pub(super) struct Nobody;

impl Sink for Nobody {
    fn report(&mut self, _: &Report, _: &AtomicBool) {}

    fn error(&mut self, _: &CommandError, _: &str) {}
}
