//! The opcode functions as an LLVM module, ready to be joined.
//!
//! The bitcode declares nothing but LLVM's own intrinsics, and has no data but
//! constant tables; a test holds that.

use std::collections::HashSet;

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};
use inkwell::values::{CallSiteValue, FunctionValue, IntValue};
use jumppad_opcodes::{Model, Opcode};

use super::{CompileError, bitcode};

macro_rules! bitcode {
    ($($model:ident $chip:ident $module:ident $file:literal $table:ident $name:literal
        $doc:literal decimal: $decimal:literal, cmos: $cmos:expr;)*) => {
        /// The opcode functions of a model, which have the same names in all.
        fn opcodes_of(model: Model) -> &'static [u8] {
            match model {
                $(Model::$model => include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".bc"))),*
            }
        }
    };
}

jumppad_opcodes::chips!(bitcode);

const PREFIX: &str = "opcode_";

/// Attributes that name the processor rustc compiled for; without them the
/// functions take the target machine's, and inlining finds them compatible.
const HOST_ATTRIBUTES: [&str; 3] = ["target-cpu", "target-features", "probe-stack"];

/// What filters are made of.
const PREDICATES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/predicates.bc"));

/// Whether functions of filters are wanted beside the opcodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Predicates {
    Left,
    Joined,
}

/// A fresh copy of the functions of those opcodes of a model, private and always
/// inlined.
pub(super) fn load<'ctx>(
    context: &'ctx Context,
    model: Model,
    opcodes: impl Iterator<Item = &'static Opcode>,
    with: Predicates,
) -> Result<Module<'ctx>, CompileError> {
    let names: HashSet<String> = opcodes.map(name).collect();
    // Opcodes call no other opcodes.
    let is_wanted = |name: &[u8]| {
        let is_opcode = name.starts_with(PREFIX.as_bytes());
        !is_opcode || std::str::from_utf8(name).is_ok_and(|name| names.contains(name))
    };
    let module = bitcode::read(context, opcodes_of(model), "opcodes", is_wanted)?;
    if with == Predicates::Joined {
        module.link_in_module(predicates(context)?)?;
    }
    prepare(context, module)
}

/// A fresh copy of the functions that filters are made of, private and always
/// inlined.
pub(super) fn load_predicates(context: &Context) -> Result<Module<'_>, CompileError> {
    prepare(context, parse(context, PREDICATES, "filter")?)
}

/// The functions that filters are made of, and nothing else that is exported.
fn predicates(context: &Context) -> Result<Module<'_>, CompileError> {
    let module = parse(context, PREDICATES, "predicates")?;
    for function in module.get_functions() {
        let name = function.get_name().to_bytes();
        if function.count_basic_blocks() > 0 && !name.starts_with(b"filter_") {
            function.set_linkage(Linkage::Private);
        }
    }
    Ok(module)
}

fn parse<'ctx>(
    context: &'ctx Context,
    bitcode: &[u8],
    name: &str,
) -> Result<Module<'ctx>, CompileError> {
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, name);
    Ok(Module::parse_bitcode_from_buffer(&buffer, context)?)
}

fn prepare<'ctx>(
    context: &'ctx Context,
    module: Module<'ctx>,
) -> Result<Module<'ctx>, CompileError> {
    let kind = Attribute::get_named_enum_kind_id;
    let (never_inline, no_alias) = (kind("noinline"), kind("noalias"));
    let [always_inline, small @ ..] = ["alwaysinline", "optsize", "minsize"]
        .map(|name| context.create_enum_attribute(kind(name), 0));
    for function in module
        .get_functions()
        .filter(|f| f.count_basic_blocks() > 0)
    {
        for attribute in HOST_ATTRIBUTES {
            function.remove_string_attribute(AttributeLoc::Function, attribute);
        }
        // Inlining would make scopes of it for each call. What groups pass is their own,
        // which is told apart without.
        for index in 0..function.count_params() {
            function.remove_enum_attribute(AttributeLoc::Param(index), no_alias);
        }
        // What is never inlined is seldom called, and no larger than it must be.
        let is_apart = function.get_enum_attribute(AttributeLoc::Function, never_inline);
        match is_apart {
            None => function.add_attribute(AttributeLoc::Function, always_inline),
            Some(_) => small.iter().for_each(|&attribute| {
                function.add_attribute(AttributeLoc::Function, attribute);
            }),
        }
        // Private: a second group must not collide with the first, and what
        // this one does not call is dropped.
        function.set_linkage(Linkage::Private);
    }
    // Likewise what they look up.
    for table in module.get_globals() {
        table.set_linkage(Linkage::Private);
    }
    Ok(module)
}

