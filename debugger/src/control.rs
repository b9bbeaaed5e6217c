//! Resuming the guest until a goal is reached or something else stops it.
//!
//! Invariants: what stands where the guest comes to rest is judged there, whatever made it rest, and a resume passes only
//! what was judged, so nothing is reported twice and nothing is missed; the guest always runs in slices, so Ctrl-C, `--cycles` and the JIT's log work in every command;
//! breakpoints set for a goal never outlive it.

mod actions;
mod boundary;
mod catch;
mod frame;
mod judge;
mod lines;
mod record;
pub(crate) mod reverse;
mod slice;
mod step;
#[cfg(test)]
mod tests;
mod ways;

use std::time::SystemTime;

use jumppad_tiers::{Machine, StopReason};

use crate::report::{Registers, Report, Stop, Why};
use crate::session::{Resting, Session};
use crate::settings::Switch;
pub(crate) use actions::{Acting, carry_out, misplaced_silent};
pub(crate) use frame::Frame;
pub(crate) use lines::Calls;
use record::Pace;

/// Cycles between two looks at the JIT's log and at consoles, and between two looks when there is nothing to read.
const TOLD_SLICE: u64 = 5_000_000;
const SILENT_SLICE: u64 = 1 << 32;

/// What the user waits for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal {
    /// The next breakpoint or watchpoint.
    Stop,
    /// One instruction.
    Step,
    /// So many instructions, each of which goes into the trace.
    Record(u64),
    /// One instruction, with the whole of the subroutine it calls.
    Next,
    /// Another line of source.
    Line(Calls),
    /// The return from this frame.
    Finish(Frame),
    Until(u16),
    /// Past the end of the loop that jumps back here, or the next instruction.
    UntilPast,
    /// A line further down, or the caller's.
    UntilLine,
}

/// A user's order to let the guest run to a goal, or back to one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<G> {
    pub(crate) goal: G,
    pub(crate) times: u64,
    /// The limit of `--cycles`.
    pub(crate) cycles: Option<u64>,
}

impl<G> Order<G> {
    /// Cycles that it may take: the user's limit, or the session's.
    fn limit(&self, session: &Session) -> Option<u64> {
        let limits = [self.cycles, session.settings.cycle_limit];
        limits.into_iter().flatten().min()
    }
}

/// Carries `order` out and tells how it ended.
fn resume(session: &mut Session, mut order: Order<Goal>) -> Report {
    order.cycles = order.limit(session);
    let mut cycles = order.cycles;
    if let Some(whole) = session.acting.allowance
        && cycles.is_none_or(|cycles| whole.left <= cycles)
    {
        (order.cycles, cycles) = (Some(whole.limit), Some(whole.left));
    }
    let cpu = session.machine.cpu();
    let start = cpu.cycles;
    session.before = Registers::from(cpu);
    let mut walk = Walk {
        leaving: Leaving::of_rest(session.resting.take(), session),
        limit: cycles.map(|cycles| start.saturating_add(cycles)),
        order,
        session,
        pace: Pace::Run,
        truths: Vec::new(),
        became_true: Vec::new(),
    };
    walk.begin_truth();
    let why = walk.follow();
    let why = walk.arrive(why);
    let leaving = walk.leaving;
    session.tell_events();
    let cycles = session.machine.cpu().cycles;
    if let Some(whole) = &mut session.acting.allowance {
        whole.left = whole.left.saturating_sub(cycles.saturating_sub(start));
    }
    report_stop(session, why, leaving, start)
}

/// Tells where the guest stopped that was at cycle `start` before, with `leaving` dealt with.
fn report_stop(session: &mut Session, mut why: Why, leaving: Leaving, start: u64) -> Report {
    let cpu = session.machine.cpu();
    let (pc, cycles) = (cpu.pc, cpu.cycles);
    session.resting = Some(Resting {
        why: why.clone(),
        pc,
        cycles,
        leaving,
    });
    session.look_here();
    session.last_address = pc;
    session.name(&mut why);
    let source = session.arrive(pc);
    Report::Stop(Box::new(Stop {
        symbol: session.place(pc),
        why,
        elapsed: cycles.wrapping_sub(start).cast_signed(),
        registers: session.registers(),
        source,
        next: session.code_line(pc),
    }))
}

