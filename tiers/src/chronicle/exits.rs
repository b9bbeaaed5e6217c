//! Where a group was left for the run loop, and why.
//!
//! Left out: going from group to group, which nobody counts by place.

use jumppad_opcodes::Intervention;

/// Places that are kept apart.
const PLACES: usize = 64;

/// A place that a group was left for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftFor {
    /// The instruction that comes next.
    pub pc: u16,
    /// Why.
    pub why: Intervention,
    /// How often.
    pub count: u64,
}

/// See the module. What leaves often stands in front.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exits(Vec<LeftFor>);

impl Exits {
    /// It was left once more.
    #[inline]
    pub(crate) fn note(&mut self, pc: u16, why: Intervention) {
        let is_it = |place: &LeftFor| place.pc == pc && place.why == why;
        match self.0.iter().position(is_it) {
            Some(at) => {
                self.0[at].count += 1;
                if at > 0 && self.0[at].count > self.0[at - 1].count {
                    self.0.swap(at, at - 1);
                }
            }
            None if self.0.len() < PLACES => self.0.push(LeftFor { pc, why, count: 1 }),
            None => {}
        }
    }

    /// The most frequent first.
    pub(crate) fn sorted(&self) -> Vec<LeftFor> {
        let mut places = self.0.clone();
        places.sort_by_key(|place| (std::cmp::Reverse(place.count), place.pc));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_often_comes_first() {
        let mut exits = Exits::default();
        for (pc, times) in [(0x600, 1), (0x610, 3), (0x620, 2)] {
            (0..times).for_each(|_| exits.note(pc, Intervention::Left));
        }
        exits.note(0x610, Intervention::Budget);
        let found: Vec<_> = exits.sorted().iter().map(|e| (e.pc, e.count)).collect();
        assert_eq!(found, [(0x610, 3), (0x620, 2), (0x600, 1), (0x610, 1)]);
    }

    #[test]
    fn places_are_bounded() {
        let mut exits = Exits::default();
        (0..1000).for_each(|pc| exits.note(pc, Intervention::Left));
        assert_eq!(exits.sorted().len(), PLACES);
    }
}
