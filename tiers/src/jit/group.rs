//! Joins opcode functions, block by block, into one `exec_group_XXXX`.
//!
//! ```text
//! entry:       local copies of Cpu and of page 0's registers; to jumppad
//! jumppad:     switch pc { ways in }, else leave
//! block_XXXX:  for each instruction: call its opcode function on the local
//!              copies; an intervention leaves; then on to the next block
//! exit:        copy back, return the intervention
//! ```
//! The local copies do not escape once everything is inlined, so registers,
//! flags, cycles and page 0 become SSA values. Execution only ever leaves:
//! nothing is called and come back from, so no fact is forgotten.
//!
//! The budget is checked where the graph closes a loop and before computed
//! jumps: leaving early is allowed, leaving late is not.
//!
//! Only inkwell's safe calls are used; a byte at a constant distance is
//! addressed as the second field of a struct.

use std::collections::BTreeMap;

use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::module::Module;
use inkwell::types::{IntType, StructType};
use inkwell::values::{
    BasicMetadataValueEnum, FunctionValue, IntValue, PhiValue, PointerValue,
};
use inkwell::{AddressSpace, IntPredicate};
use jumppad_opcodes::{Intervention, page};

use super::{CompileError, template};
use crate::pages::page_of;
use crate::region::{Block, Instruction, OperandKind, Region, Terminator, ZeroPage};
use crate::region::{READ_MASK, WRITE_MASK};

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
) -> Result<FunctionValue<'ctx>> {
    let mut group = Group::declare(context, module, region)?;
    group.enter()?;
    group.jump()?;
    for (&start, block) in &region.blocks {
        group.block(start, block)?;
    }
    group.leave()?;
    Ok(group.function)
}

/// The function's parameters, in the order of [`super::code::GroupFn`].
struct Parameters<'ctx> {
    cpu: PointerValue<'ctx>,
    zero_page: PointerValue<'ctx>,
    ram: PointerValue<'ctx>,
    pages: PointerValue<'ctx>,
    marks: PointerValue<'ctx>,
    deadline: IntValue<'ctx>,
}

struct Group<'ctx, 'a> {
    context: &'ctx Context,
    module: &'a Module<'ctx>,
    builder: Builder<'ctx>,
    region: &'a Region,
    function: FunctionValue<'ctx>,
    parameters: Parameters<'ctx>,
    cpu_type: StructType<'ctx>,
    /// The local copies, and the bus that refers to them.
    cpu: PointerValue<'ctx>,
    zero_page: PointerValue<'ctx>,
    bus: PointerValue<'ctx>,
    jumppad: BasicBlock<'ctx>,
    /// Checks the budget, then goes to the jumppad.
    computed: BasicBlock<'ctx>,
    exit: BasicBlock<'ctx>,
    reason: PhiValue<'ctx>,
    blocks: BTreeMap<u16, BasicBlock<'ctx>>,
}

impl<'ctx, 'a> Group<'ctx, 'a> {
    fn declare(context: &'ctx Context, module: &'a Module<'ctx>, region: &'a Region) -> Result<Self> {
        let i8 = context.i8_type();
        let pointer = context.ptr_type(AddressSpace::default());
        let signature = i8.fn_type(
            &[
                pointer.into(),
                pointer.into(),
                pointer.into(),
                pointer.into(),
                pointer.into(),
                context.i64_type().into(),
            ],
            false,
        );
        let function = module.add_function(&symbol(region.entry), signature, None);
        add_parameter_facts(context, function);
        let parameters = parameters(function)?;

        let builder = context.create_builder();
        builder.position_at_end(context.append_basic_block(function, "entry"));
        let cpu_type = cpu_type(context);
        let bus_type = bus_type(context);
        let cpu = builder.build_alloca(cpu_type, "cpu")?;
        let bus = builder.build_alloca(bus_type, "bus")?;
        let zero_page = match region.zero_page {
            ZeroPage::Resident => parameters.zero_page,
            ZeroPage::Registers { .. } => {
                builder.build_alloca(i8.array_type(0x100), "zero_page")?
            }
        };
        let resident = u64::from(region.zero_page == ZeroPage::Resident);
        let fields = [zero_page, parameters.ram, parameters.pages, parameters.marks];
        for (index, field) in (0..).zip(fields) {
            let at = builder.build_struct_gep(bus_type, bus, index, "")?;
            builder.build_store(at, field)?;
        }
        let at = builder.build_struct_gep(bus_type, bus, 4, "resident")?;
        builder.build_store(at, i8.const_int(resident, false))?;

        let jumppad = context.append_basic_block(function, "jumppad");
        let computed = context.append_basic_block(function, "computed");
        let exit = context.append_basic_block(function, "exit");
        let blocks = region
            .blocks
            .keys()
            .map(|&at| (at, context.append_basic_block(function, &format!("block_{at:04X}"))))
            .collect();
        let entry = builder.get_insert_block().ok_or(CompileError::Shape("no entry block"))?;
        builder.position_at_end(exit);
        let reason = builder.build_phi(i8, "reason")?;
        builder.position_at_end(entry);
        Ok(Self {
            context,
            module,
            builder,
            region,
            function,
            parameters,
            cpu_type,
            cpu,
            zero_page,
            bus,
            jumppad,
            computed,
            exit,
            reason,
            blocks,
        })
    }

