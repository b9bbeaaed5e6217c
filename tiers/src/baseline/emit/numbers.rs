//! The numbers that are written over the holes of an instruction's stencil.

use jumppad_opcodes::layout;
use jumppad_opcodes::table::ExtraCycles;
use jumppad_stencils::{Value, Variant};

use super::super::decode::Decoded;

/// What is written over a stencil's holes.
pub(super) struct Numbers {
    word: u16,
    base: i32,
    code: i32,
    pc: u16,
    /// Cycles at its beginning, beyond what the budget says.
    pub(super) elapsed: i32,
    change: i32,
    /// The instruction behind it, and the cycles when that begins, as `elapsed`.
    pub(super) behind: (u16, i32),
}

/// Where a byte of the guest is in the space.
fn in_space(addr: u16) -> i32 {
    let part = if addr < 0x100 {
        layout::ZERO_PAGE
    } else {
        layout::RAM
    };
    part as i32 + i32::from(addr)
}

impl Numbers {
    pub(super) fn of(one: &Decoded, variant: Variant, reserve: u32) -> Self {
        let instruction = &one.instruction;
        let opcode = instruction.opcode;
        let word = instruction.word();
        let crosses = variant == Variant::Plain && opcode.extra == ExtraCycles::PageCross;
        let base = if crosses { word & 0xff00 } else { word };
        let end = one.elapsed + u32::from(opcode.cycles);
        Self {
            word,
            base: in_space(base) - 0x100,
            code: in_space(instruction.pc.wrapping_add(1)),
            pc: instruction.pc,
            elapsed: one.elapsed as i32 - reserve as i32,
            change: reserve as i32 - end as i32,
            behind: (instruction.next(), end as i32 - reserve as i32),
        }
    }

    pub(super) fn get(&self, value: Value) -> i32 {
        match value {
            Value::Base => self.base,
            Value::Code => self.code,
            Value::Elapsed => self.elapsed,
            Value::Change => self.change,
            other => other.of(self.word, self.pc).map_or(0, |of| of as i32),
        }
    }
}