/// Which stop at the current instruction has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Leaving {
    Nothing,
    /// What stands in front of the instruction, for itself.
    Breakpoint,
    /// A catchpoint for a read of it as well.
    Catchpoint,
    Watchpoint,
}

impl Leaving {
    /// What was dealt with where the guest rests, as far as there is something to pass.
    fn of_rest(resting: Option<Resting>, session: &Session) -> Self {
        let machine = &session.machine;
        let cpu = machine.cpu();
        let Some(at) = resting.filter(|at| at.pc == cpu.pc && at.cycles == cpu.cycles) else {
            return Self::Nothing;
        };
        let stops_here = || {
            session.breakpoints.executing_at(at.pc).next().is_some()
                || !machine.caught_here().is_empty()
        };
        match at.leaving {
            Self::Breakpoint if !stops_here() => Self::Nothing,
            dealt_with => dealt_with,
        }
    }

    /// Lets the machine's next instruction pass what has been dealt with.
    fn pass(self, machine: &mut Machine) {
        match self {
            Self::Nothing => {}
            // The instruction under the breakpoint may still run into a watchpoint.
            Self::Breakpoint => machine.skip_breakpoint_here(),
            Self::Catchpoint => machine.skip_catch_here(),
            Self::Watchpoint => machine.skip_stop_here(),
        }
    }
}

/// An order being carried out.
struct Walk<'s> {
    session: &'s mut Session,
    order: Order<Goal>,
    limit: Option<u64>,
    leaving: Leaving,
    pace: Pace,
    /// What the conditions that are looked at between instructions are now, kept for its space.
    truths: Vec<(usize, bool)>,
    /// The breakpoints whose conditions have become true at PC, not yet asked.
    became_true: Vec<u32>,
}

impl Walk<'_> {
    fn follow(&mut self) -> Why {
        let mut why = self.pursue();
        for _ in 1..self.order.times {
            let goes_on = match why {
                Why::Breakpoint { .. }
                | Why::Watchpoint { .. }
                | Why::BadCondition { .. }
                | Why::Catch { .. } => matches!(self.order.goal, Goal::Stop),
                Why::Step | Why::InterruptTaken { .. } | Why::Returned | Why::Until => true,
                _ => false,
            };
            if !goes_on {
                break;
            }
            self.session.tell_output();
            why = self.pursue();
        }
        why
    }

    fn pursue(&mut self) -> Why {
        self.session.acting.due.clear();
        match self.order.goal {
            Goal::Stop => self.run_to(&[], None, |_| None, || None),
            Goal::Until(address) => {
                let place = self.session.told(address);
                self.run_to(
                    &[address],
                    None,
                    |_| Some(Why::Until),
                    || Some(format!("until waits for {place}")),
                )
            }
            Goal::Step => self.step().why(),
            Goal::Record(instructions) => self.record(instructions),
            Goal::Next => self.next(),
            Goal::Line(calls) => self.step_line(calls),
            Goal::Finish(frame) => self.leave(&frame),
            Goal::UntilPast => self.leave_loop(),
            Goal::UntilLine => self.leave_lines(),
        }
    }

    /// Runs at full speed until `frame` is left by a return.
    fn run_out(&mut self, frame: &Frame) -> Why {
        self.run_to(&[], Some(frame), |_| None, || Some(frame.to_string()))
    }

    /// Runs at full speed with extra breakpoints at `targets`, where `arrived` decides, or until `frame` is left.
    fn run_to(
        &mut self,
        targets: &[u16],
        frame: Option<&Frame>,
        arrived: impl Fn(&Session) -> Option<Why>,
        waiting: impl Fn() -> Option<String>,
    ) -> Why {
        self.session.stop_always(targets);
        if let Some(frame) = frame {
            self.session.machine.await_return(frame.depths());
        }
        // Waiting for the address one stands on means waiting for the next time.
        let mut told = match targets.contains(&self.session.machine.cpu().pc) {
            true => self.look_here(),
            false => None,
        };
        let start = self.session.machine.cpu().cycles;
        let why = loop {
            if let Some(why) = told.take() {
                break why;
            }
            if let Some(why) = self.limit_reached(&waiting) {
                // It may end at a target, too.
                let machine = &self.session.machine;
                let cpu = machine.cpu();
                let is_there = targets.contains(&cpu.pc) && machine.is_instruction_next();
                let arrival = (is_there && cpu.cycles != start).then(|| arrived(self.session));
                break arrival.flatten().unwrap_or(why);
            }
            let reason = self.slice(self.slice_budget());
            self.session.tell_events();
            if let Some(why) = self.judge(reason) {
                break why.waiting(&waiting);
            }
            if let Some(why) = frame.and_then(|frame| self.left(frame, reason)) {
                break why;
            }
            // A trace that was deleted by its own command may have taken them along.
            self.session.stop_always(targets);
            let here = self.session.machine.cpu().pc;
            let is_here = reason == StopReason::Breakpoint || self.leaving == Leaving::Breakpoint;
            if is_here
                && targets.contains(&here)
                && let Some(why) = arrived(self.session)
            {
                break why;
            }
        };
        self.session.machine.await_no_return();
        self.session.stop_as_listed(targets);
        why
    }

    /// What a stop for `reason` means for `frame`: none while it lasts.
    fn left(&self, frame: &Frame, reason: StopReason) -> Option<Why> {
        let machine = &self.session.machine;
        match reason {
            StopReason::Returned => frame.after_return(machine),
            // A host returns without an instruction.
            StopReason::HostCall | StopReason::Cycles => {
                frame.is_back(machine.cpu()).then_some(Why::Returned)
            }
            _ => None,
        }
    }

    fn limit_reached(&self, waiting: impl Fn() -> Option<String>) -> Option<Why> {
        let limit = self.limit?;
        (self.session.machine.cpu().cycles >= limit).then(|| Why::Cycles {
            limit: self.order.cycles.unwrap_or(0),
            waiting: waiting(),
        })
    }
}