/// How groups begin, follow one another, and end.
pub(super) const GROUP_DEADLINE: &str = "group_deadline";
pub(super) const GROUP_ENTERED: &str = "group_entered";
pub(super) const GROUP_NEXT: &str = "group_next";
pub(super) const GROUP_LEFT: &str = "group_left";
/// Says whether a return was awaited.
pub(super) const AWAIT_RETURN: &str = "await_return";
/// Says whether a patched instruction needs help.
pub(super) const GUARD_PATCHED: &str = "guard_patched";

/// Where an index leads.
pub(super) const BEHIND: &str = "behind";
/// The byte at an address.
pub(super) const BYTE_AT: &str = "byte_at";
/// Makes it what it was.
pub(super) const PUT_BACK: &str = "put_back";

/// A function that belongs to no opcode: one of those above, or a filter's part.
pub(super) fn helper<'ctx>(
    module: &Module<'ctx>,
    name: &str,
) -> Result<FunctionValue<'ctx>, CompileError> {
    module
        .get_function(name)
        .ok_or(CompileError::Shape("a precompiled function is missing"))
}

/// What a call of a group or of a precompiled function answers: they all answer a number.
pub(super) fn answer(call: CallSiteValue<'_>) -> Result<IntValue<'_>, CompileError> {
    let value = call.try_as_basic_value().basic();
    let value = value.ok_or(CompileError::Shape("a function answers nothing"))?;
    Ok(value.into_int_value())
}

/// The name of the function that executes `opcode`.
fn name(opcode: &Opcode) -> String {
    format!(
        "{PREFIX}0x{:02X}_{}_{}",
        opcode.code,
        opcode.mnemonic.name(),
        opcode.mode.name()
    )
}

/// The function that executes `opcode`.
pub(super) fn function<'ctx>(
    module: &Module<'ctx>,
    opcode: &Opcode,
) -> Result<FunctionValue<'ctx>, CompileError> {
    module
        .get_function(&name(opcode))
        .ok_or(CompileError::Shape("an opcode function is missing"))
}

#[cfg(test)]
mod tests {
    use inkwell::values::GlobalValue;

    use super::super::target::Host;
    use super::*;

    #[test]
    fn the_bitcode_is_whole_and_has_no_state() {
        let modules = Model::ALL
            .iter()
            .map(|&model| (model.name(), opcodes_of(model)));
        let host = Host::new().expect("the host is a target");
        for (name, bitcode) in modules.chain([("predicates", PREDICATES)]) {
            let context = host.context();
            let module = parse(&context, bitcode, name).expect("the bitcode parses");
            let foreign: Vec<String> = module
                .get_functions()
                .filter(|f| f.count_basic_blocks() == 0)
                .map(|f| f.get_name().to_string_lossy().into_owned())
                .filter(|name| !name.starts_with("llvm."))
                .collect();
            assert_eq!(foreign, Vec::<String>::new(), "{name}");
            let is_table = |data: &GlobalValue<'_>| name != "predicates" && data.is_constant();
            let no_table = module.get_globals().filter(|data| !is_table(data));
            assert_eq!(no_table.count(), 0, "{name}: no data but opcodes' tables");
        }
    }

    /// Bodies that nothing wants are not read: what is wanted must do without.
    #[test]
    fn every_opcode_has_its_function_and_needs_no_other() {
        let host = Host::new().expect("the host is a target");
        for &model in Model::ALL {
            for opcode in model.table() {
                let context = host.context();
                let module = load(&context, model, [opcode].into_iter(), Predicates::Left)
                    .expect("the bitcode is read");
                function(&module, opcode).expect("named by its table row");
                module.verify().expect("a module");
                let opcodes = module.get_functions().filter(|function| {
                    function
                        .get_name()
                        .to_bytes()
                        .starts_with(PREFIX.as_bytes())
                });
                assert_eq!(opcodes.count(), 1, "{}", name(opcode));
            }
        }
    }
}
