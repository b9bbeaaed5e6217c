//! Which stops of the machine are stops for the user: conditions, counts, traces.
//!
//! Invariant: each breakpoint counts an instruction once, however many of its accesses it covers; all that wait at one
//! place are asked, and the first that stops is told.

use std::sync::atomic::Ordering;

use jumppad_tiers::{Caught, StopReason, WatchHit};

use super::catch::{Candidate, in_order};
use super::{INTERRUPTED, Leaving, Walk};
use crate::answer::{Access, Registers, TraceView, Why};
use crate::breakpoints::{Actions, Effect, Kind, Life};
use crate::debugger::{Debugger, event::Event};
use crate::expression::{Scope, View};

impl Walk<'_> {
    /// Whether a stop of the machine is one for the user. If it is not, the next slice passes it.
    pub(super) fn filter_stop(&mut self, reason: StopReason) -> Option<Why> {
        let served = self.debugger.serve_host(reason);
        self.flush();
        if let Some(why) = served {
            let is_for_front = matches!(why, Why::Interrupted { .. }) && self.attend().is_none();
            if is_for_front {
                // The host is asked again.
                return None;
            }
            self.leaving = Leaving::Breakpoint;
            return Some(why);
        }
        if self.debugger.is_heard() {
            return Some(Why::Output);
        }
        if !self.became_true.is_empty() {
            return self.filter_instruction();
        }
        match reason {
            StopReason::HostCall | StopReason::Returned => None,
            StopReason::Device => {
                self.wait_if_idle();
                self.debugger.ended()
            }
            StopReason::Cycles if self.debugger.take_interrupt() => self.attend(),
            StopReason::Cycles => None,
            StopReason::Interrupted => self.attend(),
            StopReason::Trap | StopReason::Wait if self.waits_for_key() => None,
            StopReason::Trap | StopReason::Wait | StopReason::Jam => {
                // Breakpoints there came first.
                self.leaving = Leaving::Breakpoint;
                let machine = &self.debugger.machine;
                Some(match reason {
                    StopReason::Trap => Why::Trap,
                    StopReason::Wait => Why::Wait,
                    _ => Why::Jam {
                        opcode: machine.peek(machine.cpu().pc),
                    },
                })
            }
            StopReason::Breakpoint => self.filter_instruction(),
            StopReason::Catch(caught) => self.filter_catch(caught),
            StopReason::Watchpoint(_) => {
                self.leaving = Leaving::Watchpoint;
                let candidates = self.debugger.ask_watched();
                self.tell(candidates)
            }
        }
    }

    /// Lets the front wait for a key where the guest does nothing but ask for one. Who keeps to a clock waits anyhow, and
    /// what is known to come does.
    fn wait_if_idle(&mut self) {
        let is_live = self.debugger.history.is_live(&self.debugger.machine);
        if self.debugger.is_idle() && self.pacer.is_none() && is_live {
            self.tell_output();
            self.front.idles(self.debugger);
        }
    }

    /// Lets the front wait for a key where the guest does nothing but wait for the interrupt of one. False if nobody types,
    /// or no key would interrupt.
    fn waits_for_key(&mut self) -> bool {
        let debugger = &mut *self.debugger;
        let is_live = debugger.history.is_live(&debugger.machine);
        let waits = debugger.is_typed() && is_live && debugger.machine.awaits_outside();
        if waits {
            // It may be told of where it stands, and has been.
            self.leaving = Leaving::Breakpoint;
            self.tell_output();
            self.front.idles(self.debugger);
        }
        waits
    }

    /// Asks whether the interruption is one for the user.
    fn attend(&mut self) -> Option<Why> {
        let before = self.debugger.place_and_time();
        let goes_on = self.front.attend(self.debugger);
        if self.debugger.place_and_time() != before {
            self.leaving = Leaving::Nothing;
        }
        goes_on.is_break().then_some(INTERRUPTED)
    }

    /// Judges what stands where the guest comes to rest for `why`, since the machine has only looked at what it went on
    /// from; what is told then. Whoever is told of a breakpoint instead of Ctrl-C is still interrupted.
    pub(super) fn arrive(&mut self, why: Why) -> Why {
        if matches!(why, Why::TraceCommand { .. }) {
            return why;
        }
        let Some(told) = self.look_here() else {
            return why;
        };
        match why {
            Why::Catch { id, .. } if told.number() > Some(id) => return why,
            Why::Interrupted { .. } => self.debugger.interrupt.store(true, Ordering::SeqCst),
            _ => {}
        }
        told
    }

    /// Why the guest stops at the instruction that comes next, unless it was asked already, or something else comes
    /// before it.
    pub(super) fn look_here(&mut self) -> Option<Why> {
        let is_new = self.leaving == Leaving::Nothing;
        match is_new && self.debugger.machine.is_instruction_next() {
            true => self.filter_instruction(),
            false => None,
        }
    }

    /// Asks what waits in front of the instruction at PC, and what has become true there.
    fn filter_instruction(&mut self) -> Option<Why> {
        let became_true = std::mem::take(&mut self.became_true);
        let waiting = self.debugger.candidates_here();
        if became_true.is_empty() || !waiting.is_empty() {
            self.leaving = Leaving::Breakpoint;
        }
        let became_true = became_true.into_iter().map(Candidate::breakpoint);
        self.ask(in_order(became_true.chain(waiting)))
    }

    /// All are asked, because all count their hits; the first one that holds is told.
    pub(super) fn ask(&mut self, candidates: Vec<Candidate>) -> Option<Why> {
        for candidate in &candidates {
            if let Some(breakpoint) = self.debugger.breakpoints.get_mut(candidate.id) {
                breakpoint.asked();
            }
        }
        self.tell(candidates)
    }

    /// The first of them that holds, the evaluations being counted.
    fn tell(&mut self, candidates: Vec<Candidate>) -> Option<Why> {
        let before = self.debugger.place_and_time();
        let mut told = None;
        for candidate in candidates {
            let held = self.holds(candidate);
            told = told.or(held);
        }
        if self.debugger.place_and_time() != before {
            // A command of a trace went elsewhere; what stands there has not been dealt with.
            self.leaving = Leaving::Nothing;
        }
        told
    }
}

