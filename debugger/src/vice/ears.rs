//! What happens while a client is there, told to the user as ever, and to the client what concerns it.
//!
//! Invariant: the user's own way of being told is put back when the client goes.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;

use super::checkpoints::{Info, Told};
use super::reply::{Event, Teller};
use jumppad_language::error::CommandError;
use jumppad_language::report::Report;
use jumppad_language::session::{Session, Sink};

/// What is shared with whoever is told of traces.
pub(super) struct Ears {
    pub(super) teller: Teller,
    /// The checkpoints when the guest was last resumed, each with the breakpoints that it is, and whose it is.
    pub(super) known: Vec<Known>,
}

/// A checkpoint that may be passed.
pub(super) struct Known {
    pub(super) ids: Vec<u32>,
    pub(super) info: Info,
    pub(super) whose: Whose,
}

/// Who set a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    Client,
    User,
}

impl Ears {
    /// The guest passed breakpoint `id`, which traces; whose it is, if it is a checkpoint.
    fn passed(&mut self, id: u32) -> Option<Whose> {
        let known = self
            .known
            .iter_mut()
            .find(|known| known.ids.contains(&id))?;
        known.info.hits += 1;
        let body = known.info.body(Told::Hit);
        self.teller.event(Event::Checkpoint, &body);
        Some(known.whose)
    }
}

/// The user's sink, with the client's ears before it.
struct Both {
    ears: Rc<RefCell<Ears>>,
    user: Rc<RefCell<Box<dyn Sink>>>,
}

impl Sink for Both {
    fn report(&mut self, report: &Report, interrupt: &AtomicBool) {
        if let Report::Trace(view) = report
            && self.ears.borrow_mut().passed(view.id) == Some(Whose::Client)
        {
            return;
        }
        self.user.borrow_mut().report(report, interrupt);
    }

    fn error(&mut self, error: &CommandError, line: &str) {
        self.user.borrow_mut().error(error, line);
    }
}

/// Tells nobody.
pub(super) struct Nobody;

impl Sink for Nobody {
    fn report(&mut self, _: &Report, _: &AtomicBool) {}
    fn error(&mut self, _: &CommandError, _: &str) {}
}

/// Does `what` while `ears` are told of traces.
pub(super) fn listening<T>(
    session: &mut Session<'_>,
    ears: &Rc<RefCell<Ears>>,
    what: impl FnOnce(&mut Session<'_>) -> T,
) -> T {
    let user = std::mem::replace(&mut session.shell.sink, Box::new(Nobody));
    let user = Rc::new(RefCell::new(user));
    session.shell.sink = Box::new(Both {
        ears: Rc::clone(ears),
        user: Rc::clone(&user),
    });
    let done = what(session);
    session.shell.sink = user.replace(Box::new(Nobody));
    done
}
