//! From text to optimised functions and to an object file.
//!
//! GVN is no part of the passes: it would take a register that is known to be zero for a
//! constant. Functions are to be small once they are optimised: then branches to holes
//! are made conditional jumps.

use inkwell::OptimizationLevel;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::context::Context;
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::{
    CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple,
};
use inkwell::types::AnyTypeEnum;
use inkwell::values::{AnyValue, BasicValueEnum, InstructionOpcode, InstructionValue, IntValue};
use jumppad_opcodes::Model;

use super::{MakeError, Name, ir};

const PASSES: &str = "always-inline,function(sroa,early-cse<memssa>,\
    instcombine<no-verify-fixpoint>,simplifycfg,loop-unroll-full,sroa,early-cse<memssa>,\
    instcombine<no-verify-fixpoint>,jump-threading,aggressive-instcombine,\
    instcombine<no-verify-fixpoint>,simplifycfg,early-cse<memssa>,adce),\
    globaldce";

/// Once more, when operands are known to be bytes.
const LAST_PASSES: &str = "function(instcombine<no-verify-fixpoint>,early-cse<memssa>,adce)";

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
    let module = build(&context, &machine()?, model, bitcode, names)?;
    Ok(look(&module))
}

/// The object file of the functions.
pub(super) fn object(model: Model, bitcode: &[u8], names: &[Name]) -> Result<Vec<u8>, MakeError> {
    let (context, machine) = (Context::create(), machine()?);
    let module = build(&context, &machine, model, bitcode, names)?;
    let kind = Attribute::get_named_enum_kind_id("optsize");
    let small = context.create_enum_attribute(kind, 0);
    for function in module.get_functions() {
        if function.count_basic_blocks() > 0 {
            function.add_attribute(AttributeLoc::Function, small);
        }
    }
    let file = machine.write_to_memory_buffer(&module, FileType::Object);
    Ok(file.map_err(refused)?.as_slice().to_vec())
}

fn build<'ctx>(
    context: &'ctx Context,
    machine: &TargetMachine,
    model: Model,
    bitcode: &[u8],
    names: &[Name],
) -> Result<Module<'ctx>, MakeError> {
    let text = ir::module(model, names);
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
    widen_operands(context, &module);
    module
        .run_passes(LAST_PASSES, machine, options())
        .map_err(refused)?;
    Ok(module)
}

/// An operand as the opcode function is given it.
const OPERAND: &[u8] = b"i8 ptrtoint (ptr @hole_operand to i8)";

/// An operand is a byte already: cutting it to one and extending it again is for nothing,
/// but LLVM does not know that of a constant that the linker is to fill in.
fn widen_operands<'ctx>(context: &'ctx Context, module: &Module<'ctx>) {
    let Some(hole) = module.get_global("hole_operand") else {
        return;
    };
    for function in module.get_functions() {
        let blocks = function.get_basic_block_iter();
        let all: Vec<InstructionValue<'_>> = blocks.flat_map(|b| b.get_instructions()).collect();
        for instruction in all {
            let operand = instruction
                .get_operand(0)
                .and_then(|operand| operand.value());
            if instruction.get_opcode() == InstructionOpcode::ZExt
                && let Some(BasicValueEnum::IntValue(operand)) = operand
                && operand.get_type() == context.i8_type()
                && operand.is_const()
                && operand.print_to_string().to_bytes() == OPERAND
                && let AnyTypeEnum::IntType(wide) = instruction.get_type()
            {
                let whole = hole.as_pointer_value().const_to_int(wide);
                if let Ok(value) = IntValue::try_from(instruction) {
                    value.replace_all_uses_with(whole);
                }
            }
        }
    }
}
