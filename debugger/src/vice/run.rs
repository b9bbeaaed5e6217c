//! Letting the guest run, and telling where it stops.
//!
//! In VICE the guest runs unless the monitor is open, and any command opens it. Here, what a client sends while the guest
//! is under way stops it, and is answered then.
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
use crate::serve::{Ended, Incoming, attended};
use jumppad_engine::answer::Why;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::run::{Frame, Goal, Order};
use jumppad_language::report::Report;
use jumppad_language::session::{Outcome, Session, carry_out};

/// How far the guest goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Going {
    /// To the next stop.
    On,
    /// So many instructions.
    Into(u16),
    /// The same, with the whole of what they call.
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
        let (waiting, link) = (Rc::clone(&self.waiting), Rc::clone(&self.link));
        let heed = move |_: &mut Session<'_>, incoming| {
            match incoming {
                Incoming::User => {}
                incoming => waiting.borrow_mut().push_back(incoming),
            }
            ControlFlow::Break(())
        };
        let mut hit = Vec::new();
        let outcome = attended(session, &link, heed, |session| {
            going.carry_out(session, &mut hit)
        });
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
    debugger.resting.as_ref().map(|resting| &resting.why)
}

impl Going {
    /// Lets the guest go; the breakpoints that stopped it are added to `hit`.
    fn carry_out(self, session: &mut Session<'_>, hit: &mut Vec<u32>) -> Outcome {
        let outcome = self.begin(session);
        note(session.debugger, hit);
        match (outcome, why(session.debugger)) {
            (Ok(Report::Stop(_) | Report::Done), Some(Why::Watchpoint { .. })) => {
                let outcome = carry_out(session, Order::once(Goal::Step));
                note(session.debugger, hit);
                outcome
            }
            (outcome, _) => outcome,
        }
    }

    fn begin(self, session: &mut Session<'_>) -> Outcome {
        match self {
            Self::On => carry_out(session, Order::once(Goal::Stop)),
            Self::Into(count) => {
                let times = count.into();
                let order = Order::once(Goal::Step);
                carry_out(session, Order { times, ..order })
            }
            Self::Over(count) => over(session, count),
            // As in VICE, the guest goes on where nothing can return.
            Self::Out => match session.debugger.frame_to_finish() {
                Ok(frame) => carry_out(session, Order::once(Goal::Finish(frame))),
                Err(_) => carry_out(session, Order::once(Goal::Stop)),
            },
            Self::Nowhere => Ok(Report::Done),
        }
    }
}

/// Goes over `count` instructions, and over handlers of interrupts that come in their places.
fn over(session: &mut Session<'_>, count: u16) -> Outcome {
    let mut outcome = Ok(Report::Done);
    for _ in 0..count {
        loop {
            outcome = Ok(carry_out(session, Order::once(Goal::Next))?);
            let machine = &session.debugger.machine;
            let handler = Frame::innermost(machine);
            match (why(session.debugger), handler) {
                (Some(Why::InterruptTaken { .. }), Some(handler)) => {
                    carry_out(session, Order::once(Goal::Finish(handler)))?;
                }
                _ => break,
            }
            if !matches!(why(session.debugger), Some(Why::Returned)) {
                return outcome;
            }
        }
        if !matches!(why(session.debugger), Some(Why::Returned | Why::Step)) {
            break;
        }
    }
    outcome
}

fn note(debugger: &Debugger, hit: &mut Vec<u32>) {
    let resting = debugger.resting.iter();
    hit.extend(resting.flat_map(|resting| resting.hit.iter().copied()));
}
