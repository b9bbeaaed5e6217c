//! What a client says while the guest is under way: it may interrupt and leave; the rest waits until the guest rests.
//!
//! Invariant: what waits is bounded; a client that talks on and on stops the guest.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::rc::Rc;

use super::outgoing::{Listening, Outgoing};
use super::wire::Message;
use crate::serve::{Incoming, Link, attended};
use jumppad_language::session::Session;

/// Messages that wait until the guest rests.
const MOST: usize = 64;

/// What was heard meanwhile, and who is told.
#[derive(Clone)]
pub(super) struct Hearing {
    waiting: Rc<RefCell<VecDeque<Incoming<Message>>>>,
    pub(super) out: Rc<RefCell<Outgoing>>,
}

impl Hearing {
    pub(super) fn new(out: Rc<RefCell<Outgoing>>) -> Self {
        let waiting = Rc::default();
        Self { waiting, out }
    }

    /// What came meanwhile, the oldest first.
    pub(super) fn next(&self) -> Option<Incoming<Message>> {
        self.waiting.borrow_mut().pop_front()
    }

    /// Does `what` with the session while the client listens, and can interrupt.
    pub(super) fn during<T>(
        &self,
        session: &mut Session<'_>,
        link: &Rc<Link<Message>>,
        what: impl FnOnce(&mut Session<'_>) -> T,
    ) -> T {
        let here = self.clone();
        let heed = move |_: &mut Session<'_>, incoming| here.heed(incoming);
        let before = self.listens(Listening::Yes);
        let done = attended(session, link, heed, what);
        self.listens(before);
        done
    }

    /// Lets the client's console take text or not; what it was before.
    pub(super) fn listens(&self, listening: Listening) -> Listening {
        std::mem::replace(&mut self.out.borrow_mut().listening, listening)
    }

    /// Whether the guest goes on.
    fn heed(&self, incoming: Incoming<Message>) -> ControlFlow<()> {
        let goes_on = match incoming {
            Incoming::User | Incoming::Message(Message::Interrupt) => false,
            Incoming::Message(Message::Again) => {
                self.out.borrow_mut().repeat();
                true
            }
            other => {
                let is_last = match &other {
                    Incoming::Message(message) => message.is_farewell(),
                    _ => true,
                };
                let mut waiting = self.waiting.borrow_mut();
                waiting.push_back(other);
                !is_last && waiting.len() < MOST
            }
        };
        match goes_on && self.out.borrow().is_well() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    }
}