    /// The entry block: local copies, and what may be taken for granted.
    fn enter(&mut self) -> Result<()> {
        let size = self.context.i64_type().const_int(size_of::<jumppad_opcodes::Cpu>() as u64, false);
        self.builder.build_memcpy(self.cpu, 8, self.parameters.cpu, 8, size)?;
        if let ZeroPage::Registers { used, .. } = &self.region.zero_page {
            for &byte in used {
                self.copy_byte(self.parameters.zero_page, self.zero_page, byte)?;
            }
        }
        let assumptions = self.region.assumptions;
        for page in assumptions.reads.iter() {
            self.assume_plain(page, READ_MASK)?;
        }
        for page in assumptions.writes.iter() {
            self.assume_plain(page, WRITE_MASK)?;
        }
        self.builder.build_unconditional_branch(self.jumppad)?;
        Ok(())
    }

    fn copy_byte(&self, from: PointerValue<'ctx>, to: PointerValue<'ctx>, byte: u8) -> Result<()> {
        let value = self.load_byte(from, u16::from(byte))?;
        let to = self.byte_at(to, u16::from(byte))?;
        self.builder.build_store(to, value)?;
        Ok(())
    }

    fn byte_at(&self, base: PointerValue<'ctx>, offset: u16) -> Result<PointerValue<'ctx>> {
        let i8 = self.context.i8_type();
        let prefix = i8.array_type(u32::from(offset));
        let layout = self.context.struct_type(&[prefix.into(), i8.into()], false);
        Ok(self.builder.build_struct_gep(layout, base, 1, "")?)
    }

    fn load_byte(&self, base: PointerValue<'ctx>, offset: u16) -> Result<IntValue<'ctx>> {
        let at = self.byte_at(base, offset)?;
        Ok(self.builder.build_load(self.context.i8_type(), at, "")?.into_int_value())
    }

    /// Tells LLVM that the page's attributes hold none of `mask`.
    fn assume_plain(&self, page: u8, mask: u8) -> Result<()> {
        let i8 = self.context.i8_type();
        let attributes = self.load_byte(self.parameters.pages, u16::from(page))?;
        let special = self.builder.build_and(attributes, i8.const_int(mask.into(), false), "")?;
        let plain =
            self.builder.build_int_compare(IntPredicate::EQ, special, i8.const_zero(), "")?;
        let assume = inkwell::intrinsics::Intrinsic::find("llvm.assume")
            .and_then(|intrinsic| intrinsic.get_declaration(self.module, &[]))
            .ok_or(CompileError::Shape("no llvm.assume"))?;
        self.builder.build_call(assume, &[plain.into()], "")?;
        Ok(())
    }

    /// The jumppad, and the checked way to it.
    fn jump(&mut self) -> Result<()> {
        self.builder.position_at_end(self.jumppad);
        let i16 = self.context.i16_type();
        let pc = self.load_field(1, i16)?;
        let unknown = self.context.append_basic_block(self.function, "unknown_addr");
        let cases: Vec<_> = self
            .region
            .ways_in
            .iter()
            .filter_map(|at| Some((i16.const_int((*at).into(), false), *self.blocks.get(at)?)))
            .collect();
        self.builder.build_switch(pc, unknown, &cases)?;
        self.builder.position_at_end(unknown);
        self.exit_with(Intervention::Left)?;
        self.builder.position_at_end(self.computed);
        self.check_budget(self.jumppad)
    }

    fn load_field(&self, index: u32, kind: IntType<'ctx>) -> Result<IntValue<'ctx>> {
        let at = self.builder.build_struct_gep(self.cpu_type, self.cpu, index, "")?;
        Ok(self.builder.build_load(kind, at, "")?.into_int_value())
    }

    /// Goes on at `to` unless the cycles have reached the deadline.
    fn check_budget(&self, to: BasicBlock<'ctx>) -> Result<()> {
        let cycles = self.load_field(0, self.context.i64_type())?;
        let late = self.builder.build_int_compare(
            IntPredicate::UGT,
            cycles,
            self.parameters.deadline,
            "late",
        )?;
        self.exit_if(late, Intervention::Budget, to)
    }

    fn exit_if(&self, condition: IntValue<'ctx>, why: Intervention, to: BasicBlock<'ctx>) -> Result<()> {
        let reason = self.context.i8_type().const_int(why as u64, false);
        self.exit_if_with(condition, reason, to)
    }

    fn exit_if_with(
        &self,
        condition: IntValue<'ctx>,
        reason: IntValue<'ctx>,
        to: BasicBlock<'ctx>,
    ) -> Result<()> {
        let from = self.builder.get_insert_block().ok_or(CompileError::Shape("no block"))?;
        self.reason.add_incoming(&[(&reason, from)]);
        self.builder.build_conditional_branch(condition, self.exit, to)?;
        Ok(())
    }

    fn exit_with(&self, why: Intervention) -> Result<()> {
        let from = self.builder.get_insert_block().ok_or(CompileError::Shape("no block"))?;
        let reason = self.context.i8_type().const_int(why as u64, false);
        self.reason.add_incoming(&[(&reason, from)]);
        self.builder.build_unconditional_branch(self.exit)?;
        Ok(())
    }

    fn block(&mut self, start: u16, block: &Block) -> Result<()> {
        let at = *self.blocks.get(&start).ok_or(CompileError::Shape("a block is missing"))?;
        self.builder.position_at_end(at);
        for instruction in &block.instructions {
            if self.region.breakpoints.contains(&instruction.pc) {
                return self.exit_with(Intervention::Breakpoint);
            }
            self.instruction(instruction)?;
        }
        match block.end {
            Terminator::Goto(to) => {
                let to = self.edge(block, to)?;
                self.builder.build_unconditional_branch(to)?;
            }
            Terminator::Branch { taken, not_taken } => {
                let i16 = self.context.i16_type();
                let pc = self.load_field(1, i16)?;
                let target = i16.const_int(taken.into(), false);
                let is_taken =
                    self.builder.build_int_compare(IntPredicate::EQ, pc, target, "taken")?;
                let (taken, not_taken) = (self.edge(block, taken)?, self.edge(block, not_taken)?);
                self.builder.build_conditional_branch(is_taken, taken, not_taken)?;
            }
            Terminator::Computed => {
                self.builder.build_unconditional_branch(self.computed)?;
            }
        }
        Ok(())
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
        let here = self.builder.get_insert_block().ok_or(CompileError::Shape("no block"))?;
        let edge = self.context.append_basic_block(self.function, &format!("to_{to:04X}"));
        self.builder.position_at_end(edge);
        match target {
            Some(target) => self.check_budget(target)?,
            None => self.exit_with(Intervention::Left)?,
        }
        self.builder.position_at_end(here);
        Ok(edge)
    }

    fn instruction(&mut self, instruction: &Instruction) -> Result<()> {
        let (i8, i16) = (self.context.i8_type(), self.context.i16_type());
        let function = template::function(self.module, instruction.opcode())?;
        let [arg1, arg2] = self.operands(instruction)?;
        let arguments: [BasicMetadataValueEnum<'_>; 5] = [
            self.cpu.into(),
            self.bus.into(),
            arg1.into(),
            arg2.into(),
            i16.const_int(instruction.pc.into(), false).into(),
        ];
        let result = self
            .builder
            .build_call(function, &arguments, "result")?
            .try_as_basic_value()
            .basic()
            .ok_or(CompileError::Shape("an opcode function returns nothing"))?
            .into_int_value();
        let intervened =
            self.builder.build_int_compare(IntPredicate::NE, result, i8.const_zero(), "")?;
        let next = self.context.append_basic_block(self.function, "");
        self.exit_if_with(intervened, result, next)?;
        self.builder.position_at_end(next);
        Ok(())
    }

    fn operands(&self, instruction: &Instruction) -> Result<[IntValue<'ctx>; 2]> {
        let i8 = self.context.i8_type();
        match instruction.operand {
            OperandKind::Constant => Ok([
                i8.const_int(instruction.arg1.into(), false),
                i8.const_int(instruction.arg2.into(), false),
            ]),
            OperandKind::Dynamic => {
                let read = |distance: u16| {
                    let at = instruction.pc.wrapping_add(distance);
                    let base =
                        if page_of(at) == 0 { self.zero_page } else { self.parameters.ram };
                    self.load_byte(base, at)
                };
                Ok([read(1)?, read(2)?])
            }
        }
    }

    fn leave(&mut self) -> Result<()> {
        self.builder.position_at_end(self.exit);
        let size = self.context.i64_type().const_int(size_of::<jumppad_opcodes::Cpu>() as u64, false);
        self.builder.build_memcpy(self.parameters.cpu, 8, self.cpu, 8, size)?;
        if let ZeroPage::Registers { written, .. } = &self.region.zero_page {
            for &byte in written {
                self.copy_byte(self.zero_page, self.parameters.zero_page, byte)?;
            }
        }
        let reason = self.reason.as_basic_value();
        self.builder.build_return(Some(&reason))?;
        Ok(())
    }
}

fn parameters<'ctx>(function: FunctionValue<'ctx>) -> Result<Parameters<'ctx>> {
    let missing = CompileError::Shape("a parameter is missing");
    match function.get_params()[..] {
        [cpu, zero_page, ram, pages, marks, deadline] => Ok(Parameters {
            cpu: cpu.into_pointer_value(),
            zero_page: zero_page.into_pointer_value(),
            ram: ram.into_pointer_value(),
            pages: pages.into_pointer_value(),
            marks: marks.into_pointer_value(),
            deadline: deadline.into_int_value(),
        }),
        _ => Err(missing),
    }
}

/// No two pointers alias, and generated code changes neither attributes nor
/// the marks.
fn add_parameter_facts(context: &Context, function: FunctionValue<'_>) {
    let attribute = |name| context.create_enum_attribute(Attribute::get_named_enum_kind_id(name), 0);
    for index in 0..5 {
        function.add_attribute(AttributeLoc::Param(index), attribute("noalias"));
        function.add_attribute(AttributeLoc::Param(index), attribute("nonnull"));
    }
    for index in 3..5 {
        function.add_attribute(AttributeLoc::Param(index), attribute("readonly"));
    }
    function.add_attribute(AttributeLoc::Function, attribute("nounwind"));
}

/// [`jumppad_opcodes::Cpu`]: cycles, pc, and single bytes.
fn cpu_type(context: &Context) -> StructType<'_> {
    let (i8, i16, i64) = (context.i8_type(), context.i16_type(), context.i64_type());
    let mut fields = vec![i64.into(), i16.into()];
    fields.extend(std::iter::repeat_n(inkwell::types::BasicTypeEnum::from(i8), 10));
    context.struct_type(&fields, false)
}

/// [`jumppad_opcodes::Tracked`]: four references and a flag.
fn bus_type(context: &Context) -> StructType<'_> {
    let pointer = context.ptr_type(AddressSpace::default()).into();
    context.struct_type(&[pointer, pointer, pointer, pointer, context.i8_type().into()], false)
}

const _: () = assert!(page::ZERO & (READ_MASK | WRITE_MASK) == 0);
