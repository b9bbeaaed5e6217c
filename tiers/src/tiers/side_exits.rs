//! Sites at which a group leaves again and again for help, though it need not.
//!
//! What a group takes for granted may be wrong for one of its instructions: the
//! group is made anew without. Leaving now and then costs less than doing
//! without, so only what happens often counts.

use jumppad_opcodes::{Cpu, PageAttributes};

use super::{Context, Tiers};
use crate::event::InvalidationCause;
use crate::region::ZeroPage;
use crate::touched::Touched;

impl Tiers {
    /// The group at `index` left for help with the instruction at PC.
    pub(crate) fn left_for_help(&mut self, index: u32, cpu: &Cpu, around: &mut Context<'_>) {
        let Some(group) = self.code.cache.get_mut(index) else {
            return;
        };
        group.side_exits += 1;
        if let Some(&then) = group.region.unseen.get(&cpu.pc) {
            let pc = cpu.pc;
            let opcode = &around.model.table()[usize::from(around.memory.peek(pc))];
            if around.coverage.unseen(pc, opcode) != then {
                group.unseen_exits += 1;
                if group.unseen_exits >= self.policy.unseen_leaves {
                    self.remove(index, InvalidationCause::NewWay { pc }, around);
                }
            }
            return;
        }
        if !group.side_exits.is_multiple_of(self.policy.leaves) {
            return;
        }
        // Time may have been turned back meanwhile; that counts as long ago.
        let before = std::mem::replace(&mut group.sampled_at, around.cycle);
        let since = around.cycle.wrapping_sub(before);
        if since > self.policy.leaves * self.policy.leave_cycles {
            return;
        }
        let touched = Touched::by_next(cpu, around.model, around.memory);
        let region = &group.region;
        let in_registers = matches!(region.zero_page, ZeroPage::Registers { .. });
        let is_plain = !around
            .memory
            .attributes(0)
            .intersects(!PageAttributes::ZERO);
        let pc = cpu.pc;
        if in_registers && is_plain && touched.any(|addr| addr < 0x100) {
            self.code.feedback.reach_page_zero.insert(pc);
            self.remove(index, InvalidationCause::ReachesPageZero { pc }, around);
        } else if let Some(&addr) = touched.written.iter().find(|a| region.held.contains(a)) {
            self.code.feedback.aliased.insert(addr);
            let cause = InvalidationCause::HeldOperandStored { addr, by: pc };
            for index in self
                .code
                .cache
                .which(|group| group.region.held.contains(&addr))
            {
                self.remove(index, cause, around);
            }
        }
    }
}
