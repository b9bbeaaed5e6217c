//! Sites at which a group leaves again and again for help, though it need not.
//!
//! What a group takes for granted may be wrong for one of its instructions: the
//! group is made anew without. Leaving now and then costs less than doing
//! without, so only what happens often counts.

use jumppad_opcodes::{Args, Bus, Cpu, Intervention, Memory, page};

use super::{Surroundings, Tiers};
use crate::event::InvalidationCause;
use crate::region::ZeroPage;

impl Tiers {
    /// The group at `index` left for help with the instruction at PC.
    pub(crate) fn left_for_help(&mut self, index: u32, cpu: &Cpu, around: &mut Surroundings<'_>) {
        let Some(group) = self.cache.get_mut(index) else {
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
        let touched = Touched::by_next(cpu, around);
        let region = &group.region;
        let in_registers = matches!(region.zero_page, ZeroPage::Registers { .. });
        let is_plain = around.memory.attributes(0) & !page::ZERO == 0;
        let pc = cpu.pc;
        if in_registers && is_plain && touched.any(|addr| addr < 0x100) {
            self.lessons.reach_page_zero.insert(pc);
            self.remove(index, InvalidationCause::ReachesPageZero { pc }, around);
        } else if let Some(&addr) = touched.written.iter().find(|a| region.held.contains(a)) {
            self.lessons.restless.insert(addr);
            let cause = InvalidationCause::HeldOperandStored { addr, by: pc };
            for index in self.cache.which(|group| group.region.held.contains(&addr)) {
                self.remove(index, cause, around);
            }
        }
    }
}

/// A bus without effects that notes what is accessed.
struct Touched<'a> {
    memory: &'a Memory,
    read: Vec<u16>,
    written: Vec<u16>,
}

impl<'a> Touched<'a> {
    /// What the instruction at PC accesses.
    fn by_next(cpu: &Cpu, around: &'a Surroundings<'_>) -> Self {
        let memory: &Memory = around.memory;
        let mut touched = Self {
            memory,
            read: Vec::new(),
            written: Vec::new(),
        };
        let at = |offset| memory.peek(cpu.pc.wrapping_add(offset));
        let args = Args {
            arg1: at(1),
            arg2: at(2),
            pc: cpu.pc,
        };
        around
            .model
            .execute(&mut cpu.clone(), &mut touched, at(0), args);
        touched
    }

    fn any(&self, predicate: impl Fn(u16) -> bool) -> bool {
        self.read
            .iter()
            .chain(&self.written)
            .any(|&addr| predicate(addr))
    }
}

impl Bus for Touched<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        self.read.push(addr);
        Ok(self.memory.peek(addr))
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, _value: u8) {
        self.written.push(addr);
    }
}
