//! Serving a client that speaks a protocol: by standard streams or a port, one client at a time.
//!
//! Invariants: what a client sends is read by a thread of its own, which knows nothing of the session; messages are
//! bounded in size and number; whoever is served lives on the session's thread, and is asked there while the guest is
//! under way. A client that goes leaves the session as it is.
//!
//! Left out: what the messages mean; that is each protocol's own.

mod door;
mod link;

use std::io;
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::atomic::Ordering;

pub(crate) use door::{Anywhere, Door, DoorError, Port, Who};
pub(crate) use link::{Incoming, Link, User, Wire, WireError};

use jumppad_language::session::{Attendant, Session};

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The client went; the session is as it was.
    Left,
    /// The client ended the session.
    Over,
}

/// A protocol that a session is served by.
pub(crate) trait Protocol {
    /// How its messages are read.
    type Wire: Wire;

    /// The reader for a new client.
    fn wire(&self) -> Self::Wire;

    /// Serves one client until it goes. What is said is written to `out`.
    fn converse(
        &mut self,
        session: &mut Session<'_>,
        link: Rc<Link<<Self::Wire as Wire>::Message>>,
        out: Box<dyn io::Write>,
    ) -> Ended;
}

/// Serves clients as they come in by `door`, until one ends the session, the user does, or none will come any more.
///
/// # Errors
/// The port fails.
pub(crate) fn serve<P: Protocol>(
    session: &mut Session<'_>,
    protocol: &mut P,
    door: &Door,
    user: &User,
) -> Result<(), DoorError> {
    while let Some(client) = door.next(user)? {
        let interrupt = session.debugger.interrupt.clone();
        let link = Link::open(protocol.wire(), client.from, interrupt, user.clone());
        // It is one client's at a time.
        let server = session.shell.server.take();
        let ended = protocol.converse(session, Rc::new(link), client.to);
        session.shell.server = server;
        door.gone();
        if ended == Ended::Over || user.take() || !door.waits() {
            break;
        }
    }
    Ok(())
}

/// Serves a client that sends `bytes` and goes, for trials: no port is there, and `out` is told what the client is.
pub(crate) fn serve_bytes(
    session: &mut Session<'_>,
    protocol: &mut impl Protocol,
    bytes: Vec<u8>,
    out: impl io::Write + 'static,
) {
    let interrupt = session.debugger.interrupt.clone();
    let from = Box::new(io::Cursor::new(bytes));
    let link = Link::open(protocol.wire(), from, interrupt, User::default());
    protocol.converse(session, Rc::new(link), Box::new(out));
}

/// Does `what` with the session. While the guest is under way meanwhile, each message on `link` is brought before
/// `heed` at once, which says whether the guest goes on; else an urgent one, or the user, ends what is done.
pub(crate) fn attended<M: 'static, T>(
    session: &mut Session<'_>,
    link: &Rc<Link<M>>,
    heed: impl FnMut(&mut Session<'_>, Incoming<M>) -> ControlFlow<()> + 'static,
    what: impl FnOnce(&mut Session<'_>) -> T,
) -> T {
    let attendant = Heeding {
        link: Rc::clone(link),
        heed,
        said: ControlFlow::Continue(()),
    };
    let before = session.shell.attendant.replace(Box::new(attendant));
    link.ring_for_urgent();
    let done = what(session);
    link.ring_for_none();
    session.shell.attendant = before;
    done
}

/// Brings messages before a protocol while the guest is under way.
struct Heeding<M, F> {
    link: Rc<Link<M>>,
    heed: F,
    /// Whether what is done goes on. Once it does not, nothing of it does, such as commands of a breakpoint that resume.
    said: ControlFlow<()>,
}

impl<M, F: FnMut(&mut Session<'_>, Incoming<M>) -> ControlFlow<()>> Attendant for Heeding<M, F> {
    fn begins(&mut self, _: &mut Session<'_>) {
        self.link.ring_for_all();
    }

    fn ends(&mut self, session: &mut Session<'_>) {
        self.link.ring_for_urgent();
        // What came in the last moment, too, may be meant for whatever comes next.
        if self.attend(session).is_break() {
            session.debugger.interrupt.store(true, Ordering::SeqCst);
        }
    }

    fn attend(&mut self, session: &mut Session<'_>) -> ControlFlow<()> {
        while self.said.is_continue()
            && let Some(incoming) = self.link.pending()
        {
            self.said = (self.heed)(session, incoming);
        }
        self.said
    }
}
