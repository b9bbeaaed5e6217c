//! Resuming the guest until a goal is reached or something else stops it.
//!
//! Invariants: what stands where the guest comes to rest is judged there, whatever made it rest, and a resume passes only
//! what was judged, so nothing is reported twice and nothing is missed; the guest always runs in slices, so Ctrl-C, `--cycles` and the JIT's log work in every command;
//! breakpoints set for a goal never outlive it.

mod boundary;
mod call_stack;
mod catch;
mod frame;
mod host;
mod lines;
mod opening;
mod operations;
mod record;
pub mod reverse;
mod slice;
mod step;
mod stop_filter;
mod ways;

use std::time::SystemTime;

use jumppad_tiers::{Machine, StopReason};

use crate::answer::{Registers, Stop, Why};
use crate::breakpoints::Actions;
use crate::debugger::{
    Debugger, LastStop, Leaving,
    event::{Event, Front},
};
use crate::program::source::Line;
use crate::settings::Switch;
use crate::speed::Pacer;
pub use call_stack::Detail;
pub use frame::Frame;
pub use lines::Calls;
use record::Pace;

/// Cycles between two looks at the JIT's log and at consoles, and between two looks when there is nothing to read.
const TOLD_SLICE: u64 = 5_000_000;
const SILENT_SLICE: u64 = 1 << 32;

/// What the user waits for.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// The next breakpoint or watchpoint.
    Stop,
    /// What is awaited of a console.
    Output,
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
    /// This address, while the bank of that number shows if one is given.
    Until(u16, Option<u16>),
    /// The code of this line, or the end of the current frame.
    UntilAt(Line, Reach),
    /// Past the end of the loop that jumps back here, or the next instruction.
    UntilPast,
    /// A line further down, or the caller's.
    UntilLine,
}

/// In which frames a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Not in inner calls of the function that the guest is in: `until`.
    Frame,
    /// Wherever it comes first: `advance`.
    Anywhere,
}

/// A user's order to let the guest run to a goal, or back to one.
#[derive(Clone, Copy, Debug)]
pub struct Order<G> {
    /// What is waited for.
    pub goal: G,
    /// How often the goal is to be reached before the stop.
    pub times: u64,
    /// The limit of `--cycles`.
    pub cycles: Option<u64>,
}

impl<G> Order<G> {
    /// Cycles that it may take: the user's limit, or the debugger's.
    pub fn limit(&self, debugger: &Debugger) -> Option<u64> {
        let limits = [self.cycles, debugger.settings.cycle_limit];
        limits.into_iter().flatten().min()
    }
}

/// How an order ended.
#[derive(Debug)]
pub struct Halt {
    /// The stop.
    pub stop: Box<Stop>,
    /// The breakpoints that stopped the guest, in the order of their numbers, with what is to be done for each.
    pub due: Vec<(u32, Actions)>,
}

/// Cycles that several orders may take together.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// The cycles that there were at first.
    pub limit: u64,
    /// The cycles that are left.
    pub left: u64,
}

/// Carries `order` out, within what `allowance` has left, and says how it ended.
pub fn resume(
    debugger: &mut Debugger,
    mut order: Order<Goal>,
    allowance: Option<&mut Allowance>,
    front: &mut dyn Front,
) -> Halt {
    order.cycles = order.limit(debugger);
    let mut cycles = order.cycles;
    if let Some(whole) = &allowance
        && cycles.is_none_or(|cycles| whole.left <= cycles)
    {
        (order.cycles, cycles) = (Some(whole.limit), Some(whole.left));
    }
    let cpu = debugger.machine.cpu();
    let start = cpu.cycles;
    debugger.before = Registers::from(cpu);
    let pacer = Pacer::new(debugger.settings.speed, debugger.settings.clock, start);
    let mut walk = Walk {
        leaving: Leaving::of_rest(debugger.last_stop.take(), debugger),
        limit: cycles.map(|cycles| start.saturating_add(cycles)),
        order,
        debugger,
        front,
        due: Vec::new(),
        pace: Pace::Run,
        pacer,
        edges: Vec::new(),
        became_true: Vec::new(),
    };
    walk.begin_edges();
    walk.front.begins(walk.debugger);
    let why = walk.follow();
    walk.front.ends(walk.debugger);
    let why = walk.arrive(why);
    walk.tell_events();
    let Walk { leaving, due, .. } = walk;
    let cycles = debugger.machine.cpu().cycles;
    if let Some(whole) = allowance {
        whole.left = whole.left.saturating_sub(cycles.saturating_sub(start));
    }
    let hit = due.iter().map(|(id, _)| *id).collect();
    let stop = halt(debugger, why, hit, leaving, start);
    Halt { stop, due }
}

/// The stop of a guest that was at cycle `start` before, by the breakpoints `hit`, with `leaving` dealt with.
fn halt(
    debugger: &mut Debugger,
    mut why: Why,
    hit: Vec<u32>,
    leaving: Leaving,
    start: u64,
) -> Box<Stop> {
    debugger.look_at_banks();
    let cpu = debugger.machine.cpu();
    let (pc, cycles) = (cpu.pc, cpu.cycles);
    debugger.last_stop = Some(LastStop {
        why: why.clone(),
        pc,
        cycles,
        hit,
        leaving,
    });
    debugger.look_here();
    debugger.last_address = pc;
    debugger.name(&mut why);
    let source = debugger.arrive(pc);
    Box::new(Stop {
        returned: None,
        symbol: debugger.place(pc),
        why,
        elapsed: cycles.wrapping_sub(start).cast_signed(),
        registers: debugger.registers(),
        source,
        next: debugger.code_line(pc),
    })
}

