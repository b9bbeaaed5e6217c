//! VICE's binary monitor: its clients as faces of a session.
//!
//! A client believes that the guest runs until it sends a command, as it does in VICE; here the guest rests until the
//! client lets it go, and while no client is there.
//!
//! Left out: a computer around the CPU, which has a screen, drives, ports, snapshots.

mod checkpoints;
mod commands;
mod condition;
mod ears;
mod facts;
mod fields;
mod memory;
mod petscii;
mod registers;
mod reply;
mod run;
mod wire;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use crate::serve::{Ended, Incoming, Link, Protocol};
use checkpoints::Checkpoints;
use commands::{Next, answer};
use ears::{Ears, listening};
use jumppad_language::session::Session;
use reply::{Listener, Teller};
use run::Going;
use wire::{Message, Reader};

/// How long a command that follows at once may take: VICE looks for commands once a frame.
const FRAME: Duration = Duration::from_millis(20);

/// The protocol.
#[derive(Debug)]
pub(crate) struct Monitor;

impl Protocol for Monitor {
    type Wire = Reader;

    fn wire(&self) -> Reader {
        Reader
    }

    fn converse(
        &mut self,
        session: &mut Session<'_>,
        link: Rc<Link<Message>>,
        out: Box<dyn io::Write>,
    ) -> Ended {
        let ears = Ears {
            teller: Teller::new(out),
            known: Vec::new(),
        };
        let mut client = Client {
            link,
            ears: Rc::new(RefCell::new(ears)),
            waiting: Rc::default(),
            checkpoints: Checkpoints::default(),
            door: Door::Closed,
        };
        let ears = Rc::clone(&client.ears);
        let ended = listening(session, &ears, |session| client.converse(session));
        client.checkpoints.remove(session.debugger);
        ended
    }
}

/// Whether the client knows that the guest rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Open,
    Closed,
}

/// A client that is served.
struct Client {
    link: Rc<Link<Message>>,
    ears: Rc<RefCell<Ears>>,
    /// What came while the guest was under way.
    waiting: Rc<RefCell<VecDeque<Incoming<Message>>>>,
    checkpoints: Checkpoints,
    door: Door,
}

impl Client {
    fn converse(&mut self, session: &mut Session<'_>) -> Ended {
        let mut next = Next::Stay;
        loop {
            next = match next {
                Next::Leave => return Ended::Over,
                Next::Go(going) => {
                    if let Some(ended) = self.go(session, going) {
                        return ended;
                    }
                    self.door = Door::Open;
                    Next::Stay
                }
                Next::GoSoon if !self.follows_at_once() => Next::Go(Going::On),
                Next::Stay | Next::GoSoon => {
                    if self.ears.borrow().teller.listener == Listener::Gone {
                        return Ended::Left;
                    }
                    match self.wait() {
                        Incoming::Message(message) => {
                            if self.door == Door::Closed {
                                self.tell_stop(session.debugger);
                                self.door = Door::Open;
                            }
                            answer(self, session, &message)
                        }
                        Incoming::Closed => return Ended::Left,
                        Incoming::User => return Ended::Over,
                        Incoming::Bad(error) => {
                            session.note(format!("the client was left: {error}"));
                            return Ended::Left;
                        }
                    }
                }
            };
        }
    }

    fn wait(&self) -> Incoming<Message> {
        let waiting = self.waiting.borrow_mut().pop_front();
        waiting.unwrap_or_else(|| self.link.wait())
    }

    /// Whether another command comes within a frame; it is kept.
    fn follows_at_once(&self) -> bool {
        let end = Instant::now() + FRAME;
        loop {
            let mut waiting = self.waiting.borrow_mut();
            waiting.extend(self.link.pending());
            if !waiting.is_empty() {
                return true;
            }
            drop(waiting);
            if Instant::now() >= end {
                return false;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}
