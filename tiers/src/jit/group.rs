//! Joins opcode functions, block by block, into one `exec_group_XXXX`.
//!
//! ```text
//! entry:       local copies of Cpu and of page 0's registers; to jumppad, if
//!              the limit is far enough
//! jumppad:     switch pc { ways in }, else leave
//! block_XXXX:  for each instruction: ask the conditions of its breakpoint and of
//!              watchpoints on what it accesses; call its opcode function on
//!              the local copies; an intervention leaves; then on to the
//!              next block
//! exit:        copy back; on in the group that a link leads to, or return the
//!              intervention
//! ```
//! Execution only ever leaves: nothing is called and come back from but devices,
//! which share nothing with the group, so no fact is forgotten. The budget is checked
//! where the graph closes a loop and before computed jumps: leaving early is allowed,
//! leaving late is not. Behind a return the group leaves if one to this stack depth is
//! awaited.

use std::collections::BTreeMap;

use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::values::{BasicMetadataValueEnum, FunctionValue, IntValue, PhiValue, PointerValue};
use jumppad_opcodes::Intervention;

use super::frame::Frame;
use super::provenance::{Origins, Provenance};
use super::watched::Arguments;
use super::{CompileError, template};
use crate::condition::Condition;
use crate::coverage::Unseen;
use crate::instruction::{Instruction, cycles_by_target};
use crate::region::{Block, Decimal, Region, Terminator};

type Result<T> = std::result::Result<T, CompileError>;

/// The name of the function compiled from the region that begins at `entry`.
pub(super) fn symbol(entry: u16) -> String {
    format!("exec_group_{entry:04X}")
}

/// Adds the region's function to a module that holds the opcode functions.
pub(super) fn build<'ctx>(
    context: &'ctx Context,
    module: &Module<'ctx>,
    region: &Region,
    origins: Origins,
) -> Result<()> {
    let frame = Frame::declare(context, module, &symbol(region.entry), region)?;
    let provenance = match origins {
        Origins::Dropped => None,
        Origins::Kept => {
            let provenance = Provenance::new(context, module, frame.function)?;
            provenance.tell_locals(&frame, region)?;
            Some(provenance)
        }
    };
    let group = Group::new(frame, module, region, provenance)?;
    group.enter()?;
    group.jumppad()?;
    for (&start, block) in &region.blocks {
        group.block(start, block)?;
    }
    group.mark(None);
    group.exit()
}

pub(super) struct Group<'ctx, 'a> {
    pub(super) frame: Frame<'ctx>,
    pub(super) module: &'a Module<'ctx>,
    pub(super) region: &'a Region,
    /// How often each condition did not hold since the group was entered.
    pub(super) counters: Vec<(&'a Condition, PointerValue<'ctx>)>,
    provenance: Option<Provenance<'ctx>>,
    pub(super) jumppad: BasicBlock<'ctx>,
    /// Checks the budget, then goes to the jumppad.
    computed: BasicBlock<'ctx>,
    pub(super) exit: BasicBlock<'ctx>,
    /// The intervention that every way to `exit` brings along.
    pub(super) reason: PhiValue<'ctx>,
    blocks: BTreeMap<u16, BasicBlock<'ctx>>,
}

