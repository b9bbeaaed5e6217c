//! The parameters of a group's function.
//!
//! Their order is that of [`super::code::GroupFn`].

use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::module::Module;
use inkwell::types::FunctionType;
use inkwell::values::{BasicValueEnum, FunctionValue, IntValue, PointerValue};

use super::CompileError;
use Parameter::{Calls, Cpu, InterruptWaits, Limit, Links, Marks, Pages, Ports, Ram, ZeroPage};

/// A parameter.
#[derive(Clone, Copy)]
enum Parameter {
    Cpu,
    ZeroPage,
    Ram,
    Pages,
    Marks,
    Calls,
    Links,
    Ports,
    Limit,
    InterruptWaits,
}

/// What a parameter is.
#[derive(Clone, Copy)]
enum Kind {
    Pointer,
    /// A pointer that generated code only reads through.
    ReadOnly,
    Number,
    Flag,
}

/// All of them, in their order, with the names that dumps show.
const PARAMETERS: [(Parameter, Kind, &str); 10] = [
    (Cpu, Kind::Pointer, "guest_cpu"),
    (ZeroPage, Kind::Pointer, "page_0"),
    (Ram, Kind::Pointer, "ram"),
    (Pages, Kind::ReadOnly, "pages"),
    (Marks, Kind::ReadOnly, "marks"),
    (Calls, Kind::Pointer, "calls"),
    (Links, Kind::Pointer, "links"),
    (Ports, Kind::Pointer, "ports"),
    (Limit, Kind::Number, "limit"),
    (InterruptWaits, Kind::Flag, "interrupt_waits"),
];

const _: () = {
    let mut at = 0;
    while at < PARAMETERS.len() {
        assert!(PARAMETERS[at].0 as usize == at);
        at += 1;
    }
};

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
        let value = |parameter| {
            let value = function.get_nth_param(parameter as u32);
            value.ok_or(CompileError::Shape("a parameter is missing"))
        };
        let pointer = |parameter| value(parameter).map(BasicValueEnum::into_pointer_value);
        let number = |parameter| value(parameter).map(BasicValueEnum::into_int_value);
        Ok(Self {
            cpu: pointer(Cpu)?,
            zero_page: pointer(ZeroPage)?,
            ram: pointer(Ram)?,
            pages: pointer(Pages)?,
            marks: pointer(Marks)?,
            calls: pointer(Calls)?,
            links: pointer(Links)?,
            ports: pointer(Ports)?,
            limit: number(Limit)?,
            interrupt_waits: number(InterruptWaits)?,
        })
    }
}

/// The type of every group's function.
pub(super) fn group_type(context: &Context) -> FunctionType<'_> {
    let parameters = PARAMETERS.map(|(_, kind, _)| match kind {
        Kind::Pointer | Kind::ReadOnly => context.ptr_type(AddressSpace::default()).into(),
        Kind::Number => context.i64_type().into(),
        Kind::Flag => context.i8_type().into(),
    });
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
    for (parameter, kind, name) in PARAMETERS {
        if let Some(value) = function.get_nth_param(parameter as u32) {
            value.set_name(name);
        }
        // No two pointers alias.
        let attributes: &[&str] = match kind {
            Kind::Pointer => &["noalias", "nonnull"],
            Kind::ReadOnly => &["noalias", "nonnull", "readonly"],
            Kind::Number | Kind::Flag => &[],
        };
        for name in attributes {
            function.add_attribute(AttributeLoc::Param(parameter as u32), attribute(name));
        }
    }
    function.add_attribute(AttributeLoc::Function, attribute("nounwind"));
    function
}
