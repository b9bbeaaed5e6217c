//! One instruction on what is known: executed by the chip's own semantics when all that it reads is known; otherwise
//! what it writes becomes unknown.

use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::opcodes::{Args, Bus, Cpu, Effect, Intervention, Mnemonic, Mode, Model, Opcode};

use super::state::part::{A, ALL, C, D, M, N, V, X, Y, Z};
use super::state::{Byte, State};

/// An instruction as it stands in memory; a byte that the program computed is unknown.
#[derive(Clone, Copy)]
pub(super) struct Instruction {
    pub(super) pc: u16,
    pub(super) opcode: &'static Opcode,
    pub(super) arg1: Byte,
    pub(super) arg2: Byte,
}

impl Instruction {
    /// The operand, with unknown bytes as zero.
    pub(super) fn args(self) -> Args {
        Args {
            arg1: self.arg1.unwrap_or(0),
            arg2: self.arg2.unwrap_or(0),
            pc: self.pc,
        }
    }

    /// Both operand bytes, if they are known.
    pub(super) fn word(self) -> Option<u16> {
        Some(u16::from_le_bytes([self.arg1?, self.arg2?]))
    }

    /// Address of the next instruction.
    pub(super) fn behind(self) -> u16 {
        self.pc.wrapping_add(self.opcode.length())
    }

    /// Where the operand in memory is, if that is known.
    fn address(self, state: &State) -> Option<u16> {
        let index = |register| state.get(register).map(u16::from);
        let zero_page = |at: u16| at & 0xFF;
        let short = || self.arg1.map(u16::from);
        let word_at = |at: u16| state.read_word(zero_page(at), zero_page(at + 1));
        Some(match self.opcode.mode {
            Mode::ZPG | Mode::ZPR => short()?,
            Mode::ZPX => zero_page(short()? + index(X)?),
            Mode::ZPY => zero_page(short()? + index(Y)?),
            Mode::ABS => self.word()?,
            Mode::ABX => self.word()?.wrapping_add(index(X)?),
            Mode::ABY => self.word()?.wrapping_add(index(Y)?),
            Mode::IZX => word_at(short()? + index(X)?)?,
            Mode::IZY => word_at(short()?)?.wrapping_add(index(Y)?),
            Mode::IZP => word_at(short()?)?,
            _ => return None,
        })
    }

    /// Lets an instruction that goes on to the next one change what is known.
    pub(super) fn execute(self, model: Model, state: &mut State) {
        match self.opcode.effect {
            Effect::Push => return self.push(state),
            Effect::Pull => return self.pull(state),
            _ => {}
        }
        if self.opcode.mnemonic == Mnemonic::TXS {
            state.pushed = None;
            return;
        }
        let (reads, writes) = parts(self.opcode);
        let address = self.address(state);
        let operand_is_known = match self.opcode.effect {
            _ if self.opcode.mode == Mode::IMM => true,
            Effect::Read | Effect::Modify => address.is_some_and(|at| state.read(at).is_some()),
            Effect::Write => address.is_some(),
            _ => true,
        };
        if operand_is_known && self.has_operand() && reads & M == 0 && state.knows(reads) {
            self.compute(model, state, writes);
            return;
        }
        state.forget(writes);
        // A store whose place is not known is taken for one that spares the C stack pointer.
        if let (Effect::Write | Effect::Modify, Some(at)) = (self.opcode.effect, address) {
            state.write(at, None);
        }
    }

    fn has_operand(self) -> bool {
        let length = self.opcode.length();
        (length < 2 || self.arg1.is_some()) && (length < 3 || self.arg2.is_some())
    }

    fn compute(self, model: Model, state: &mut State, writes: u16) {
        let value = |which| state.get(which).unwrap_or(0);
        let mut cpu = Cpu::new();
        (cpu.a, cpu.x, cpu.y) = (value(A), value(X), value(Y));
        let bits = FLAGS.map(|(which, bit)| if value(which) == 0 { 0 } else { bit });
        cpu.set_p(bits.iter().fold(0, |p, bit| p | bit));
        let mut bus = Sandbox {
            state,
            stored: None,
        };
        model.execute(&mut cpu, &mut bus, self.opcode.code, self.args());
        let stored = bus.stored;
        for (which, value) in [(A, cpu.a), (X, cpu.x), (Y, cpu.y)] {
            if writes & which != 0 {
                state.set(which, Some(value));
            }
        }
        for (which, bit) in FLAGS {
            if writes & which != 0 {
                state.set(which, Some(u8::from(cpu.p() & bit != 0)));
            }
        }
        if let Some((at, value)) = stored {
            state.write(at, Some(value));
        }
    }