impl<'ctx, 'a> Group<'ctx, 'a> {
    fn new(
        frame: Frame<'ctx>,
        module: &'a Module<'ctx>,
        region: &'a Region,
        provenance: Option<Provenance<'ctx>>,
    ) -> Result<Self> {
        let add = |name: &str| frame.context.append_basic_block(frame.function, name);
        let (jumppad, computed, exit) = (add("jumppad"), add("computed"), add("exit"));
        let blocks = region
            .blocks
            .keys()
            .map(|&at| (at, add(&format!("block_{at:04X}"))))
            .collect();
        let mut counters: Vec<(&Condition, PointerValue<'_>)> = Vec::new();
        for condition in region.halts.asked() {
            if counters.iter().all(|(known, _)| *known != condition) {
                counters.push((condition, frame.counter()?));
            }
        }
        let entry = here(&frame)?;
        frame.builder.position_at_end(exit);
        let reason = frame.builder.build_phi(frame.context.i8_type(), "reason")?;
        frame.builder.position_at_end(entry);
        Ok(Self {
            frame,
            module,
            region,
            counters,
            provenance,
            jumppad,
            computed,
            exit,
            reason,
            blocks,
        })
    }

    /// Leaves if the D flag is not what the region was found with.
    pub(super) fn guard_decimal(&self) -> Result<()> {
        let Decimal::Is(expected) = self.region.decimal else {
            return Ok(());
        };
        let differs = self.frame.decimal_differs(expected)?;
        let fits = self.add_block("decimal_fits");
        let reason = self.frame.byte(Intervention::Decimal as u8);
        self.leave_if(differs, reason, fits)?;
        self.frame.builder.position_at_end(fits);
        self.frame.set_decimal(expected)
    }

    /// The jumppad, and the checked way to it.
    fn jumppad(&self) -> Result<()> {
        let builder = &self.frame.builder;
        builder.position_at_end(self.jumppad);
        let unknown = self.add_block("unknown_addr");
        let cases: Vec<_> = self
            .region
            .ways_in
            .iter()
            .filter_map(|at| Some((self.frame.address(*at), *self.blocks.get(at)?)))
            .collect();
        builder.build_switch(self.frame.load_pc()?, unknown, &cases)?;
        builder.position_at_end(unknown);
        self.leave(Intervention::Left)?;
        builder.position_at_end(self.computed);
        self.check_budget(self.jumppad)
    }

    fn block(&self, start: u16, block: &Block) -> Result<()> {
        let builder = &self.frame.builder;
        let at = self
            .blocks
            .get(&start)
            .ok_or(CompileError::Shape("a block is missing"))?;
        builder.position_at_end(*at);
        let branch = match block.end {
            Terminator::Branch { .. } => block.instructions.last(),
            Terminator::Goto(_) | Terminator::Computed => None,
        };
        // The cycles before it.
        let mut start = None;
        for instruction in &block.instructions {
            self.mark(Some(instruction.pc));
            if self.region.halts.always.contains(&instruction.pc) {
                return self.leave(Intervention::Breakpoint);
            }
            if let Some(condition) = self.region.halts.conditions.get(&instruction.pc) {
                self.stop_if(instruction.pc, condition)?;
            }
            if branch.is_some_and(|branch| branch.pc == instruction.pc) {
                if self.must_not_begin(instruction) {
                    return self.leave(Intervention::Bus);
                }
                start = Some(self.frame.load_cycles()?);
            }
            self.instruction(instruction)?;
        }
        match block.end {
            Terminator::Goto(to) => {
                let to = self.edge(block, to)?;
                builder.build_unconditional_branch(to)?;
            }
            Terminator::Branch { taken, not_taken } => {
                let target = self.frame.address(taken);
                let pc = self.frame.load_pc()?;
                let is_taken = builder.build_int_compare(IntPredicate::EQ, pc, target, "taken")?;
                let costs = branch
                    .map(|branch| cycles_by_target(self.region.model, branch))
                    .unwrap_or_default();
                let unseen = branch.and_then(|branch| self.region.unseen.get(&branch.pc));
                let way = |to: u16, this: Unseen| match (branch, start) {
                    (Some(branch), Some(start)) if unseen == Some(&this) => {
                        self.back_out(branch.pc, start)
                    }
                    _ => self.way(block, to, start.zip(costs.get(&to).copied())),
                };
                let taken = way(taken, Unseen::Taken)?;
                let not_taken = way(not_taken, Unseen::NotTaken)?;
                builder.build_conditional_branch(is_taken, taken, not_taken)?;
            }
            Terminator::Computed => {
                let last = block.instructions.last();
                if last.is_some_and(|last| last.opcode.effect.may_return()) {
                    let awaited = template::helper(self.module, template::AWAIT_RETURN)?;
                    let arguments = [self.frame.cpu.into(), self.frame.bus.into()];
                    let next = self.add_block("not_awaited");
                    self.call(awaited, &arguments, next)?;
                    builder.position_at_end(next);
                }
                let expected = block.returns_to.iter();
                let case = |&to| Ok((self.frame.address(to), self.edge(block, to)?));
                let expected = expected.map(case).collect::<Result<Vec<_>>>()?;
                builder.build_switch(self.frame.load_pc()?, self.computed, &expected)?;
            }
        }
        Ok(())
    }

    /// Whether a branch cannot be begun, and given back: what it reads may be a device's, or
    /// watched, and it may go a way that is to be noted.
    fn must_not_begin(&self, branch: &Instruction) -> bool {
        let Region {
            unseen,
            ports,
            halts,
            ..
        } = self.region;
        let pc = &branch.pc;
        unseen.contains_key(pc) && (ports.contains(pc) || halts.watched.contains_key(pc))
    }

    /// An edge that was never gone: the branch, which has changed nothing but where
    /// execution is, is left to somebody who notes it.
    fn back_out(&self, pc: u16, start: IntValue<'ctx>) -> Result<BasicBlock<'ctx>> {
        let from = here(&self.frame)?;
        let edge = self.add_block(&format!("unseen_{pc:04X}"));
        self.frame.builder.position_at_end(edge);
        self.frame.set_pc(pc)?;
        self.frame.set_cycles(start, 0)?;
        self.leave(Intervention::Bus)?;
        self.frame.builder.position_at_end(from);
        Ok(edge)
    }

    /// An edge that begins with what the branch costs on this way: as a
    /// constant, since LLVM would compute it beside the branch.
    fn way(
        &self,
        block: &Block,
        to: u16,
        cost: Option<(IntValue<'ctx>, u64)>,
    ) -> Result<BasicBlock<'ctx>> {
        let Some((start, cycles)) = cost else {
            return self.edge(block, to);
        };
        let builder = &self.frame.builder;
        let from = here(&self.frame)?;
        let way = self.add_block(&format!("way_{to:04X}"));
        builder.position_at_end(way);
        self.frame.set_cycles(start, cycles)?;
        let edge = self.edge(block, to)?;
        builder.build_unconditional_branch(edge)?;
        builder.position_at_end(from);
        Ok(way)
    }

    /// Where an edge from `block` to the address `to` leads: to a block, by
    /// way of a budget check where it closes a loop, or out.
    fn edge(&self, block: &Block, to: u16) -> Result<BasicBlock<'ctx>> {
        let target = self.blocks.get(&to).copied();
        if let Some(target) = target
            && !block.loops_to.contains(&to)
        {
            return Ok(target);
        }
        let from = here(&self.frame)?;
        let edge = self.add_block(&format!("to_{to:04X}"));
        self.frame.builder.position_at_end(edge);
        match target {
            Some(target) => self.check_budget(target)?,
            None => self.leave(Intervention::Left)?,
        }
        self.frame.builder.position_at_end(from);
        Ok(edge)
    }

    fn instruction(&self, instruction: &Instruction) -> Result<()> {
        let frame = &self.frame;
        let function = template::function(self.module, instruction.opcode)?;
        let [arg1, arg2] = self.operands(instruction)?;
        self.guard_patched(instruction, arg1, arg2)?;
        self.spill_held(instruction)?;
        let arguments: Arguments<'_> = [
            frame.cpu.into(),
            frame.bus.into(),
            arg1.into(),
            arg2.into(),
            frame.address(instruction.pc).into(),
        ];
        if self.region.ports.contains(&instruction.pc) {
            return self.access_device(instruction, function, &arguments);
        }
        let next = self.add_block(&format!("after_{:04X}", instruction.pc));
        if let Some(reach) = self.needs_no_attributes(instruction) {
            frame.pretend_plain(self.module)?;
            self.ask_watchpoints(instruction, &reach, &arguments)?;
            self.call(function, &arguments, next)?;
            frame.builder.position_at_end(next);
            frame.pretend_nothing()?;
        } else {
            self.call(function, &arguments, next)?;
            frame.builder.position_at_end(next);
        }
        self.renew_held(instruction)
    }

