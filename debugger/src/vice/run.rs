//! Letting the guest run, and telling where it stops.
//!
//! In VICE the guest runs unless the monitor is open, and any command opens it. VICE looks for commands once a frame: so
//! here a command that comes while the guest is under way stops it, but not before it had the cycles of a frame, and is
//! answered then. A step that is ordered together with a question is done before that is answered.
//!
//! Invariant: a client sees of an access that is watched what it sees in VICE, where the guest stops behind the
//! instruction: the session stops before it, so that one instruction more is executed.

use std::ops::ControlFlow;
use std::rc::Rc;

use super::Client;
use super::checkpoints::Told;
use super::ears::{Known, Whose};
use super::registers;
use super::reply::Event;
use super::wire::Message;
use crate::serve::{Ended, Incoming, attended};
use jumppad_engine::answer::Why;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::run::{Frame, Goal, Order};
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session, carry_out};

/// The cycles of a frame, of which no command takes any: those of a C64 in Europe.
const FRAME: u64 = 19_656;

/// Commands that are kept until the guest rests.
const MOST_WAITING: usize = 64;

/// How far the guest goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    /// To the next stop.
    On,
    /// So many instructions.
    Into(u16),
    /// So many instructions, each with the whole of what it calls.
    Over(u16),
    /// Out of the subroutine that it is in.
    Out,
    /// It has come to where it is otherwise.
    Nowhere,
}

impl Client {
    /// The monitor opens: whoever believed that the guest runs learns where it stands.
    pub(super) fn tell_stop(&mut self, debugger: &Debugger) {
        let teller = &mut self.ears.borrow_mut().teller;
        let pc = debugger.machine.cpu().pc.to_le_bytes();
        if matches!(why(debugger), Some(Why::Jam { .. })) {
            teller.event(Event::Jam, &pc);
        }
        teller.event(Event::Registers, &registers::values(debugger));
        teller.event(Event::Stopped, &pc);
    }

    /// Lets the guest go, and tells where it stops; how the session ended, if it did.
    pub(super) fn go(&mut self, session: &mut Session<'_>, going: Going) -> Option<Ended> {
        self.know(session.debugger);
        let pc = session.debugger.machine.cpu().pc.to_le_bytes();
        self.ears.borrow_mut().teller.event(Event::Resumed, &pc);
        let mut hit = Vec::new();
        let outcome = self.carry_out(session, going, &mut hit);
        let known = std::mem::take(&mut self.ears.borrow_mut().known);
        let before: Vec<_> = known.into_iter().map(|known| known.info).collect();
        for info in self.checkpoints.hit(session.debugger, &hit, &before) {
            let body = info.body(Told::Hit);
            self.ears
                .borrow_mut()
                .teller
                .event(Event::Checkpoint, &body);
        }
        self.checkpoints.settle(session.debugger);
        self.tell_stop(session.debugger);
        match outcome {
            Ok(Report::Quit) => return Some(Ended::Over),
            Ok(_) => {}
            Err(error) => session.complain(&error, ""),
        }
        None
    }

    /// Notes the checkpoints, for those that are passed, or gone after their hit.
    fn know(&mut self, debugger: &Debugger) {
        let known = |info: super::checkpoints::Info| Known {
            ids: self.checkpoints.parts(info.number).collect(),
            info,
            whose: match self.checkpoints.is_own(info.number) {
                true => Whose::Client,
                false => Whose::User,
            },
        };
        let list = self.checkpoints.list(debugger);
        self.ears.borrow_mut().known = list.into_iter().map(known).collect();
    }
}

/// Why the guest rests where it is.
fn why(debugger: &Debugger) -> Option<&Why> {
    debugger.last_stop.as_ref().map(|resting| &resting.why)
}

