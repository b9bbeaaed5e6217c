//! Searching the past, window by window from one checkpoint to the next, backwards.
//!
//! Invariant: a search looks at what the guest did, never at what the tiers made of it, so it finds the same in each.

use jumppad_tiers::opcodes::Effect;
use jumppad_tiers::{CallFrame, Evidence, StopReason};

use super::travel::{Halt, Travel};
use crate::answer::Why;
use crate::breakpoints::Life;
use crate::debugger::Debugger;
use crate::history::Moment;
use crate::program::disassemble::opcode_at;
use crate::run::Calls;

/// A moment that was looked for, and why it is the one.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) at: Moment,
    pub(super) why: Why,
}

/// Plays a window up to its end and gives the last moment in it that counts.
type Scan<'f> = &'f mut dyn FnMut(&mut Travel<'_>, Moment) -> Result<Option<Found>, Halt>;

impl Travel<'_> {
    /// The latest moment from `from` on and before `end`.
    fn latest(
        &mut self,
        from: Moment,
        mut end: Moment,
        scan: Scan<'_>,
    ) -> Result<Option<Found>, Halt> {
        while from < end {
            let start = self.window_before(end)?;
            if let Some(found) = scan(self, end)? {
                return Ok(Some(found).filter(|found| found.at >= from));
            }
            end = start;
        }
        Ok(None)
    }

    /// The latest moment at which a breakpoint or watchpoint stops the guest.
    pub(super) fn stop_before(&mut self, from: Moment, end: Moment) -> Result<Option<Found>, Halt> {
        if self.debugger.breakpoints.iter().next().is_none() {
            return Ok(None);
        }
        self.latest(from, end, &mut |travel, end| {
            let mut last = None;
            travel.play(end, &mut |debugger, reason| {
                if let Some(why) = debugger.would_stop(reason) {
                    let at = debugger.history.now(&debugger.machine);
                    last = Some(Found { at, why });
                }
            })?;
            Ok(last)
        })
    }

    /// A user who is back at a breakpoint that lives until its first stop has had that.
    pub(super) fn passed(&mut self, why: &Why) {
        let (Why::Breakpoint { id } | Why::Watchpoint { id, .. }) = why else {
            return;
        };
        let Debugger {
            breakpoints,
            machine,
            ..
        } = &mut *self.debugger;
        if breakpoints
            .get(*id)
            .is_some_and(|b| b.spec.life == Life::Once)
        {
            breakpoints.remove(machine, *id);
        }
    }

    /// The moment `count` steps ago.
    pub(super) fn steps_before(
        &mut self,
        from: Moment,
        mut end: Moment,
        count: u64,
    ) -> Result<Option<Found>, Halt> {
        let mut wanted = count;
        while from < end {
            let start = self.window_before(end)?;
            let mut steps = 0;
            self.walk(end, &mut |_, at| steps += u64::from(at >= from))?;
            if steps >= wanted {
                return self.step_number(steps - wanted, from, end);
            }
            wanted -= steps;
            end = start;
        }
        Ok(None)
    }

    /// The moment of a step in the window before `end`, counted from its beginning.
    fn step_number(
        &mut self,
        number: u64,
        from: Moment,
        end: Moment,
    ) -> Result<Option<Found>, Halt> {
        self.window_before(end)?;
        let (mut steps, mut found) = (0, None);
        self.walk(end, &mut |_, at| {
            if at >= from {
                if steps == number {
                    let why = Why::Step;
                    found = Some(Found { at, why });
                }
                steps += 1;
            }
        })?;
        Ok(found)
    }

    /// The moment before the last instruction; before the call, if that was the return from a subroutine or a handler. A
    /// return to where nobody called is a jump.
    pub(super) fn next_before(&mut self, from: Moment, end: Moment) -> Result<Option<Found>, Halt> {
        let depth = self.debugger.machine.cpu().sp;
        let Some(last) = self.steps_before(from, end, 1)? else {
            return Ok(None);
        };
        self.go_to(last.at)?;
        let machine = &self.debugger.machine;
        if opcode_at(machine, machine.cpu().pc).effect != Effect::Return {
            return Ok(Some(last));
        }
        let frame = machine.call_stack().frames.first().copied();
        if let Some(frame) = frame.filter(|frame| frame.slot == depth)
            && let Evidence::Tracked { cycle } = frame.evidence
        {
            let at = self.debugger.history.last_moment_of(cycle);
            return Ok((at >= from).then_some(Found {
                at,
                why: Why::Called,
            }));
        }
        // The routine may have moved its return address, over a text behind the call.
        let mut is_left = false;
        let called = self.latest(from, last.at, &mut |travel, end| {
            let mut called = None;
            travel.walk(end, &mut |debugger, at| {
                let machine = &debugger.machine;
                let sp = machine.cpu().sp;
                let opcode = opcode_at(machine, machine.cpu().pc);
                let is_above = sp > depth
                    || (opcode.effect == Effect::Return && sp.saturating_add(2) >= depth);
                if is_above || (opcode.effect == Effect::Call && sp == depth) {
                    is_left = is_above;
                    called = Some(Found {
                        at,
                        why: Why::Called,
                    });
                }
            })?;
            Ok(called)
        })?;
        Ok(match is_left {
            true => Some(last),
            false => called.or(Some(last)),
        })
    }

    /// The latest moment at which a line of source begins that a step would stop at: no opening line of a function of C.
    /// Of calls made on the way the insides count only if they are gone into.
    pub(super) fn line_before(
        &mut self,
        calls: Calls,
        from: Moment,
        mut end: Moment,
    ) -> Result<Option<Found>, Halt> {
        loop {
            let Some(found) = self.beginning_before(calls, from, end)? else {
                return Ok(None);
            };
            self.go_to(found.at)?;
            let pc = self.debugger.machine.cpu().pc;
            let body = self.debugger.behind_opening(pc);
            if !body.is_some_and(|body| self.debugger.source.table().begins(body)) {
                return Ok(Some(found));
            }
            end = found.at;
        }
    }

    /// The latest moment at which a line of source begins.
    fn beginning_before(
        &mut self,
        calls: Calls,
        from: Moment,
        end: Moment,
    ) -> Result<Option<Found>, Halt> {
        let begins = |debugger: &Debugger| {
            let pc = debugger.machine.cpu().pc;
            debugger.source.table().begins(pc)
        };
        if calls == Calls::Into {
            return self.latest(from, end, &mut |travel, end| {
                let mut last = None;
                travel.walk(end, &mut |debugger, at| {
                    if begins(debugger) {
                        let why = Why::Step;
                        last = Some(Found { at, why });
                    }
                })?;
                Ok(last)
            });
        }
        let mut end = end;
        while let Some(found) = self.next_before(from, end)? {
            self.go_to(found.at)?;
            if begins(self.debugger) {
                let why = Why::Step;
                return Ok(Some(Found { why, ..found }));
            }
            end = found.at;
        }
        Ok(None)
    }

    /// The moment before the call that made the selected frame, or before the interrupt that did.
    ///
    /// Where that call was not seen, the stack only looks like one: it counts if it is found to have happened since the
    /// last one that was.
    pub(super) fn caller_before(
        &mut self,
        from: Moment,
        end: Moment,
    ) -> Result<Option<Found>, Halt> {
        let stack = self.debugger.machine.call_stack();
        let frames = stack.frames.get(self.debugger.frame..).unwrap_or_default();
        if frames.is_empty() {
            return Err(Halt::NoCall);
        }
        let is_seen = |frame: &CallFrame| frame.evidence != Evidence::Guess;
        let guesses = frames.iter().take_while(|frame| !is_seen(frame));
        let guesses: Vec<CallFrame> = guesses.copied().collect();
        let seen = frames.get(guesses.len()).and_then(|frame| {
            let (Evidence::Tracked { cycle } | Evidence::Moved { cycle }) = frame.evidence else {
                return None;
            };
            let at = self.debugger.history.last_moment_of(cycle);
            (at >= from).then_some(Found {
                at,
                why: Why::Called,
            })
        });
        if guesses.is_empty() {
            return Ok(seen);
        }
        let places: Vec<u16> = guesses.iter().map(|frame| frame.from).collect();
        let since = seen.as_ref().map_or(from, |found| found.at.after());
        let guessed = self.latest_at(&places, since, end, &|debugger| {
            let cpu = debugger.machine.cpu();
            let is_now = |frame: &CallFrame| (frame.from, frame.slot) == (cpu.pc, cpu.sp);
            guesses.iter().any(is_now).then_some(Why::Called)
        })?;
        Ok(guessed.or(seen))
    }

    /// The latest moment at one of `places` that `counts`.
    fn latest_at(
        &mut self,
        places: &[u16],
        from: Moment,
        end: Moment,
        counts: &dyn Fn(&Debugger) -> Option<Why>,
    ) -> Result<Option<Found>, Halt> {
        self.with_breakpoints(places, |travel| {
            travel.latest(from, end, &mut |travel, end| {
                let mut last = None;
                travel.play(end, &mut |debugger, reason| {
                    let here = debugger.machine.cpu().pc;
                    if reason == StopReason::Breakpoint
                        && places.contains(&here)
                        && let Some(why) = counts(debugger)
                    {
                        let at = debugger.history.now(&debugger.machine);
                        last = Some(Found { at, why });
                    }
                })?;
                Ok(last)
            })
        })
    }
}
