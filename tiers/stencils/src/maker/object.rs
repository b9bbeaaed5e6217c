//! Reads bytes and relocations of stencils from an object file.
//!
//! Each is in a section of its own; relocations name their holes. Tables that opcodes look
//! up are gathered to one piece of data.

use object::elf::{
    R_X86_64_8, R_X86_64_16, R_X86_64_32, R_X86_64_32S, R_X86_64_PC32, R_X86_64_PLT32,
    RelocationType,
};
use object::read::elf::ElfFile64;
use object::{
    Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget, SectionIndex,
};

use super::{MakeError, Name, Piece, Pieces};
use crate::{Hole, Patch, Target, Value};

/// Alignment of tables in the data, in bytes.
const ALIGNMENT: usize = 64;

/// The stencils, in order, and what [`Target::Data`] leads to.
pub(super) fn read(file: &[u8], names: &[Name]) -> Result<(Pieces, Vec<u8>), MakeError> {
    let file: ElfFile64<'_> = ElfFile64::parse(file)?;
    let mut data = Data::default();
    let mut pieces = Vec::new();
    for &name in names {
        let symbol = name.symbol();
        let fail = |what: String| MakeError::Shape {
            stencil: symbol.clone(),
            what,
        };
        let section = file
            .section_by_name(&format!(".text.{symbol}"))
            .ok_or_else(|| fail("it has no section".to_owned()))?;
        let mut holes = Vec::new();
        for (at, relocation) in section.relocations() {
            let RelocationTarget::Symbol(target) = relocation.target() else {
                return Err(fail("a relocation without a symbol".to_owned()));
            };
            let target = file.symbol_by_index(target)?;
            let RelocationFlags::Elf { r_type } = relocation.flags() else {
                return Err(fail("a foreign relocation".to_owned()));
            };
            let addend = relocation.addend() as i32;
            let hole = match target.name()?.strip_prefix("hole_") {
                Some(hole) => named(hole, r_type, addend),
                None => match target.section_index() {
                    Some(index) if is_relative(r_type) => Some((
                        Patch::Distance(Target::Data),
                        addend + 4 + target.address() as i32 + data.add(&file, index)?,
                    )),
                    _ => None,
                },
            };
            let (patch, addend) = hole.ok_or_else(|| {
                let to = target.name().unwrap_or_default();
                fail(format!("relocation {r_type:?} to {to:?} with {addend}"))
            })?;
            holes.push(Hole {
                at: at as u16,
                patch,
                addend,
            });
        }
        holes.sort_by_key(|hole| hole.at);
        let bytes = section.data()?.to_vec();
        pieces.push((name, Piece { bytes, holes }));
    }
    Ok((pieces, data.bytes))
}

fn is_relative(kind: RelocationType) -> bool {
    matches!(kind, R_X86_64_PC32 | R_X86_64_PLT32)
}

/// What is to be written over a relocation to the hole of that name, and what to add.
fn named(hole: &str, kind: RelocationType, addend: i32) -> Option<(Patch, i32)> {
    let target = match hole {
        "next" => Some(Target::Next),
        "taken" => Some(Target::Taken),
        "help" => Some(Target::Help),
        "returned" => Some(Target::Returned),
        "signalled" => Some(Target::Signalled),
        "leave" => Some(Target::Leave),
        _ => None,
    };
    if let Some(target) = target {
        return is_relative(kind).then_some((Patch::Distance(target), addend + 4));
    }
    let value = value(hole)?;
    let is_signed = matches!(
        value,
        Value::Base | Value::Elapsed | Value::Cost | Value::Change
    );
    match kind {
        R_X86_64_32 if is_signed => None,
        R_X86_64_32 | R_X86_64_32S => Some((Patch::Word(value), addend)),
        R_X86_64_16 => Some((Patch::Half(value), addend)),
        R_X86_64_8 => Some((Patch::Byte(value), addend)),
        _ => None,
    }
}

/// What the hole of that name is filled with.
pub(super) fn value(hole: &str) -> Option<Value> {
    Some(match hole {
        "operand" | "byte" => Value::Operand,
        "inverted" => Value::Inverted,
        "following" => Value::Following,
        "return_low" => Value::ReturnLow,
        "return_high" => Value::ReturnHigh,
        "call" => Value::Call,
        "word" => Value::Word,
        "base" => Value::Base,
        "code" => Value::Code,
        "pc" => Value::Pc,
        "elapsed" => Value::Elapsed,
        "cost" => Value::Cost,
        "change" => Value::Change,
        "exit" => Value::Exit,
        _ => return None,
    })
}

/// Sections with tables, one behind the other.
#[derive(Default)]
struct Data {
    bytes: Vec<u8>,
    /// Where each begins.
    sections: Vec<(SectionIndex, usize)>,
}

impl Data {
    /// Where a section begins, which is added if it is new.
    fn add(&mut self, file: &ElfFile64<'_>, index: SectionIndex) -> Result<i32, MakeError> {
        if let Some((_, start)) = self.sections.iter().find(|(known, _)| *known == index) {
            return Ok(*start as i32);
        }
        let start = self.bytes.len().next_multiple_of(ALIGNMENT);
        self.bytes.resize(start, 0);
        self.bytes.extend(file.section_by_index(index)?.data()?);
        self.sections.push((index, start));
        Ok(start as i32)
    }
}