    /// Calls a function of the opcodes, leaves with the intervention that it
    /// answers, if any, and else goes on at `next`.
    pub(super) fn call(
        &self,
        function: FunctionValue<'ctx>,
        arguments: &[BasicMetadataValueEnum<'ctx>],
        next: BasicBlock<'ctx>,
    ) -> Result<()> {
        let frame = &self.frame;
        let result = self.value_of(function, arguments)?;
        let intervened =
            frame
                .builder
                .build_int_compare(IntPredicate::NE, result, frame.byte(0), "")?;
        self.leave_if(intervened, result, next)
    }

    /// What a precompiled function answers.
    pub(super) fn value_of(
        &self,
        function: FunctionValue<'ctx>,
        arguments: &[BasicMetadataValueEnum<'ctx>],
    ) -> Result<IntValue<'ctx>> {
        let call = self
            .frame
            .builder
            .build_call(function, arguments, "result")?;
        template::answer(call)
    }

    /// Goes on at `to` unless the cycles have reached the deadline.
    pub(super) fn check_budget(&self, to: BasicBlock<'ctx>) -> Result<()> {
        let reason = self.frame.byte(Intervention::Budget as u8);
        self.leave_if(self.frame.is_late()?, reason, to)
    }

    pub(super) fn leave_if(
        &self,
        condition: IntValue<'ctx>,
        reason: IntValue<'ctx>,
        otherwise: BasicBlock<'ctx>,
    ) -> Result<()> {
        self.reason.add_incoming(&[(&reason, here(&self.frame)?)]);
        self.frame
            .builder
            .build_conditional_branch(condition, self.exit, otherwise)?;
        Ok(())
    }

    pub(super) fn leave(&self, why: Intervention) -> Result<()> {
        let reason = self.frame.byte(why as u8);
        self.reason.add_incoming(&[(&reason, here(&self.frame)?)]);
        self.frame.builder.build_unconditional_branch(self.exit)?;
        Ok(())
    }

    /// What is built from now on comes from the instruction at `pc`.
    fn mark(&self, pc: Option<u16>) {
        if let Some(provenance) = &self.provenance {
            provenance.mark(&self.frame.builder, pc);
        }
    }

    pub(super) fn add_block(&self, name: &str) -> BasicBlock<'ctx> {
        self.frame
            .context
            .append_basic_block(self.frame.function, name)
    }
}

/// The block under construction.
fn here<'ctx>(frame: &Frame<'ctx>) -> Result<BasicBlock<'ctx>> {
    frame
        .builder
        .get_insert_block()
        .ok_or(CompileError::Shape("no block to build in"))
}
