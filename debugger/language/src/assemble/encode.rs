//! Instructions and data to bytes: which addressing mode an operand means is for the opcode table to say.

use jumppad_tiers::opcodes::{Mnemonic, Mode, Model, Opcode};

use super::statement::{Body, Datum, Index, Operand, Statement, Width, Word};
use super::value::{Field, Place, Worth};
use super::{Encoded, Kind, Value};
use crate::grammar::Diagnostic;
use jumppad_engine::expression::EvalErrorKind;
use jumppad_engine::names::closest;
use jumppad_engine::program::mnemonic::{self, pick};

impl Statement {
    /// The bytes of the line at its place.
    ///
    /// # Errors
    /// The chip has no such instruction, a value is unknown or does not fit, or memory ends.
    pub(super) fn encode(&self, place: &Place<'_>) -> Result<Encoded, Diagnostic> {
        let encoded = match &self.body {
            Body::Nothing => Encoded::default(),
            Body::Instruction(name, operand) => instruction(name, operand, place)?,
            Body::Data(data) => all(data, place)?,
        };
        let end = usize::from(place.address) + encoded.bytes.len();
        match end > 0x1_0000 {
            true => Err(EvalErrorKind::PastTheEnd(end as u64 - 1).at(0).into()),
            false => Ok(encoded),
        }
    }
}

fn instruction(name: &Word, operand: &Operand, place: &Place<'_>) -> Result<Encoded, Diagnostic> {
    let model = place.scope.machine.model();
    let rows = rows(name, model)?;
    if let (Operand::Immediate(value), [row]) = (operand, rows.as_slice())
        && row.mnemonic == Mnemonic::BRK
    {
        // The chip skips the byte behind BRK, which says to its handler what is asked.
        let mut encoded = Encoded::beginning_with(row.code);
        encoded.fill(Field::Byte, value, place)?;
        return Ok(encoded);
    }
    let Some(opcode) = choose(&rows, operand, place)? else {
        let name_of = name.text.to_ascii_uppercase();
        let (text, at) = match described(operand) {
            Some((what, at)) => (format!("{name_of} has no form with {what}"), at),
            None => (format!("{name_of} needs an operand"), name.at),
        };
        return Err(Diagnostic::new(at, text).advise(forms(&rows)));
    };
    let values = operand.values();
    let mut encoded = Encoded::beginning_with(opcode.code);
    for (field, value) in fields(opcode.mode).iter().zip(values) {
        encoded.fill(*field, value, place)?;
    }
    Ok(encoded)
}

fn all(data: &[Datum], place: &Place<'_>) -> Result<Encoded, Diagnostic> {
    let mut encoded = Encoded {
        kind: Kind::Data,
        ..Encoded::default()
    };
    for datum in data {
        match datum {
            Datum::Text(text) => encoded.bytes.extend(text),
            Datum::Byte(value) => encoded.fill(Field::Byte, value, place)?,
            Datum::Word(value) => encoded.fill(Field::Word, value, place)?,
            Datum::Reserve(count, fill) => {
                let length = place.known(count)?;
                let length = usize::try_from(length).ok().filter(|&n| n <= 0x1_0000);
                let Some(length) = length else {
                    let text = "memory has 1 to 65536 bytes to reserve";
                    return Err(Diagnostic::new(count.at, text));
                };
                let byte = match fill {
                    Some(value) => Field::Byte.bytes(0, place.known(value)?, value.at)?[0],
                    None => 0,
                };
                encoded.bytes.resize(encoded.bytes.len() + length, byte);
            }
        }
    }
    Ok(encoded)
}

impl Encoded {
    fn beginning_with(code: u8) -> Self {
        Self {
            kind: Kind::Instruction,
            bytes: vec![code],
            ..Self::default()
        }
    }

    fn fill(&mut self, field: Field, value: &Value, place: &Place<'_>) -> Result<(), Diagnostic> {
        let address = place.address.wrapping_add(self.bytes.len() as u16);
        let (bytes, fixup) = place.fill(field, address, value)?;
        self.bytes.extend(bytes);
        self.fixups.extend(fixup);
        Ok(())
    }
}

/// The rows of the instruction called `name`, if the chip has it.
fn rows(name: &Word, model: Model) -> Result<Vec<&'static Opcode>, Diagnostic> {
    let on = |model: Model| mnemonic::rows(model, &name.text);
    let rows = on(model);
    if !rows.is_empty() {
        return Ok(rows);
    }
    let unknown = |what: &str| Diagnostic::new(name.at, format!("`{}` is {what}", name.text));
    let others: Vec<&str> = Model::ALL
        .iter()
        .filter(|&&other| !on(other).is_empty())
        .map(|other| other.name())
        .collect();
    if !others.is_empty() {
        let text = format!("no instruction of the {}", model.name());
        let advice = format!("{} has it: `set cpu {}`", others.join(", "), others[0]);
        return Err(unknown(&text).advise(advice));
    }
    if let Some(advice) = mnemonic::elsewhere(&name.text) {
        return Err(unknown("no instruction").advise(advice));
    }
    let upper = name.text.to_ascii_uppercase();
    let names = model.table().iter().map(|row| row.mnemonic.name());
    Err(match closest(&upper, names) {
        Some(guess) => unknown("no instruction").advise(format!("did you mean `{guess}`?")),
        None => unknown("no instruction").advise("a label has a colon behind it"),
    })
}

