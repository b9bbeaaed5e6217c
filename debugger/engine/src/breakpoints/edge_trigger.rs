//! `breakif`: conditions that are looked at between any two instructions, and count where they become true.
//!
//! Invariant: the state in which the guest is resumed is what they are compared with first, so one that is true there
//! does not stop the guest again and again.

use super::{Breakpoint, Breakpoints, Kind};
use crate::expression::Scope;

impl Breakpoint {
    fn waits_for_edge(&self) -> bool {
        self.spec.kind == Kind::Edge && self.is_in_force()
    }

    /// Whether its condition holds now; one that cannot be evaluated is told as if it did.
    fn is_true(&self, scope: &Scope<'_>) -> bool {
        let condition = self.spec.condition.as_ref();
        condition.is_some_and(|condition| condition.value(scope) != Ok(0))
    }
}

impl Breakpoints {
    /// The enabled entries that must be looked at between any two instructions.
    pub fn of_edges(&self) -> impl Iterator<Item = u32> {
        let list = self.list.iter().filter(|b| b.waits_for_edge());
        list.map(|b| b.id)
    }

    /// Forgets what they were: what is noted next is what they are compared with.
    pub fn forget_edges(&mut self) {
        self.list.iter_mut().for_each(|b| b.was_true = None);
    }

    /// Where in the list they are, with what each is now.
    pub fn edges(&self, scope: &Scope<'_>, now: &mut Vec<(usize, bool)>) {
        now.clear();
        let list = self.list.iter().enumerate();
        let list = list.filter(|(_, b)| b.waits_for_edge());
        now.extend(list.map(|(at, b)| (at, b.is_true(scope))));
    }

    /// Notes what each is now; the numbers of those that have become true.
    pub fn note_edges(&mut self, now: &[(usize, bool)], became: &mut Vec<u32>) {
        for &(at, is_true) in now {
            let breakpoint = &mut self.list[at];
            if breakpoint.was_true.replace(is_true) == Some(false) && is_true {
                became.push(breakpoint.id);
            }
        }
    }
}
