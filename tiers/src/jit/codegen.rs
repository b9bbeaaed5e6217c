//! From a region or a filter to an object file: build, verify, optimise, emit.

use std::marker::PhantomData;

use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{FileType, TargetMachine};

use super::code::{FilterFn, GroupFn};
use super::provenance::Origins;
use super::target::Host;
use super::template::Predicates;
use super::{CompileError, filter, group, template};
use crate::filter::Filter;
use crate::region::Region;

/// Inlining first, so that what is not called is gone before anything else
/// looks at it.
const INLINING: &str = "always-inline,globaldce";

/// All that LLVM has.
const OPTIMISING: &str = "default<O3>";

/// For filters, which are straight-line code but for the loop over records; searches
/// of texts are vectors already. More was measured: it takes longer and gains nothing.
const FILTER_PASSES: &str = "always-inline,globaldce,default<O1>";

/// An object file with one function of type `F` that others can see.
pub(super) struct Object<F> {
    pub(super) file: MemoryBuffer<'static>,
    /// The function's name.
    pub(super) symbol: String,
    /// Bytes of machine code.
    pub(super) code_bytes: u64,
    function: PhantomData<F>,
}

/// Compiles a region. The function gets the name `symbol` in the end: a group
/// may be made while an older one with the same entry is in use.
pub(super) fn compile(
    host: &Host,
    region: &Region,
    symbol: String,
) -> Result<Object<GroupFn>, CompileError> {
    let machine = host.machine();
    let context = host.context();
    let module = build(&context, machine, region, Origins::Dropped)?;
    optimise(&module, machine, region)?;
    let function = module
        .get_function(&group::symbol(region.entry))
        .ok_or(CompileError::Shape("the group's function is missing"))?;
    function.as_global_value().set_name(&symbol);
    emit(machine, &module, symbol)
}

/// Compiles a filter to a function of that name.
pub(super) fn compile_filter(
    host: &Host,
    filter: &Filter,
    symbol: String,
) -> Result<Object<FilterFn>, CompileError> {
    let machine = host.machine();
    let context = host.context();
    let module = template::load_predicates(&context)?;
    target(&module, machine);
    filter::build(&context, &module, filter, &symbol)?;
    if cfg!(debug_assertions) {
        module.verify()?;
    }
    let options = PassBuilderOptions::create();
    options.set_loop_unrolling(false);
    module.run_passes(FILTER_PASSES, machine, options)?;
    emit(machine, &module, symbol)
}

/// The object file of a module with one function of that name, whose type is `F`.
fn emit<F>(
    machine: &TargetMachine,
    module: &Module<'_>,
    symbol: String,
) -> Result<Object<F>, CompileError> {
    let file = machine.write_to_memory_buffer(module, FileType::Object)?;
    Ok(Object {
        code_bytes: code_bytes(&file),
        file,
        symbol,
        function: PhantomData,
    })
}

fn target(module: &Module<'_>, machine: &TargetMachine) {
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
}

/// The region's function, calling opcode functions.
pub(super) fn build<'ctx>(
    context: &'ctx Context,
    machine: &TargetMachine,
    region: &Region,
    origins: Origins,
) -> Result<Module<'ctx>, CompileError> {
    let with = match region.halts.asked().next() {
        None => Predicates::Left,
        Some(_) => Predicates::Joined,
    };
    let opcodes = region.instructions().map(|instruction| instruction.opcode);
    let module = template::load(context, region.model, opcodes, with)?;
    target(&module, machine);
    group::build(context, &module, region, origins)?;
    if cfg!(debug_assertions) {
        module.verify()?;
    }
    Ok(module)
}

/// Inlines the opcode functions and optimises what comes of it, if it is to be.
pub(super) fn optimise(
    module: &Module<'_>,
    machine: &TargetMachine,
    region: &Region,
) -> Result<(), CompileError> {
    let passes = match region.is_optimised {
        true => format!("{INLINING},{OPTIMISING}"),
        false => INLINING.to_owned(),
    };
    module.run_passes(&passes, machine, PassBuilderOptions::create())?;
    Ok(())
}

/// The size of the sections that hold instructions; 0 where the file cannot be
/// read, which linking it will report.
fn code_bytes(file: &MemoryBuffer<'_>) -> u64 {
    let Ok(binary) = file.create_binary_file(None) else {
        return 0;
    };
    let Some(mut sections) = binary.get_sections() else {
        return 0;
    };
    let mut bytes = 0;
    while let Some(section) = sections.next_section() {
        if section
            .get_name()
            .is_some_and(|name| name.to_bytes().starts_with(b".text"))
        {
            bytes += section.get_size();
        }
    }
    bytes
}
