//! Going back in time: the commands' goals, each as a search for a moment of the past.
//!
//! Invariants: what is found is the state that the guest was in then; nothing is executed twice that has effects
//! outside, and nothing is printed again; Ctrl-C leaves the guest where it was.

mod search;
mod travel;

use jumppad_tiers::{Checkpoint, Playing};

use super::{Calls, Leaving, Order, halt};
use crate::answer::{Registers, Stop, Why};
use crate::debugger::{Debugger, event::Event};
use crate::error::Error;
use crate::history::{Beginning, Moment, Notice};
use search::Found;
use travel::{Halt, Travel};

/// What the user wants to go back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// The latest breakpoint or watchpoint.
    Stop,
    /// The instruction before.
    Step,
    /// Before the last instruction, or before the whole call that it returned from.
    Next,
    /// Where a line of source begins.
    Line(Calls),
    /// The call of the current subroutine.
    Caller,
}

/// Carries `order` out and tells how it ended.
///
/// # Errors
/// History is off; nothing on the stack looks like a call; a defect was found.
pub fn go_back(debugger: &mut Debugger, order: Order<Back>) -> Result<Box<Stop>, Error> {
    if debugger.history.limit().is_none() {
        return Err(Error::NoHistory);
    }
    debugger.settle_history();
    debugger.history.begin(&mut debugger.machine);
    let before = Registers::from(debugger.machine.cpu());
    let start = debugger.machine.cpu().cycles;
    let home = Home {
        checkpoint: debugger.machine.checkpoint(),
        moment: debugger.history.now(&debugger.machine),
    };
    let bottom = Bottom::new(debugger, order.limit(debugger));
    let counts = debugger.breakpoints.counts(&mut debugger.machine);
    debugger.machine.set_playing(Playing::Again);
    let outcome = carry_out(&mut Travel { debugger }, order, &bottom);
    debugger.machine.set_playing(Playing::Forward);
    // What happens again was counted when it happened.
    debugger.breakpoints.restore(&mut debugger.machine, &counts);
    let why = match outcome {
        Ok(why) => why,
        Err(halt) => {
            home.return_to(debugger)?;
            match halt {
                Halt::Interrupted => Why::Interrupted {
                    waiting: Some("the guest is where it was".to_owned()),
                },
                Halt::NoCall => return Err(Error::NoCall),
                Halt::Diverged => {
                    debugger.history.forget(Beginning::Forgotten);
                    return Err(Error::Diverged);
                }
            }
        }
    };
    debugger.before = before;
    debugger.collect_events();
    let leaving = Leaving::after(&why).unwrap_or(Leaving::Breakpoint);
    let hit = why.number().into_iter().collect();
    Ok(halt(debugger, why, hit, leaving, start))
}

fn carry_out(travel: &mut Travel<'_>, order: Order<Back>, bottom: &Bottom) -> Result<Why, Halt> {
    let mut times = order.times;
    loop {
        let here = travel.now();
        let found = match order.goal {
            Back::Step => {
                travel.steps_before(bottom.moment, here, std::mem::replace(&mut times, 1))?
            }
            Back::Next => travel.next_before(bottom.moment, here)?,
            Back::Line(calls) => travel.line_before(calls, bottom.moment, here)?,
            Back::Caller => travel.caller_before(bottom.moment, here)?,
            Back::Stop => None,
        };
        // Whatever would have stopped the guest there, or on the way from there, stops it on the way back.
        let from = found.as_ref().map_or(bottom.moment, |found| found.at);
        let found = match travel.stop_before(from, here)? {
            Some(stop) => Some(stop),
            None => found,
        };
        let Some(Found { at, why }) = found else {
            travel.go_to(bottom.moment)?;
            return Ok(bottom.why.clone());
        };
        travel.go_to(at)?;
        times -= 1;
        if times == 0 || !may_repeat(order.goal, &why) {
            travel.passed(&why);
            return Ok(why);
        }
    }
}

/// Whether the way back may lead on from here, since the user asked for more.
fn may_repeat(goal: Back, why: &Why) -> bool {
    match why {
        Why::Breakpoint { .. } | Why::Watchpoint { .. } => goal == Back::Stop,
        Why::Step | Why::Called => true,
        _ => false,
    }
}

/// Whether the guest runs for the first time, or through a future that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    New,
    Known,
}

/// Where the guest was when the user gave the order.
struct Home {
    checkpoint: Checkpoint,
    moment: Moment,
}

impl Home {
    fn return_to(self, debugger: &mut Debugger) -> Result<(), Error> {
        debugger.forget_output();
        debugger
            .machine
            .restore(&self.checkpoint)
            .map_err(|_| Error::Diverged)?;
        debugger.history.moved_to(self.moment);
        Ok(())
    }
}

/// The earliest moment that the order may lead to.
struct Bottom {
    moment: Moment,
    why: Why,
}

impl Bottom {
    fn new(debugger: &Debugger, limit: Option<u64>) -> Self {
        let now = debugger.history.now(&debugger.machine);
        let (first, beginning) = match debugger.history.start() {
            Some((first, beginning)) => (first, beginning.to_string()),
            None => (now, String::new()),
        };
        let floor = limit.map(|limit| {
            (
                limit,
                debugger.history.moment_of(now.cycle.saturating_sub(limit)),
            )
        });
        match floor {
            Some((limit, moment)) if moment > first => Self {
                moment,
                why: Why::Cycles {
                    limit,
                    waiting: None,
                },
            },
            _ => Self {
                moment: first,
                why: Why::HistoryStart { text: beginning },
            },
        }
    }
}

impl Debugger {
    /// Drops what the guest printed: it was told the first time.
    pub fn forget_output(&mut self) {
        self.devices.forget_output();
    }

    /// What must be done before the guest runs for `budget` cycles: how many it may run, and whether that is news.
    pub(super) fn enter_slice(&mut self, budget: u64) -> (u64, Time) {
        let (budget, notices) = self.history.prepare(&mut self.machine, budget);
        for notice in notices {
            self.notice(notice);
        }
        let time = match self.history.is_live(&self.machine) {
            true => Time::New,
            false => Time::Known,
        };
        (budget, time)
    }

    /// What must be done afterwards.
    pub(super) fn leave_slice(&mut self, time: Time) {
        self.history.reached(&self.machine);
        if time == Time::Known {
            self.forget_output();
        }
    }

    /// Takes notice of what was changed by hand, and of what came of that.
    pub fn settle_history(&mut self) {
        if let Some(notice) = self.history.settle(&mut self.machine) {
            self.notice(notice);
        }
    }

    /// Takes notice of keys that were typed while the guest ran.
    pub(crate) fn settle_keys(&mut self) {
        if let Some(notice) = self.history.typed(&mut self.machine) {
            self.notice(notice);
        }
    }

    fn notice(&mut self, notice: Notice) {
        self.guest.undo(notice.calls());
        self.happened(Event::History(notice));
    }
}
