//! The Debug Adapter Protocol: editors as faces of a session.
//!
//! Invariants: a request is answered once, whatever it asks; what moves the guest is carried out here alone, with no
//! borrow of the client's state held, so requests that come meanwhile are answered at once; what belongs to the client
//! goes with it.
//!
//! Left out: what the requests do (`requests` is their table).

mod begin;
mod breakpoints;
mod capabilities;
mod code;
mod console;
mod data;
mod evaluate;
mod exceptions;
mod frames;
mod goto;
mod machine;
mod marks;
mod memory;
mod options;
mod requests;
mod run;
mod scopes;
mod source;
mod state;
mod stops;
pub(crate) mod trial;
mod variables;
mod wire;

use std::cell::RefCell;
use std::io;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::serve::{self, Ended, Incoming, Link, Protocol};
use console::Console;
use jumppad_language::session::Session;
use requests::{Done, Next};
use state::State;
use wire::{Failure, Out, Reader, Request};

/// The protocol.
#[derive(Debug, Default)]
pub(crate) struct Adapter;

impl Protocol for Adapter {
    type Wire = Reader;

    fn wire(&self) -> Reader {
        Reader
    }

    fn converse(
        &mut self,
        session: &mut Session<'_>,
        link: Rc<Link<Request>>,
        out: Box<dyn io::Write>,
    ) -> Ended {
        let out = Rc::new(Out::new(out));
        let sink = Box::new(Console::new(Rc::clone(&out)));
        let before = std::mem::replace(&mut session.shell.sink, sink);
        let state = Rc::new(RefCell::new(State::new(Rc::clone(&out))));
        let ended = Talk { link, out, state }.go_on(session);
        session.shell.sink = before;
        ended
    }
}

/// A conversation.
struct Talk {
    link: Rc<Link<Request>>,
    out: Rc<Out>,
    state: Rc<RefCell<State>>,
}

impl Talk {
    fn go_on(&self, session: &mut Session<'_>) -> Ended {
        loop {
            let later = self.state.borrow_mut().later.pop_front();
            let ended = match later.unwrap_or_else(|| self.link.wait()) {
                Incoming::Message(request) => self.serve(session, &request),
                Incoming::Bad(error) => {
                    let text = format!("the connection ends: {error}\n");
                    self.out.event("output", console::important(&text));
                    Some(Ended::Left)
                }
                Incoming::Closed => Some(Ended::Left),
                Incoming::User => Some(Ended::Over),
            };
            if let Some(ended) = ended {
                self.state.borrow_mut().clear(session);
                return ended;
            }
        }
    }

    /// Answers a request, and does what it leads to.
    fn serve(&self, session: &mut Session<'_>, request: &Request) -> Option<Ended> {
        let handled = self.state.borrow_mut().handle(session, request);
        let next = self.answer(request, handled);
        match next {
            Next::Stay => {}
            Next::SetUp(begun) => self.set_up(session, request, begun),
            Next::Initialized => self.out.event("initialized", ()),
            Next::Begin => self.begin(session),
            Next::Go(order) => self.go(session, order),
            Next::Back(order) => self.go_back(session, order),
            Next::Execute(line) => self.execute(session, request, &line),
            Next::Stopped(reason) => self.state.borrow_mut().moved(session, reason),
            Next::Leave(ended) => return Some(ended),
        }
        None
    }

    /// Answers, unless that comes later; what the request leads to.
    fn answer(&self, request: &Request, handled: Result<Done, Failure>) -> Next {
        match handled {
            Ok(Done { body, next }) => {
                if let Some(body) = body {
                    self.out.answer(request, Ok(body));
                }
                next
            }
            Err(failure) => {
                self.out.answer(request, Err(failure));
                Next::Stay
            }
        }
    }

    /// What is done with messages while the guest is under way: all that can be answered at once is.
    fn heed(&self) -> impl FnMut(&mut Session<'_>, Incoming<Request>) -> ControlFlow<()> + 'static {
        let (out, state) = (Rc::clone(&self.out), Rc::clone(&self.state));
        move |session, incoming| {
            let request = match incoming {
                Incoming::Message(request) => request,
                // The user stops the guest; at rest, it would be the end.
                Incoming::User => return ControlFlow::Break(()),
                Incoming::Bad(_) | Incoming::Closed => {
                    state.borrow_mut().later.push_back(incoming);
                    return ControlFlow::Break(());
                }
            };
            match request.command.as_str() {
                "pause" => {
                    out.answer(&request, Ok(serde_json::Value::Null));
                    return ControlFlow::Break(());
                }
                "cancel" => {
                    out.answer(&request, Ok(serde_json::Value::Null));
                    // A request is that for a line of commands, which let the guest go.
                    return match request.names("requestId") {
                        true => ControlFlow::Break(()),
                        false => ControlFlow::Continue(()),
                    };
                }
                // What ends or restarts all this comes behind the stop, which is not worth telling then.
                "disconnect" | "terminate" | "restart" => {
                    let mut state = state.borrow_mut();
                    state.is_ending = true;
                    state.later.push_back(Incoming::Message(request));
                    return ControlFlow::Break(());
                }
                _ => {}
            }
            let handled = state.borrow_mut().handle_under_way(session, &request);
            match handled {
                Ok(Done {
                    next: Next::Execute(line),
                    ..
                }) => {
                    let executed = state::execute(session, &line);
                    out.answer(&request, executed.answer);
                    if executed.leaves {
                        state.borrow_mut().terminated();
                    }
                    state.borrow_mut().follow(session);
                }
                Ok(Done { body, .. }) => out.answer(&request, Ok(body.unwrap_or_default())),
                Err(failure) => out.answer(&request, Err(failure)),
            }
            ControlFlow::Continue(())
        }
    }

    /// Does `what`, during which the client may ask for more.
    fn attended<T>(
        &self,
        session: &mut Session<'_>,
        what: impl FnOnce(&mut Session<'_>) -> T,
    ) -> T {
        serve::attended(session, &self.link, self.heed(), what)
    }
}
