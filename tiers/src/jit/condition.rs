//! Conditions of breakpoints and watchpoints within a group's code.
//!
//! A condition is asked on the group's local copies of the processor and of page
//! 0, so after inlining it is a few comparisons of host registers. Where it does
//! not hold, that is counted and the group goes on; else the group leaves in
//! front of the instruction, and the run loop decides.

use inkwell::AddressSpace;
use inkwell::basic_block::BasicBlock;
use inkwell::values::{IntValue, PointerValue};
use jumppad_opcodes::Intervention;

use super::CompileError;
use super::filter::{Call, Joiner, Source};
use super::frame::Frame;
use super::group::Group;
use crate::access::AccessKind;
use crate::condition::Condition;
use crate::filter::{IntField, TextField};

type Result<T> = std::result::Result<T, CompileError>;

/// The accessors of the processor's fields.
const ACCESSORS: [(&str, &str); 7] = [
    ("cycles", "filter_cpu_cycles"),
    ("pc", "filter_cpu_pc"),
    ("a", "filter_cpu_a"),
    ("x", "filter_cpu_x"),
    ("y", "filter_cpu_y"),
    ("sp", "filter_cpu_sp"),
    ("p", "filter_cpu_p"),
];

/// An access that an instruction is about to make.
#[derive(Clone, Copy)]
pub(super) struct Access<'ctx> {
    pub(super) addr: IntValue<'ctx>,
    pub(super) kind: AccessKind,
    /// The byte there afterwards, and now.
    pub(super) value: IntValue<'ctx>,
    pub(super) old: IntValue<'ctx>,
}

/// What a condition is asked of.
struct Stop<'a, 'ctx> {
    frame: &'a Frame<'ctx>,
    access: Option<Access<'ctx>>,
    /// The number of what shows at the instruction: code is compiled for it.
    bank: u16,
}

impl<'ctx> Source<'ctx> for Stop<'_, 'ctx> {
    fn int(&self, field: &IntField) -> Result<Call<'ctx>> {
        if field.name == "bank" {
            let i16 = self.frame.context.i16_type();
            let bank = i16.const_int(self.bank.into(), false);
            return Ok(("filter_address", vec![bank.into()]));
        }
        if let Some(access) = self.access {
            let number = match field.name {
                "iswrite" => self.frame.byte(u8::from(access.kind.is_write())),
                "addr" => return Ok(("filter_address", vec![access.addr.into()])),
                "value" => access.value,
                "old" => access.old,
                _ => return self.frame.cpu_field_of(field),
            };
            return Ok(("filter_byte", vec![number.into()]));
        }
        self.frame.cpu_field_of(field)
    }

    fn text(&self, _field: &TextField) -> Result<Call<'ctx>> {
        Err(CompileError::Shape("a stop has no strings"))
    }

    fn room(&self, field: &TextField) -> Result<Call<'ctx>> {
        self.text(field)
    }

    fn memory(&self) -> Result<[PointerValue<'ctx>; 3]> {
        Ok(self.frame.memory_parts())
    }
}

impl<'ctx> Frame<'ctx> {
    /// What gives the value of a field of the local processor.
    fn cpu_field_of(&self, field: &IntField) -> Result<Call<'ctx>> {
        let accessor = ACCESSORS.iter().find(|(name, _)| *name == field.name);
        let (_, accessor) = accessor.ok_or(CompileError::Shape("a stop has no such field"))?;
        Ok((accessor, vec![self.cpu.into()]))
    }

    /// A local number that begins at 0.
    pub(super) fn counter(&self) -> Result<PointerValue<'ctx>> {
        let i64 = self.context.i64_type();
        let counter = self.builder.build_alloca(i64, "passed")?;
        self.builder.build_store(counter, i64.const_zero())?;
        Ok(counter)
    }

    /// A place of the host's memory.
    fn host_address(&self, address: u64) -> PointerValue<'ctx> {
        let pointer = self.context.ptr_type(AddressSpace::default());
        let address = self.context.i64_type().const_int(address, false);
        address.const_to_pointer(pointer)
    }
}

impl<'ctx> Group<'ctx, '_> {
    /// Leaves in front of an instruction unless the condition of its breakpoint
    /// certainly does not hold.
    pub(super) fn stop_if(&self, pc: u16, condition: &Condition) -> Result<()> {
        let builder = &self.frame.builder;
        let (success, fail) = (self.add_block("success"), self.add_block("fail"));
        self.ask(pc, condition, None, success, fail)?;
        builder.position_at_end(success);
        self.leave(Intervention::Breakpoint)?;
        builder.position_at_end(fail);
        self.count(condition, None)
    }

    /// Goes to `fail` if a condition certainly does not hold at the instruction at `pc`, else to
    /// `success`.
    pub(super) fn ask(
        &self,
        pc: u16,
        condition: &Condition,
        access: Option<Access<'ctx>>,
        success: BasicBlock<'ctx>,
        fail: BasicBlock<'ctx>,
    ) -> Result<()> {
        let (frame, bank) = (&self.frame, self.region.bank(pc));
        let joiner = Joiner {
            context: frame.context,
            builder: &frame.builder,
            module: self.module,
            function: frame.function,
            source: &Stop {
                frame,
                access,
                bank,
            },
            ask: success,
        };
        joiner.branch(condition.filter().root(), success, fail)
    }

    /// Counts that a condition did not hold, if it was asked.
    pub(super) fn count(&self, condition: &Condition, if_so: Option<IntValue<'ctx>>) -> Result<()> {
        let mut counters = self.counters.iter();
        let counter = counters.find(|(of, _)| *of == condition);
        let (_, counter) = counter.ok_or(CompileError::Shape("a condition without a counter"))?;
        let builder = &self.frame.builder;
        let i64 = self.frame.context.i64_type();
        let more = match if_so {
            Some(asked) => builder.build_int_z_extend(asked, i64, "")?,
            None => i64.const_int(1, false),
        };
        let passed = self.load_count(*counter)?;
        let passed = builder.build_int_add(passed, more, "passed")?;
        builder.build_store(*counter, passed)?;
        Ok(())
    }

    /// Adds what was counted to the conditions' own counts.
    pub(super) fn tell_counts(&self) -> Result<()> {
        let builder = &self.frame.builder;
        for (condition, counter) in &self.counters {
            let total = self.frame.host_address(condition.counter());
            let (before, passed) = (self.load_count(total)?, self.load_count(*counter)?);
            let sum = builder.build_int_add(before, passed, "total")?;
            builder.build_store(total, sum)?;
        }
        Ok(())
    }

    fn load_count(&self, at: PointerValue<'ctx>) -> Result<IntValue<'ctx>> {
        let i64 = self.frame.context.i64_type();
        let count = self.frame.builder.build_load(i64, at, "count")?;
        Ok(count.into_int_value())
    }
}
