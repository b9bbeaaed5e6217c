//! The frame of a group: its function, parameters, local copies and what may be
//! taken for granted.
//!
//! The local copies do not escape once everything is inlined, so registers,
//! flags, cycles and page 0 become SSA values. Only inkwell's safe calls are
//! used; a byte at a constant distance is the second field of a struct.

use std::collections::BTreeMap;

use inkwell::IntPredicate;
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::types::{BasicTypeEnum, StructType};
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};
use jumppad_opcodes::{ByteMarks, Cpu};

use super::layout::{self, bus, cpu};
use super::parameters::{self, Parameters};
use super::{CompileError, template};
use crate::pages::page_of;
use crate::region::{Region, ZeroPage};

type Result<T> = std::result::Result<T, CompileError>;

/// A table of attributes that no page has.
const PLAIN_PAGES: &str = "plain_pages";
/// The function under construction and its locals.
pub(super) struct Frame<'ctx> {
    pub(super) context: &'ctx Context,
    pub(super) builder: Builder<'ctx>,
    pub(super) function: FunctionValue<'ctx>,
    /// The local [`Cpu`].
    pub(super) cpu: PointerValue<'ctx>,
    /// The local [`jumppad_opcodes::Tracked`].
    pub(super) bus: PointerValue<'ctx>,
    pub(super) parameters: Parameters<'ctx>,
    /// The first cycle at which no loop may go round once more.
    deadline: IntValue<'ctx>,
    cpu_type: StructType<'ctx>,
    /// The local copy of page 0, or page 0 itself.
    zero_page: PointerValue<'ctx>,
    /// Local copies of the operand bytes that are held.
    held: BTreeMap<u16, PointerValue<'ctx>>,
}

impl<'ctx> Frame<'ctx> {
    /// Declares the function; the builder stands in its entry block.
    pub(super) fn declare(
        context: &'ctx Context,
        module: &Module<'ctx>,
        name: &str,
        region: &Region,
    ) -> Result<Self> {
        let function = parameters::declare(context, module, name);
        let parameters = Parameters::of(function)?;
        let builder = context.create_builder();
        builder.position_at_end(context.append_basic_block(function, "entry"));
        let deadline = deadline(&builder, module, &parameters, region)?;
        let cpu_type = layout::cpu::kind(context);
        let cpu = builder.build_alloca(cpu_type, "cpu")?;
        let bus = builder.build_alloca(layout::bus::kind(context), "bus")?;
        let zero_page = match region.zero_page {
            ZeroPage::Resident => parameters.zero_page,
            ZeroPage::Registers { .. } => {
                builder.build_alloca(context.i8_type().array_type(0x100), "zero_page")?
            }
        };
        let hold = |&addr: &u16| Ok((addr, builder.build_alloca(context.i8_type(), "operand")?));
        let held = region.held.iter().map(hold).collect::<Result<_>>()?;
        let frame = Self {
            context,
            builder,
            function,
            cpu,
            bus,
            parameters,
            deadline,
            cpu_type,
            zero_page,
            held,
        };
        frame.set_up_bus(region)?;
        Ok(frame)
    }

    /// Sets a field of the local bus.
    fn set_bus(&self, field: u32, value: BasicValueEnum<'ctx>) -> Result<()> {
        let kind = layout::bus::kind(self.context);
        let at = self
            .builder
            .build_struct_gep(kind, self.bus, field, "bus_field")?;
        self.builder.build_store(at, value)?;
        Ok(())
    }

    /// Lets the bus find no attributes on any page. That folds more than an
    /// assumption about one page, which passes drop before they used it.
    pub(super) fn pretend_plain(&self, module: &Module<'ctx>) -> Result<()> {
        let kind = self.context.i8_type().array_type(0x100);
        let plain = module.get_global(PLAIN_PAGES).unwrap_or_else(|| {
            let plain = module.add_global(kind, None, PLAIN_PAGES);
            plain.set_initializer(&kind.const_zero());
            plain.set_constant(true);
            plain.set_linkage(Linkage::Private);
            plain
        });
        self.set_bus(bus::PAGES, plain.as_pointer_value().into())
    }

    /// Lets the bus find the attributes again that pages have.
    pub(super) fn pretend_nothing(&self) -> Result<()> {
        self.set_bus(bus::PAGES, self.parameters.pages.into())
    }

