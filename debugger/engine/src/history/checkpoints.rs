//! The checkpoints that are kept: dense around the place where the user is, sparse far from it.
//!
//! Invariants: they are in the order of time; the first one, where the history begins, is never thinned out.

use jumppad_tiers::Checkpoint;

use super::{INTERVAL, Moment};

/// A change from outside takes no time, but its place in the journal: some thousand of them are worth a checkpoint.
const CYCLES_OF_A_CHANGE: u64 = INTERVAL / 4096;

/// Checkpoints in their order.
#[derive(Default)]
pub(super) struct Checkpoints {
    list: Vec<(Moment, Checkpoint)>,
}

impl Checkpoints {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Bytes of memory.
    pub(super) fn size(&self) -> usize {
        self.list.iter().map(|(_, kept)| kept.size()).sum()
    }

    pub(super) fn first(&self) -> Option<Moment> {
        self.list.first().map(|(at, _)| *at)
    }

    /// The last one before `moment`.
    pub(super) fn before(&self, moment: Moment) -> Option<(Moment, &Checkpoint)> {
        let end = self.list.partition_point(|(at, _)| *at < moment);
        let (at, checkpoint) = self.list.get(end.checked_sub(1)?)?;
        Some((*at, checkpoint))
    }

    pub(super) fn at_or_before(&self, moment: Moment) -> Option<Moment> {
        let end = self.list.partition_point(|(at, _)| *at <= moment);
        self.list.get(end.checked_sub(1)?).map(|(at, _)| *at)
    }

    /// The first one with so many changes behind it, or the last of all.
    pub(super) fn from(&self, changes: u64) -> Option<Moment> {
        let mut moments = self.list.iter().map(|(at, _)| *at);
        let found = moments.find(|at| at.changes >= changes);
        found.or(self.list.last().map(|(at, _)| *at))
    }

    pub(super) fn insert(&mut self, moment: Moment, checkpoint: Checkpoint) {
        let at = self.list.partition_point(|(at, _)| *at < moment);
        match self.list.get(at) {
            Some((other, _)) if *other == moment => {}
            _ => self.list.insert(at, (moment, checkpoint)),
        }
    }

    /// Forgets those after `moment`.
    pub(super) fn truncate(&mut self, moment: Moment) {
        self.list.retain(|(at, _)| *at <= moment);
    }

    pub(super) fn drop_before(&mut self, moment: Moment) {
        self.list.retain(|(at, _)| *at >= moment);
    }

    /// Drops checkpoints until `limit` are left: always the one whose loss costs least, by the gap that it leaves in
    /// relation to its distance from `here`.
    pub(super) fn thin(&mut self, limit: usize, here: Moment) {
        while self.list.len() > limit.max(2) {
            let place = |at: usize| weight(self.list[at].0);
            let here = weight(here);
            let cost = |at: usize| {
                let gap = place(at + 1) - place(at - 1);
                let distance = place(at).abs_diff(here) + INTERVAL;
                gap as f64 / distance as f64
            };
            let inner = 1..self.list.len() - 1;
            let cheapest = inner
                .map(|at| (cost(at), at))
                .min_by(|one, other| one.0.total_cmp(&other.0));
            let Some((_, cheapest)) = cheapest else {
                return;
            };
            self.list.remove(cheapest);
        }
    }
}

/// A moment as a distance from the beginning.
fn weight(moment: Moment) -> u64 {
    moment
        .cycle
        .saturating_add(moment.changes.saturating_mul(CYCLES_OF_A_CHANGE))
}
