//! Moving the machine to moments of its past.
//!
//! Invariant: the machine is always at a moment that the history knows, and never executes past the moment it is sent to.

use jumppad_tiers::StopReason;
use jumppad_tiers::opcodes::Effect;

use crate::debugger::{Debugger, Leaving};
use crate::history::{Entry, Moment};
use crate::program::disassemble::opcode_at;
use crate::run::boundary::Boundary;

/// The shortest way from a checkpoint to the place where the user is that is worth another one.
const NEAR: u64 = 1 << 12;
/// How much longer the next one may be.
const RATIO: u64 = 16;

/// Cycles between two looks at consoles, whose output is dropped.
const PRINTING_SLICE: u64 = 5_000_000;

/// Why a search ended without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// Ctrl-C.
    Interrupted,
    /// There is no call to be seen on the stack.
    NoCall,
    /// The guest did not do again what it did. Never happens, unless the program is wrong.
    Diverged,
}

/// A debugger on its way through the past.
pub(super) struct Travel<'s> {
    pub(super) debugger: &'s mut Debugger,
}

impl Travel<'_> {
    pub(super) fn now(&self) -> Moment {
        self.debugger.history.now(&self.debugger.machine)
    }

    /// Takes the guest to a moment of the past.
    pub(super) fn go_to(&mut self, moment: Moment) -> Result<(), Halt> {
        self.window_before(moment.after())?;
        self.play(moment, &mut |_, _| {})
    }

    /// Takes the guest to the last checkpoint before `end`, near which there are some then.
    pub(super) fn window_before(&mut self, end: Moment) -> Result<Moment, Halt> {
        if self.debugger.take_interrupt() {
            return Err(Halt::Interrupted);
        }
        let start = self.restore_before(end)?;
        let gap = end.cycle - start.cycle;
        let mut distances = Vec::new();
        let mut distance = NEAR;
        while distance < gap / 2 {
            distances.push(distance);
            distance *= RATIO;
        }
        if distances.is_empty() {
            return Ok(start);
        }
        for distance in distances.into_iter().rev() {
            let moment = self.debugger.history.moment_of(end.cycle - distance);
            self.play(moment, &mut |_, _| {})?;
            // Between a call of the host and its answer, or within a WAI, no step begins.
            if self.is_answered_next() {
                self.repeat();
            }
            let Debugger {
                machine, history, ..
            } = &mut *self.debugger;
            if opcode_at(machine, machine.cpu().pc).effect != Effect::Wait {
                history.keep(machine, end);
            }
        }
        self.restore_before(end)
    }

    fn restore_before(&mut self, end: Moment) -> Result<Moment, Halt> {
        let Debugger {
            machine, history, ..
        } = &mut *self.debugger;
        history.restore_before(machine, end).ok_or(Halt::Diverged)
    }

    /// Plays the past up to `end`, at full speed; `seen` is called at each stop, with the guest standing there.
    pub(super) fn play(
        &mut self,
        end: Moment,
        seen: &mut dyn FnMut(&mut Debugger, StopReason),
    ) -> Result<(), Halt> {
        loop {
            while self.now() < end {
                // The machine was sent up to the call, so it did not look for a breakpoint there.
                if self.is_answered_next() {
                    seen(self.debugger, StopReason::Breakpoint);
                }
                if !self.repeat() {
                    break;
                }
            }
            let now = self.now();
            if now.cycle >= end.cycle {
                return Ok(());
            }
            let budget = self.budget(now, end);
            let reason = self.debugger.machine.run(budget);
            self.debugger.forget_output();
            match reason {
                StopReason::Cycles | StopReason::Returned | StopReason::Device => {}
                StopReason::Breakpoint => {
                    seen(self.debugger, reason);
                    self.debugger.machine.skip_breakpoint_here();
                }
                StopReason::Watchpoint(_) => {
                    seen(self.debugger, reason);
                    self.debugger.machine.skip_stop_here();
                }
                StopReason::Catch(caught) => {
                    // An interrupt is caught where it has led to, which may be the end.
                    if self.now() < end {
                        seen(self.debugger, reason);
                    }
                    Leaving::of(caught).pass(&mut self.debugger.machine);
                }
                StopReason::HostCall => self.expect_answer()?,
                StopReason::Interrupted => return Err(Halt::Interrupted),
                StopReason::Trap | StopReason::Jam | StopReason::Wait => {
                    return Err(Halt::Diverged);
                }
            }
        }
    }

    /// Plays the past up to `end`, instruction by instruction as `step` does; `visit` is called before each of them.
    pub(super) fn walk(
        &mut self,
        end: Moment,
        visit: &mut dyn FnMut(&mut Debugger, Moment),
    ) -> Result<(), Halt> {
        loop {
            while self.now() < end && self.repeat_by_hand() {}
            let now = self.now();
            if now >= end {
                return Ok(());
            }
            visit(self.debugger, now);
            self.step(end)?;
        }
    }

    /// One instruction, with a host's answer that belongs to it, or one interrupt.
    fn step(&mut self, end: Moment) -> Result<(), Halt> {
        let before = Boundary::of(&self.debugger.machine);
        while before.is_still(&self.debugger.machine) {
            self.debugger.machine.skip_stop_here();
            match self.debugger.machine.run(1) {
                StopReason::Cycles | StopReason::Returned | StopReason::Catch(_) => {}
                StopReason::HostCall => self.expect_answer()?,
                StopReason::Interrupted => return Err(Halt::Interrupted),
                _ => return Err(Halt::Diverged),
            }
            if self.is_answered_next() && self.now() < end {
                self.repeat();
            }
            if self.now() >= end {
                return Ok(());
            }
        }
        self.debugger.forget_output();
        if !before.waits(&self.debugger.machine) {
            return Ok(());
        }
        // A WAI is one step, however long it waits.
        let ends = before.ends_of_wait(&self.debugger.machine);
        self.with_breakpoints(&ends, |travel| {
            loop {
                travel.repeat_up_to(end);
                let now = travel.now();
                if now.cycle >= end.cycle {
                    return Ok(());
                }
                let budget = travel.budget(now, end);
                match travel.debugger.machine.run(budget) {
                    StopReason::Cycles | StopReason::Returned => {}
                    StopReason::Catch(caught) => {
                        Leaving::of(caught).pass(&mut travel.debugger.machine);
                    }
                    StopReason::Breakpoint => return Ok(()),
                    StopReason::Interrupted => return Err(Halt::Interrupted),
                    _ => return Err(Halt::Diverged),
                }
            }
        })
    }

    /// Does `action` with the machine stopping at `places` too.
    pub(super) fn with_breakpoints<T>(
        &mut self,
        places: &[u16],
        action: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.debugger.stop_always(places);
        let result = action(self);
        self.debugger.stop_as_listed(places);
        result
    }

    fn budget(&self, now: Moment, end: Moment) -> u64 {
        let next = self.debugger.history.next().map(Entry::cycle);
        let until = next
            .filter(|&cycle| cycle > now.cycle)
            .map_or(end.cycle, |cycle| cycle.min(end.cycle));
        let budget = until - now.cycle;
        match self.debugger.devices.any_console() {
            true => budget.min(PRINTING_SLICE),
            false => budget,
        }
    }

    /// Makes the changes of this moment that come before `end`.
    fn repeat_up_to(&mut self, end: Moment) {
        while self.now() < end && self.repeat() {}
    }

    fn repeat(&mut self) -> bool {
        let Debugger {
            machine, history, ..
        } = &mut *self.debugger;
        history.repeat(machine)
    }

    fn repeat_by_hand(&mut self) -> bool {
        let Debugger {
            machine, history, ..
        } = &mut *self.debugger;
        history.repeat_by_hand(machine)
    }

    /// Whether the host's answer is known to come now.
    fn is_answered_next(&self) -> bool {
        let cycle = self.debugger.machine.cpu().cycles;
        let next = self.debugger.history.next();
        next.is_some_and(|entry| entry.cycle() == cycle && !entry.by.is_user())
    }

    fn expect_answer(&self) -> Result<(), Halt> {
        let cycle = self.debugger.machine.cpu().cycles;
        match self.debugger.history.next() {
            Some(entry) if entry.cycle() == cycle => Ok(()),
            _ => Err(Halt::Diverged),
        }
    }
}

impl Moment {
    /// The one that follows.
    pub(super) fn after(self) -> Self {
        Self {
            changes: self.changes + 1,
            ..self
        }
    }
}
