//! The assembler text of instructions, made once for each that differs in its place or its bytes.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Record, RecordKind};

use crate::program::disassemble::named_instruction;
use crate::program::mnemonic::Names;

/// How a form has the text of an instruction.
pub(super) type Text = fn(String) -> String;

/// The texts, one for each address.
pub(super) struct Lines {
    names: Names,
    text: Text,
    known: Vec<Known>,
}

#[derive(Clone, Default)]
struct Known {
    /// Of which instruction; 0 is none's.
    identity: u64,
    length: u8,
    text: Box<str>,
}

impl Lines {
    /// Texts by these names of instructions, each then as `text` has it.
    pub(super) fn new(names: Names, text: Text) -> Self {
        Self {
            names,
            text,
            known: vec![Known::default(); 0x1_0000],
        }
    }

    /// The text of an instruction or interrupt, and how many bytes it has.
    pub(super) fn of(&mut self, record: &Record, model: Model) -> (&str, usize) {
        let [low, high] = record.pc().to_le_bytes();
        let [opcode, arg1, arg2] = record.instruction();
        let kind = record.kind();
        let identity = [low, high, opcode, arg1, arg2, kind as u8, model as u8, 1];
        let identity = u64::from_le_bytes(identity);
        let known = &mut self.known[usize::from(record.pc())];
        if known.identity != identity {
            let (text, length) = match kind {
                RecordKind::Instruction => {
                    let bytes = record.instruction();
                    let length = model.table()[usize::from(opcode)].length() as u8;
                    (
                        named_instruction(model, self.names, record.pc(), &bytes, |_| None),
                        length,
                    )
                }
                RecordKind::Irq => ("IRQ".to_owned(), 0),
                RecordKind::Nmi => ("NMI".to_owned(), 0),
            };
            *known = Known {
                identity,
                length,
                text: (self.text)(text).into(),
            };
        }
        (&known.text, usize::from(known.length))
    }
}
