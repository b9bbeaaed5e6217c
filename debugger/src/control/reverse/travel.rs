//! Moving the machine to moments of its past.
//!
//! Invariant: the machine is always at a moment that the history knows, and never executes past the moment it is sent to.

use jumppad_tiers::StopReason;
use jumppad_tiers::opcodes::Effect;

use crate::control::Leaving;
use crate::control::boundary::Boundary;
use crate::disassemble::opcode_at;
use crate::history::{By, Entry, Moment};
use crate::session::Session;

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

/// A session on its way through the past.
pub(super) struct Travel<'s> {
    pub(super) session: &'s mut Session,
}

impl Travel<'_> {
    pub(super) fn now(&self) -> Moment {
        self.session.history.now(&self.session.machine)
    }

    /// Takes the guest to a moment of the past.
    pub(super) fn go_to(&mut self, moment: Moment) -> Result<(), Halt> {
        self.window_before(moment.after())?;
        self.play(moment, &mut |_, _| {})
    }

    /// Takes the guest to the last checkpoint before `end`, near which there are some then.
    pub(super) fn window_before(&mut self, end: Moment) -> Result<Moment, Halt> {
        if self.session.take_interrupt() {
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
            let moment = self.session.history.moment_of(end.cycle - distance);
            self.play(moment, &mut |_, _| {})?;
            // Between a call of the host and its answer, or within a WAI, no step begins.
            if self.is_answered_next() {
                self.repeat();
            }
            let Session {
                machine, history, ..
            } = &mut *self.session;
            if opcode_at(machine, machine.cpu().pc).effect != Effect::Wait {
                history.keep(machine, end);
            }
        }
        self.restore_before(end)
    }

    fn restore_before(&mut self, end: Moment) -> Result<Moment, Halt> {
        let Session {
            machine, history, ..
        } = &mut *self.session;
        history.restore_before(machine, end).ok_or(Halt::Diverged)
    }

    /// Plays the past up to `end`, at full speed; `seen` is called at each stop, with the guest standing there.
    pub(super) fn play(
        &mut self,
        end: Moment,
        seen: &mut dyn FnMut(&mut Session, StopReason),
    ) -> Result<(), Halt> {
        loop {
            while self.now() < end {
                // The machine was sent up to the call, so it did not look for a breakpoint there.
                if self.is_answered_next() {
                    seen(self.session, StopReason::Breakpoint);
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
            let reason = self.session.machine.run(budget);
            self.session.forget_output();
            match reason {
                StopReason::Cycles | StopReason::Returned | StopReason::Device => {}
                StopReason::Breakpoint => {
                    seen(self.session, reason);
                    self.session.machine.skip_breakpoint_here();
                }
                StopReason::Watchpoint(_) => {
                    seen(self.session, reason);
                    self.session.machine.skip_stop_here();
                }
                StopReason::Catch(caught) => {
                    // An interrupt is caught where it has led to, which may be the end.
                    if self.now() < end {
                        seen(self.session, reason);
                    }
                    Leaving::of(caught).pass(&mut self.session.machine);
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
        visit: &mut dyn FnMut(&mut Session, Moment),
    ) -> Result<(), Halt> {
        loop {
            while self.now() < end && self.repeat_by_hand() {}
            let now = self.now();
            if now >= end {
                return Ok(());
            }
            visit(self.session, now);
            self.step(end)?;
        }
    }

    /// One instruction, with a host's answer that belongs to it, or one interrupt.
    fn step(&mut self, end: Moment) -> Result<(), Halt> {
        let before = Boundary::of(&self.session.machine);
        while before.is_still(&self.session.machine) {
            self.session.machine.skip_stop_here();
            match self.session.machine.run(1) {
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
        self.session.forget_output();
        if !before.waits(&self.session.machine) {
            return Ok(());
        }
        // A WAI is one step, however long it waits.
        let ends = before.ends_of_wait(&self.session.machine);
        self.with_breakpoints(&ends, |travel| {
            loop {
                travel.repeat_up_to(end);
                let now = travel.now();
                if now.cycle >= end.cycle {
                    return Ok(());
                }
                let budget = travel.budget(now, end);
                match travel.session.machine.run(budget) {
                    StopReason::Cycles | StopReason::Returned => {}
                    StopReason::Catch(caught) => {
                        Leaving::of(caught).pass(&mut travel.session.machine);
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
        self.session.stop_always(places);
        let result = action(self);
        self.session.stop_as_listed(places);
        result
    }

    fn budget(&self, now: Moment, end: Moment) -> u64 {
        let next = self.session.history.next().map(Entry::cycle);
        let until = next
            .filter(|&cycle| cycle > now.cycle)
            .map_or(end.cycle, |cycle| cycle.min(end.cycle));
        let budget = until - now.cycle;
        match self.session.devices.any_console() {
            true => budget.min(PRINTING_SLICE),
            false => budget,
        }
    }

    /// Makes the changes of this moment that come before `end`.
    fn repeat_up_to(&mut self, end: Moment) {
        while self.now() < end && self.repeat() {}
    }

    fn repeat(&mut self) -> bool {
        let Session {
            machine, history, ..
        } = &mut *self.session;
        history.repeat(machine)
    }

    fn repeat_by_hand(&mut self) -> bool {
        let Session {
            machine, history, ..
        } = &mut *self.session;
        history.repeat_by_hand(machine)
    }

    /// Whether the host's answer is known to come now.
    fn is_answered_next(&self) -> bool {
        let cycle = self.session.machine.cpu().cycles;
        let next = self.session.history.next();
        next.is_some_and(|entry| entry.cycle() == cycle && entry.by != By::Hand)
    }

    fn expect_answer(&self) -> Result<(), Halt> {
        let cycle = self.session.machine.cpu().cycles;
        match self.session.history.next() {
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
