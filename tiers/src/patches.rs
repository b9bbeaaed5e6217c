//! Which code bytes the program itself keeps patching.
//!
//! Programs of the 6502 patch operands in hot loops all the time. After a few
//! invalidations an operand is read at run time, and the store is then no
//! invalidation at all; an instruction whose opcode is patched is interpreted.

use std::collections::HashMap;

use crate::instruction::{Instruction, OperandKind};
use crate::policy::Policy;

/// What a store to a code byte made of the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Too early to say.
    Wait,
    /// Its operand is read at run time from now on.
    OperandDynamic,
    /// It is interpreted from now on.
    Interpreted,
}

#[derive(Default)]
struct Record {
    operand_stores: u32,
    opcode_stores: u32,
}

/// Stores into code, counted by instruction.
#[derive(Default)]
pub(crate) struct Patches {
    policy: Policy,
    records: HashMap<u16, Record>,
}

impl Patches {
    pub(crate) fn new(policy: Policy) -> Self {
        Self {
            policy,
            records: HashMap::new(),
        }
    }

    /// Counts a store to a byte of a compiled instruction.
    pub(crate) fn record(&mut self, instruction: &Instruction, addr: u16) -> Verdict {
        let record = self.records.entry(instruction.pc).or_default();
        if addr == instruction.pc || !self.policy.dynamic_operands {
            record.opcode_stores += 1;
            return if record.opcode_stores == self.policy.patience {
                Verdict::Interpreted
            } else {
                Verdict::Wait
            };
        }
        record.operand_stores += 1;
        if record.operand_stores == self.policy.patience {
            Verdict::OperandDynamic
        } else {
            Verdict::Wait
        }
    }

    /// Has the instruction's operand read at run time from now on. Whether that is news.
    pub(crate) fn make_dynamic(&mut self, pc: u16) -> bool {
        if !self.policy.dynamic_operands {
            return false;
        }
        let stores = &mut self.records.entry(pc).or_default().operand_stores;
        use_up(self.policy.patience, stores)
    }

    /// Has the instruction interpreted from now on. Whether that is news.
    pub(crate) fn make_interpreted(&mut self, pc: u16) -> bool {
        let stores = &mut self.records.entry(pc).or_default().opcode_stores;
        use_up(self.policy.patience, stores)
    }

    /// Takes what was learnt of the instruction back.
    pub(crate) fn forget(&mut self, pc: u16) {
        self.records.remove(&pc);
    }

    pub(crate) fn operand_kind(&self, pc: u16) -> OperandKind {
        match self.records.get(&pc) {
            Some(record) if record.operand_stores >= self.policy.patience => OperandKind::Dynamic,
            _ => OperandKind::Constant,
        }
    }

    /// An instruction of the region whose operand became dynamic after the region
    /// was found.
    pub(crate) fn learnt_since<'i>(
        &self,
        region: impl IntoIterator<Item = &'i Instruction>,
    ) -> Option<u16> {
        let constant = |i: &&Instruction| i.operand == OperandKind::Constant;
        let mut constants = region.into_iter().filter(constant).map(|i| i.pc);
        constants.find(|&pc| self.operand_kind(pc) == OperandKind::Dynamic)
    }

    /// The operands that are dynamic in the region, which is news.
    pub(crate) fn learn_from<'i>(
        &mut self,
        region: impl IntoIterator<Item = &'i Instruction>,
    ) -> Vec<u16> {
        let dynamic = |i: &&Instruction| i.operand == OperandKind::Dynamic;
        let dynamic = region.into_iter().filter(dynamic).map(|i| i.pc);
        let is_news = |pc: &u16| self.operand_kind(*pc) == OperandKind::Constant;
        let news: Vec<u16> = dynamic.filter(is_news).collect();
        for &pc in &news {
            self.make_dynamic(pc);
        }
        news
    }

    pub(crate) fn is_interpreted(&self, pc: u16) -> bool {
        self.records
            .get(&pc)
            .is_some_and(|record| record.opcode_stores >= self.policy.patience)
    }
}

/// Uses the patience up that is left after some stores. Whether any was.
fn use_up(patience: u32, stores: &mut u32) -> bool {
    let before = std::mem::replace(stores, patience.max(*stores));
    before < patience
}
