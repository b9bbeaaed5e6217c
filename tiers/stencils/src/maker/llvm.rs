//! From text to optimised functions and to an object file.
//!
//! GVN is no part of the passes: it would take a register that is known to be zero for a
//! constant. Functions are to be small once they are optimised: then branches to holes
//! are made conditional jumps.

use std::collections::BTreeMap;

use inkwell::OptimizationLevel;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{
    CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple,
};
use inkwell::values::{AnyValueEnum, BasicValue, InstructionOpcode};
use jumppad_opcodes::Model;

use super::flags::Flags;
use super::{MakeError, Name, derive, ir};

const PASSES: &str = "always-inline,function(sroa,early-cse<memssa>,\
    instcombine<no-verify-fixpoint>,simplifycfg,loop-unroll-full,sroa,early-cse<memssa>,\
    instcombine<no-verify-fixpoint>,jump-threading,\
    instcombine<no-verify-fixpoint>,simplifycfg,early-cse<memssa>,adce)";

/// Once more, when numbers are holes.
const LAST_PASSES: &str =
    "function(instcombine<no-verify-fixpoint>,early-cse<memssa>,adce),globaldce";

/// What every processor of that kind can run: stencils may be shipped.
const CPU: &str = "x86-64";
const TRIPLE: &str = "x86_64-unknown-linux-gnu";

/// Attributes that name the processor that the opcodes were compiled for.
const HOST_ATTRIBUTES: [&str; 3] = ["target-cpu", "target-features", "probe-stack"];

fn machine() -> Result<TargetMachine, MakeError> {
    Target::initialize_x86(&InitializationConfig::default());
    let triple = TargetTriple::create(TRIPLE);
    let target = Target::from_triple(&triple).map_err(refused)?;
    target
        .create_target_machine(
            &triple,
            CPU,
            "",
            OptimizationLevel::Default,
            RelocMode::PIC,
            CodeModel::Small,
        )
        .ok_or_else(|| MakeError::Llvm(format!("no code generator for {TRIPLE}")))
}

fn refused(error: impl ToString) -> MakeError {
    MakeError::Llvm(error.to_string())
}

/// What `look` finds in the optimised functions.
pub(super) fn optimised<T>(
    model: Model,
    bitcode: &[u8],
    names: &[Name],
    look: impl FnOnce(&Module<'_>) -> T,
) -> Result<T, MakeError> {
    let context = Context::create();
    let analysis = ir::Purpose::Analysis;
    let module = build(&context, &machine()?, model, bitcode, names, analysis)?;
    Ok(look(&module))
}

/// The object file of the functions, of whose flags that is known.
pub(super) fn object(
    model: Model,
    bitcode: &[u8],
    names: &[Name],
    known: &BTreeMap<(u8, usize), Flags>,
) -> Result<Vec<u8>, MakeError> {
    let (context, machine) = (Context::create(), machine()?);
    let code = ir::Purpose::Code(known);
    let module = build(&context, &machine, model, bitcode, names, code)?;
    let file = machine.write_to_memory_buffer(&module, FileType::Object);
    Ok(file.map_err(refused)?.as_slice().to_vec())
}

fn build<'ctx>(
    context: &'ctx Context,
    machine: &TargetMachine,
    model: Model,
    bitcode: &[u8],
    names: &[Name],
    purpose: ir::Purpose<'_>,
) -> Result<Module<'ctx>, MakeError> {
    let text = ir::module(model, names, purpose);
    let buffer = MemoryBuffer::create_from_memory_range_copy(text.as_bytes(), "stencils");
    let module = context.create_module_from_ir(buffer).map_err(refused)?;
    let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "opcodes");
    let opcodes = Module::parse_bitcode_from_buffer(&buffer, context).map_err(refused)?;
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    opcodes.set_triple(&machine.get_triple());
    opcodes.set_data_layout(&machine.get_target_data().get_data_layout());
    module.link_in_module(opcodes).map_err(refused)?;
    let kind = Attribute::get_named_enum_kind_id;
    let inline = context.create_enum_attribute(kind("alwaysinline"), 0);
    for function in module.get_functions() {
        let is_stencil = function.get_name().to_bytes().starts_with(b"stencil_");
        if function.count_basic_blocks() == 0 || is_stencil {
            continue;
        }
        for attribute in HOST_ATTRIBUTES {
            function.remove_string_attribute(AttributeLoc::Function, attribute);
        }
        function.remove_enum_attribute(AttributeLoc::Function, kind("noinline"));
        function.add_attribute(AttributeLoc::Function, inline);
        function.set_linkage(Linkage::Private);
    }
    for table in module.get_globals() {
        if table.get_initializer().is_some() {
            table.set_linkage(Linkage::Private);
        }
    }
    module.verify().map_err(refused)?;
    let options = PassBuilderOptions::create;
    module
        .run_passes(PASSES, machine, options())
        .map_err(refused)?;
    if let ir::Purpose::Code(_) = purpose {
        derive::derive(&module);
    }
    forget_assumptions(&module);
    module
        .run_passes(LAST_PASSES, machine, options())
        .map_err(refused)?;
    read_byte_by_byte(model, &module, names)?;
    Ok(module)
}

/// What was assumed has served, and would be computed.
fn forget_assumptions(module: &Module<'_>) {
    let Some(assume) = module.get_function("llvm.assume") else {
        return;
    };
    let mut next = assume.as_global_value().as_pointer_value().get_first_use();
    while let Some(call) = next {
        next = call.get_next_use();
        if let AnyValueEnum::InstructionValue(call) = call.get_user() {
            call.erase_from_basic_block();
        }
    }
}

/// LLVM must not read both bytes of a pointer at once: they were stored one by one, which
/// the host would wait for.
fn read_byte_by_byte(model: Model, module: &Module<'_>, names: &[Name]) -> Result<(), MakeError> {
    use jumppad_opcodes::Mode::{IAX, IND, IZP, IZX, IZY};
    for name in names {
        let &Name::Of { code, .. } = name else {
            continue;
        };
        let mode = model.table()[usize::from(code)].mode;
        let function = module.get_function(&name.symbol());
        let (IND | IAX | IZP | IZX | IZY, Some(function)) = (mode, function) else {
            continue;
        };
        let blocks = function.get_basic_block_iter();
        for instruction in blocks.flat_map(|block| block.get_instructions()) {
            if instruction.get_opcode() == InstructionOpcode::Load {
                instruction.set_volatile(true).map_err(refused)?;
            }
        }
    }
    Ok(())
}