fn watched(id: u32, hit: WatchHit) -> Candidate {
    Candidate {
        id,
        access: Some(hit),
        why: Why::Watchpoint {
            id,
            address: hit.addr,
            symbol: None,
            write: hit.kind.is_write(),
            old: hit.old,
            new: hit.new,
        },
    }
}

impl Walk<'_> {
    /// Asks breakpoint `id` whether this hit is a stop: condition, counts, life. A trace tells of it instead.
    fn holds(&mut self, candidate: Candidate) -> Option<Why> {
        let Candidate { id, access, .. } = candidate;
        let why = self.debugger.would_hold(candidate)?;
        if matches!(why, Why::BadCondition { .. }) {
            self.due.push((id, Actions::default()));
            return Some(why);
        }
        let Debugger {
            breakpoints,
            machine,
            ..
        } = &mut *self.debugger;
        let breakpoint = breakpoints.get_mut(id)?;
        breakpoint.hits += 1;
        if !breakpoint.spec.turns.take() {
            return None;
        }
        let spec = &breakpoint.spec;
        let (effect, life, actions) = (spec.effect, spec.life, spec.actions.clone());
        if life == Life::Once {
            breakpoints.remove(machine, id);
        }
        match effect {
            Effect::Stop => {
                self.due.push((id, actions));
                Some(why)
            }
            Effect::Trace => {
                if !actions.is_silent() {
                    self.tell_trace(id, access);
                }
                if actions.is_empty() {
                    return None;
                }
                let goes_on = self.front.passing(self.debugger, id, &actions);
                goes_on.is_break().then_some(Why::TraceCommand { id })
            }
        }
    }

    /// Tells where the guest is, and what the guest printed before.
    fn tell_trace(&mut self, id: u32, access: Option<WatchHit>) {
        self.tell_events();
        let debugger = &*self.debugger;
        let cpu = debugger.machine.cpu();
        let view = TraceView {
            id,
            cycle: cpu.cycles,
            registers: Registers::from(cpu),
            access: access.map(|hit| Access {
                address: hit.addr,
                symbol: debugger.part(hit.addr),
                write: hit.kind.is_write(),
                old: hit.old,
                new: hit.new,
            }),
            next: debugger.code_line(cpu.pc),
        };
        self.debugger.happened(Event::Trace(Box::new(view)));
        self.flush();
    }
}

