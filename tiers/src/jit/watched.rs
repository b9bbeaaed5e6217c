//! Watchpoints within a group's code.
//!
//! Where watchpoints are on a page, an instruction that [reaches](Reach) only what
//! is plain memory else is given a bus without attributes: the others need not
//! concern it. Those that may cover what it accesses are asked in front of it. To
//! know what a store would write, the instruction is tried on another processor and
//! the byte put back, of which nothing is left once that is optimised.

use inkwell::IntPredicate;
use inkwell::values::{BasicMetadataValueEnum, IntValue};
use jumppad_opcodes::{Intervention, Mode};

use super::condition::Access;
use super::group::Group;
use super::{CompileError, template};
use crate::access::AccessKind;
use crate::instruction::Instruction;
use crate::region::{Asked, Reach, Watched};

type Result<T> = std::result::Result<T, CompileError>;

/// What an opcode function is called with.
pub(super) type Arguments<'ctx> = [BasicMetadataValueEnum<'ctx>; 5];

impl<'ctx> Group<'ctx, '_> {
    /// What the instruction reaches, if the attributes of pages are not to be looked
    /// at for it: that is plain memory but for watchpoints, which are asked here.
    pub(super) fn needs_no_attributes(&self, instruction: &Instruction) -> Option<Reach> {
        let reach = instruction.reach()?;
        let assumptions = &self.region.assumptions;
        // What is assumed of one page folds better than another table.
        let is_known = reach.page().is_some() && assumptions.find_unwatched(&reach);
        let watched = self.region.halts.watched.get(&instruction.pc);
        let asks_outside = watched == Some(&Watched::Outside);
        let needs_none = !is_known && !asks_outside && assumptions.find_plain(&reach);
        needs_none.then_some(reach)
    }

    /// Leaves in front of the instruction unless all watchpoints that cover what
    /// it is about to access have conditions that certainly do not hold.
    pub(super) fn ask_watchpoints(
        &self,
        instruction: &Instruction,
        reach: &Reach,
        arguments: &Arguments<'ctx>,
    ) -> Result<()> {
        let Some(Watched::By(asked)) = self.region.halts.watched.get(&instruction.pc) else {
            return Ok(());
        };
        let builder = &self.frame.builder;
        let addr = self.accessed(instruction, reach)?;
        let old = self.byte_at(addr)?;
        let new = match asked.iter().any(|asked| asked.kind.is_write()) {
            true => self.tried(instruction, arguments, addr, old)?,
            false => old,
        };
        let mut covered = Vec::new();
        for asked in asked {
            let covers = self.covers(asked, reach, addr)?;
            let [ask, leave, next] = ["ask", "watched", ""].map(|name| self.add_block(name));
            match covers {
                Some(covers) => builder.build_conditional_branch(covers, ask, next)?,
                None => builder.build_unconditional_branch(ask)?,
            };
            builder.position_at_end(ask);
            let access = Access {
                addr,
                kind: asked.kind,
                value: match asked.kind {
                    AccessKind::Read => old,
                    AccessKind::Write => new,
                },
                old,
            };
            match &asked.condition {
                Some(condition) => {
                    self.ask(instruction.pc, condition, Some(access), leave, next)?
                }
                None => drop(builder.build_unconditional_branch(leave)?),
            }
            builder.position_at_end(leave);
            self.leave(Intervention::Bus)?;
            builder.position_at_end(next);
            covered.extend(
                asked
                    .condition
                    .as_ref()
                    .map(|condition| (condition, covers)),
            );
        }
        for (condition, covers) in covered {
            self.count(condition, covers)?;
        }
        Ok(())
    }

    /// The address that the instruction accesses.
    fn accessed(&self, instruction: &Instruction, reach: &Reach) -> Result<IntValue<'ctx>> {
        let frame = &self.frame;
        let (first, mode) = (*reach.addrs.start(), instruction.opcode.mode);
        if reach.constant().is_some() {
            return Ok(frame.address(first));
        }
        let on_page_0 = reach.page() == Some(0);
        let base = match on_page_0 {
            true => u16::from(instruction.arg1),
            false => first,
        };
        let behind = template::helper(self.module, template::BEHIND)?;
        let by_x = frame.flag(matches!(mode, Mode::ABX | Mode::ZPX));
        let arguments = [
            frame.cpu.into(),
            frame.address(base).into(),
            by_x.into(),
            frame.flag(on_page_0).into(),
        ];
        self.value_of(behind, &arguments)
    }

    fn byte_at(&self, addr: IntValue<'ctx>) -> Result<IntValue<'ctx>> {
        let byte_at = template::helper(self.module, template::BYTE_AT)?;
        self.value_of(byte_at, &[self.frame.bus.into(), addr.into()])
    }

    /// What the instruction would make of the byte `old` at `addr`.
    fn tried(
        &self,
        instruction: &Instruction,
        arguments: &Arguments<'ctx>,
        addr: IntValue<'ctx>,
        old: IntValue<'ctx>,
    ) -> Result<IntValue<'ctx>> {
        let frame = &self.frame;
        let function = template::function(self.module, instruction.opcode)?;
        let [_, rest @ ..] = arguments;
        let mut arguments = vec![frame.another_cpu()?.into()];
        arguments.extend(rest);
        let tried = self.add_block("tried");
        self.call(function, &arguments, tried)?;
        frame.builder.position_at_end(tried);
        let new = self.byte_at(addr)?;
        let put_back = template::helper(self.module, template::PUT_BACK)?;
        let arguments = [frame.bus.into(), addr.into(), old.into()];
        frame.builder.build_call(put_back, &arguments, "")?;
        Ok(new)
    }

    /// Whether a watchpoint covers the address, unless that is known.
    fn covers(
        &self,
        asked: &Asked,
        reach: &Reach,
        addr: IntValue<'ctx>,
    ) -> Result<Option<IntValue<'ctx>>> {
        let (first, last) = (*asked.range.start(), *asked.range.end());
        if asked.range.contains(reach.addrs.start()) && asked.range.contains(reach.addrs.end()) {
            return Ok(None);
        }
        let builder = &self.frame.builder;
        let [first, length] = [first, last - first].map(|number| self.frame.address(number));
        let offset = builder.build_int_sub(addr, first, "")?;
        let covers = builder.build_int_compare(IntPredicate::ULE, offset, length, "covers")?;
        Ok(Some(covers))
    }
}
