//! From a region to an object file: build, verify, optimise, emit.

use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{FileType, TargetMachine};

use super::provenance::Origins;
use super::template::Predicates;
use super::{CompileError, group, template};
use crate::region::Region;

/// Inlining first, so that what is not called is gone before anything else
/// looks at it.
const PASSES: &str = "always-inline,globaldce,default<O3>";

/// An object file with one group in it.
pub(super) struct Object {
    pub(super) file: MemoryBuffer<'static>,
    /// Bytes of machine code.
    pub(super) code_bytes: u64,
}

/// Compiles a region. The function gets the name `symbol` in the end: a group
/// may be made while an older one with the same entry is in use.
pub(super) fn compile(
    machine: &TargetMachine,
    region: &Region,
    symbol: &str,
) -> Result<Object, CompileError> {
    let context = Context::create();
    let module = build(&context, machine, region, Origins::Dropped)?;
    optimise(&module, machine)?;
    let function = module
        .get_function(&group::symbol(region.entry))
        .ok_or(CompileError::Shape("the group's function is missing"))?;
    function.as_global_value().set_name(symbol);
    let file = machine.write_to_memory_buffer(&module, FileType::Object)?;
    let code_bytes = code_bytes(&file);
    Ok(Object { file, code_bytes })
}

/// The region's function, calling opcode functions.
pub(super) fn build<'ctx>(
    context: &'ctx Context,
    machine: &TargetMachine,
    region: &Region,
    origins: Origins,
) -> Result<Module<'ctx>, CompileError> {
    let with = match region.conditions.is_empty() {
        true => Predicates::Left,
        false => Predicates::Joined,
    };
    let module = template::load(context, region.model, with)?;
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    group::build(context, &module, region, origins)?;
    if cfg!(debug_assertions) {
        module.verify()?;
    }
    Ok(module)
}

/// Inlines the opcode functions and optimises what comes of it.
pub(super) fn optimise(module: &Module<'_>, machine: &TargetMachine) -> Result<(), CompileError> {
    module.run_passes(PASSES, machine, PassBuilderOptions::create())?;
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