    fn push(self, state: &mut State) {
        let value = match self.opcode.mnemonic {
            Mnemonic::PHA => state.get(A),
            Mnemonic::PHX => state.get(X),
            Mnemonic::PHY => state.get(Y),
            _ => None,
        };
        if let Some(pushed) = &mut state.pushed {
            pushed.push(value);
        }
    }

    fn pull(self, state: &mut State) {
        let value = match &mut state.pushed {
            Some(pushed) if !pushed.is_empty() => pushed.pop().flatten(),
            // It pulls what its caller pushed.
            pushed => {
                *pushed = None;
                None
            }
        };
        let which = match self.opcode.mnemonic {
            Mnemonic::PLA => A,
            Mnemonic::PLX => X,
            Mnemonic::PLY => Y,
            _ => return state.forget(C | Z | N | V | D),
        };
        state.set(which, value);
        state.set(Z, value.map(|byte| u8::from(byte == 0)));
        state.set(N, value.map(|byte| byte >> 7));
    }

    /// The flag that a branch asks, and its value with which the branch is taken; none if it always is.
    pub(super) fn asked(self) -> Option<(u16, u8)> {
        Some(match self.opcode.mnemonic {
            Mnemonic::BCC => (C, 0),
            Mnemonic::BCS => (C, 1),
            Mnemonic::BNE => (Z, 0),
            Mnemonic::BEQ => (Z, 1),
            Mnemonic::BPL => (N, 0),
            Mnemonic::BMI => (N, 1),
            Mnemonic::BVC => (V, 0),
            Mnemonic::BVS => (V, 1),
            _ => return None,
        })
    }
}

/// The flags that are followed, and their bits in P.
const FLAGS: [(u16, u8); 5] = [
    (C, flag::C),
    (Z, flag::Z),
    (N, flag::N),
    (V, flag::V),
    (D, flag::D),
];

/// Which registers and flags an instruction reads, which it writes, its addressing aside. The undocumented ones, which
/// compilers do not write, count as reading what is never known.
fn parts(opcode: &Opcode) -> (u16, u16) {
    use Mnemonic::*;
    let accumulator = if opcode.mode == Mode::ACC { A } else { 0 };
    match opcode.mnemonic {
        LDA => (0, A | Z | N),
        LDX => (0, X | Z | N),
        LDY => (0, Y | Z | N),
        STA => (A, 0),
        STX => (X, 0),
        STY => (Y, 0),
        STZ | NOP | CLI | SEI => (0, 0),
        TAX => (A, X | Z | N),
        TAY => (A, Y | Z | N),
        TXA => (X, A | Z | N),
        TYA => (Y, A | Z | N),
        TSX => (M, X | Z | N),
        ADC | SBC => (A | C | D, A | C | Z | N | V),
        AND | ORA | EOR => (A, A | Z | N),
        CMP => (A, C | Z | N),
        CPX => (X, C | Z | N),
        CPY => (Y, C | Z | N),
        BIT if opcode.mode == Mode::IMM => (A, Z),
        BIT => (A, Z | N | V),
        INC | DEC => (accumulator, accumulator | Z | N),
        ASL | LSR => (accumulator, accumulator | C | Z | N),
        ROL | ROR => (accumulator | C, accumulator | C | Z | N),
        INX | DEX => (X, X | Z | N),
        INY | DEY => (Y, Y | Z | N),
        CLC | SEC => (0, C),
        CLD | SED => (0, D),
        CLV => (0, V),
        TRB | TSB => (A, Z),
        RMB0 | RMB1 | RMB2 | RMB3 | RMB4 | RMB5 | RMB6 | RMB7 => (0, 0),
        SMB0 | SMB1 | SMB2 | SMB3 | SMB4 | SMB5 | SMB6 | SMB7 => (0, 0),
        _ => (M, ALL),
    }
}

/// Memory as the executed instruction sees it: what is known, and nothing that it does reaches the guest.
struct Sandbox<'a> {
    state: &'a State,
    stored: Option<(u16, u8)>,
}

impl Bus for Sandbox<'_> {
    fn read(&mut self, addr: u16) -> Result<u8, Intervention> {
        Ok(self.state.read(addr).unwrap_or(0))
    }

    fn check_write(&mut self, _addr: u16) -> Result<(), Intervention> {
        Ok(())
    }

    fn store(&mut self, addr: u16, value: u8) {
        self.stored = Some((addr, value));
    }

    fn notices_dummies(&self) -> bool {
        false
    }
}
