//! The user's breakpoints, watchpoints, catchpoints and traces: numbers, conditions, counts, commands; one number space.
//!
//! Invariant: the machine stops exactly where an enabled entry of this list says, see `Breakpoints::install` and
//! `Breakpoints::uninstall`. The machine knows addresses and ranges only; whether a stop counts is decided by
//! [`crate::run`].

mod actions;
mod asking;
pub mod catch;
mod edge_trigger;
mod entry;
mod rebind;
mod turns;

use jumppad_tiers::banks::Bank;
use jumppad_tiers::{Machine, WatchId};

pub use actions::{Actions, SILENT};
pub use entry::{Breakpoint, Condition, Effect, Explain, Explained, Kind, Life, Spec, State};
pub use rebind::Wording;
pub use turns::Turns;

/// All breakpoints, watchpoints and catchpoints, in the order of their numbers.
#[derive(Debug, Default)]
pub struct Breakpoints {
    list: Vec<Breakpoint>,
    last_id: u32,
}

impl Breakpoints {
    /// Adds a breakpoint and gives its number.
    pub fn add(&mut self, machine: &mut Machine, mut spec: Spec) -> u32 {
        self.last_id += 1;
        let state = std::mem::replace(&mut spec.state, State::Disabled);
        self.list.push(Breakpoint {
            id: self.last_id,
            spec,
            hits: 0,
            evaluations: 0,
            watch: None,
            catch: None,
            was_true: None,
            pending: None,
        });
        self.set_state(machine, self.last_id, state);
        self.last_id
    }

    /// The number of the one that was made last, be it there still or not; none if there never was one.
    pub fn last(&self) -> Option<u32> {
        (self.last_id > 0).then_some(self.last_id)
    }

    /// All breakpoints, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Breakpoint> {
        self.list.iter()
    }

    /// The breakpoint of number `id`, if there is one.
    pub fn get(&self, id: u32) -> Option<&Breakpoint> {
        self.list.iter().find(|b| b.id == id)
    }

    /// The breakpoint of number `id`, to be changed, if there is one.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut Breakpoint> {
        self.list.iter_mut().find(|b| b.id == id)
    }

    /// The enabled entries for the instruction at `address`.
    pub fn executing_at(&self, address: u16) -> impl Iterator<Item = &Breakpoint> {
        self.list.iter().filter(move |b| b.executes_at(address))
    }

    /// The number of the watchpoint the machine knows as `watch`.
    pub fn watched_by(&self, watch: WatchId) -> Option<u32> {
        self.list
            .iter()
            .find(|b| b.watch == Some(watch))
            .map(|b| b.id)
    }

    /// Puts number `id` in or out of force. An unknown number is ignored.
    pub fn set_state(&mut self, machine: &mut Machine, id: u32, state: State) {
        let Some(at) = self.list.iter().position(|b| b.id == id) else {
            return;
        };
        if self.list[at].spec.state == state {
            return;
        }
        self.collect_counts(machine, id);
        let was_in_force = self.list[at].is_in_force();
        self.list[at].spec.state = state;
        match (was_in_force, self.list[at].is_in_force()) {
            (false, true) => self.install(machine, at),
            (true, false) => self.uninstall(machine, at),
            (false, false) | (true, true) => {}
        }
    }

    /// Removes breakpoint `id`. An unknown number is ignored.
    pub fn remove(&mut self, machine: &mut Machine, id: u32) {
        self.set_state(machine, id, State::Disabled);
        if let Some(catch) = self.get(id).and_then(|b| b.catch) {
            machine.remove_catch(catch);
        }
        self.list.retain(|b| b.id != id);
    }

    fn install(&mut self, machine: &mut Machine, at: usize) {
        let breakpoint = &mut self.list[at];
        let range = breakpoint.spec.range.clone();
        match breakpoint.spec.kind {
            Kind::Execute => range.for_each(|address| self.renew(machine, address)),
            Kind::Memory(access) => {
                let bank = breakpoint.spec.bank.and_then(|number| {
                    Some(Bank {
                        choice: usize::from(number),
                        ..machine.bank_at(*range.start())?
                    })
                });
                let watch = machine.add_watch_in(bank, range, access);
                breakpoint.watch = Some(watch);
                machine.set_watch_condition(watch, breakpoint.machine_condition());
            }
            Kind::Catch(kind) => match breakpoint.catch {
                Some(id) => machine.arm_catch(id),
                None => breakpoint.catch = Some(machine.add_catch(kind, range)),
            },
            // The debugger looks at it between any two instructions.
            Kind::Edge => breakpoint.was_true = None,
        }
    }

    /// Takes the (now disabled) entry out of the machine, but not what another entry still needs.
    fn uninstall(&mut self, machine: &mut Machine, at: usize) {
        if let Some(watch) = self.list[at].watch.take() {
            machine.remove_watch(watch);
        }
        // It stays, because one for first executions goes on to note them.
        if let Some(catch) = self.list[at].catch {
            machine.disarm_catch(catch);
        }
        if self.list[at].spec.kind == Kind::Execute {
            let range = self.list[at].spec.range.clone();
            range.for_each(|address| self.renew(machine, address));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::RangeInclusive;

    use jumppad_tiers::{Config, JitMode, StopReason};

    use super::*;

    fn execute(range: RangeInclusive<u16>) -> Spec {
        Spec {
            kind: Kind::Execute,
            effect: Effect::Stop,
            range,
            bank: None,
            variable: None,
            written: None,
            condition: None,
            life: Life::Permanent,
            state: State::Enabled,
            turns: Turns::default(),
            actions: Actions::default(),
        }
    }

    #[test]
    fn overlapping_breakpoints_keep_each_other_in_force() {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        machine.load(0x600, &[0xEA; 16]).unwrap();
        let mut list = Breakpoints::default();
        let wide = list.add(&mut machine, execute(0x600..=0x604));
        let narrow = list.add(&mut machine, execute(0x602..=0x602));
        list.remove(&mut machine, wide);
        machine.cpu_mut().pc = 0x600;
        assert_eq!(machine.run(100), StopReason::Breakpoint);
        assert_eq!(machine.cpu().pc, 0x602);
        list.remove(&mut machine, narrow);
        assert_eq!(machine.run(8), StopReason::Cycles);
        assert_eq!((narrow, list.iter().count()), (2, 0));
    }
}
