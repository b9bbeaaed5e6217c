//! Records made lines or bytes.

use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::Record;

use super::lines::Lines;
use super::{Form, binary, vice};
use crate::host::sim65::trace::{FULL, Line, assembly};
use crate::program::mnemonic::Names;

/// Writes records in a form.
pub struct Encoder(Kind);

enum Kind {
    Sim65(Lines),
    Vice(Lines),
    Binary,
}

impl Encoder {
    /// One for that form.
    pub fn new(form: Form) -> Self {
        Self(match form {
            Form::Sim65 => Kind::Sim65(Lines::new(Names::Ca65, |text| assembly(&text))),
            Form::Vice => Kind::Vice(Lines::new(Names::Vice, |text| text)),
            Form::Binary => Kind::Binary,
        })
    }

    /// What comes before all records.
    pub fn begin(&self, out: &mut Vec<u8>) {
        if let Kind::Binary = self.0 {
            out.extend_from_slice(&binary::header());
        }
    }

    /// A record of a chip.
    pub fn add(&mut self, record: &Record, model: Model, out: &mut Vec<u8>) {
        match &mut self.0 {
            Kind::Binary => out.extend_from_slice(&binary::written(record, model)),
            Kind::Vice(lines) => {
                let (text, length) = lines.of(record, model);
                vice::line(record, text, length, out);
            }
            Kind::Sim65(lines) => {
                let (text, length) = lines.of(record, model);
                Line {
                    instructions: record.index(),
                    cycles: record.cycles(),
                    pc: record.pc(),
                    bytes: &record.instruction()[..length],
                    assembly: text,
                    registers: record.registers(),
                    stack: super::stack(record.notes()),
                }
                .write(FULL, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_tiers::trace::{Parts, RecordKind};

    fn record(kind: RecordKind, instruction: [u8; 3], notes: u32) -> Record {
        Record::rebuilt(&Parts {
            cycles: 43_533_263,
            index: 17,
            pc: 0x080D,
            instruction,
            registers: [0, 0x1B, 0x0A, 0xF2, 0x83],
            took: 2,
            kind,
            access: None,
            notes,
        })
    }

    fn lines(form: Form, record: &Record) -> String {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(form);
        encoder.begin(&mut out);
        encoder.add(record, Model::Nmos6502, &mut out);
        String::from_utf8(out).expect("it is text")
    }

    #[test]
    fn lines_are_those_of_vice_and_of_sim65() {
        use RecordKind::{Instruction, Irq};
        let rows = [
            (Instruction, [0xA9, 0x01, 0], "A9 01       LDA #$01       "),
            (
                Instruction,
                [0x9D, 0x34, 0x12],
                "9D 34 12    STA $1234,X    ",
            ),
            (Instruction, [0x0A, 0, 0], "0A          ASL A          "),
            (Irq, [0x0A, 0, 0], "            IRQ            "),
        ];
        for (kind, instruction, text) in rows {
            let line = format!(".C:080d  {text}- A:00 X:1B Y:0A SP:f2 N.-...ZC   43533263\n");
            assert_eq!(lines(Form::Vice, &record(kind, instruction, 0)), line);
        }
        let text = "A=00 X=1B Y=0A S=F2 Flags=NvdiZC";
        assert_eq!(
            lines(
                Form::Sim65,
                &record(Instruction, [0xA9, 1, 0], super::super::notes(0xFF34))
            ),
            format!(
                "          17      43533263  080D  A9 01     lda  #$01         {text}    SP=FF34\n"
            )
        );
        assert_eq!(
            lines(Form::Sim65, &record(Instruction, [0x60, 1, 0], 0)),
            format!("          17      43533263  080D  60        rts               {text}\n")
        );
    }
}
