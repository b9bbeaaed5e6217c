//! Where returns lead: behind the calls of the subroutines that they end.
//!
//! A return goes where the stack says, so these edges are guesses, which the
//! code checks. They are good guesses, and they spare the way by the jumppad:
//! the address behind a call need be no way in, and what the caller keeps in
//! registers survives the call.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::Mnemonic;

use super::Block;

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

/// The blocks by which a subroutine returns, if those that it calls do.
fn ends(blocks: &BTreeMap<u16, Block>, subroutine: u16) -> Vec<u16> {
    let (mut ends, mut seen, mut pending) = (Vec::new(), BTreeSet::new(), vec![subroutine]);
    while let Some(at) = pending.pop() {
        let Some(block) = blocks.get(&at).filter(|_| seen.insert(at)) else {
            continue;
        };
        let last = block.instructions.last();
        if last.is_some_and(|last| last.opcode.mnemonic == Mnemonic::RTS) {
            ends.push(at);
        }
        match block.call() {
            Some((_, behind)) => pending.push(behind),
            None => pending.extend(block.end.targets()),
        }
    }
    ends
}
