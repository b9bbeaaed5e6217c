//! The guest goes on, or back, as a client orders.
//!
//! Invariants: a client is told of a watchpoint behind the access, as gdb and lldb have it, while the session stops before
//! it; every order can be interrupted, and ends with one stop.

use std::convert::Infallible;
use std::ops::Range;

use gdbstub::common::Signal;
use gdbstub::stub::SingleThreadStopReason;
use gdbstub::target::ext::base::reverse_exec::{
    ReverseCont, ReverseContOps, ReverseStep, ReverseStepOps,
};
use gdbstub::target::ext::base::singlethread::{
    SingleThreadRangeStepping, SingleThreadRangeSteppingOps, SingleThreadResume,
    SingleThreadSingleStep, SingleThreadSingleStepOps,
};

use super::guest::Guest;
use super::stops::{reason, remark};
use jumppad_engine::run::{self, Goal, reverse::Back};
use jumppad_language::error::CommandError;
use jumppad_language::report::{Report, Why};
use jumppad_language::session::{Outcome, Session, carry_out};

/// What the guest is to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Continue,
    Step,
    /// On until PC is elsewhere.
    Within(Range<u64>),
    BackToStop,
    StepBack,
}

/// How an order ended.
pub(super) enum Went {
    /// The guest stopped.
    Stopped(SingleThreadStopReason<u64>),
    /// A command of a breakpoint left the session.
    Over,
}

impl Guest<'_, '_> {
    /// Carries `order` out.
    pub(super) fn carry_out(&mut self, order: Order) -> Went {
        if order != Order::Step {
            self.points.settle(self.session.debugger);
        }
        let is_forward = !matches!(order, Order::BackToStop | Order::StepBack);
        let outcome = self.attended(|session| match order {
            Order::Continue => carry_out(session, run::Order::once(Goal::Stop)),
            Order::Step => carry_out(session, run::Order::once(Goal::Step)),
            Order::Within(range) => step_within(session, &range),
            Order::BackToStop => back(session, Back::Stop),
            Order::StepBack => back(session, Back::Step),
        });
        let why = match &outcome {
            Ok(Report::Quit) => return Went::Over,
            Ok(Report::Stop(stop)) => stop.why.clone(),
            Err(CommandError::Interrupted) => Why::Interrupted { waiting: None },
            _ => self.why_it_rests(),
        };
        let is_new = matches!(outcome, Ok(Report::Stop(_)));
        match outcome {
            Ok(Report::Stop(stop)) => {
                if let Some(text) = remark(&self.points, &stop) {
                    self.session.note(text);
                }
            }
            // An exit is told by itself.
            Err(CommandError::Interrupted | CommandError::Exited) => {}
            Err(error) => self.session.complain(&error, ""),
            Ok(_) => {}
        }
        let told = reason(&self.points, &why, self.session.debugger.machine.cpu().pc);
        match told {
            SingleThreadStopReason::Watch { .. } if is_forward && is_new => {
                self.finish_access(told)
            }
            told => Went::Stopped(told),
        }
    }

    /// Executes the instruction whose access was watched.
    fn finish_access(&mut self, told: SingleThreadStopReason<u64>) -> Went {
        let outcome = self.attended(|session| carry_out(session, run::Order::once(Goal::Step)));
        Went::Stopped(match outcome {
            Ok(Report::Quit) => return Went::Over,
            // It was the last one.
            Ok(Report::Stop(stop)) => match stop.why {
                Why::Exited { code } => SingleThreadStopReason::Exited(code),
                _ => told,
            },
            Ok(_) => told,
            Err(error) => {
                self.session.complain(&error, "");
                told
            }
        })
    }

    /// Does `what` while the client can interrupt.
    pub(super) fn attended<T>(&mut self, what: impl FnOnce(&mut Session<'_>) -> T) -> T {
        self.hearing.during(self.session, &self.link, what)
    }

    fn why_it_rests(&self) -> Why {
        let resting = self.session.debugger.last_stop.as_ref();
        resting.map_or(Why::Step, |at| at.why.clone())
    }
}

/// Steps until PC is outside of `range`, or something else stops the guest.
fn step_within(session: &mut Session<'_>, range: &Range<u64>) -> Outcome {
    let start = session.debugger.machine.cpu().cycles;
    let limit = session.debugger.settings.cycle_limit;
    loop {
        let report = carry_out(session, run::Order::once(Goal::Step))?;
        let cpu = session.debugger.machine.cpu();
        let is_inside = range.contains(&cpu.pc.into());
        let is_over = limit.is_some_and(|limit| cpu.cycles.saturating_sub(start) >= limit);
        let is_step = matches!(&report, Report::Stop(stop) if stop.why == Why::Step);
        if !is_step || !is_inside || is_over {
            return Ok(report);
        }
        if session.is_interrupted() {
            return Err(CommandError::Interrupted);
        }
    }
}

fn back(session: &mut Session<'_>, goal: Back) -> Outcome {
    let stop = session.debugger.reverse(run::Order::once(goal))?;
    session.flush();
    Ok(Report::Stop(stop))
}

impl SingleThreadResume for Guest<'_, '_> {
    // There are no signals in a 6502 that one could be resumed with.
    fn resume(&mut self, _: Option<Signal>) -> Result<(), Infallible> {
        self.order = Some(Order::Continue);
        Ok(())
    }

    fn support_single_step(&mut self) -> Option<SingleThreadSingleStepOps<'_, Self>> {
        Some(self)
    }

    fn support_range_step(&mut self) -> Option<SingleThreadRangeSteppingOps<'_, Self>> {
        Some(self)
    }

    fn support_reverse_step(&mut self) -> Option<ReverseStepOps<'_, (), Self>> {
        Some(self)
    }

    fn support_reverse_cont(&mut self) -> Option<ReverseContOps<'_, (), Self>> {
        Some(self)
    }
}

impl SingleThreadSingleStep for Guest<'_, '_> {
    fn step(&mut self, _: Option<Signal>) -> Result<(), Infallible> {
        self.order = Some(Order::Step);
        Ok(())
    }
}

impl SingleThreadRangeStepping for Guest<'_, '_> {
    fn resume_range_step(&mut self, start: u64, end: u64) -> Result<(), Infallible> {
        self.order = Some(match start < end {
            true => Order::Within(start..end),
            false => Order::Step,
        });
        Ok(())
    }
}

impl ReverseStep<()> for Guest<'_, '_> {
    fn reverse_step(&mut self, (): ()) -> Result<(), Infallible> {
        self.order = Some(Order::StepBack);
        Ok(())
    }
}

impl ReverseCont<()> for Guest<'_, '_> {
    fn reverse_cont(&mut self) -> Result<(), Infallible> {
        self.order = Some(Order::BackToStop);
        Ok(())
    }
}
