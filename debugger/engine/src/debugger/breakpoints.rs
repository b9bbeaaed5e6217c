//! Breakpoints as they are told, and what becomes of them when names change.

use jumppad_tiers::Access;

use super::Debugger;
use super::names::{part_by, place_by};
use crate::answer::{BreakpointView, FollowedView};
use crate::breakpoints::{Breakpoint, Effect, Kind, Life, State, catch};

impl Debugger {
    /// Lets breakpoints follow, if names have changed since the last time; what became of those that had to.
    pub fn rebind(&mut self) -> Vec<FollowedView> {
        let names = (self.symbols.changes(), self.source.changes());
        if std::mem::replace(&mut self.followed, names) == names {
            return Vec::new();
        }
        let scope = self.scope();
        let standings = self.breakpoints.iter();
        let standings: Vec<_> = standings.map(|b| (b.id, b.standing(&scope))).collect();
        let mut changed = Vec::new();
        for (id, standing) in standings {
            let became = self.breakpoints.follow(&mut self.machine, id, standing);
            changed.extend(became.map(|became| (id, became)));
        }
        let view = |(id, became)| {
            let breakpoint = self.breakpoint_view(self.breakpoints.get(id)?);
            Some(FollowedView { became, breakpoint })
        };
        changed.into_iter().filter_map(view).collect()
    }

    /// One of the breakpoints, as it is told.
    pub fn breakpoint_view(&self, breakpoint: &Breakpoint) -> BreakpointView {
        let spec = &breakpoint.spec;
        let (bank, start) = (spec.only_bank(), *spec.range.start());
        let symbols = self.symbols_in(bank, start);
        let (skip, ignore) = spec.turns.skips();
        let (every, next) = spec.turns.period();
        BreakpointView {
            id: breakpoint.id,
            kind: breakpoint.command(),
            caught: match spec.kind {
                Kind::Catch(kind) => Some(catch::text(kind)),
                _ => None,
            },
            access: match (spec.effect, spec.kind) {
                (Effect::Trace, Kind::Memory(Access::Read)) => Some("load"),
                (Effect::Trace, Kind::Memory(Access::Write)) => Some("store"),
                _ => None,
            },
            bank,
            start,
            end: *spec.range.end(),
            symbol: match spec.kind {
                Kind::Edge => None,
                // What is everywhere is nowhere by name.
                _ if spec.range == (0..=u16::MAX) => None,
                Kind::Execute | Kind::Catch(_) => symbols.and_then(|s| place_by(&s, start)),
                Kind::Memory(_) => spec
                    .variable
                    .clone()
                    .or_else(|| symbols.and_then(|s| part_by(&s, start))),
            },
            inside: match spec.kind {
                // What does not show is not looked into.
                Kind::Execute
                    if spec.range.start() == spec.range.end()
                        && bank.is_none_or(|bank| self.numbers_with(bank, start).is_none()) =>
                {
                    self.instruction_over(start)
                }
                Kind::Execute | Kind::Memory(_) | Kind::Catch(_) | Kind::Edge => None,
            },
            source: match spec.kind {
                Kind::Execute => self.line_begun_in(bank, start),
                Kind::Memory(_) | Kind::Catch(_) | Kind::Edge => None,
            },
            condition: spec.condition.as_ref().map(|c| c.text.clone()),
            meaning: spec.condition.as_ref().map(|c| c.meaning.clone()),
            once: spec.life == Life::Once,
            enabled: spec.state == State::Enabled,
            written: spec
                .written
                .as_ref()
                .and_then(|wording| wording.text.clone()),
            pending: breakpoint.pending.clone(),
            skip,
            ignore,
            every,
            next,
            hits: breakpoint.hits,
            evaluations: breakpoint.evaluations(&self.machine),
            slow: breakpoint.slow(),
            actions: spec.actions.lines().to_vec(),
        }
    }
}
