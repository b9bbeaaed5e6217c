//! Makes holes of the numbers with which optimised functions compute.
//!
//! Until then a number is the value of a call that LLVM knows nothing of but its bounds.
//! What is computed from one number alone is worked out for all of its values: where that
//! is what some hole is filled with (the high byte of a return address, say), the
//! computation becomes that hole. The number itself becomes one in what is left.

use std::collections::HashMap;

use inkwell::module::Module;
use inkwell::types::AnyTypeEnum;
use inkwell::values::{
    BasicValueEnum, FunctionValue, InstructionOpcode, InstructionValue, IntValue,
};

use super::ir::{SOURCES, source};
use super::object::value;

/// A number, and the holes that are computed from it.
const DERIVED: [(&str, &[&str]); 3] = [
    ("operand", &["operand", "inverted", "following"]),
    ("word", &["word"]),
    ("pc", &["pc", "return_low", "return_high", "call"]),
];

/// What LLVM makes of two bytes of a number that are put together in the other order.
const SWAP: &[u8] = b"llvm.bswap.i16";

/// How a value is computed from one number.
#[derive(Clone, Debug)]
enum Term {
    Number,
    Constant(u64),
    /// With its bytes, of so many bits, in the other order.
    Swapped(u32, Box<Term>),
    Of(InstructionOpcode, u32, Box<[Term]>),
}

impl Term {
    fn evaluate(&self, number: u64) -> u64 {
        match self {
            Self::Number => number,
            Self::Constant(value) => *value,
            Self::Swapped(width, term) => term.evaluate(number).swap_bytes() >> (64 - width),
            Self::Of(opcode, width, operands) => {
                let at = |place: usize| operands.get(place).map_or(0, |term| term.evaluate(number));
                let (a, b) = (at(0), at(1));
                let value = match opcode {
                    InstructionOpcode::Add => a.wrapping_add(b),
                    InstructionOpcode::Sub => a.wrapping_sub(b),
                    InstructionOpcode::And => a & b,
                    InstructionOpcode::Or => a | b,
                    InstructionOpcode::Xor => a ^ b,
                    InstructionOpcode::Shl => a << (b & 63),
                    InstructionOpcode::LShr => a >> (b & 63),
                    // Extended with zeros, or cut.
                    _ => a,
                };
                value & mask(*width)
            }
        }
    }
}

fn mask(width: u32) -> u64 {
    u64::MAX >> (64 - width.clamp(1, 64))
}

/// Whether [`Term::evaluate`] knows it.
fn is_known(opcode: InstructionOpcode) -> bool {
    use InstructionOpcode::{Add, And, LShr, Or, Shl, Sub, Trunc, Xor, ZExt};
    matches!(
        opcode,
        Add | Sub | And | Or | Xor | Shl | LShr | Trunc | ZExt
    )
}

/// Makes holes in all functions.
pub(super) fn derive(module: &Module<'_>) {
    for function in module.get_functions() {
        for (name, bound) in SOURCES {
            let names = DERIVED.iter().find(|(number, _)| *number == name);
            if let (Some((_, names)), Some(source)) = (names, module.get_function(&source(name))) {
                holes(module, function, source, names, bound);
            }
        }
    }
}

fn holes<'ctx>(
    module: &Module<'ctx>,
    function: FunctionValue<'ctx>,
    source: FunctionValue<'ctx>,
    names: &[&str],
    bound: u32,
) {
    let mut terms: HashMap<InstructionValue<'ctx>, Term> = HashMap::new();
    let blocks = function.get_basic_block_iter();
    let all: Vec<InstructionValue<'_>> = blocks.flat_map(|b| b.get_instructions()).collect();
    for &instruction in &all {
        if let Some(term) = term(instruction, source, &terms) {
            terms.insert(instruction, term);
        }
    }
    for instruction in all {
        let (Some(term), AnyTypeEnum::IntType(kind)) =
            (terms.get(&instruction), instruction.get_type())
        else {
            continue;
        };
        let width = mask(kind.get_bit_width());
        let is_same = |name: &&&str| {
            let value = value(name);
            (0..bound).all(|number| {
                // Whichever of the two it is.
                let hole = value.and_then(|value| value.of(number as u16, number as u16));
                hole.is_some_and(|hole| term.evaluate(number.into()) == u64::from(hole) & width)
            })
        };
        let Some(name) = names.iter().find(is_same) else {
            continue;
        };
        let hole = module.get_global(&format!("hole_{name}"));
        debug_assert!(hole.is_some(), "no hole for {name}");
        if let Some(hole) = hole
            && let Ok(value) = IntValue::try_from(instruction)
        {
            value.replace_all_uses_with(hole.as_pointer_value().const_to_int(kind));
        }
    }
}

fn term<'ctx>(
    instruction: InstructionValue<'ctx>,
    source: FunctionValue<'ctx>,
    terms: &HashMap<InstructionValue<'ctx>, Term>,
) -> Option<Term> {
    let AnyTypeEnum::IntType(kind) = instruction.get_type() else {
        return None;
    };
    let operand = |at: u32| {
        instruction
            .get_operand(at)
            .and_then(|operand| operand.value())
    };
    if instruction.get_opcode() == InstructionOpcode::Call {
        let BasicValueEnum::PointerValue(callee) =
            operand(instruction.get_num_operands().checked_sub(1)?)?
        else {
            return None;
        };
        if callee == source.as_global_value().as_pointer_value() {
            return Some(Term::Number);
        }
        if callee.get_name().to_bytes() != SWAP {
            return None;
        }
        let BasicValueEnum::IntValue(value) = operand(0)? else {
            return None;
        };
        let term = terms.get(&value.as_instruction()?)?.clone();
        return Some(Term::Swapped(16, Box::new(term)));
    }
    if !is_known(instruction.get_opcode()) {
        return None;
    }
    let operands = (0..instruction.get_num_operands()).map(|at| {
        let BasicValueEnum::IntValue(value) = operand(at)? else {
            return None;
        };
        match value.get_zero_extended_constant() {
            Some(constant) => Some(Term::Constant(constant)),
            None => terms.get(&value.as_instruction()?).cloned(),
        }
    });
    let operands: Option<Box<[Term]>> = operands.collect();
    let width = kind.get_bit_width();
    Some(Term::Of(instruction.get_opcode(), width, operands?))
}
