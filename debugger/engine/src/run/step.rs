//! Going on by single instructions, for steps and for frames that are watched until they are left.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Effect};

use super::boundary::Boundary;
use super::frame::Frame;
use super::{Goal, Walk};
use crate::answer::Why;
use crate::program::disassemble::opcode_at;

/// Instructions that `next` and `finish` watch one by one, before they look only at returns.
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
    /// One instruction, with the whole of what it calls.
    pub(super) fn next(&mut self) -> Why {
        match Frame::called_at(&self.debugger.machine) {
            Some(frame) => self.leave(&frame),
            None => self.step().why(),
        }
    }

    /// As [`Walk::next`], but from an instruction that may jump back on to the end of its loop.
    pub(super) fn leave_loop(&mut self) -> Why {
        let machine = &self.debugger.machine;
        let Some(end) = loop_end(machine) else {
            return self.next();
        };
        let depth = machine.cpu().sp;
        let frame = Frame::innermost(machine);
        self.run_to(
            &[end],
            frame.as_ref(),
            |debugger| (debugger.machine.cpu().sp >= depth).then_some(Why::Until),
            || Some(format!("until waits for the end of the loop at ${end:04X}")),
        )
    }

    /// Runs until `frame` is left: closely at first, so that a routine that jumps back is seen too, then at full speed
    /// to the next return above it.
    pub(super) fn leave(&mut self, frame: &Frame) -> Why {
        for count in 0..WATCHED_INSTRUCTIONS {
            let before = Boundary::of(&self.debugger.machine);
            match self.step() {
                Step::Stopped(why) => return why.waiting(|| Some(frame.to_string())),
                Step::Interrupt(line) if count == 0 && matches!(self.order.goal, Goal::Next) => {
                    return Why::InterruptTaken { line };
                }
                Step::Interrupt(_) => {}
                Step::Executed => {
                    if let Some(why) = before.left(frame, &self.debugger.machine) {
                        return why;
                    }
                }
            }
        }
        self.run_out(frame)
    }

    /// One instruction, or one interrupt in its place.
    pub(super) fn step(&mut self) -> Step {
        let before = Boundary::of(&self.debugger.machine);
        while before.is_still(&self.debugger.machine) {
            if let Some(why) = self.limit_reached(|| None) {
                return Step::Stopped(why);
            }
            let reason = self.slice(1);
            if let Some(why) = self.filter_stop(reason) {
                return Step::Stopped(why);
            }
        }
        if before.waits(&self.debugger.machine) {
            let ends = before.ends_of_wait(&self.debugger.machine);
            let waiting = || Some("WAI waits for an interrupt".to_owned());
            match self.run_to(&ends, None, |_| Some(Why::Step), waiting) {
                Why::Step => {}
                why => return Step::Stopped(why),
            }
        }
        match before.interrupt(&self.debugger.machine) {
            Some(line) => Step::Interrupt(line),
            None => Step::Executed,
        }
    }
}

/// What follows the instruction at PC, if that may jump back.
fn loop_end(machine: &Machine) -> Option<u16> {
    let pc = machine.cpu().pc;
    let opcode = opcode_at(machine, pc);
    let args = Args {
        arg1: machine.peek(pc.wrapping_add(1)),
        arg2: machine.peek(pc.wrapping_add(2)),
        pc,
    };
    let target = match opcode.effect {
        Effect::Branch => branch_target(args),
        Effect::BranchOnBit => bit_branch_target(args),
        Effect::Jump => args.word(),
        _ => return None,
    };
    (target <= pc).then(|| pc.wrapping_add(opcode.length()))
}
