//! Heat that is spread: no single place is hot, but the hot places lead to each other and
//! have room in one region, as the handlers of an interpreter do.
//!
//! Who goes to the next of them computes its address, so no graph that begins at one of
//! them finds the others. Samples do, and so does where such a group is left for: what is too
//! short is not met by samples. All of them are entry points.

use std::collections::BTreeSet;

use super::{Context, Tiers};
use crate::region::{Graph, Region};

impl Tiers {
    /// The region that has most of all samples, if there is one of a size that LLVM may be
    /// asked for; and the samples.
    pub(super) fn spread_region(&self, around: &Context<'_>) -> Option<(Region, u32)> {
        let places = self.heat.hottest(&self.policy);
        let is_compiled = |&pc: &u16| self.code.cache.executing(pc).next().is_some();
        if places.iter().any(is_compiled) {
            return None;
        }
        let source = self.source(around);
        let graph = Graph::around_all(&places, &source)?;
        let instructions: BTreeSet<u16> = graph.instructions().map(|i| i.pc).collect();
        let hits = self.heat.samples_in(&instructions);
        let is_small = instructions.len() <= self.policy.hot_instructions;
        (is_small && self.heat.is_most(hits, &self.policy))
            .then(|| (Region::of(graph, &source), hits))
    }
}