impl Leaving {
    /// What was dealt with where the guest rests, as far as there is something to pass.
    fn of_rest(last_stop: Option<LastStop>, debugger: &Debugger) -> Self {
        let machine = &debugger.machine;
        let cpu = machine.cpu();
        let Some(at) = last_stop.filter(|at| at.pc == cpu.pc && at.cycles == cpu.cycles) else {
            return Self::Nothing;
        };
        let stops_here = || {
            debugger.breakpoints.executing_at(at.pc).next().is_some()
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
    debugger: &'s mut Debugger,
    front: &'s mut dyn Front,
    /// The breakpoints that have stopped the guest.
    due: Vec<(u32, Actions)>,
    order: Order<Goal>,
    limit: Option<u64>,
    leaving: Leaving,
    pace: Pace,
    /// Who keeps the guest to its clock.
    pacer: Option<Pacer>,
    /// What the conditions that are looked at between instructions are now, kept for its space.
    edges: Vec<(usize, bool)>,
    /// The breakpoints whose conditions have become true at PC, not yet asked.
    became_true: Vec<u32>,
}

impl Walk<'_> {
    /// Hands over what happened.
    fn flush(&mut self) {
        for event in self.debugger.take_events() {
            self.front.event(self.debugger, event);
        }
    }

    /// Hands over what the guest printed.
    fn tell_output(&mut self) {
        self.debugger.collect_output();
        self.flush();
    }

    /// Hands over what the guest printed, and what the JIT did.
    fn tell_events(&mut self) {
        self.debugger.collect_events();
        self.flush();
    }

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
            self.tell_output();
            why = self.pursue();
        }
        why
    }

    fn pursue(&mut self) -> Why {
        self.due.clear();
        match self.order.goal {
            Goal::Stop | Goal::Output => self.run_to(&[], None, |_| None, || None),
            Goal::Until(address, bank) => {
                let place = self.debugger.told(address);
                self.run_to(
                    &[address],
                    None,
                    |debugger| debugger.is_shown(bank, address).then_some(Why::Until),
                    || Some(format!("until waits for {place}")),
                )
            }
            Goal::UntilAt(line, reach) => self.run_to_line(line, reach),
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
        arrived: impl Fn(&Debugger) -> Option<Why>,
        waiting: impl Fn() -> Option<String>,
    ) -> Why {
        self.debugger.stop_always(targets);
        if let Some(frame) = frame {
            self.debugger.machine.await_return(frame.depths());
        }
        // Waiting for the address one stands on means waiting for the next time.
        let mut told = match targets.contains(&self.debugger.machine.cpu().pc) {
            true => self.look_here(),
            false => None,
        };
        let start = self.debugger.machine.cpu().cycles;
        let why = loop {
            if let Some(why) = told.take() {
                break why;
            }
            if let Some(why) = self.limit_reached(&waiting) {
                // It may end at a target, too.
                let machine = &self.debugger.machine;
                let cpu = machine.cpu();
                let is_there = targets.contains(&cpu.pc) && machine.is_instruction_next();
                let arrival = (is_there && cpu.cycles != start).then(|| arrived(self.debugger));
                break arrival.flatten().unwrap_or(why);
            }
            let reason = self.slice(self.slice_budget());
            self.tell_events();
            if let Some(why) = self.filter_stop(reason) {
                break why.waiting(&waiting);
            }
            if let Some(why) = frame.and_then(|frame| self.left(frame, reason)) {
                break why;
            }
            // A trace that was deleted by its own command may have taken them along.
            self.debugger.stop_always(targets);
            let here = self.debugger.machine.cpu().pc;
            let is_here = reason == StopReason::Breakpoint || self.leaving == Leaving::Breakpoint;
            if is_here
                && targets.contains(&here)
                && let Some(why) = arrived(self.debugger)
            {
                break why;
            }
        };
        self.debugger.machine.await_no_return();
        self.debugger.stop_as_listed(targets);
        why
    }

    /// What a stop for `reason` means for `frame`: none while it lasts.
    fn left(&self, frame: &Frame, reason: StopReason) -> Option<Why> {
        let machine = &self.debugger.machine;
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
        (self.debugger.machine.cpu().cycles >= limit).then(|| Why::Cycles {
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

impl Debugger {
    /// Lets the machine stop at `places` whatever the list of breakpoints says.
    fn stop_always(&mut self, places: &[u16]) {
        for &place in places {
            self.breakpoints.stop_always(&mut self.machine, place);
        }
    }

    /// Lets the machine stop at `places` only where the list of breakpoints wants it.
    fn stop_as_listed(&mut self, places: &[u16]) {
        for &place in places {
            self.breakpoints.renew(&mut self.machine, place);
        }
    }

    /// Notes the guest's output and the JIT's events since the last time; events that nobody wants are forgotten.
    pub fn collect_events(&mut self) {
        self.collect_output();
        let events = self.machine.drain_events();
        if self.settings.jit_log == Switch::Off {
            return;
        }
        for event in events {
            let has_times = self.settings.jit_times == Switch::On;
            let text = event.text(has_times);
            let since = event.at.duration_since(SystemTime::UNIX_EPOCH);
            let symbol = self.place_of(&event.kind);
            self.happened(Event::Jit {
                cycle: event.cycle,
                // A clock before its epoch tells nothing.
                time: since.ok().filter(|_| has_times).map(|d| d.as_secs_f64()),
                event: event.kind.name(),
                symbol,
                text,
            });
        }
    }
}
