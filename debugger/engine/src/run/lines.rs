//! Going on by lines of source: `sl` and `nl`.
//!
//! A step ends where the code of another line begins, in a called function, or back in the caller, which then is in the
//! middle of its line. A function of C is entered where its parameters are in place. Code
//! without lines is never an end: what is called there is left by its frame, as `next` does, unless it only jumps on to
//! a function with lines, as calls by pointers do; what was jumped to, returned to or begun in is gone through until a
//! line begins. A function that is jumped to for its return to the caller is a call. An interrupt handler is run
//! through; breakpoints in it stop, as they do everywhere.

use jumppad_tiers::opcodes::Effect;

use super::boundary::Boundary;
use super::frame::Frame;
use super::step::Step;
use super::ways::ways_out;
use super::{Reach, Walk};
use crate::answer::Why;
use crate::debugger::Debugger;
use crate::program::disassemble::opcode_at;
use crate::program::source::{Line, Unit};

/// Instructions of a line that go one by one, before breakpoints are set on the ways out of it.
const WATCHED_ON_LINE: u32 = 2_000;

/// Instructions outside of all lines that are watched one by one, before breakpoints are set where lines begin.
const WATCHED_OUTSIDE: u32 = 2_000;

/// Instructions of a helper without lines that are watched for its jump to a function that has some.
const WATCHED_IN_HELPER: u32 = 64;

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
        match self.reach_another(calls) {
            Why::Step => self.pass_opening(),
            why => why,
        }
    }

    /// Runs through the opening of the function of C that begins here, if one does.
    fn pass_opening(&mut self) -> Why {
        let entry = self.debugger.machine.cpu().pc;
        let Some(body) = self.debugger.behind_opening(entry) else {
            return Why::Step;
        };
        let floor = self.debugger.machine.cpu().sp;
        self.run_to(
            &[body],
            None,
            |debugger| (debugger.machine.cpu().sp == floor).then_some(Why::Step),
            || Some("step waits for the first statement".to_owned()),
        )
    }

    /// Runs to `line`, or out of the frame.
    pub(super) fn run_to_line(&mut self, line: Line, reach: Reach) -> Why {
        let table = self.debugger.source.table();
        let entries = table.bytes(line).map(|bytes| bytes.entries.clone());
        let targets = entries.unwrap_or_default();
        let pieces = table.bytes(line).map(|bytes| bytes.pieces.clone());
        let pieces = pieces.unwrap_or_default();
        let place = self.debugger.source.place_name(line);
        let cpu = self.debugger.machine.cpu();
        let (floor, here) = (cpu.sp, self.debugger.function_around(cpu.pc));
        // Only the function that the guest is in can get there in an inner call of itself.
        let is_same = |at: &u16| here.is_some() && self.debugger.function_around(*at) == here;
        let is_bound = reach == Reach::Frame && targets.iter().all(is_same);
        let frame = Frame::innermost(&self.debugger.machine).filter(|frame| !frame.is_guess());
        let arrived = |debugger: &Debugger| {
            let cpu = debugger.machine.cpu();
            let is_inner = is_bound && cpu.sp < floor;
            // The same address in another bank is of another line.
            let mut here = pieces
                .iter()
                .filter(|p| (p.start..=p.end).contains(&cpu.pc));
            let is_here = here.any(|piece| debugger.is_shown(piece.bank, cpu.pc));
            (!is_inner && is_here).then_some(Why::Until)
        };
        let waiting = || Some(format!("until waits for {place}"));
        self.run_to(&targets, frame.as_ref(), arrived, waiting)
    }

    fn reach_another(&mut self, calls: Calls) -> Why {
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
        let is_last_call = self.is_last_call();
        if let (Calls::Over, true, Some(frame)) = (
            calls,
            is_last_call,
            Frame::innermost(&self.debugger.machine),
        ) {
            return self.pass(&frame.left_by(calls.command()));
        }
        match self.step() {
            Step::Stopped(why) => return Err(why),
            Step::Interrupt(_) => return self.pass_handler(calls),
            Step::Executed => {}
        }
        match called {
            Some(frame) if self.line_here().is_none() => self.pass_helper(&frame),
            Some(_) => Ok(Arrival::Called),
            None if is_last_call => Ok(Arrival::Called),
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

    /// Whether a jump to another function of C stands here, which will return to this one's caller.
    fn is_last_call(&self) -> bool {
        let machine = &self.debugger.machine;
        let pc = machine.cpu().pc;
        if opcode_at(machine, pc).effect != Effect::Jump {
            return false;
        }
        let target = machine.peek_word(pc.wrapping_add(1));
        let here = self.debugger.function_around(pc);
        here.is_some_and(|here| here != target) && self.debugger.is_function(target)
    }

    /// Passes what was called and has no lines, unless it jumps on to a function that has some.
    fn pass_helper(&mut self, frame: &Frame) -> Result<Arrival, Why> {
        for _ in 0..WATCHED_IN_HELPER {
            let before = Boundary::of(&self.debugger.machine);
            match self.step() {
                Step::Stopped(why) => return Err(why),
                Step::Interrupt(_) => {
                    self.pass_handler(Calls::Into)?;
                }
                Step::Executed => {}
            }
            let machine = &self.debugger.machine;
            match before.left(frame, machine) {
                Some(Why::Returned) => return Ok(Arrival::Moved),
                Some(_) => return Ok(Arrival::Returned),
                None if frame.is_running(machine.cpu()) && self.line_here().is_some() => {
                    return Ok(Arrival::Called);
                }
                None => {}
            }
        }
        self.pass(frame)
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
