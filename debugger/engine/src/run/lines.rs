//! Going on by lines of source: `sl` and `nl`.
//!
//! A step ends where the code of another line begins, at the first instruction of a called function, or back in the
//! caller, which then is in the middle of its line. Code without lines is never an end: what is called there is left
//! by its frame, as `next` does; what was jumped to, returned to or begun in is gone through until a line begins. An
//! interrupt handler is run through; breakpoints in it stop, as they do everywhere.

use super::Walk;
use super::boundary::Boundary;
use super::frame::Frame;
use super::step::Step;
use super::ways::ways_out;
use crate::answer::Why;
use crate::program::source::{Line, Unit};

/// Instructions of a line that go one by one, before breakpoints are set on the ways out of it.
const WATCHED_ON_LINE: u32 = 2_000;

/// Instructions outside of all lines that are watched one by one, before breakpoints are set where lines begin.
const WATCHED_OUTSIDE: u32 = 2_000;

/// What a step by a line does at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// It goes into a subroutine that has lines of its own: `sl`.
    Into,
    /// It goes on behind the call: `nl`.
    Over,
}

impl Calls {
    /// The command that does so.
    fn command(self) -> &'static str {
        match self {
            Self::Into => "sl",
            Self::Over => "nl",
        }
    }
}

/// How one instruction, or a whole call, led to where the guest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrival {
    /// Into a subroutine with lines.
    Called,
    /// Out of the frame in which the step began.
    Returned,
    Moved,
}

impl Walk<'_> {
    /// Runs to another line.
    pub(super) fn step_line(&mut self, calls: Calls) -> Why {
        let floor = self.debugger.machine.cpu().sp;
        let mut home = self.line_here();
        for count in 1u32.. {
            let Some(unit) = home else {
                return self.reach_line(calls);
            };
            let arrival = match count.is_multiple_of(WATCHED_ON_LINE) && unit.is_whole_line() {
                true => self.hurry(unit, calls, floor),
                false => self.step_on_line(calls, floor),
            };
            let arrival = match arrival {
                Ok(arrival) => arrival,
                Err(why) => return why,
            };
            home = self.line_here();
            let is_end = match arrival {
                Arrival::Called | Arrival::Returned => home.is_some(),
                Arrival::Moved => home != Some(unit) && self.begins_here(),
            };
            if is_end {
                return Why::Step;
            }
        }
        Why::Step
    }

    /// Runs to another line, but in this frame not to one before it: past the end of the loop that it ends.
    pub(super) fn leave_lines(&mut self) -> Why {
        let floor = self.debugger.machine.cpu().sp;
        let Some(home) = self.line_here().map(|unit| unit.line) else {
            return self.reach_line(Calls::Over);
        };
        let frame = Frame::innermost(&self.debugger.machine);
        let why = self.step_line(Calls::Over);
        let is_back = |line: Line| line.file == home.file && line.number <= home.number;
        let here = self.line_here().map(|unit| unit.line);
        if why != Why::Step || self.is_above(floor) || !here.is_some_and(is_back) {
            return why;
        }
        let table = self.debugger.source.table();
        let further = |address: &u16| {
            let line = table.at(*address);
            line.is_some_and(|line| line.file == home.file && line.number > home.number)
        };
        let targets: Vec<u16> = table.beginnings().filter(further).collect();
        self.run_to(
            &targets,
            frame.as_ref(),
            |debugger| (debugger.machine.cpu().sp >= floor).then_some(Why::Until),
            || Some("until waits for a line further down".to_owned()),
        )
    }

    /// Runs at full speed to where the line may be left: a loop on one line can take long.
    fn hurry(&mut self, unit: Unit, calls: Calls, floor: u8) -> Result<Arrival, Why> {
        let debugger = &self.debugger;
        let ways = ways_out(&debugger.machine, debugger.source.table(), unit, calls);
        if ways.contains(&debugger.machine.cpu().pc) {
            return self.step_on_line(calls, floor);
        }
        let why = self.run_to(
            &ways,
            None,
            // A function that calls itself gets there in its inner calls, too.
            |debugger| (debugger.machine.cpu().sp >= floor).then_some(Why::Step),
            || Some(format!("{} waits for the end of the line", calls.command())),
        );
        match why {
            Why::Step => Ok(Arrival::Moved),
            why => Err(why),
        }
    }

    fn line_here(&self) -> Option<Unit> {
        let pc = self.debugger.machine.cpu().pc;
        self.debugger.source.table().unit(pc)
    }

    fn begins_here(&self) -> bool {
        let pc = self.debugger.machine.cpu().pc;
        self.debugger.source.table().begins(pc)
    }

    /// One instruction; a subroutine that is not gone into, or an interrupt handler, as a whole.
    fn step_on_line(&mut self, calls: Calls, floor: u8) -> Result<Arrival, Why> {
        let before = Boundary::of(&self.debugger.machine);
        let called = Frame::called_at(&self.debugger.machine).map(|f| f.left_by(calls.command()));
        if let (Calls::Over, Some(frame)) = (calls, &called) {
            return self.pass(frame);
        }
        match self.step() {
            Step::Stopped(why) => return Err(why),
            Step::Interrupt(_) => return self.pass_handler(calls),
            Step::Executed => {}
        }
        match called {
            Some(frame) if self.line_here().is_none() => self.pass(&frame),
            Some(_) => Ok(Arrival::Called),
            None if before.is_return() && self.is_above(floor) => Ok(Arrival::Returned),
            None => Ok(Arrival::Moved),
        }
    }

    /// Whether a return went back further than to where the stack pointer was at `floor`; RTS is a jump, too.
    fn is_above(&self, floor: u8) -> bool {
        let sp = self.debugger.machine.cpu().sp;
        // A return from the very top of the stack wraps its pointer to $00 or $01.
        sp > floor || (floor >= 0xFE && sp < 2)
    }

    fn pass(&mut self, frame: &Frame) -> Result<Arrival, Why> {
        match self.leave(frame) {
            Why::Returned => Ok(Arrival::Moved),
            Why::Unwound { .. } => Ok(Arrival::Returned),
            why => Err(why),
        }
    }

    fn pass_handler(&mut self, calls: Calls) -> Result<Arrival, Why> {
        match Frame::innermost(&self.debugger.machine) {
            Some(handler) => self.pass(&handler.left_by(calls.command())),
            None => Ok(Arrival::Moved),
        }
    }

    /// Goes on in code without lines until a line begins, or until the subroutine is left for the middle of one.
    fn reach_line(&mut self, calls: Calls) -> Why {
        let waiting = || Some(format!("{} waits for a line of source", calls.command()));
        let frame = Frame::innermost(&self.debugger.machine);
        for _ in 0..WATCHED_OUTSIDE {
            let before = Boundary::of(&self.debugger.machine);
            match self.step() {
                Step::Stopped(why) => return why.waiting(waiting),
                Step::Interrupt(_) => match self.pass_handler(calls) {
                    Ok(_) => {}
                    Err(why) => return why,
                },
                Step::Executed => {}
            }
            let left = frame.and_then(|frame| before.left(&frame, &self.debugger.machine));
            if self.begins_here() || (left.is_some() && self.line_here().is_some()) {
                return Why::Step;
            }
        }
        let targets: Vec<u16> = self.debugger.source.table().beginnings().collect();
        loop {
            match self.run_to(&targets, frame.as_ref(), |_| Some(Why::Step), waiting) {
                // To a caller without lines.
                Why::Returned | Why::Unwound { .. } if self.line_here().is_none() => {}
                Why::Returned | Why::Unwound { .. } => return Why::Step,
                why => return why,
            }
        }
    }
}
