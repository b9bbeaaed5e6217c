//! The ways out of a line of source: where breakpoints must be set to run through it at full speed.
//!
//! What its instructions show is a way out: the instruction behind the line, the targets of branches and jumps outside
//! of it, and every instruction whose target is known only when it executes. Code that changes itself is not foreseen.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Effect};

use super::lines::Calls;
use crate::program::{
    disassemble::opcode_at,
    source::{LineTable, Unit},
};

/// The ways out of the line `unit`, with calls inside of it left to run, unless they are gone into.
pub(super) fn ways_out(machine: &Machine, table: &LineTable, unit: Unit, calls: Calls) -> Vec<u16> {
    // Where instructions lead to, and those that must be stopped at.
    let (mut targets, mut stops) = (Vec::new(), Vec::new());
    let is_outside = |address: u16| table.unit(address) != Some(unit);
    for piece in table.bytes(unit.line).iter().flat_map(|b| &b.pieces) {
        let mut next = Some(piece.start);
        while let Some(at) = next.filter(|&at| at <= piece.end) {
            if is_outside(at) {
                next = at.checked_add(1);
                continue;
            }
            let opcode = opcode_at(machine, at);
            let behind = at.wrapping_add(opcode.length());
            let args = Args {
                arg1: machine.peek(at.wrapping_add(1)),
                arg2: machine.peek(at.wrapping_add(2)),
                pc: at,
            };
            match opcode.effect {
                Effect::Branch => targets.extend([branch_target(args), behind]),
                Effect::BranchOnBit => targets.extend([bit_branch_target(args), behind]),
                Effect::Jump => targets.push(args.word()),
                Effect::JumpIndirect | Effect::Return | Effect::Interrupt => stops.push(at),
                Effect::Call if calls == Calls::Into && table.at(args.word()).is_some() => {
                    stops.push(at);
                }
                _ => targets.push(behind),
            }
            next = at.checked_add(opcode.length());
        }
    }
    targets.retain(|&target| is_outside(target));
    targets.extend(stops);
    targets.sort_unstable();
    targets.dedup();
    targets
}