    /// Lets the bus find a window in the place of RAM, and no attributes. Only what
    /// is done with a byte of it is left when all is inlined. The byte at `addr` is
    /// the answer.
    pub(super) fn open_window(
        &self,
        module: &Module<'ctx>,
        addr: u16,
    ) -> Result<PointerValue<'ctx>> {
        let kind = self.context.i8_type().array_type(0x1_0000);
        let window = self.local(kind.into(), "window")?;
        self.set_bus(bus::RAM, window.into())?;
        self.pretend_plain(module)?;
        self.byte_at(window, addr)
    }

    /// Lets the bus find memory again.
    pub(super) fn close_window(&self) -> Result<()> {
        self.set_bus(bus::RAM, self.parameters.ram.into())?;
        self.pretend_nothing()
    }

    fn set_up_bus(&self, region: &Region) -> Result<()> {
        let store = |field, value| self.set_bus(field, value);
        let Parameters {
            ram,
            pages,
            marks,
            calls,
            interrupt_waits,
            ..
        } = self.parameters;
        let resident = region.zero_page == ZeroPage::Resident;
        store(bus::ZERO_PAGE, self.zero_page.into())?;
        store(bus::RAM, ram.into())?;
        store(bus::PAGES, pages.into())?;
        store(bus::MARKS, marks.into())?;
        store(bus::CALLS, calls.into())?;
        store(bus::RESIDENT, self.byte(u8::from(resident)).into())?;
        store(
            bus::HAS_DEVICES,
            self.byte(u8::from(region.has_devices)).into(),
        )?;
        store(bus::INTERRUPT_WAITS, interrupt_waits.into())?;
        let mut guarded = ByteMarks::CODE;
        guarded.set(ByteMarks::HELD, !region.held.is_empty());
        store(bus::GUARDED, self.byte(guarded.bits()).into())
    }

    /// Fills the local copies and says what holds while the group is valid.
    pub(super) fn enter(&self, module: &Module<'ctx>, region: &Region) -> Result<()> {
        self.copy_cpu(self.parameters.cpu, self.cpu)?;
        if let ZeroPage::Registers { used, .. } = &region.zero_page {
            for &at in used {
                self.copy_byte(self.parameters.zero_page, self.zero_page, at)?;
            }
        }
        for &addr in self.held.keys() {
            self.renew_held(addr)?;
        }
        self.assume(module, &region.assumptions)
    }

    /// Copies back what may have changed.
    pub(super) fn leave(&self, region: &Region) -> Result<()> {
        self.copy_cpu(self.cpu, self.parameters.cpu)?;
        if let ZeroPage::Registers { written, .. } = &region.zero_page {
            for &at in written {
                self.copy_byte(self.zero_page, self.parameters.zero_page, at)?;
            }
        }
        Ok(())
    }

    /// What of the local copies is spoken of in dumps: the processor, and page 0 if it is one.
    pub(super) fn locals(
        &self,
        region: &Region,
    ) -> (PointerValue<'ctx>, Option<PointerValue<'ctx>>) {
        let is_local = matches!(region.zero_page, ZeroPage::Registers { .. });
        (self.cpu, is_local.then_some(self.zero_page))
    }

    /// A copy of the local processor.
    pub(super) fn another_cpu(&self) -> Result<PointerValue<'ctx>> {
        let cpu = self.local(self.cpu_type.into(), "another_cpu")?;
        self.copy_cpu(self.cpu, cpu)?;
        Ok(cpu)
    }

    /// Room for something, wherever the builder stands.
    fn local(&self, kind: BasicTypeEnum<'ctx>, name: &str) -> Result<PointerValue<'ctx>> {
        let here = self.builder.get_insert_block();
        let entry = self.function.get_first_basic_block();
        let first = entry.and_then(|entry| entry.get_first_instruction());
        let (Some(here), Some(first)) = (here, first) else {
            return Err(CompileError::Shape("no block to build in"));
        };
        // In a loop each round would take more of the stack.
        self.builder.position_before(&first);
        let local = self.builder.build_alloca(kind, name)?;
        self.builder.position_at_end(here);
        Ok(local)
    }

    fn copy_cpu(&self, from: PointerValue<'ctx>, to: PointerValue<'ctx>) -> Result<()> {
        let size = self
            .context
            .i64_type()
            .const_int(size_of::<Cpu>() as u64, false);
        self.builder.build_memcpy(to, 8, from, 8, size)?;
        Ok(())
    }

    fn copy_byte(&self, from: PointerValue<'ctx>, to: PointerValue<'ctx>, at: u8) -> Result<()> {
        let value = self.load_byte(from, u16::from(at))?;
        let to = self.byte_at(to, u16::from(at))?;
        self.builder.build_store(to, value)?;
        Ok(())
    }

    /// Lets the local copy of a held byte be what memory has, if it is held.
    pub(super) fn renew_held(&self, addr: u16) -> Result<()> {
        if let Some(&held) = self.held.get(&addr) {
            let value = self.load_byte(self.parameters.ram, addr)?;
            self.builder.build_store(held, value)?;
        }
        Ok(())
    }

    /// Lets memory be what the local copy of a held byte is, if it is held.
    pub(super) fn spill_held(&self, addr: u16) -> Result<()> {
        if let Some(&held) = self.held.get(&addr) {
            let value = self.load_byte(held, 0)?;
            let at = self.byte_at(self.parameters.ram, addr)?;
            self.builder.build_store(at, value)?;
        }
        Ok(())
    }

    /// The guest's memory at `addr`, as it is when this code runs.
    pub(super) fn load_guest_byte(&self, addr: u16) -> Result<IntValue<'ctx>> {
        if let Some(&held) = self.held.get(&addr) {
            return self.load_byte(held, 0);
        }
        let base = if page_of(addr) == 0 {
            self.zero_page
        } else {
            self.parameters.ram
        };
        self.load_byte(base, addr)
    }

    /// Page 0, the other pages, and the attributes of all.
    pub(super) fn memory_parts(&self) -> [PointerValue<'ctx>; 3] {
        [self.zero_page, self.parameters.ram, self.parameters.pages]
    }

    pub(super) fn load_byte(
        &self,
        base: PointerValue<'ctx>,
        offset: u16,
    ) -> Result<IntValue<'ctx>> {
        let at = self.byte_at(base, offset)?;
        Ok(self
            .builder
            .build_load(self.context.i8_type(), at, "")?
            .into_int_value())
    }

    fn byte_at(&self, base: PointerValue<'ctx>, offset: u16) -> Result<PointerValue<'ctx>> {
        let i8 = self.context.i8_type();
        let prefix = i8.array_type(u32::from(offset));
        let layout = self.context.struct_type(&[prefix.into(), i8.into()], false);
        Ok(self.builder.build_struct_gep(layout, base, 1, "")?)
    }

    /// Where a field of the local CPU is.
    fn cpu_field(&self, field: u32) -> Result<PointerValue<'ctx>> {
        let kind = self.cpu_type;
        let name = match field {
            cpu::PC => "pc_at",
            cpu::CYCLES => "cycles_at",
            cpu::DECIMAL => "d_at",
            _ => "cpu_field",
        };
        Ok(self.builder.build_struct_gep(kind, self.cpu, field, name)?)
    }

    /// Whether the D flag is other than `expected`.
    pub(super) fn decimal_differs(&self, expected: bool) -> Result<IntValue<'ctx>> {
        let at = self.cpu_field(cpu::DECIMAL)?;
        let found = self.builder.build_load(self.context.i8_type(), at, "d")?;
        let (found, expected) = (found.into_int_value(), self.byte(u8::from(expected)));
        Ok(self
            .builder
            .build_int_compare(IntPredicate::NE, found, expected, "differs")?)
    }

    /// Lets the D flag be a constant.
    pub(super) fn set_decimal(&self, value: bool) -> Result<()> {
        let at = self.cpu_field(cpu::DECIMAL)?;
        self.builder.build_store(at, self.byte(u8::from(value)))?;
        Ok(())
    }

    /// The local program counter.
    pub(super) fn load_pc(&self) -> Result<IntValue<'ctx>> {
        let (i16, at) = (self.context.i16_type(), self.cpu_field(cpu::PC)?);
        Ok(self.builder.build_load(i16, at, "pc")?.into_int_value())
    }

    /// Sets the local program counter.
    pub(super) fn set_pc(&self, pc: u16) -> Result<()> {
        let at = self.cpu_field(cpu::PC)?;
        self.builder.build_store(at, self.address(pc))?;
        Ok(())
    }

    /// The local cycle counter.
    pub(super) fn load_cycles(&self) -> Result<IntValue<'ctx>> {
        let (i64, at) = (self.context.i64_type(), self.cpu_field(cpu::CYCLES)?);
        Ok(self.builder.build_load(i64, at, "cycles")?.into_int_value())
    }

    /// Sets the local cycle counter to `more` cycles after `start`.
    pub(super) fn set_cycles(&self, start: IntValue<'ctx>, more: u64) -> Result<()> {
        let more = self.context.i64_type().const_int(more, false);
        let cycles = self.builder.build_int_add(start, more, "cycles")?;
        self.builder
            .build_store(self.cpu_field(cpu::CYCLES)?, cycles)?;
        Ok(())
    }

    /// Whether the local cycle counter has reached the deadline. A comparison
    /// that would let the deadline itself pass makes LLVM count the rounds of a
    /// loop in 128 bits.
    pub(super) fn is_late(&self) -> Result<IntValue<'ctx>> {
        let (cycles, deadline) = (self.load_cycles()?, self.deadline);
        Ok(self
            .builder
            .build_int_compare(IntPredicate::UGE, cycles, deadline, "late")?)
    }

    pub(super) fn byte(&self, value: u8) -> IntValue<'ctx> {
        self.context.i8_type().const_int(u64::from(value), false)
    }

    pub(super) fn flag(&self, value: bool) -> IntValue<'ctx> {
        self.context.bool_type().const_int(u64::from(value), false)
    }

    pub(super) fn address(&self, value: u16) -> IntValue<'ctx> {
        self.context.i16_type().const_int(u64::from(value), false)
    }
}

fn deadline<'ctx>(
    builder: &Builder<'ctx>,
    module: &Module<'ctx>,
    parameters: &Parameters<'ctx>,
    region: &Region,
) -> Result<IntValue<'ctx>> {
    let limit = parameters.limit;
    let longest_path = limit.get_type().const_int(region.longest_path, false);
    let function = template::helper(module, template::GROUP_DEADLINE)?;
    let call = builder.build_call(function, &[limit.into(), longest_path.into()], "deadline")?;
    template::answer(call)
}