/// The row that `operand` means; none when the chip has no such form.
fn choose(
    rows: &[&'static Opcode],
    operand: &Operand,
    place: &Place<'_>,
) -> Result<Option<&'static Opcode>, Diagnostic> {
    let row = |mode| pick(rows, mode);
    let first = |modes: &[Mode]| modes.iter().find_map(|&mode| row(mode));
    Ok(match operand {
        Operand::Nothing => first(&[Mode::IMP, Mode::ACC, Mode::NON]),
        Operand::Accumulator => row(Mode::ACC),
        Operand::Immediate(_) => row(Mode::IMM),
        Operand::Indirect(_) => first(&[Mode::IZP, Mode::IND]),
        Operand::IndirectX(_) => first(&[Mode::IZX, Mode::IAX]),
        Operand::IndirectY(_) => row(Mode::IZY),
        Operand::Two(..) => row(Mode::ZPR),
        Operand::Direct(value, index, width) => {
            let (short, long) = match index {
                Index::None => (Mode::ZPG, Mode::ABS),
                Index::X => (Mode::ZPX, Mode::ABX),
                Index::Y => (Mode::ZPY, Mode::ABY),
            };
            match (row(short), row(long), width) {
                (Some(short), Some(long), Width::ByValue) => {
                    let fits = matches!(place.worth(value)?, Worth::Known(0..=0xFF));
                    Some(if fits { short } else { long })
                }
                (short, _, Width::ZeroPage) => short,
                (_, Some(long), Width::Absolute) => Some(long),
                (None, None, _) if *index == Index::None => row(Mode::REL),
                // `a:` insists; a wide number in an instruction that has no wide form does not.
                (_, None, Width::Absolute) if !value.is_wide => None,
                (short, long, _) => short.or(long),
            }
        }
    })
}

/// What the bytes after the opcode are made from.
fn fields(mode: Mode) -> &'static [Field] {
    match mode {
        Mode::IMP | Mode::NON | Mode::ACC => &[],
        Mode::IMM => &[Field::Byte],
        Mode::ZPG | Mode::ZPX | Mode::ZPY | Mode::IZX | Mode::IZY | Mode::IZP => &[Field::ZeroPage],
        Mode::ABS | Mode::ABX | Mode::ABY | Mode::IND | Mode::IAX => &[Field::Address],
        Mode::REL => &[Field::Distance],
        Mode::ZPR => &[Field::ZeroPage, Field::Distance],
    }
}

impl Operand {
    pub(super) fn values(&self) -> Vec<&Value> {
        match self {
            Self::Nothing | Self::Accumulator => Vec::new(),
            Self::Immediate(value)
            | Self::Direct(value, ..)
            | Self::Indirect(value)
            | Self::IndirectX(value)
            | Self::IndirectY(value) => vec![value],
            Self::Two(first, second) => vec![first, second],
        }
    }
}

/// What `operand` is called, and where it stands.
fn described(operand: &Operand) -> Option<(&'static str, usize)> {
    let what = match operand {
        Operand::Nothing => return None,
        Operand::Accumulator => "the accumulator",
        Operand::Immediate(_) => "an immediate value",
        Operand::Indirect(_) => "(ADDRESS)",
        Operand::IndirectX(_) => "(ADDRESS,X)",
        Operand::IndirectY(_) => "(ADDRESS),Y",
        Operand::Two(..) => "two operands",
        Operand::Direct(_, Index::X, _) => "ADDRESS,X",
        Operand::Direct(_, Index::Y, _) => "ADDRESS,Y",
        Operand::Direct(..) => "an address",
    };
    let at = operand.values().first().map_or(0, |value| value.at);
    Some((what, at))
}

/// The forms that an instruction has on a chip, as text.
fn forms(rows: &[&'static Opcode]) -> String {
    let mut forms: Vec<&str> = Vec::new();
    for row in rows {
        let form = match row.mode {
            Mode::IMP | Mode::NON => "none",
            Mode::ACC => "A",
            Mode::IMM => "#BYTE",
            Mode::ZPG => "z:ADDRESS",
            Mode::ZPX => "z:ADDRESS,X",
            Mode::ZPY => "z:ADDRESS,Y",
            Mode::IZX | Mode::IAX => "(ADDRESS,X)",
            Mode::IZY => "(ADDRESS),Y",
            Mode::IZP | Mode::IND => "(ADDRESS)",
            Mode::ABS => "ADDRESS",
            Mode::ABX => "ADDRESS,X",
            Mode::ABY => "ADDRESS,Y",
            Mode::REL => "TARGET",
            Mode::ZPR => "z:ADDRESS,TARGET",
        };
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    format!("its operands on this chip: {}", forms.join("  "))
}
