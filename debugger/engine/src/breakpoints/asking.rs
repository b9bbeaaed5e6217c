//! Who asks a condition: the machine by itself, wherever it can, or the debugger at each stop.
//!
//! Invariant: the machine has one condition at an address, that one of the breakpoints there may hold. While it does not,
//! each of them was asked once more: what the machine counts is added to theirs before anything there changes.

use std::sync::Arc;

use jumppad_tiers::Machine;
use jumppad_tiers::filter::{Expr, Filter, STOP};

use super::{Breakpoint, Breakpoints, Condition, Kind};

impl Breakpoint {
    /// Its condition, if the machine can ask it.
    pub(super) fn machine_condition(&self) -> Option<Arc<Filter>> {
        let condition = self.spec.condition.as_ref()?;
        let filter = match self.spec.kind {
            Kind::Execute => &condition.at_stop,
            Kind::Memory(_) => &condition.at_access,
            Kind::Catch(_) | Kind::Edge => return None,
        };
        filter.as_ref().ok().cloned()
    }
}

impl Breakpoints {
    /// Gives number `id` another condition. What it was does not count any more. An unknown number is ignored.
    pub fn give(&mut self, machine: &mut Machine, id: u32, condition: Option<Condition>) {
        self.collect_counts(machine, id);
        let Some(breakpoint) = self.get_mut(id) else {
            return;
        };
        // The hits before the first condition are such as held.
        if breakpoint.spec.condition.is_none() {
            breakpoint.evaluations = breakpoint.hits;
        }
        breakpoint.spec.condition = condition;
        breakpoint.was_true = None;
        if let Some(watch) = breakpoint.watch {
            machine.set_watch_condition(watch, breakpoint.machine_condition());
        }
        if breakpoint.spec.kind == Kind::Execute {
            let range = breakpoint.spec.range.clone();
            range.for_each(|address| self.renew(machine, address));
        }
    }

    /// Makes the machine stop at `address` as the enabled entries say, and not otherwise.
    pub fn renew(&mut self, machine: &mut Machine, address: u16) {
        self.collect_counts_at(machine, address);
        let mut here = self.executing_at(address).peekable();
        if here.peek().is_none() {
            machine.clear_breakpoint(address);
            return;
        }
        let conditions: Option<Vec<_>> = here.map(Breakpoint::machine_condition).collect();
        match conditions.and_then(any_of) {
            Some(condition) => machine.set_breakpoint_if(address, condition),
            None => machine.set_breakpoint(address),
        }
    }

    /// Makes the machine stop at `address` each time, until it is renewed.
    pub fn stop_always(&mut self, machine: &mut Machine, address: u16) {
        self.collect_counts_at(machine, address);
        machine.set_breakpoint(address);
    }

    /// How often the condition of each entry was asked.
    pub fn counts(&mut self, machine: &mut Machine) -> Vec<(u32, u64)> {
        let ids: Vec<u32> = self.list.iter().map(|b| b.id).collect();
        ids.iter().for_each(|&id| self.collect_counts(machine, id));
        self.list.iter().map(|b| (b.id, b.evaluations)).collect()
    }

    /// Makes the counts of breakpoints what they were when `counts` was taken.
    pub fn restore(&mut self, machine: &mut Machine, counts: &[(u32, u64)]) {
        self.counts(machine);
        for &(id, evaluations) in counts {
            if let Some(breakpoint) = self.get_mut(id) {
                breakpoint.evaluations = evaluations;
            }
        }
    }

    /// Takes over what the machine counted where number `id` waits.
    pub(super) fn collect_counts(&mut self, machine: &mut Machine, id: u32) {
        let Some(breakpoint) = self.get_mut(id) else {
            return;
        };
        if let Some(watch) = breakpoint.watch {
            breakpoint.evaluations += machine.watch_condition_misses(watch);
            machine.forget_watch_condition_misses(watch);
        }
        if breakpoint.spec.kind == Kind::Execute {
            let range = breakpoint.spec.range.clone();
            range.for_each(|address| self.collect_counts_at(machine, address));
        }
    }

    fn collect_counts_at(&mut self, machine: &mut Machine, address: u16) {
        let passed = machine.condition_misses(address);
        machine.forget_condition_misses(address);
        for breakpoint in self.list.iter_mut().filter(|b| b.executes_at(address)) {
            breakpoint.evaluations += passed;
        }
    }
}

/// The condition that one of them holds; none where that would be too much for one.
fn any_of(mut conditions: Vec<Arc<Filter>>) -> Option<Arc<Filter>> {
    if conditions.len() == 1 {
        return conditions.pop();
    }
    let roots = conditions.iter().map(|filter| filter.root().clone());
    let all = Filter::new(&STOP, Expr::Any(roots.collect()));
    all.ok().map(Arc::new)
}
