//! Where the outermost loop around a block begins.
//!
//! A loop that is entered elsewhere than at its head has no head that LLVM
//! could see, and is optimised like code that runs once. So groups are entered
//! at heads: what becomes hot first is mostly in the middle of something.

use std::collections::{BTreeMap, BTreeSet};

use super::{Region, returns, worklist};

impl Region {
    /// The head of the outermost loop of the region that runs through the block
    /// at `at`, or of the subroutine that does by calling itself; `at` itself where
    /// there is none.
    pub(crate) fn head(&self, at: u16) -> u16 {
        let around = self.cycle_through(at);
        let calls = around.iter().filter_map(|at| self.call(*at));
        let subroutines: BTreeSet<u16> = calls.map(|(subroutine, _)| subroutine).collect();
        let bodies: Vec<(u16, BTreeSet<u16>)> = subroutines
            .into_iter()
            .map(|entry| (entry, returns::body(&self.blocks, entry)))
            .collect();
        let is_called = |block: &u16| bodies.iter().any(|(_, body)| body.contains(block));
        let outermost: BTreeSet<u16> = around.iter().copied().filter(|b| !is_called(b)).collect();
        // Code runs upwards but where it loops; the calls made within a loop can
        // stand anywhere.
        let closes = |from: u16| {
            let block = self.blocks.get(&from).filter(|_| self.call(from).is_none());
            let targets = block.into_iter().flat_map(|block| block.end.targets());
            targets.filter(move |&to| to <= from)
        };
        let loops = outermost.iter().flat_map(|&from| {
            let is_around = move |to: &u16| is_called(&at) || (*to..=from).contains(&at);
            closes(from).filter(is_around)
        });
        let head = loops.filter(|head| outermost.contains(head)).min();
        let calls_itself = || {
            let has = |(_, body): &&(u16, BTreeSet<u16>)| body.contains(&at);
            let bodies = bodies.iter().filter(|_| outermost.is_empty());
            bodies.filter(has).map(|&(entry, _)| entry).min()
        };
        head.or_else(calls_itself).unwrap_or(at)
    }

    /// The subroutine that a block ends with a call of, and the address behind.
    fn call(&self, at: u16) -> Option<(u16, u16)> {
        self.blocks.get(&at)?.call()
    }

    /// The blocks to which the block at `at` leads and that lead back to it.
    fn cycle_through(&self, at: u16) -> BTreeSet<u16> {
        let reached = self.reached_from(at);
        let mut leading: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
        for &from in &reached {
            for to in self.blocks.get(&from).iter().flat_map(|b| b.successors()) {
                leading.entry(to).or_default().push(from);
            }
        }
        let before = |to: u16| leading.get(&to).into_iter().flatten().copied();
        worklist::closure(before(at), before)
    }
}
