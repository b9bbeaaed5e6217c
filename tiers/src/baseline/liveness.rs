//! Which flags nobody reads: the stencils need not set those.

use jumppad_opcodes::Effect;
use jumppad_stencils::{Set, Variant, flags};

use super::choose::Step;
use super::decode::Flow;

/// Fills in `dead`, from the end to the beginning.
pub(super) fn find_dead(set: &Set, steps: &mut [Step]) {
    let mut live = flags::ALL;
    for step in steps.iter_mut().rev() {
        let Some(stencil) = set.get(step.opcode.code, step.variant, 0) else {
            continue;
        };
        match step.flow {
            Flow::Jump => continue,
            // Elsewhere anything may be read.
            Flow::Branch { .. } | Flow::BranchOut(_) | Flow::Computed => live = flags::ALL,
            Flow::Next => {}
        }
        if step.variant.is_fast() {
            step.dead = stencil.defines & !live;
        }
        live = live & !stencil.defines | stencil.uses;
        if stencil.may_ask && !asks_only_if_decimal(step) {
            live = flags::ALL;
        }
    }
}

/// Whether it leaves only to its full stencil, and only for decimal sums: that one accesses
/// the same plain memory, so it does not leave, and sets the same flags.
fn asks_only_if_decimal(step: &Step) -> bool {
    step.opcode.heeds_decimal()
        && step.opcode.effect == Effect::Read
        && matches!(step.variant, Variant::Plain | Variant::Aligned)
}
