//! The numbers that are written over the holes of an instruction's stencil.

use jumppad_opcodes::table::ExtraCycles;
use jumppad_opcodes::{Call, CallKind, layout};
use jumppad_stencils::{Value, Variant};

use super::super::decode::Decoded;

/// What is written over a stencil's holes.
pub(super) struct Numbers {
    operand: u8,
    word: u16,
    base: i32,
    code: i32,
    pc: u16,
    /// Cycles at its beginning, beyond what the budget says.
    pub(super) elapsed: i32,
    change: i32,
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
            operand: instruction.arg1,
            word,
            base: in_space(base) - 0x100,
            code: in_space(instruction.pc.wrapping_add(1)),
            pc: instruction.pc,
            elapsed: one.elapsed as i32 - reserve as i32,
            change: reserve as i32 - end as i32,
        }
    }

    /// The instruction as a call, but for its cycle.
    fn call(&self) -> Call {
        Call {
            kind: CallKind::Jsr,
            pc: self.pc,
            cycle: 0,
        }
    }

    pub(super) fn get(&self, value: Value) -> i32 {
        match value {
            Value::Operand => i32::from(self.operand),
            Value::Inverted => i32::from(!self.operand),
            Value::Following => i32::from(self.operand.wrapping_add(1)),
            Value::Word => i32::from(self.word),
            Value::Base => self.base,
            Value::Code => self.code,
            Value::Pc => i32::from(self.pc),
            Value::ReturnLow => i32::from(self.call().pushed() as u8),
            Value::ReturnHigh => i32::from(self.call().pushed() >> 8),
            Value::Call => self.call().origin() as i32,
            Value::Elapsed => self.elapsed,
            Value::Change => self.change,
            Value::Cost | Value::Exit => 0,
        }
    }
}
