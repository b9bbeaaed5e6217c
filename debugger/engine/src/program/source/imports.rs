//! Addresses of symbols that a debug file only names: the program's own code tells them.
//!
//! cc65's libraries come without debug information. What of them a program calls or reads stands in the operands of its
//! instructions, and the file tells which instructions name which symbol. Invariant: an address is told only where all
//! these agree.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::Mode;

use super::dbg::Import;
use crate::program::disassemble::opcode_at;
use crate::program::symbols::{Meaning, Symbol};

/// How far behind its symbol an operand is told by it: `regbank+4`.
const REACH: u16 = 8;

/// The symbols whose addresses the program in `machine` tells, with C's names of those that it has.
pub fn symbols(imports: &[Import], machine: &Machine) -> Vec<Symbol> {
    let mut found = Vec::new();
    for import in imports {
        let Some(address) = address(import, machine) else {
            continue;
        };
        if let Some(name) = import
            .name
            .strip_prefix('_')
            .filter(|name| !name.is_empty())
        {
            found.push(Symbol {
                meaning: Meaning::Alias,
                ..Symbol::new(name, address)
            });
        }
        found.push(Symbol::new(import.name.clone(), address));
    }
    found
}

fn address(import: &Import, machine: &Machine) -> Option<u16> {
    let operands = import.uses.iter().map(|&at| operand(machine, at));
    let operands: Vec<u16> = operands.flatten().collect();
    let (least, greatest) = (*operands.iter().min()?, *operands.iter().max()?);
    let is_one = greatest - least < REACH;
    is_one.then(|| least.checked_sub(import.least))?
}

/// The address that the instruction at `at` spells out.
fn operand(machine: &Machine, at: u16) -> Option<u16> {
    let mode = opcode_at(machine, at).mode;
    let next = at.wrapping_add(1);
    match (mode, mode.length()) {
        (Mode::IMM | Mode::REL, _) => None,
        (_, 2) => Some(machine.peek(next).into()),
        (_, 3) => Some(machine.peek_word(next)),
        _ => None,
    }
}
