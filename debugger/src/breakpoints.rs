//! The user's breakpoints, watchpoints and catchpoints: numbers, conditions, counts; one number space.
//!
//! Invariant: the machine stops exactly where an enabled entry of this list says, see [`Breakpoints::install`] and
//! [`Breakpoints::uninstall`]. The machine knows addresses and ranges only; whether a stop counts is decided here.

pub(crate) mod catch;

use std::ops::RangeInclusive;

use jumppad_tiers::{Access, CatchId, CatchKind, Machine, WatchId};

use crate::grammar::Expr;
use crate::report::BreakpointView;
use crate::session::Session;

/// What a breakpoint waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Execute,
    Memory(Access),
    Catch(CatchKind),
}

/// How long a breakpoint lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    Permanent,
    /// Until its first stop.
    Once,
}

/// Whether a breakpoint is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Enabled,
    Disabled,
}

/// A condition, as written and as parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub(crate) text: String,
    pub(crate) expr: Expr,
}

/// One entry of the list.
#[derive(Debug)]
pub(crate) struct Breakpoint {
    pub(crate) id: u32,
    pub(crate) kind: Kind,
    pub(crate) range: RangeInclusive<u16>,
    pub(crate) condition: Option<Condition>,
    pub(crate) life: Life,
    pub(crate) state: State,
    /// Stops still to let pass.
    pub(crate) ignore: u64,
    pub(crate) hits: u64,
    watch: Option<WatchId>,
    catch: Option<CatchId>,
}

/// All of them, in the order of their numbers.
#[derive(Debug, Default)]
pub(crate) struct Breakpoints {
    list: Vec<Breakpoint>,
    last_id: u32,
}

impl Breakpoints {
    /// Adds an enabled breakpoint and gives its number.
    pub(crate) fn add(
        &mut self,
        machine: &mut Machine,
        kind: Kind,
        range: RangeInclusive<u16>,
        condition: Option<Condition>,
        life: Life,
    ) -> u32 {
        self.last_id += 1;
        self.list.push(Breakpoint {
            id: self.last_id,
            kind,
            range,
            condition,
            life,
            state: State::Disabled,
            ignore: 0,
            hits: 0,
            watch: None,
            catch: None,
        });
        self.set_state(machine, self.last_id, State::Enabled);
        self.last_id
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Breakpoint> {
        self.list.iter()
    }

    pub(crate) fn get(&self, id: u32) -> Option<&Breakpoint> {
        self.list.iter().find(|b| b.id == id)
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Breakpoint> {
        self.list.iter_mut().find(|b| b.id == id)
    }

    /// The enabled execution breakpoints at `address`.
    pub(crate) fn executing_at(&self, address: u16) -> impl Iterator<Item = u32> {
        self.list
            .iter()
            .filter(move |b| b.stops_at(address))
            .map(|b| b.id)
    }

    /// The watchpoint the machine knows as `watch`.
    pub(crate) fn watched_by(&self, watch: WatchId) -> Option<u32> {
        self.list
            .iter()
            .find(|b| b.watch == Some(watch))
            .map(|b| b.id)
    }

    /// Puts number `id` in or out of force. An unknown number is ignored.
    pub(crate) fn set_state(&mut self, machine: &mut Machine, id: u32, state: State) {
        let Some(at) = self.list.iter().position(|b| b.id == id) else {
            return;
        };
        if self.list[at].state == state {
            return;
        }
        self.list[at].state = state;
        match state {
            State::Enabled => Self::install(machine, &mut self.list[at]),
            State::Disabled => self.uninstall(machine, at),
        }
    }

    /// Removes number `id`. An unknown number is ignored.
    pub(crate) fn remove(&mut self, machine: &mut Machine, id: u32) {
        self.set_state(machine, id, State::Disabled);
        if let Some(catch) = self.get(id).and_then(|b| b.catch) {
            machine.remove_catch(catch);
        }
        self.list.retain(|b| b.id != id);
    }

    fn install(machine: &mut Machine, breakpoint: &mut Breakpoint) {
        match breakpoint.kind {
            Kind::Execute => {
                for address in breakpoint.range.clone() {
                    machine.set_breakpoint(address);
                }
            }
            Kind::Memory(access) => {
                let range = breakpoint.range.clone();
                breakpoint.watch = Some(machine.add_watch(range, access));
            }
            Kind::Catch(kind) => match breakpoint.catch {
                Some(id) => machine.arm_catch(id),
                None => breakpoint.catch = Some(machine.add_catch(kind, breakpoint.range.clone())),
            },
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
        if self.list[at].kind == Kind::Execute {
            for address in self.list[at].range.clone() {
                if !self.list.iter().any(|b| b.stops_at(address)) {
                    machine.clear_breakpoint(address);
                }
            }
        }
    }
}

impl Breakpoint {
    fn stops_at(&self, address: u16) -> bool {
        self.kind == Kind::Execute && self.state == State::Enabled && self.range.contains(&address)
    }

    /// As `session`, whose it is, tells it.
    pub(crate) fn view(&self, session: &Session) -> BreakpointView {
        BreakpointView {
            id: self.id,
            kind: match self.kind {
                Kind::Execute => "break",
                Kind::Memory(Access::Write) => "watch",
                Kind::Memory(Access::Read) => "rwatch",
                Kind::Memory(Access::ReadWrite) => "awatch",
                Kind::Catch(_) => "catch",
            },
            caught: match self.kind {
                Kind::Catch(kind) => Some(catch::text(kind)),
                _ => None,
            },
            start: *self.range.start(),
            end: *self.range.end(),
            source: match self.kind {
                Kind::Execute => session.line_begun(*self.range.start()),
                Kind::Memory(_) | Kind::Catch(_) => None,
            },
            condition: self.condition.as_ref().map(|c| c.text.clone()),
            once: self.life == Life::Once,
            enabled: self.state == State::Enabled,
            ignore: self.ignore,
            hits: self.hits,
        }
    }
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::{Config, JitMode, StopReason};

    use super::*;

    #[test]
    fn overlapping_breakpoints_keep_each_other_in_force() {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        machine.load(0x600, &[0xEA; 16]).unwrap();
        let mut list = Breakpoints::default();
        let wide = list.add(
            &mut machine,
            Kind::Execute,
            0x600..=0x604,
            None,
            Life::Permanent,
        );
        let narrow = list.add(
            &mut machine,
            Kind::Execute,
            0x602..=0x602,
            None,
            Life::Permanent,
        );
        list.remove(&mut machine, wide);
        machine.cpu_mut().pc = 0x600;
        assert_eq!(machine.run(100), StopReason::Breakpoint);
        assert_eq!(machine.cpu().pc, 0x602);
        list.remove(&mut machine, narrow);
        assert_eq!(machine.run(8), StopReason::Cycles);
        assert_eq!((narrow, list.iter().count()), (2, 0));
    }
}
