//! Which flags an instruction reads and sets, read off its optimised function: no list
//! beside the semantics.

use std::collections::BTreeMap;

use inkwell::module::Module;
use inkwell::values::{
    AnyValue, BasicValueEnum, FunctionValue, InstructionOpcode, InstructionValue,
};

use super::Name;
use super::ir::{FIRST_REGISTER, FLAGS};

/// What an instruction does with N and Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum SignAndZero {
    /// Nothing.
    #[default]
    Unchanged,
    /// Both are those of one value.
    Same,
    /// Each is set for itself, or only one of them.
    Apart,
}

/// Sets of [`crate::flags`], and whether there is a way out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    pub(super) sign_and_zero: SignAndZero,
    pub(super) uses: u8,
    pub(super) defines: u8,
    pub(super) may_ask: bool,
}

/// The places of N and Z among the registers, and first in [`FLAGS`].
const SIGN: usize = FLAGS[0].0;
const ZERO: usize = FLAGS[1].0;

/// By opcode and number of the variant.
pub(super) fn read(module: &Module<'_>, names: &[Name]) -> BTreeMap<(u8, usize), Flags> {
    let mut all = BTreeMap::new();
    for name in names {
        if let &Name::Of { code, variant, .. } = name
            && let Some(function) = module.get_function(&name.symbol())
        {
            all.insert((code, variant), of(function));
        }
    }
    all
}

fn of(function: FunctionValue<'_>) -> Flags {
    let mut flags = Flags::default();
    let mut is_same = true;
    // Registers that are set, by their places in `FLAGS`.
    let mut set = [false; FLAGS.len()];
    let parameters = function.get_params();
    let instructions = function
        .get_basic_block_iter()
        .flat_map(|block| block.get_instructions());
    for instruction in instructions {
        let target = tail_call(instruction);
        if target
            .as_deref()
            .is_some_and(|target| target != "hole_help")
        {
            let passed = |register: usize| {
                let operand = instruction.get_operand((FIRST_REGISTER + register) as u32);
                operand.and_then(|operand| operand.value())
            };
            is_same &= passed(SIGN) == passed(ZERO);
        }
        for (place, (register, of)) in FLAGS.into_iter().enumerate() {
            let position = FIRST_REGISTER + register;
            let parameter = parameters[position];
            for at in 0..instruction.get_num_operands() {
                let operand = instruction
                    .get_operand(at)
                    .and_then(|operand| operand.value());
                let passes_on = target.is_some() && at as usize == position;
                match operand == Some(parameter) {
                    true if !passes_on => flags.uses |= of,
                    false if passes_on => set[place] = true,
                    _ => {}
                }
            }
        }
        flags.may_ask |= matches!(target.as_deref(), Some("hole_help" | "hole_signalled"));
    }
    flags.sign_and_zero = match (set[0] || set[1], is_same) {
        (false, _) => SignAndZero::Unchanged,
        (true, true) => SignAndZero::Same,
        (true, false) => SignAndZero::Apart,
    };
    // A set of which only a part is set lets the other one through.
    for (_, of) in FLAGS {
        let mut parts = FLAGS.iter().zip(set).filter(|((_, other), _)| *other == of);
        match parts.clone().all(|(_, is_set)| is_set) {
            true => flags.defines |= of,
            false if parts.any(|(_, is_set)| is_set) => flags.uses |= of,
            false => {}
        }
    }
    flags
}

/// The name of what a tail call calls; empty where that is computed.
fn tail_call(instruction: InstructionValue<'_>) -> Option<String> {
    if instruction.get_opcode() != InstructionOpcode::Call || instruction.get_num_operands() < 10 {
        return None;
    }
    let callee = instruction
        .get_operand(instruction.get_num_operands() - 1)?
        .value()?;
    Some(match callee {
        BasicValueEnum::PointerValue(callee) => {
            let name = callee.as_any_value_enum();
            match name {
                inkwell::values::AnyValueEnum::FunctionValue(f) => {
                    f.get_name().to_string_lossy().into_owned()
                }
                _ => callee.get_name().to_string_lossy().into_owned(),
            }
        }
        _ => String::new(),
    })
}
