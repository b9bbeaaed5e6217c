//! The lines of a trace, as sim65 prints them: the fields that the program or the user wants of the instruction at PC.

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::cpu::flag;

use super::abi;
use crate::files::digits::{Case, byte, decimal, padded, word};
use crate::program::disassemble::{bytes_at, named_instruction};
use crate::program::mnemonic::Names;

/// All fields.
pub const FULL: u8 = 0x7F;

/// What a line tells of.
#[derive(Clone, Copy, Debug)]
pub struct Line<'l> {
    /// How many instructions were executed before.
    pub instructions: u64,
    /// How many cycles they took.
    pub cycles: u64,
    /// Where the instruction is.
    pub pc: u16,
    /// Its bytes.
    pub bytes: &'l [u8],
    /// The instruction as [`assembly`] has it.
    pub assembly: &'l str,
    /// A, X, Y, SP and P.
    pub registers: [u8; 5],
    /// C's stack pointer, if there is one.
    pub stack: Option<u16>,
}

impl Line<'_> {
    /// Writes the fields that `fields` has the bits of.
    pub fn write(&self, fields: u8, out: &mut Vec<u8>) {
        const BETWEEN: &[u8] = b"  ";
        let start = out.len();
        let mut field = |bit: u8, write: &dyn Fn(&mut Vec<u8>)| {
            if fields & bit != 0 {
                if out.len() > start {
                    out.extend_from_slice(BETWEEN);
                }
                write(out);
            }
        };
        field(0x40, &|out| decimal(out, self.instructions, 12));
        field(0x20, &|out| decimal(out, self.cycles, 12));
        field(0x10, &|out| word(out, self.pc, Case::Upper));
        field(0x08, &|out| {
            let from = out.len();
            for (at, &value) in self.bytes.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                byte(out, value, Case::Upper);
            }
            let width = out.len() - from;
            out.extend((width..8).map(|_| b' '));
        });
        field(0x04, &|out| padded(out, self.assembly.as_bytes(), 16));
        field(0x02, &|out| self.registers(out));
        if let Some(stack) = self.stack {
            field(0x01, &|out| {
                out.extend_from_slice(b"  SP=");
                word(out, stack, Case::Upper);
            });
        }
        out.push(b'\n');
    }

    fn registers(&self, out: &mut Vec<u8>) {
        let [a, x, y, sp, p] = self.registers;
        for (name, value) in [("A=", a), (" X=", x), (" Y=", y), (" S=", sp)] {
            out.extend_from_slice(name.as_bytes());
            byte(out, value, Case::Upper);
        }
        out.extend_from_slice(b" Flags=");
        let flags = [
            (b'N', flag::N),
            (b'V', flag::V),
            (b'D', flag::D),
            (b'I', flag::I),
            (b'Z', flag::Z),
            (b'C', flag::C),
        ];
        out.extend(flags.map(|(letter, bit)| match p & bit {
            0 => letter.to_ascii_lowercase(),
            _ => letter,
        }));
    }
}

/// A line of the fields that `fields` has the bits of; `instructions` were executed before.
pub(super) fn line(machine: &Machine, fields: u8, stack_pointer: u8, instructions: u64) -> String {
    let cpu = machine.cpu();
    let bytes = bytes_at(machine, cpu.pc);
    let text = named_instruction(machine.model(), Names::Ca65, cpu.pc, &bytes, |_| None);
    let mut out = Vec::new();
    Line {
        instructions,
        cycles: cpu.cycles,
        pc: cpu.pc,
        bytes: &bytes,
        assembly: &assembly(&text),
        registers: [cpu.a, cpu.x, cpu.y, cpu.sp, cpu.p()],
        stack: Some(abi::stack(machine, stack_pointer)),
    }
    .write(fields, &mut out);
    String::from_utf8_lossy(&out).into_owned()
}

/// An instruction in small letters, its operand in a column of its own.
pub fn assembly(text: &str) -> String {
    let (name, operand) = text.split_once(' ').unwrap_or((text, ""));
    format!("{:4} {operand}", name.to_lowercase())
}
