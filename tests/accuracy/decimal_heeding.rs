//! Which instructions heed the D flag: groups take it for constant where the opcode table says that some instruction
//! does, and ignore it elsewhere.

use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::opcodes::{Args, Bus, Cpu, Effect, Intervention, Model};

/// Gives one value, keeps what is stored.
struct Cell {
    value: u8,
    stored: Vec<(u16, u8)>,
}

impl Bus for Cell {
    fn read(&mut self, _addr: u16) -> Result<u8, Intervention> {
        Ok(self.value)
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, value: u8) {
        self.stored.push((addr, value));
    }
}

/// All that an instruction does, but for the D flag itself.
fn effects(model: Model, code: u8, a: u8, value: u8, p: u8) -> (Cpu, u8, Vec<(u16, u8)>) {
    let mut cpu = Cpu::new();
    cpu.a = a;
    cpu.set_p(p);
    let mut bus = Cell {
        value,
        stored: Vec::new(),
    };
    let args = Args {
        arg1: value,
        arg2: 0x12,
        pc: 0x0600,
    };
    let result = model.execute(&mut cpu, &mut bus, code, args);
    cpu.set_p(cpu.p() & !flag::D);
    (cpu, result, bus.stored)
}

#[test]
fn the_table_knows_what_heeds_the_d_flag() {
    for &model in Model::ALL {
        // The NES's chip has the flag, but nothing heeds it.
        let has_decimal_mode = model != Model::Ricoh2A03;
        for opcode in model.table() {
            // These show the flag as a bit of P.
            let shows_p = opcode.mnemonic.name() == "PHP" || opcode.mnemonic.name() == "BRK";
            if shows_p || matches!(opcode.effect, Effect::Jam | Effect::Wait) {
                continue;
            }
            let differs = |a: u8, value: u8, carry: u8| {
                let with = |p| effects(model, opcode.code, a, value, p);
                with(carry) != with(carry | flag::D)
            };
            let values = || (0..=u8::MAX).step_by(7);
            let heeds = values()
                .any(|a| values().any(|value| differs(a, value, 0) || differs(a, value, flag::C)));
            assert_eq!(
                heeds,
                opcode.heeds_decimal() && has_decimal_mode,
                "{} ${:02X} {}",
                model.name(),
                opcode.code,
                opcode.mnemonic.name()
            );
        }
    }
}