const INTERRUPTED: Why = Why::Interrupted { waiting: None };

impl Why {
    /// The number of what stopped the guest, if it has one.
    fn number(&self) -> Option<u32> {
        match self {
            Self::Breakpoint { id }
            | Self::Watchpoint { id, .. }
            | Self::Catch { id, .. }
            | Self::BadCondition { id, .. }
            | Self::TraceCommand { id } => Some(*id),
            _ => None,
        }
    }

    /// Adds what the command was waiting for, where the reason of the stop leaves that open.
    fn waiting(mut self, what: impl Fn() -> Option<String>) -> Self {
        if let Self::Interrupted { waiting } | Self::Cycles { waiting, .. } = &mut self
            && waiting.is_none()
        {
            *waiting = what();
        }
        self
    }
}

impl Session {
    /// Lets the machine stop at `places` whatever the list of breakpoints says.
    fn stop_always(&mut self, places: &[u16]) {
        for &place in places {
            self.breakpoints.stop_always(&mut self.machine, place);
        }
    }

    /// Takes that back.
    fn stop_as_listed(&mut self, places: &[u16]) {
        for &place in places {
            self.breakpoints.renew(&mut self.machine, place);
        }
    }

    /// Tells the guest's output and the JIT's events since the last time; events that nobody wants are forgotten.
    pub(crate) fn tell_events(&mut self) {
        self.tell_output();
        let events = self.machine.drain_events();
        if self.settings.jit_log == Switch::Off {
            return;
        }
        for event in events {
            let has_times = self.settings.jit_times == Switch::On;
            let text = event.text(has_times);
            let since = event.at.duration_since(SystemTime::UNIX_EPOCH);
            self.tell(&Report::Event {
                cycle: event.cycle,
                // A clock before its epoch tells nothing.
                time: since.ok().filter(|_| has_times).map(|d| d.as_secs_f64()),
                event: event.kind.name(),
                symbol: self.place_of(&event.kind),
                text,
            });
        }
    }
}
