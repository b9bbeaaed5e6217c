//! Where returns lead: behind the calls of the subroutines that they end.
//!
//! A return goes where the stack says, so these edges are guesses, which the
//! code checks. They are good guesses, and they spare the way by the jumppad:
//! the address behind a call need be no entry point, and what the caller keeps in
//! registers survives the call.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::Mnemonic;

use super::{Block, worklist};

/// Finds for each block that ends in a return where it may lead.
pub(super) fn link(blocks: &mut BTreeMap<u16, Block>) {
    let mut sites: BTreeMap<u16, BTreeSet<u16>> = BTreeMap::new();
    for block in blocks.values() {
        if let Some((subroutine, behind)) = block.call()
            && blocks.contains_key(&behind)
        {
            sites.entry(subroutine).or_default().insert(behind);
        }
    }
    for (subroutine, behind) in sites {
        for end in ends(blocks, subroutine) {
            if let Some(block) = blocks.get_mut(&end) {
                block.returns_to.extend(&behind);
            }
        }
    }
    for block in blocks.values_mut() {
        block.returns_to.sort_unstable();
        block.returns_to.dedup();
    }
}

/// The blocks of a subroutine, without those that it calls; these return.
pub(super) fn body(blocks: &BTreeMap<u16, Block>, subroutine: u16) -> BTreeSet<u16> {
    let inside = |at: &u16| blocks.contains_key(at);
    worklist::closure(Some(subroutine).filter(inside), |at| {
        let block = &blocks[&at];
        let (behind, targets) = match block.call() {
            Some((_, behind)) => (Some(behind), None),
            None => (None, Some(block.end.targets())),
        };
        let next = behind.into_iter().chain(targets.into_iter().flatten());
        next.filter(inside)
    })
}

/// The blocks by which a subroutine returns.
fn ends(blocks: &BTreeMap<u16, Block>, subroutine: u16) -> Vec<u16> {
    let mut body: Vec<u16> = body(blocks, subroutine).into_iter().collect();
    body.retain(|at| {
        let last = blocks[at].instructions.last();
        last.is_some_and(|last| last.opcode.mnemonic == Mnemonic::RTS)
    });
    body
}
