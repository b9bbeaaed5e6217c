//! Writes stencils as Rust text: plain numbers, which cost nothing at start.

use std::collections::BTreeMap;
use std::fmt::Write;

use jumppad_opcodes::Model;

use super::flags::Flags;
use super::{MakeError, Name, Piece, ir};
use crate::{Ending, NONE, Patch, Set, Special, Variant};

pub(super) fn write(
    model: Model,
    name: &str,
    pieces: &[(Name, Piece)],
    known: &BTreeMap<(u8, usize), Flags>,
    data: &[u8],
) -> Result<(String, Vec<u8>), MakeError> {
    let mut bytes = Vec::new();
    let (mut holes, mut stencils) = (String::new(), String::new());
    let mut index = vec![NONE; Set::INDEX_LENGTH];
    let mut hole_count = 0_usize;
    for (number, (name, piece)) in pieces.iter().enumerate() {
        let (ending, flags) = match *name {
            Name::Special(which) => {
                check_special(Special::ALL[which], name, piece)?;
                (Ending::Next, Flags::default())
            }
            Name::Of {
                code,
                variant,
                dead,
            } => {
                let opcode = &model.table()[usize::from(code)];
                let kind = Variant::ALL[variant];
                index[Set::key(code, kind, dead)] = number as u16;
                let flags = known.get(&(code, variant)).copied().unwrap_or_default();
                (ir::ending(opcode, kind), flags)
            }
        };
        if ending == Ending::Branch {
            check_branch(name, piece)?;
        }
        let Flags {
            uses,
            defines,
            may_ask,
            sign_and_zero: _,
        } = flags;
        writeln!(
            stencils,
            "Stencil {{ start: {}, length: {}, holes: {hole_count}, count: {}, \
             ending: Ending::{ending:?}, uses: {uses}, defines: {defines}, may_ask: {may_ask} }},",
            bytes.len(),
            piece.bytes.len(),
            piece.holes.len(),
        )
        .expect("text grows");
        for hole in &piece.holes {
            let patch = match hole.patch {
                Patch::Distance(to) => format!("Distance(Target::{to:?})"),
                Patch::Word(value) => format!("Word(Value::{value:?})"),
                Patch::Half(value) => format!("Half(Value::{value:?})"),
                Patch::Byte(value) => format!("Byte(Value::{value:?})"),
            };
            let (at, addend) = (hole.at, hole.addend);
            writeln!(
                holes,
                "Hole {{ at: {at}, patch: Patch::{patch}, addend: {addend} }},"
            )
            .expect("text grows");
        }
        hole_count += piece.holes.len();
        bytes.extend(&piece.bytes);
    }
    let upper = name.to_uppercase();
    let text = format!(
        "pub(crate) static {upper}: Set = Set {{\n\
         bytes: include_bytes!(\"{name}.stencils\"),\n\
         holes: &[\n{holes}],\nstencils: &[\n{stencils}],\n\
         index: &{index:?},\ndata: &{data:?},\n}};\n"
    );
    Ok((text, bytes))
}

fn shape(name: &Name, what: &str) -> MakeError {
    MakeError::Shape {
        stencil: name.symbol(),
        what: what.to_owned(),
    }
}

/// Whether a piece ends with `jcc` and `jmp` to two targets.
fn check_branch(name: &Name, piece: &Piece) -> Result<(), MakeError> {
    let length = piece.bytes.len();
    let hole_at = |at: usize| piece.holes.iter().any(|hole| usize::from(hole.at) == at);
    let ends = length >= 11
        && piece.bytes[length - 11] == 0x0f
        && piece.bytes[length - 5] == 0xe9
        && hole_at(length - 9)
        && hole_at(length - 4);
    match ends {
        true => Ok(()),
        false => Err(shape(name, "a branch that does not end in two jumps")),
    }
}

fn check_special(which: Special, name: &Name, piece: &Piece) -> Result<(), MakeError> {
    match which {
        Special::Edge => check_branch(name, piece),
        Special::Exit => match piece.bytes.len() {
            length if length >= 5 && piece.bytes[length - 5] == 0xe9 => Ok(()),
            _ => Err(shape(name, "an exit that does not end in a jump")),
        },
        Special::Enter | Special::Leave => match piece.holes.is_empty() {
            true => Ok(()),
            false => Err(shape(name, "holes")),
        },
    }
}
