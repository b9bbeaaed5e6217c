//! The parameters of a group's function.
//!
//! Their order is that of [`super::code::GroupFn`].

use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::types::FunctionType;
use inkwell::values::{FunctionValue, IntValue, PointerValue};

use super::CompileError;

/// How many of the parameters are pointers: the first ones.
const POINTERS: u32 = 8;
/// Those of them that generated code only reads through: the pages' attributes and
/// the marks.
const READ_ONLY: std::ops::Range<u32> = 3..5;

pub(super) struct Parameters<'ctx> {
    pub(super) cpu: PointerValue<'ctx>,
    pub(super) zero_page: PointerValue<'ctx>,
    pub(super) ram: PointerValue<'ctx>,
    pub(super) pages: PointerValue<'ctx>,
    pub(super) marks: PointerValue<'ctx>,
    pub(super) calls: PointerValue<'ctx>,
    pub(super) links: PointerValue<'ctx>,
    pub(super) ports: PointerValue<'ctx>,
    pub(super) limit: IntValue<'ctx>,
    pub(super) interrupt_waits: IntValue<'ctx>,
}

impl<'ctx> Parameters<'ctx> {
    pub(super) fn of(function: FunctionValue<'ctx>) -> Result<Self, CompileError> {
        match function.get_params()[..] {
            [
                cpu,
                zero_page,
                ram,
                pages,
                marks,
                calls,
                links,
                ports,
                limit,
                interrupt_waits,
            ] => Ok(Self {
                cpu: cpu.into_pointer_value(),
                zero_page: zero_page.into_pointer_value(),
                ram: ram.into_pointer_value(),
                pages: pages.into_pointer_value(),
                marks: marks.into_pointer_value(),
                calls: calls.into_pointer_value(),
                links: links.into_pointer_value(),
                ports: ports.into_pointer_value(),
                limit: limit.into_int_value(),
                interrupt_waits: interrupt_waits.into_int_value(),
            }),
            _ => Err(CompileError::Shape("a parameter is missing")),
        }
    }
}

/// The type of every group's function.
pub(super) fn group_type(context: &Context) -> FunctionType<'_> {
    let pointers = (0..POINTERS).map(|_| context.ptr_type(AddressSpace::default()).into());
    let numbers = [context.i64_type().into(), context.i8_type().into()];
    let parameters: Vec<_> = pointers.chain(numbers).collect();
    context.i32_type().fn_type(&parameters, false)
}

/// Adds a group's function to the module.
pub(super) fn declare<'ctx>(
    context: &'ctx Context,
    module: &Module<'ctx>,
    name: &str,
) -> FunctionValue<'ctx> {
    let function = module.add_function(name, group_type(context), None);
    let attribute =
        |name| context.create_enum_attribute(Attribute::get_named_enum_kind_id(name), 0);
    // No two pointers alias.
    for index in 0..POINTERS {
        function.add_attribute(AttributeLoc::Param(index), attribute("noalias"));
        function.add_attribute(AttributeLoc::Param(index), attribute("nonnull"));
    }
    for index in READ_ONLY {
        function.add_attribute(AttributeLoc::Param(index), attribute("readonly"));
    }
    function.add_attribute(AttributeLoc::Function, attribute("nounwind"));
    function
}
