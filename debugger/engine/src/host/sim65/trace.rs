//! The lines of a trace, as sim65 prints them: the fields that the program or the user wants of the instruction at PC.

use std::fmt::Write;

use jumppad_tiers::Machine;
use jumppad_tiers::opcodes::cpu::flag;

use super::abi;
use crate::program::disassemble::{bytes_at, named_instruction};
use crate::program::mnemonic::Names;

/// All fields.
pub(super) const FULL: u8 = 0x7F;

/// A line of the fields that `fields` has the bits of; `instructions` were executed before.
pub(super) fn line(machine: &Machine, fields: u8, stack_pointer: u8, instructions: u64) -> String {
    let cpu = machine.cpu();
    let bytes = bytes_at(machine, cpu.pc);
    let wanted: [(u8, &dyn Fn() -> String); 7] = [
        (0x40, &|| format!("{instructions:12}")),
        (0x20, &|| format!("{:12}", cpu.cycles)),
        (0x10, &|| format!("{:04X}", cpu.pc)),
        (0x08, &|| {
            let mut text = String::new();
            for byte in &bytes {
                // Writing to a string cannot fail.
                let _ = write!(text, "{byte:02X} ");
            }
            format!("{:8}", text.trim_end())
        }),
        (0x04, &|| format!("{:16}", assembly(machine, &bytes))),
        (0x02, &|| {
            let flags = [
                ('N', flag::N),
                ('V', flag::V),
                ('D', flag::D),
                ('I', flag::I),
                ('Z', flag::Z),
                ('C', flag::C),
            ];
            let p = cpu.p();
            let flags = flags.map(|(letter, bit)| match p & bit {
                0 => letter.to_ascii_lowercase(),
                _ => letter,
            });
            let flags = String::from_iter(flags);
            format!(
                "A={:02X} X={:02X} Y={:02X} S={:02X} Flags={flags}",
                cpu.a, cpu.x, cpu.y, cpu.sp
            )
        }),
        (0x01, &|| {
            format!("  SP={:04X}", abi::stack(machine, stack_pointer))
        }),
    ];
    let wanted = wanted.iter().filter(|(bit, _)| fields & bit != 0);
    let texts: Vec<String> = wanted.map(|(_, text)| text()).collect();
    texts.join("  ") + "\n"
}

/// The instruction in small letters, its operand in a column of its own.
fn assembly(machine: &Machine, bytes: &[u8]) -> String {
    let text = named_instruction(
        machine.model(),
        Names::Ca65,
        machine.cpu().pc,
        bytes,
        |_| None,
    );
    let (name, operand) = text.split_once(' ').unwrap_or((&text, ""));
    format!("{:4} {operand}", name.to_lowercase())
}
