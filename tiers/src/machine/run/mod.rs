//! The run loop: interprets cold code, enters groups, and answers every
//! intervention. Traces have a loop of their own (`traces`), and so has what an interrupt
//! may come into (`urgent`).
//!
//! Exactness: the machine stops at the first instruction boundary at which the
//! cycle limit is reached, in every tier. A group is entered only if its
//! longest unchecked path fits before the limit, and leaves early; the
//! interpreter walks the rest.

mod growth;
mod idle;
mod traces;
mod urgent;

use std::sync::atomic::Ordering;

use jumppad_opcodes::Intervention;

use crate::access::WatchHit;
use crate::catch::{Caught, Running};
use crate::interpreter::{Counting, Exit, Lookout, interpret};
use crate::machine::{Ignoring, Machine, context};
use crate::patience::Waiting;
use crate::ports::Ports;
use crate::profile::AtEntry;
use crate::status::JitMode;
use crate::tiers::{Context, Playing};
use traces::Ran;

/// Why the machine stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopReason {
    /// The budget is used up.
    Cycles,
    /// A breakpoint is set on the instruction at PC, which was not executed.
    Breakpoint,
    /// PC is at a routine of the host, see [`Machine::set_host_call`].
    HostCall,
    /// The instruction at PC, or the interrupt that comes before it, is about to
    /// make a watched access; nothing has changed yet. It is the first one, see
    /// [`Machine::watched_here`].
    Watchpoint(WatchHit),
    /// Something happened, or is about to happen, that a catchpoint waits for.
    Catch(Caught),
    /// A return or an indirect jump left the stack pointer at a depth of
    /// [`Machine::await_return`].
    Returned,
    /// The instruction at PC jumps to itself; it was not executed.
    Trap,
    /// The opcode at PC stops the chip.
    Jam,
    /// The instruction at PC waits for an interrupt that nothing can raise.
    Wait,
    /// The interrupt flag was set.
    Interrupted,
    /// A device asked for it, see [`Signals::stop`](crate::Signals::stop), in the instruction just executed.
    Device,
}

impl Machine {
    /// Runs until `budget` cycles are used up, or until something stops it.
    /// `run(1)` executes exactly one instruction.
    pub fn run(&mut self, budget: u64) -> StopReason {
        let start = self.cpu.cycles;
        if self.tiers.mode.has_llvm() {
            self.tiers.heat.begin();
        }
        let is_one = budget == 1;
        if !is_one && self.tiers.playing == Playing::Forward {
            let passed = self.time_passed();
            self.tiers.log.chronicle.shares.begin(passed);
        }
        self.tiers.catcher.running = Running::Yes;
        let stop = self.run_until(start.saturating_add(budget));
        self.sample_if_due();
        self.end_counting();
        self.tiers.catcher.running = Running::No;
        self.tiers.heat.end();
        self.tiers.log.chronicle.shares.end();
        self.tiers.cycles += self.cpu.cycles - start;
        stop
    }

    fn run_until(&mut self, limit: u64) -> StopReason {
        self.horizon = limit;
        // A reset takes cycles, too.
        self.sample_if_due();
        if self.cpu.cycles < limit {
            let ignoring = std::mem::replace(&mut self.ignoring, Ignoring::Nothing);
            if ignoring != Ignoring::Nothing {
                if self.is_host_call(self.cpu.pc) {
                    return StopReason::HostCall;
                }
                if let Some(stop) = self.step_slowly(ignoring) {
                    return stop;
                }
            }
        }
        // When finished code is looked for again, at the latest.
        let mut look = 0;
        while self.cpu.cycles < limit {
            // Swapping costs more than looking.
            if self.is_interrupted() && self.interrupt.swap(false, Ordering::Relaxed) {
                return StopReason::Interrupted;
            }
            if self.settle() {
                return StopReason::Device;
            }
            if self.cpu.cycles >= look {
                self.tiers.install(Waiting::Poll, context!(self));
                look = self.cpu.cycles.saturating_add(self.tiers.policy.slice);
                if self.cpu.cycles >= self.tiers.log.chronicle.shares.due {
                    self.close_share();
                }
            }
            if let Some(stop) = self.caught_event() {
                return stop;
            }
            self.sample_if_due();
            // Samples stop nobody: where one is taken is a limit within the run.
            let limit = limit.min(self.next_sample()).min(self.next_counted());
            if self.are_lines_urgent() {
                if let Some(stop) = self.run_urgently(limit) {
                    return stop;
                }
                if self.are_lines_urgent() {
                    continue;
                }
            }
            self.memory.set_interrupt_waits(self.lines.irq_asserted());
            if let Some(stop) = self.run_slice(limit.min(self.lines.quiet_until())) {
                return stop;
            }
            // Neither a sample nor an event is a reason to look around.
            if self.cpu.cycles < limit && !self.are_lines_urgent() {
                look = 0;
            }
        }
        StopReason::Cycles
    }

