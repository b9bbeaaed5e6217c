//! The strings of a recorded instruction.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Record, RecordKind};

use crate::expression::Text;
use crate::program::{disassemble, symbols::Symbols};

/// What strings depend on besides the record.
#[derive(Clone, Copy)]
pub(super) struct Names<'s> {
    pub(super) model: Model,
    pub(super) symbols: &'s Symbols,
}

impl Names<'_> {
    /// The string that `text` is for `record`.
    pub(super) fn string(&self, record: &Record, text: &Text) -> String {
        match text {
            Text::Literal(text) => text.clone(),
            Text::Mnemonic => self.mnemonic(record).to_owned(),
            Text::Operand => self.operand(record),
            Text::Symbol => symbol(self.symbols, record.pc()).to_owned(),
            Text::Field(field) => self.field(record, field.name()),
        }
    }

    /// The string of the field called `name`.
    pub(super) fn field(&self, record: &Record, name: &str) -> String {
        match name {
            "mnemonic" => self.mnemonic(record).to_owned(),
            "operand" => self.operand(record),
            _ => symbol(self.symbols, record.pc()).to_owned(),
        }
    }

    pub(super) fn mnemonic(&self, record: &Record) -> &'static str {
        let [opcode, ..] = record.instruction();
        match record.kind() {
            RecordKind::Instruction => self.model.table()[usize::from(opcode)].mnemonic.name(),
            RecordKind::Irq => "IRQ",
            RecordKind::Nmi => "NMI",
        }
    }

    fn operand(&self, record: &Record) -> String {
        if record.kind() != RecordKind::Instruction {
            return String::new();
        }
        let text = disassemble::instruction(self.model, record.pc(), &record.instruction());
        let operand = text.split_once(' ').map(|(_, operand)| operand);
        operand.unwrap_or("").to_owned()
    }
}

/// The name of the nearest symbol at or before an address; empty where there is none.
pub(super) fn symbol(symbols: &Symbols, address: u16) -> &str {
    symbols.nearest(address).map_or("", |(name, _)| name)
}
