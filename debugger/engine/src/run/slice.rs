//! Letting the machine run for a while: past the stop it stands on, and with an eye on what is to become true.

use jumppad_tiers::StopReason;

use super::{Leaving, SILENT_SLICE, TOLD_SLICE, Walk};
use crate::debugger::Debugger;
use crate::expression::{Scope, View};
use crate::settings::Switch;

impl Walk<'_> {
    /// Cycles until the next look at consoles and the JIT's log, within the limit.
    pub(super) fn slice_budget(&self) -> u64 {
        let debugger = &self.debugger;
        let is_told = debugger.settings.jit_log == Switch::On
            || debugger.devices.any_console()
            || debugger.breakpoints.of_edges().next().is_some();
        let slice = if is_told { TOLD_SLICE } else { SILENT_SLICE };
        let slice = match &self.pacer {
            Some(pacer) => slice.min(pacer.slice()),
            None => slice,
        };
        let cycles = self.debugger.machine.cpu().cycles;
        self.limit.map_or(slice, |limit| slice.min(limit - cycles))
    }

    /// Lets the machine run for `budget` cycles, or until something stops it or becomes true.
    pub(super) fn slice(&mut self, budget: u64) -> StopReason {
        let (budget, time) = self.debugger.enter_slice(budget);
        self.flush();
        let is_each_looked_at = self.debugger.breakpoints.of_edges().next().is_some();
        let reason = match is_each_looked_at {
            true => self.go_until_true(budget),
            false => self.go(budget),
        };
        self.debugger.leave_slice(time);
        if let Some(pacer) = &mut self.pacer {
            let Debugger {
                machine, interrupt, ..
            } = &*self.debugger;
            pacer.keep(machine.cpu().cycles, interrupt);
        }
        reason
    }

    fn go_until_true(&mut self, budget: u64) -> StopReason {
        let end = self.debugger.machine.cpu().cycles.saturating_add(budget);
        loop {
            let reason = self.go(1);
            if !matches!(reason, StopReason::Cycles | StopReason::Returned) {
                return reason;
            }
            self.look_for_edges();
            let is_end = reason == StopReason::Returned
                || !self.became_true.is_empty()
                || self.pace.is_over();
            if is_end || self.debugger.machine.cpu().cycles >= end {
                return reason;
            }
        }
    }

    /// Runs, past the stop that was dealt with.
    fn go(&mut self, budget: u64) -> StopReason {
        let Debugger { machine, trace, .. } = &mut *self.debugger;
        std::mem::replace(&mut self.leaving, Leaving::Nothing).pass(machine);
        self.pace.go(machine, budget, trace)
    }

    /// The state of the guest now is what conditions are compared with.
    pub(super) fn begin_edges(&mut self) {
        self.debugger.breakpoints.forget_edges();
        self.look_for_edges();
    }

    /// Looks which conditions have become true by the last instruction.
    fn look_for_edges(&mut self) {
        let scope = Scope {
            view: View::Frame(0),
            ..self.debugger.scope()
        };
        self.debugger.breakpoints.edges(&scope, &mut self.edges);
        let breakpoints = &mut self.debugger.breakpoints;
        breakpoints.note_edges(&self.edges, &mut self.became_true);
    }
}