    /// Whether the flag is set, for what may go on long within a slice: the run loop
    /// answers it.
    #[inline]
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupt.load(Ordering::Relaxed)
    }

    /// Stops at PC, or executes the instruction there.
    pub(crate) fn stop_or_step(&mut self) -> Option<StopReason> {
        self.stop_here()
            .or_else(|| self.step_slowly(Ignoring::Breakpoint))
    }

    /// The stop at PC, if there is one. A breakpoint comes before the host call
    /// that it stands on, and before what is caught. An instruction that holds
    /// the chip was looked at when it began.
    fn stop_here(&self) -> Option<StopReason> {
        if self.is_held() {
            return None;
        }
        let pc = self.cpu.pc;
        let condition = self.breakpoints.condition(pc);
        let stops = condition.is_none_or(|condition| condition.stops(self, None));
        if self.breakpoints.is_breakpoint(pc) && stops {
            return Some(StopReason::Breakpoint);
        }
        let stop = match self.is_host_call(pc) {
            true => Some(StopReason::HostCall),
            false => self.caught_here().first().copied().map(StopReason::Catch),
        };
        // Who looks into what was caught asks the condition, too.
        if let Some(condition) = condition
            && !matches!(stop, Some(StopReason::Catch(_)))
        {
            condition.miss();
        }
        stop
    }

    /// Whether still no interrupt can be taken before the limit: an access to a
    /// device may have changed that.
    pub(crate) fn lines_are_quiet(&self, limit: u64) -> bool {
        limit <= self.lines.quiet_until() && !self.are_lines_urgent()
    }

    /// Runs for about a slice, but never past the limit.
    fn run_slice(&mut self, limit: u64) -> Option<StopReason> {
        // What is counted is executed one by one.
        let compiles = !self.is_counted_here();
        let jit = compiles && self.tiers.mode != JitMode::Off;
        let has_baseline = compiles && self.tiers.has_baseline(self.model);
        let slice = match has_baseline {
            true => self.tiers.policy.slice_from(self.cpu.cycles),
            false => self.tiers.policy.interpreted_slice,
        };
        let slice_end = limit.min(self.cpu.cycles.saturating_add(slice));
        let is_compiled =
            has_baseline || (jit && self.tiers.code.profile.is_entry_point(self.cpu.pc));
        if is_compiled && let Some(stop) = self.run_compiled(limit, slice_end) {
            return Some(stop);
        }
        let counting = if jit { Counting::On } else { Counting::Off };
        self.interpret_up_to(slice_end, limit, counting)
    }

    /// Interprets up to `end`, or to what it cannot do.
    fn interpret(&mut self, end: u64, counting: Counting) -> Exit {
        let noting = self.noting();
        let counts = self.counter.counting(self.cpu.cycles, self.tiers.playing);
        let exit = interpret(
            self.model,
            &mut self.cpu,
            &mut self.memory,
            &mut self.tiers.code.profile,
            end,
            counting,
            Lookout {
                caught: self.breakpoints.any_opcode(),
                awaiting: self.awaiting,
                counts,
                coverage: &mut self.coverage,
                noting,
            },
        );
        self.tell_what_was_noted();
        exit
    }

    /// Interprets up to `end`, which is not past the limit, and enters groups
    /// where block entries are counted.
    pub(crate) fn interpret_up_to(
        &mut self,
        end: u64,
        limit: u64,
        counting: Counting,
    ) -> Option<StopReason> {
        while self.cpu.cycles < end && self.lines_are_quiet(limit) && !self.is_interrupted() {
            let stop = match self.interpret(end, counting) {
                Exit::Limit => None,
                Exit::Entry => self.run_compiled(limit, end),
                Exit::Breakpoint | Exit::DeviceFetch => {
                    let leaves_block = self.ends_block_here();
                    let stop = self.stop_or_step();
                    // That step may have brought an interrupt near.
                    let is_entry = stop.is_none()
                        && leaves_block
                        && counting == Counting::On
                        && self.lines_are_quiet(limit);
                    if is_entry && !self.tiers.code.profile.count(self.cpu.pc) {
                        self.run_compiled(limit, end)
                    } else {
                        stop
                    }
                }
                Exit::Returned => Some(StopReason::Returned),
                Exit::Intervention(intervention) => self.answer(intervention),
            };
            if stop.is_some() {
                return stop;
            }
        }
        None
    }

    /// Runs groups and traces as long as one leads to the next. Afterwards the
    /// instruction at PC is the interpreter's.
    fn run_compiled(&mut self, mut limit: u64, mut slice_end: u64) -> Option<StopReason> {
        let has_baseline = self.tiers.has_baseline(self.model);
        // The group that ran last, if it leads to the next.
        let mut left = None;
        while self.cpu.cycles < slice_end {
            if let Some(left) = left
                && !has_baseline
                && self.grows(left)
                && let Some(stop) = self.caught_event()
            {
                return Some(stop);
            }
            let is_trace = has_baseline && self.is_at_trace();
            let at_entry = match is_trace {
                true => AtEntry::Interpret,
                false => self.tiers.code.profile.at_entry(self.cpu.pc),
            };
            let index = match at_entry {
                AtEntry::Interpret | AtEntry::Promote if has_baseline => {
                    left = None;
                    match self.run_traces(limit, slice_end) {
                        Ran::Stop(stop) => return Some(stop),
                        Ran::Group => {
                            // A device that a trace accessed may have announced an event.
                            limit = limit.min(self.lines.quiet_until());
                            slice_end = slice_end.min(limit);
                            continue;
                        }
                        Ran::Back => return None,
                    }
                }
                AtEntry::Interpret => return None,
                AtEntry::Promote => {
                    let index = self.promote_here();
                    if let Some(stop) = self.caught_event() {
                        return Some(stop);
                    }
                    index?
                }
                AtEntry::Enter { index } => index,
            };
            let before = self.cpu.cycles;
            let slice = self.tiers.policy.group_slice;
            let until = limit.min(before.saturating_add(slice));
            let (view, links) = (self.memory.view(), self.tiers.code.profile.chains.links());
            let ports = &mut Ports {
                devices: &mut self.devices,
                lines: &mut self.lines,
                limit: until,
            };
            let group = self.tiers.code.cache.get(index);
            let answer =
                group.map(|group| group.code.enter(&mut self.cpu, view, links, ports, until));
            let ran = self.cpu.cycles - before;
            self.tiers.compiled_cycles += ran;
            self.tiers.group_cycles += ran;
            let answer = answer.and_then(|left| Some((left, self.tiers.index_at(left.entry)?)));
            let Some((left_by, index)) = answer else {
                debug_assert!(false, "a way into no group");
                return None;
            };
            let why = Intervention::from_result(left_by.result);
            if why == Some(Intervention::Budget) && self.cpu.cycles == before {
                // What can be entered here does not fit before the limit.
                return self.walk(limit);
            }
            self.tiers.dispatched += 1;
            if let (Some(group), Some(why)) = (self.tiers.code.cache.get_mut(index), why) {
                group.exits.note(self.cpu.pc, why);
            }
            if has_baseline && why != Some(Intervention::Budget) {
                let pc = self.cpu.pc;
                self.tiers.weigh(index, ran, pc, context!(self));
            }
            match why {
                Some(Intervention::Left) if self.cpu.cycles > before => {
                    if !has_baseline && self.tiers.code.profile.count(self.cpu.pc) {
                        self.missed(index);
                        return None;
                    }
                    left = Some(index);
                }
                Some(Intervention::Budget) => {
                    let pc = self.cpu.pc;
                    if !has_baseline
                        && !self.tiers.code.profile.count(pc)
                        && self.tiers.code.profile.at_entry(pc) == AtEntry::Promote
                    {
                        self.tiers.promote(pc, context!(self));
                    }
                    return self.caught_event();
                }
                Some(Intervention::Breakpoint) => return self.stop_or_step(),
                Some(Intervention::Decimal) => {
                    let pc = self.cpu.pc;
                    self.tiers.decimal_differs(index, pc, context!(self));
                    return None;
                }
                Some(Intervention::Returned) => return Some(StopReason::Returned),
                Some(Intervention::Bus) => {
                    self.tiers.left_for_help(index, &self.cpu, context!(self));
                    let stop = self.step_slowly(Ignoring::Breakpoint);
                    if stop.is_some()
                        || !self.lines_are_quiet(limit)
                        || (!has_baseline && self.tiers.code.profile.count(self.cpu.pc))
                    {
                        return stop;
                    }
                    left = None;
                }
                Some(Intervention::Signalled) => {
                    self.poll_behind();
                    if self.settle() {
                        return Some(StopReason::Device);
                    }
                    if !self.lines_are_quiet(limit)
                        || (!has_baseline && self.tiers.code.profile.count(self.cpu.pc))
                    {
                        return None;
                    }
                    left = None;
                }
                Some(intervention) => return self.answer(intervention),
                None => {
                    debug_assert!(false, "a group left without a reason");
                    return None;
                }
            }
        }
        None
    }

    /// Has the hot block at PC compiled. The index of the group to be entered, if it
    /// can be now.
    fn promote_here(&mut self) -> Option<u32> {
        // What leads to an entry point is compiled after what can be entered there; with
        // a threshold of 1 it is hot at once.
        for _ in 0..2 {
            if self.tiers.playing == Playing::Again {
                self.tiers.code.profile.restart(self.cpu.pc);
                return None;
            }
            self.tiers.promote(self.cpu.pc, context!(self));
            match self.tiers.code.profile.at_entry(self.cpu.pc) {
                AtEntry::Enter { index } => return Some(index),
                AtEntry::Interpret => return None,
                AtEntry::Promote => {}
            }
        }
        None
    }

    /// Does what the instruction at PC needs.
    pub(crate) fn answer(&mut self, intervention: Intervention) -> Option<StopReason> {
        match intervention {
            Intervention::Breakpoint => self.stop_or_step(),
            Intervention::Returned => Some(StopReason::Returned),
            Intervention::Trap => self.wait_in_place(),
            // The slow path knows what could end a wait.
            Intervention::Jam
            | Intervention::Wait
            | Intervention::Unmask
            | Intervention::Bus
            | Intervention::Budget
            | Intervention::Decimal
            | Intervention::Signalled
            | Intervention::Left => self.step_slowly(Ignoring::Breakpoint),
        }
    }
}
