//! Breakpoints that were set by names follow them: when symbols or lines of source change, what was written is placed
//! anew, and so are the names in conditions.
//!
//! Invariants: a breakpoint whose name is gone is pending, with the reason: it keeps its number, its counts and what it
//! does, and is placed when the name comes back. What was written as a number stays where it is.

use std::ops::RangeInclusive;

use jumppad_tiers::Machine;

use super::{Breakpoint, Breakpoints, Condition, Kind};
use crate::answer::Became;
use crate::expression::{EvalError, EvalErrorKind, RangeExpr, Scope};

/// The place of a breakpoint as it was written, which means the same at another time.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The range, with the names that are looked up anew when symbols change.
    pub range: RangeExpr,
    /// Which it is, from 0, of the places that a line has in several expansions of its macro; none of one place.
    pub expansion: Option<usize>,
    /// Its text, if there is a name in it.
    pub text: Option<String>,
}

/// Where a breakpoint belongs by the names that there are.
pub(crate) struct Standing {
    range: RangeInclusive<u16>,
    condition: Option<Condition>,
}

impl Wording {
    /// The place that it means now, for a breakpoint of `kind`.
    fn place(&self, kind: Kind, scope: &Scope<'_>) -> Result<RangeInclusive<u16>, EvalError> {
        match kind {
            Kind::Execute => {
                let mut places = self.range.resolve_entries(scope)?;
                let (count, nth) = (places.len(), self.expansion.unwrap_or(0));
                match nth < count {
                    true => Ok(places.swap_remove(nth)),
                    false => Err(EvalErrorKind::FewerExpansions(count).at(0)),
                }
            }
            Kind::Memory(_) | Kind::Catch(_) | Kind::Edge => self.range.resolve(scope, 1),
        }
    }
}

impl Breakpoint {
    pub(crate) fn standing(&self, scope: &Scope<'_>) -> Result<Standing, EvalError> {
        let spec = &self.spec;
        let place = spec
            .written
            .as_ref()
            .map(|wording| wording.place(spec.kind, scope));
        let range = place.transpose()?.unwrap_or_else(|| spec.range.clone());
        let scope = Scope {
            view: spec.view(0),
            ..*scope
        };
        let condition = spec.condition.as_ref();
        let condition = condition.map(|condition| condition.rebound(&scope));
        Ok(Standing {
            range,
            condition: condition.transpose()?,
        })
    }

    /// Whether its condition asks something else than `other` does.
    fn asks_other(&self, other: Option<&Condition>) -> bool {
        let bound = self
            .spec
            .condition
            .as_ref()
            .map(|condition| &condition.bound);
        bound != other.map(|condition| &condition.bound)
    }
}

impl Breakpoints {
    /// Makes number `id` what names say now; what became of it, if anything did.
    pub(crate) fn follow(
        &mut self,
        machine: &mut Machine,
        id: u32,
        standing: Result<Standing, EvalError>,
    ) -> Option<Became> {
        let at = self.list.iter().position(|b| b.id == id)?;
        let breakpoint = &self.list[at];
        let Standing { range, condition } = match standing {
            Ok(standing) => standing,
            Err(reason) => {
                let was_pending = breakpoint.pending.is_some();
                self.take_out(machine, at, reason.to_string());
                return (!was_pending).then_some(Became::Pending);
            }
        };
        let (before, asks_other) = (
            breakpoint.spec.range.clone(),
            breakpoint.asks_other(condition.as_ref()),
        );
        if breakpoint.pending.is_none() && before == range {
            if !asks_other {
                return None;
            }
            self.give(machine, id, condition);
            return Some(Became::Asking);
        }
        let became = match breakpoint.pending {
            Some(_) => Became::Placed,
            None => Became::Moved {
                from: *before.start(),
            },
        };
        self.take_out(machine, at, String::new());
        let breakpoint = &mut self.list[at];
        breakpoint.pending = None;
        breakpoint.spec.range = range;
        if asks_other {
            breakpoint.spec.condition = condition;
        }
        if breakpoint.is_in_force() {
            self.install(machine, at);
        }
        Some(became)
    }

    /// Makes an entry pending: nothing of it is left in the machine.
    fn take_out(&mut self, machine: &mut Machine, at: usize, reason: String) {
        self.collect_counts(machine, self.list[at].id);
        let was_in_force = self.list[at].is_in_force();
        self.list[at].pending = Some(reason);
        if was_in_force {
            self.uninstall(machine, at);
        }
        if let Some(catch) = self.list[at].catch.take() {
            machine.remove_catch(catch);
        }
    }
}
