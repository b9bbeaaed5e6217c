//! Running traces: the loop around baseline code, and what is done about each exit.

use jumppad_opcodes::Intervention;

use crate::baseline::{Checks, Exit, ExitKind, OutKind};
use crate::interpreter::Counting;
use crate::machine::run::StopReason;
use crate::machine::{Ignoring, Machine, context};
use crate::ports::Ports;
use crate::tiers::{Context, Playing};

/// How running traces ended.
pub(crate) enum Ran {
    /// The machine stops.
    Stop(StopReason),
    /// What comes next is a group's.
    Group,
    /// What comes next is the interpreter's, or it is time to look around.
    Back,
}

/// What led from one trace to another by way of here.
enum Led {
    /// An edge, by the number of its exit.
    Edge(u32),
    /// Edges to a trace that is suspended.
    Suspended(u32),
}

impl Machine {
    /// Runs traces for as long as one leads to the next, up to `end`, which is not past the
    /// limit. Whoever calls it has asked whether there is a baseline tier.
    pub(crate) fn run_traces(&mut self, limit: u64, end: u64) -> Ran {
        let before = self.cpu.cycles;
        let ran = self.run_linked_traces(Checks::AtEntry, limit, end);
        let is_due = {
            let tiers = &mut self.tiers;
            tiers.heat.is_due(self.cpu.cycles - before, &tiers.policy)
        };
        if matches!(ran, Ran::Back) && is_due {
            let cpu = self.cpu;
            self.tiers.sample(&cpu, context!(self));
        }
        ran
    }

    /// Whether a trace is entered at PC, and so no group.
    pub(crate) fn is_at_trace(&self) -> bool {
        let trace = self.tiers.known_trace(self.cpu.pc, Checks::AtEntry);
        trace.is_some()
    }

    /// Runs up to the limit what longer code does not fit in front of any more.
    pub(crate) fn walk(&mut self, limit: u64) -> Option<StopReason> {
        if self.tiers.playing == Playing::Forward {
            self.tiers.tails = self.tiers.tails.saturating_add(1);
        }
        if self.tiers.has_baseline(self.model)
            && let Ran::Stop(stop) = self.run_linked_traces(Checks::Everywhere, limit, limit)
        {
            return Some(stop);
        }
        // Nothing is counted, and no group looked for: none fits.
        self.interpret_up_to(limit, limit, Counting::Off)
    }

    fn run_linked_traces(&mut self, checks: Checks, mut limit: u64, mut end: u64) -> Ran {
        let up_to = (limit, end);
        // What led here, to lead on by itself.
        let mut led = None;
        // In code that is new everywhere each round translates a trace.
        while self.cpu.cycles < end && !self.is_interrupted() {
            let pc = self.cpu.pc;
            let known = self.tiers.known_trace(pc, checks);
            let is_groups = || self.tiers.code.profile.is_entry_point(pc);
            debug_assert!(
                checks == Checks::Everywhere || known.is_none() || !is_groups(),
                "a trace at a group's entry point ${pc:04X}"
            );
            let number = match (known, checks) {
                (Some(known), _) => Some(known),
                (None, Checks::AtEntry) if is_groups() => return Ran::Group,
                (None, Checks::AtEntry) => self.tiers.trace_here(pc, context!(self)),
                (None, Checks::Everywhere) => self.tiers.tail_here(pc, context!(self)),
            };
            let Some(number) = number else {
                return Ran::Back;
            };
            let Some(baseline) = self.tiers.code.baseline.get_mut() else {
                return Ran::Back;
            };
            match led.take() {
                Some(Led::Edge(edge)) => baseline.link(edge, number),
                Some(Led::Suspended(old)) => baseline.redirect(old, number),
                None => {}
            }
            if !baseline.fits(number, end - self.cpu.cycles) {
                return self.run_out(limit, end);
            }
            let before = self.cpu.cycles;
            let state = &mut self.memory.state;
            state.cpu = self.cpu;
            state.limit = end;
            state.budget = (end - before) as i64;
            let ports = &mut Ports {
                devices: &mut self.devices,
                lines: &mut self.lines,
                limit: end,
            };
            let exit = baseline.run(number, &mut self.memory, ports);
            if ports.limit < end {
                // A device moved it.
                (limit, end) = (ports.limit, ports.limit);
            }
            let suspended = match exit.kind {
                ExitKind::Entry(number) if baseline.is_suspended(number) => Some(number),
                _ => None,
            };
            self.leave_by(exit);
            self.tiers.compiled_cycles += self.cpu.cycles - before;
            let stop = match exit.kind {
                ExitKind::Edge => {
                    led = Some(Led::Edge(self.memory.state.exit));
                    continue;
                }
                ExitKind::Lookup => continue,
                ExitKind::Signalled => {
                    if self.settle() {
                        return Ran::Stop(StopReason::Device);
                    }
                    if self.are_lines_urgent() {
                        return Ran::Back;
                    }
                    let quiet = self.lines.quiet_until();
                    (limit, end) = (up_to.0.min(quiet), up_to.1.min(quiet));
                    continue;
                }
                ExitKind::Entry(_) => match suspended {
                    Some(number) => {
                        led = Some(Led::Suspended(number));
                        continue;
                    }
                    None if checks == Checks::Everywhere => continue,
                    None => return self.run_out(limit, end),
                },
                ExitKind::Returned => return Ran::Stop(StopReason::Returned),
                ExitKind::Help => self.step_slowly(Ignoring::Breakpoint),
                ExitKind::HelpOrTrap => self.interpret_one(limit),
                // What is not in the trace may begin at the limit.
                ExitKind::Out(_) if self.cpu.cycles >= end => return Ran::Back,
                ExitKind::Out(kind) => self.answer_out(kind, limit),
            };
            if let Some(stop) = stop {
                return Ran::Stop(stop);
            }
            if !self.lines_are_quiet(limit) {
                return Ran::Back;
            }
        }
        Ran::Back
    }

    /// Makes the processor what baseline code left.
    fn leave_by(&mut self, exit: Exit) {
        let state = &self.memory.state;
        let elapsed = i64::from(exit.elapsed) - state.budget;
        self.cpu = state.cpu;
        self.cpu.cycles = state.limit.wrapping_add_signed(elapsed);
        if !matches!(exit.kind, ExitKind::Lookup | ExitKind::Returned) {
            self.cpu.pc = exit.pc;
        }
    }

    /// Nothing fits before `end` any more: if that is the limit, the interpreter goes on up
    /// to it.
    fn run_out(&mut self, limit: u64, end: u64) -> Ran {
        if end < limit {
            return Ran::Back;
        }
        match self.walk(limit) {
            Some(stop) => Ran::Stop(stop),
            None => Ran::Back,
        }
    }

    /// Executes the one instruction at PC that a trace could not.
    fn interpret_one(&mut self, limit: u64) -> Option<StopReason> {
        self.interpret_up_to(self.cpu.cycles + 1, limit, Counting::Off)
    }

    fn answer_out(&mut self, kind: OutKind, limit: u64) -> Option<StopReason> {
        match kind {
            OutKind::Stop => self.stop_or_step(),
            OutKind::Trap => self.answer(Intervention::Trap),
            OutKind::Interpret => self.interpret_one(limit),
        }
    }
}
