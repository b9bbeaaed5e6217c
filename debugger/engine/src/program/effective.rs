//! What the instruction at PC is about to do: the address that it works on, what is there, where it goes.
//!
//! Invariants: the instruction itself says so, executed on a bus that answers by `peek` and keeps nothing; so every chip
//! and every mode is right by construction, and looking never disturbs.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::mode::{bit_branch_target, branch_target};
use jumppad_tiers::opcodes::{Args, Bus, DONE, Effect, Intervention};

use crate::answer::Outlook;
use crate::program::disassemble::opcode_at;

/// What executing the instruction at PC would do now. An interrupt that is taken first is not looked at.
pub fn outlook(machine: &Machine) -> Outlook {
    let mut cpu = *machine.cpu();
    let opcode = opcode_at(machine, cpu.pc);
    let args = Args {
        arg1: machine.peek(cpu.pc.wrapping_add(1)),
        arg2: machine.peek(cpu.pc.wrapping_add(2)),
        pc: cpu.pc,
    };
    let mut bus = Peeks {
        machine,
        last: None,
    };
    let model = machine.model();
    if model.execute(&mut cpu, &mut bus, opcode.code, args) != DONE {
        return Outlook::default();
    }
    let access = |outlook| Outlook {
        effective: bus.last,
        value: bus.last.map(|address| machine.peek(address)),
        ..outlook
    };
    let next = args.pc.wrapping_add(opcode.length());
    let branch = |target| Outlook {
        // Where both ways lead to the same place, nobody can tell and nobody cares.
        taken: (target != next).then_some(cpu.pc == target),
        ..Outlook::default()
    };
    match opcode.effect {
        Effect::Read | Effect::Write | Effect::Modify | Effect::Pull => access(Outlook::default()),
        Effect::Branch => branch(branch_target(args)),
        Effect::BranchOnBit => access(branch(bit_branch_target(args))),
        Effect::JumpIndirect | Effect::Return | Effect::Interrupt => Outlook {
            target: Some(cpu.pc),
            ..Outlook::default()
        },
        Effect::None | Effect::Push | Effect::Jump | Effect::Call => Outlook::default(),
        Effect::Wait | Effect::Jam => Outlook::default(),
    }
}

/// A bus that shows memory and keeps nothing. Pointers are read before the operand, so the last access is the operand's.
struct Peeks<'m> {
    machine: &'m Machine,
    last: Option<u16>,
}

impl Bus for Peeks<'_> {
    fn read(&mut self, address: u16) -> Result<u8, Intervention> {
        self.last = Some(address);
        Ok(self.machine.peek(address))
    }

    fn check_write(&mut self, _: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, address: u16, _: u8) {
        self.last = Some(address);
    }

    fn traps(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::opcodes::Model;
    use jumppad_tiers::{Config, JitMode};

    use super::*;

    /// With $0010 a pointer to $06FE, X 3, Y 5, Z clear, and a return to $1235 on the stack.
    fn comment(model: Model, code: &[u8]) -> String {
        let mut machine = Machine::new(Config {
            model,
            jit: JitMode::Off,
            ..Config::default()
        });
        machine.load(0x600, code).unwrap();
        machine.load(0x10, &[0xFE, 0x06]).unwrap();
        machine.load(0x1FE, &[0x34, 0x12]).unwrap();
        machine.load(0x703, &[0x41]).unwrap();
        machine.load(0xFFFE, &[0x00, 0x80]).unwrap();
        let cpu = machine.cpu_mut();
        (cpu.pc, cpu.x, cpu.y, cpu.sp) = (0x600, 3, 5, 0xFD);
        cpu.set_p(0x20);
        let before = *machine.cpu();
        let comment = outlook(&machine).comment().unwrap_or_default();
        assert_eq!(format!("{before:?}"), format!("{:?}", machine.cpu()));
        comment
    }

    #[test]
    fn operands_are_found_by_the_instruction_itself() {
        let nmos = |code: &[u8]| comment(Model::Nmos6502, code);
        assert_eq!(nmos(&[0xB1, 0x10]), "$0703 = $41");
        assert_eq!(nmos(&[0xA1, 0x0D]), "$06FE = $00");
        assert_eq!(nmos(&[0xBD, 0x00, 0x07]), "$0703 = $41");
        assert_eq!(nmos(&[0x9D, 0x00, 0x07]), "$0703 = $41");
        assert_eq!(nmos(&[0xFE, 0x00, 0x07]), "$0703 = $41");
        assert_eq!(nmos(&[0xB5, 0xFF]), "$0002 = $00");
        assert_eq!(nmos(&[0x68]), "$01FE = $34");
        assert_eq!(nmos(&[0xA9, 0x10]), "");
        assert_eq!(nmos(&[0x0A]), "");
        assert_eq!(nmos(&[0x48]), "");
        assert_eq!(nmos(&[0x02]), "");
        assert_eq!(nmos(&[0x20, 0x00, 0x07]), "");
    }

    #[test]
    fn branches_and_jumps_know_where_they_go() {
        let nmos = |code: &[u8]| comment(Model::Nmos6502, code);
        let cmos = |code: &[u8]| comment(Model::Wdc65C02, code);
        assert_eq!(nmos(&[0xD0, 0x10]), "taken");
        assert_eq!(nmos(&[0xD0, 0xFE]), "taken");
        assert_eq!(nmos(&[0xF0, 0x10]), "not taken");
        assert_eq!(nmos(&[0xF0, 0x00]), "");
        assert_eq!(nmos(&[0x60]), "to $1235");
        assert_eq!(nmos(&[0x00]), "to $8000");
        assert_eq!(nmos(&[0x6C, 0x10, 0x00]), "to $06FE");
        assert_eq!(cmos(&[0x7C, 0x0D, 0x00]), "to $06FE");
        assert_eq!(cmos(&[0x0F, 0x10, 0x10]), "$0010 = $FE, taken");
        assert_eq!(cmos(&[0x8F, 0x10, 0x10]), "$0010 = $FE, not taken");
        assert_eq!(cmos(&[0xB2, 0x10]), "$06FE = $00");
    }
}
