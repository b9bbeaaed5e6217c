//! What each way out of a branch costs, found by executing the instruction.
//!
//! A group's code may then say the cycles of an edge as a constant, instead of
//! computing them beside the branch that decides them.

use std::collections::BTreeMap;

use jumppad_opcodes::{Args, Bus, Cpu, Intervention, Model};

use super::Instruction;

/// A bus on which every byte has one value.
struct Constant(u8);

impl Bus for Constant {
    fn read(&mut self, _addr: u16) -> Result<u8, Intervention> {
        Ok(self.0)
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, _addr: u16, _value: u8) {}

    /// It is only asked how long the jump takes.
    fn traps(&self) -> bool {
        false
    }
}

/// The cycles of a branch: if it is taken, which is never faster, and if not.
pub(crate) fn branch_costs(model: Model, branch: &Instruction) -> (u64, u64) {
    let [(_, a), (_, b)] = executed(model, branch);
    (a.max(b), a.min(b))
}

/// The cycles of a branch by the address that it goes to. An address that both
/// ways lead to has no one cost, and is left out.
pub(crate) fn cycles_by_target(model: Model, branch: &Instruction) -> BTreeMap<u16, u64> {
    let mut costs: BTreeMap<u16, Vec<u64>> = BTreeMap::new();
    for (to, cycles) in executed(model, branch) {
        costs.entry(to).or_default().push(cycles);
    }
    costs
        .into_iter()
        .filter_map(|(to, costs)| match costs[..] {
            [cost] => Some((to, cost)),
            _ => None,
        })
        .collect()
}

/// Where a branch leads and what it takes: all flags and bits clear, then all set. One of
/// them takes any branch.
fn executed(model: Model, branch: &Instruction) -> [(u16, u64); 2] {
    [0x00, 0xff].map(|bits| {
        let mut cpu = Cpu::new();
        cpu.set_p(bits);
        cpu.cycles = 0;
        let args = Args {
            arg1: branch.arg1,
            arg2: branch.arg2,
            pc: branch.pc,
        };
        model.execute(&mut cpu, &mut Constant(bits), branch.opcode.code, args);
        (cpu.pc, cpu.cycles)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruction::OperandKind;

    fn outcomes(model: Model, pc: u16, bytes: [u8; 3]) -> Vec<(u16, u64)> {
        let branch = Instruction {
            pc,
            opcode: &model.table()[bytes[0] as usize],
            arg1: bytes[1],
            arg2: bytes[2],
            operand: OperandKind::Constant,
        };
        cycles_by_target(model, &branch).into_iter().collect()
    }

    #[test]
    fn a_taken_branch_costs_one_cycle_and_one_for_another_page() {
        let nmos = Model::Nmos6502;
        assert_eq!(
            outcomes(nmos, 0x600, [0xD0, 0x10, 0]),
            [(0x602, 2), (0x612, 3)]
        );
        assert_eq!(
            outcomes(nmos, 0x600, [0x10, 0xF0, 0]),
            [(0x5F2, 4), (0x602, 2)]
        );
        assert_eq!(
            outcomes(nmos, 0x6FD, [0xB0, 0x10, 0]),
            [(0x6FF, 2), (0x70F, 4)]
        );
        let bbs7 = [0xFF, 0x10, 0x20];
        assert_eq!(
            outcomes(Model::Rockwell65C02, 0x600, bbs7),
            [(0x603, 5), (0x623, 6)]
        );
    }

    #[test]
    fn where_both_ways_meet_the_cost_is_open() {
        assert_eq!(outcomes(Model::Nmos6502, 0x600, [0xF0, 0, 0]), []);
    }
}
