//! The guest goes on, by the client's orders, and what the client is told of that.

use serde::Deserialize;
use serde_json::json;

use super::Talk;
use super::requests::{Done, Handled, Next};
use super::state::{self, State, THREAD};
use super::stops::Way;
use super::wire::Request;
use jumppad_engine::run::reverse::Back;
use jumppad_engine::run::{Calls, Goal, Order};
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session, carry_out};

/// How far a step goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Granularity {
    #[default]
    Statement,
    Line,
    Instruction,
}

impl State {
    /// What a request that moves the guest asks for.
    pub(super) fn movement(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        struct Arguments {
            #[serde(default)]
            granularity: Granularity,
        }
        let Arguments { granularity } = request.arguments()?;
        let by_lines = granularity != Granularity::Instruction && session.steps_by_lines();
        let go = |goal| Next::Go(Order::once(goal));
        let back = |goal| Next::Back(Order::once(goal));
        let next = match (request.command.as_str(), by_lines) {
            ("next", true) => go(Goal::Line(Calls::Over)),
            ("next", false) => go(Goal::Next),
            ("stepIn", true) => go(Goal::Line(Calls::Into)),
            ("stepIn", false) => go(Goal::Step),
            ("stepOut", _) => {
                session.debugger.frame = 0;
                go(Goal::Finish(session.debugger.frame_to_finish()?))
            }
            // From where no line is, the last line that was executed is wanted, in whatever call.
            ("stepBack", true) => {
                let pc = session.debugger.machine.cpu().pc;
                let calls = match session.debugger.source.line_of(pc) {
                    Some(_) => Calls::Over,
                    None => Calls::Into,
                };
                back(Back::Line(calls))
            }
            ("stepBack", false) => back(Back::Next),
            ("reverseContinue", _) => back(Back::Stop),
            _ => go(Goal::Stop),
        };
        let body = match request.command.as_str() {
            "continue" => json!({ "allThreadsContinued": true }),
            _ => serde_json::Value::Null,
        };
        Ok(Done {
            body: Some(body),
            next,
        })
    }
}

impl Talk {
    /// The client has said all that there is to say: the guest begins, or waits for the first order.
    pub(super) fn begin(&self, session: &mut Session<'_>) {
        let launch = self.state.borrow();
        let (is_to_run, no_debug) = match launch.launched.launch() {
            Some(launch) => (!launch.stop_on_entry, launch.no_debug),
            None => (false, false),
        };
        drop(launch);
        if no_debug {
            self.state.borrow_mut().marks.clear(session);
        }
        match is_to_run {
            true => self.go(session, Order::once(Goal::Stop)),
            false => self.state.borrow_mut().moved(session, "entry"),
        }
    }

    /// Lets the guest go on.
    pub(super) fn go(&self, session: &mut Session<'_>, order: Order<Goal>) {
        let outcome = self.attended(session, |session| carry_out(session, order));
        self.arrive(session, outcome);
    }

    /// Takes the guest back in time.
    pub(super) fn go_back(&self, session: &mut Session<'_>, order: Order<Back>) {
        let is_shown = self.state.borrow().client.supports_progress_reporting;
        if is_shown {
            let body = json!({
                "progressId": "back", "title": "Going back in time", "cancellable": true,
            });
            self.out.event("progressStart", body);
        }
        let outcome = self.attended(session, |session| {
            let stop = session.debugger.reverse(order)?;
            Ok(Report::Stop(stop))
        });
        if is_shown {
            self.out
                .event("progressEnd", json!({ "progressId": "back" }));
        }
        self.arrive(session, outcome);
    }

    /// Tells where the guest came to rest, or why it did not set out.
    fn arrive(&self, session: &mut Session<'_>, outcome: Outcome) {
        let way = match outcome {
            Ok(Report::Quit) => {
                self.state.borrow_mut().terminated();
                return;
            }
            Ok(_) => Way::Gone,
            Err(error) => {
                session.complain(&error, "");
                Way::Refused
            }
        };
        session.flush();
        let mut state = self.state.borrow_mut();
        state.follow(session);
        state.stopped(session, way);
    }

    /// Runs a line of commands, and tells what it changed.
    pub(super) fn execute(&self, session: &mut Session<'_>, request: &Request, line: &str) {
        let before = place(session);
        let was_at = session.debugger.last_stop.clone();
        let executed = self.attended(session, |session| state::execute(session, line));
        session.flush();
        self.out.answer(request, executed.answer);
        let mut state = self.state.borrow_mut();
        state.follow(session);
        if executed.leaves {
            state.terminated();
        } else if place(session) == before {
            state.invalidated();
        } else {
            let body = json!({ "threadId": THREAD, "allThreadsContinued": true });
            self.out.event("continued", body);
            let rests = session.debugger.last_stop.is_some();
            match rests && session.debugger.last_stop != was_at {
                true => state.stopped(session, Way::Gone),
                false => state.moved(session, "goto"),
            }
        }
    }
}

/// Where the guest is, and when.
fn place(session: &Session<'_>) -> (u16, u64) {
    let cpu = session.debugger.machine.cpu();
    (cpu.pc, cpu.cycles)
}