impl Client {
    /// Lets the guest go; the breakpoints that stopped it are added to `hit`.
    fn carry_out(&self, session: &mut Session<'_>, going: Going, hit: &mut Vec<u32>) -> Outcome {
        let outcome = match going {
            Going::On => self.run(session, Goal::Stop, Goal::Stop),
            Going::Into(count) => self.finish(session, Goal::Step, count.into()),
            Going::Over(count) => self.over(session, count),
            // As in VICE, the guest goes on where nothing can return.
            Going::Out => {
                let frame = session.debugger.frame_to_finish();
                let goal = frame.map_or(Goal::Stop, Goal::Finish);
                self.run(session, goal, goal)
            }
            Going::Nowhere => return Ok(Report::Done),
        };
        note(session.debugger, hit);
        match (outcome, why(session.debugger)) {
            (Ok(Report::Stop(_) | Report::Done), Some(Why::Watchpoint { .. })) => {
                let outcome = self.finish(session, Goal::Step, 1);
                note(session.debugger, hit);
                outcome
            }
            (outcome, _) => outcome,
        }
    }

    /// Runs to `goal`, which is `rest` once a frame has passed: from then on a command ends it.
    fn run(&self, session: &mut Session<'_>, goal: Goal, rest: Goal) -> Outcome {
        let order = Order {
            cycles: Some(FRAME),
            ..Order::once(goal)
        };
        let keep = self.keep(ControlFlow::Continue(()));
        let outcome = attended(session, &self.link, keep, |session| {
            carry_out(session, order)
        });
        let is_under_way = matches!(
            why(session.debugger),
            Some(Why::Cycles { limit: FRAME, .. })
        );
        if outcome.is_err() || !is_under_way || !self.waiting.borrow().is_empty() {
            return outcome;
        }
        let keep = self.keep(ControlFlow::Break(()));
        attended(session, &self.link, keep, |session| {
            carry_out(session, Order::once(rest))
        })
    }

    /// Reaches `goal` so often, whatever is commanded meanwhile; it takes no time to speak of.
    fn finish(&self, session: &mut Session<'_>, goal: Goal, times: u64) -> Outcome {
        let order = Order {
            times,
            ..Order::once(goal)
        };
        let keep = self.keep(ControlFlow::Continue(()));
        attended(session, &self.link, keep, |session| {
            carry_out(session, order)
        })
    }

    /// Goes over `count` instructions, and over handlers of interrupts that come in their places.
    fn over(&self, session: &mut Session<'_>, count: u16) -> Outcome {
        let start = session.debugger.machine.cpu().cycles;
        let mut outcome = Ok(Report::Done);
        let mut left = count;
        while left > 0 {
            let called = Frame::called_at(&session.debugger.machine);
            outcome = Ok(match called {
                Some(frame) => self.run(session, Goal::Next, Goal::Finish(frame)),
                None => self.finish(session, Goal::Next, 1),
            }?);
            let machine = &session.debugger.machine;
            match (why(session.debugger), Frame::innermost(machine)) {
                (Some(Why::InterruptTaken { .. }), Some(handler)) => {
                    let goal = Goal::Finish(handler);
                    outcome = Ok(self.run(session, goal, goal)?);
                }
                _ => left -= 1,
            }
            let passed = session.debugger.machine.cpu().cycles.saturating_sub(start);
            let is_commanded = passed >= FRAME && !self.waiting.borrow().is_empty();
            let goes_on = matches!(why(session.debugger), Some(Why::Returned | Why::Step));
            if is_commanded || !goes_on {
                break;
            }
        }
        outcome
    }

    /// Keeps what comes while the guest is under way, which goes on after a command as `commanded` says, unless too many
    /// wait already.
    fn keep(
        &self,
        commanded: ControlFlow<()>,
    ) -> impl FnMut(&mut Session<'_>, Incoming<Message>) -> ControlFlow<()> + 'static {
        let waiting = Rc::clone(&self.waiting);
        move |_, incoming| {
            let is_command = matches!(incoming, Incoming::Message(_));
            let has_room = waiting.borrow().len() < MOST_WAITING;
            // The user only wants it to stop.
            if !matches!(incoming, Incoming::User) {
                waiting.borrow_mut().push_back(incoming);
            }
            match is_command && has_room {
                true => commanded,
                false => ControlFlow::Break(()),
            }
        }
    }
}

fn note(debugger: &Debugger, hit: &mut Vec<u32>) {
    let resting = debugger.last_stop.iter();
    hit.extend(resting.flat_map(|resting| resting.hit.iter().copied()));
}