impl Debugger {
    /// PC and the count of cycles.
    fn place_and_time(&self) -> (u16, u64) {
        let cpu = self.machine.cpu();
        (cpu.pc, cpu.cycles)
    }

    /// The stop that this one of the machine is for a user who goes back in time: by its condition alone, for what is
    /// counted was counted when it happened. Traces do not stop.
    pub(super) fn would_stop(&self, reason: StopReason) -> Option<Why> {
        let candidates = match reason {
            StopReason::Breakpoint => self.candidates_here(),
            // What the JIT did is no part of the guest's past.
            StopReason::Catch(Caught::Event) => return None,
            StopReason::Catch(caught) => self.candidates(caught),
            StopReason::Watchpoint(_) => self.watched_here(),
            _ => return None,
        };
        let is_stop = |id| {
            let breakpoint = self.breakpoints.get(id);
            breakpoint.is_some_and(|b| b.spec.effect == Effect::Stop)
        };
        let mut stops = candidates
            .into_iter()
            .filter(|candidate| is_stop(candidate.id));
        stops.find_map(|candidate| self.would_hold(candidate))
    }

    /// The watchpoints that what comes next concerns, each by its first access of which the condition is true.
    fn watched_here(&self) -> Vec<Candidate> {
        self.look_at_accesses(|_| {})
    }

    /// The watchpoints that what comes next concerns, whose conditions count as asked.
    fn ask_watched(&mut self) -> Vec<Candidate> {
        let mut asked = Vec::new();
        let candidates = self.look_at_accesses(|id| asked.push(id));
        for id in asked {
            if let Some(breakpoint) = self.breakpoints.get_mut(id) {
                breakpoint.asked();
            }
        }
        candidates
    }

    fn look_at_accesses(&self, mut asked: impl FnMut(u32)) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        for hit in self.machine.watched_here() {
            let Some(id) = self.breakpoints.watched_by(hit.id) else {
                continue;
            };
            if found.iter().any(|candidate| candidate.id == id) {
                continue;
            }
            asked(id);
            if self.would_hold(watched(id, hit)).is_some() {
                found.push(watched(id, hit));
            }
        }
        in_order(found.into_iter())
    }

    fn would_hold(&self, Candidate { id, access, why }: Candidate) -> Option<Why> {
        let spec = &self.breakpoints.get(id)?.spec;
        // Who watches a variable of C waits for another value.
        let is_same = |hit: WatchHit| hit.kind.is_write() && hit.old == hit.new;
        if access.is_some_and(is_same)
            && spec.variable.is_some()
            && spec.kind == Kind::Memory(jumppad_tiers::Access::Write)
        {
            return None;
        }
        let condition = spec.condition.as_ref();
        let scope = Scope {
            access,
            view: View::Frame(0),
            ..self.scope()
        };
        match condition.map(|condition| condition.value(&scope)) {
            Some(Ok(0)) => None,
            Some(Err(error)) => {
                let error = error.to_string();
                let at = Box::new(why);
                Some(Why::BadCondition { id, error, at })
            }
            Some(Ok(_)) | None => Some(why),
        }
    }
}
