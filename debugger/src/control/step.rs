//! Going on by single instructions, for steps and for frames that are watched until they are left.

use super::boundary::Boundary;
use super::frame::{Frame, RTI};
use super::{Goal, Walk};
use crate::report::Why;

/// Instructions that `next` and `finish` watch one by one, before they trust a breakpoint at the return address.
const WATCHED_INSTRUCTIONS: u32 = 100_000;

/// What a step was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Executed,
    /// By the line of this name.
    Interrupt(&'static str),
    Stopped(Why),
}

impl Step {
    /// The step as an end.
    pub(super) fn why(self) -> Why {
        match self {
            Self::Executed => Why::Step,
            Self::Interrupt(line) => Why::InterruptTaken { line },
            Self::Stopped(why) => why,
        }
    }
}

impl Walk<'_> {
    /// Runs until `frame` is left: closely at first, so that routines that return elsewhere are seen, then at full
    /// speed with breakpoints where the frame returns to.
    pub(super) fn leave(&mut self, frame: &Frame) -> Why {
        // Where the stack pointer was when an interrupt was taken on the way: until its handler is through, what
        // returns is not the frame.
        let mut interrupted: Option<u8> = None;
        for count in 0..WATCHED_INSTRUCTIONS {
            let before = Boundary::of(&self.session.machine);
            match self.step() {
                Step::Stopped(why) => return why.waiting(|| Some(frame.to_string())),
                Step::Interrupt(line) if count == 0 && self.order.goal == Goal::Next => {
                    return Why::InterruptTaken { line };
                }
                Step::Interrupt(_) => interrupted = interrupted.or(Some(before.sp)),
                Step::Executed => {
                    let cpu = self.session.machine.cpu();
                    match interrupted {
                        Some(sp) if before.opcode == RTI && cpu.sp == sp => interrupted = None,
                        Some(sp) if cpu.sp <= sp => {}
                        _ if frame.is_left_after(before.opcode, cpu) => return Why::Returned,
                        _ => interrupted = None,
                    }
                }
            }
        }
        self.run_to(
            &frame.returns,
            |session| {
                frame
                    .is_left(session.machine.cpu())
                    .then_some(Why::Returned)
            },
            || Some(frame.to_string()),
        )
    }

    /// One instruction, or one interrupt in its place.
    pub(super) fn step(&mut self) -> Step {
        let before = Boundary::of(&self.session.machine);
        while before.is_still(&self.session.machine) {
            if let Some(why) = self.limit_reached(|| None) {
                return Step::Stopped(why);
            }
            let reason = self.slice(1);
            if let Some(why) = self.judge(reason) {
                return Step::Stopped(why);
            }
        }
        if before.waits(&self.session.machine) {
            let ends = before.ends_of_wait(&self.session.machine);
            let waiting = || Some("WAI waits for an interrupt".to_owned());
            match self.run_to(&ends, |_| Some(Why::Step), waiting) {
                Why::Step => {}
                why => return Step::Stopped(why),
            }
        }
        match before.interrupt(&self.session.machine) {
            Some(line) => Step::Interrupt(line),
            None => Step::Executed,
        }
    }
}
