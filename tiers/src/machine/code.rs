//! Compiled code as users see it and handle it: blocks, groups, dumps, and
//! promotion and invalidation by hand.

use std::collections::BTreeSet;

use super::{Machine, surroundings};
use crate::cache::Group;
use crate::dump::{DumpError, GroupShape, Stage};
use crate::event::{GroupId, InvalidationCause};
use crate::instruction::{Instruction, OperandKind};
use crate::jit;
use crate::listing::HostLine;
use crate::profile::Slot;
use crate::status::{BlockInfo, JitMode, PromoteError, Why};
use crate::tiers::Surroundings;

impl Machine {
    /// The blocks that were entered or compiled since counting began, in order
    /// of their addresses.
    #[must_use]
    pub fn blocks(&self) -> Vec<BlockInfo> {
        let groups = || self.tiers.code.cache.iter();
        let mut starts: BTreeSet<u16> = groups()
            .flat_map(|group| group.region.blocks.keys().copied())
            .collect();
        starts.extend((0..=u16::MAX).filter(|&addr| self.tiers.code.profile.was_entered(addr)));
        let entries = |start, why| match self.tiers.code.profile.slot(start) {
            _ if matches!(why, Why::Inside { .. }) => None,
            Slot::Counting { count, .. } => Some(u64::from(count)),
            Slot::Parked => Some(u64::from(self.tiers.code.profile.threshold())),
            Slot::WayIn { .. } => {
                let group = self.tiers.group_at(start);
                group.map(|group| group.entries(&self.tiers.code.profile))
            }
        };
        let info = |start| {
            let why = self.why(start);
            BlockInfo {
                start,
                why,
                entries: entries(start, why),
            }
        };
        starts.into_iter().map(info).collect()
    }

    /// Whether a block was entered at `addr` since counting began.
    #[must_use]
    pub fn was_entered(&self, addr: u16) -> bool {
        self.tiers.code.profile.was_entered(addr)
    }

    /// Compiles the region around the block at `addr` now.
    ///
    /// # Errors
    /// The reason why it is not compiled, or was already.
    pub fn promote(&mut self, addr: u16) -> Result<GroupId, PromoteError> {
        if self.tiers.mode == JitMode::Off {
            return Err(PromoteError::JitOff);
        }
        if let Why::WayIn { group } = self.why(addr) {
            return Err(PromoteError::Compiled(group));
        }
        self.tiers.promote_now(addr, surroundings!(self));
        match self.why(addr) {
            Why::WayIn { group } => Ok(group),
            why => Err(PromoteError::Refused(why)),
        }
    }

    /// Takes the groups with an instruction at `addr` out of use; their names.
    pub fn invalidate(&mut self, addr: u16) -> Vec<GroupId> {
        let holding = self.tiers.code.cache.executing(addr);
        let names = holding.map(|group| group.id).collect();
        self.tiers
            .invalidate_instruction(addr, InvalidationCause::Asked, surroundings!(self));
        names
    }

    /// What the group with the instruction at `addr` was made from.
    ///
    /// # Errors
    /// There is none.
    pub fn group_shape(&self, addr: u16) -> Result<GroupShape, DumpError> {
        self.group_at(addr)
            .map(|group| GroupShape::of(group.id, &group.region))
    }

    /// The text of that group at a stage of its compilation. It is compiled
    /// again for it, which takes as long as the first time.
    ///
    /// # Errors
    /// There is no group, or LLVM refuses.
    pub fn dump(&self, addr: u16, stage: Stage) -> Result<Vec<HostLine>, DumpError> {
        let group = self.group_at(addr)?;
        jit::dump(&group.region, stage, &self.interrupt)
            .map_err(|error| DumpError::Compile(error.to_string()))
    }

    /// The function of the opcode at `addr` as it comes from Rust, in LLVM's language.
    ///
    /// # Errors
    /// LLVM refuses.
    pub fn dump_opcode(&self, addr: u16) -> Result<Vec<HostLine>, DumpError> {
        let opcode = &self.model.table()[usize::from(self.peek(addr))];
        jit::dump_opcode(self.model, opcode, &self.interrupt)
            .map_err(|error| DumpError::Compile(error.to_string()))
    }

    /// The machine code of the trace with the instruction at `addr`, and its entry.
    ///
    /// # Errors
    /// There is none.
    pub fn trace_dump(&self, addr: u16) -> Result<(u16, Vec<HostLine>), DumpError> {
        let baseline = self.tiers.code.baseline.get();
        baseline
            .and_then(|baseline| baseline.dump(addr))
            .ok_or_else(|| DumpError::NoTrace {
                addr,
                why: self.why(addr),
            })
    }

    /// Whether compiled code reads the operand of the instruction at `addr` from
    /// memory each time, because the program patches it.
    #[must_use]
    pub fn has_dynamic_operand(&self, addr: u16) -> bool {
        let dynamic = |i: &Instruction| i.pc == addr && i.operand == OperandKind::Dynamic;
        self.group_at(addr)
            .is_ok_and(|group| group.region.instructions().any(dynamic))
    }

    /// The group that execution enters at `addr`, or else one that has an
    /// instruction there.
    fn group_at(&self, addr: u16) -> Result<&Group, DumpError> {
        let entered = self.tiers.group_at(addr);
        entered
            .or_else(|| self.tiers.code.cache.executing(addr).next())
            .ok_or_else(|| DumpError::NoGroup {
                addr,
                why: self.why(addr),
            })
    }
}
