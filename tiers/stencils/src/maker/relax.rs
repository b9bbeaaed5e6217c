//! Makes machine code fit to be copied: jumps to a lone jump to a hole go to the hole
//! themselves, and what then is never reached is left out; jumps within are long ones, so
//! that nothing has to be measured again.

use iced_x86::{Decoder, DecoderOptions, FlowControl};

use super::{MakeError, Piece};
use crate::{Hole, Patch, Target};

/// A host instruction of the stencil as LLVM made it.
struct Instruction {
    at: usize,
    length: usize,
    flow: FlowControl,
    /// Where a jump within the stencil leads.
    to: Option<usize>,
    /// The hole that a jump leads to.
    hole: Option<(Target, i32)>,
}

/// The bytes of jumps, behind which 32 bits of distance stand.
const JUMP: u8 = 0xe9;
const WIDE: u8 = 0x0f;
const LONG_IF: u8 = 0x80;

pub(super) fn relax(symbol: &str, piece: &mut Piece) -> Result<(), MakeError> {
    let code = decode(piece);
    // A jump to which instruction is as good as one to which hole.
    let lone = |at: usize| {
        let target = code.iter().find(|i| i.at == at)?;
        (target.flow == FlowControl::UnconditionalBranch).then_some(target.hole)?
    };
    let is_conditional = |i: &Instruction| i.flow == FlowControl::ConditionalBranch;
    let mut inverted = vec![false; code.len()];
    let mut dropped = vec![false; code.len()];
    let mut holes: Vec<Option<(Target, i32)>> = code
        .iter()
        .map(|i| i.hole.or_else(|| i.to.and_then(lone)))
        .collect();
    // `jcc over; jmp HOLE; over:` is `jncc HOLE`.
    for k in 0..code.len().saturating_sub(2) {
        let skips = is_conditional(&code[k]) && code[k].to == Some(code[k + 2].at);
        let jumps =
            code[k + 1].flow == FlowControl::UnconditionalBranch && code[k + 1].hole.is_some();
        if skips && jumps && holes[k].is_none() {
            holes[k] = code[k + 1].hole;
            inverted[k] = true;
            dropped[k + 1] = true;
        }
    }
    // Lone jumps that nothing falls into and nothing leads to any more.
    for k in 1..code.len() {
        let falls = !matches!(
            code[k - 1].flow,
            FlowControl::UnconditionalBranch | FlowControl::IndirectBranch | FlowControl::Return
        );
        let is_led_to = code
            .iter()
            .zip(&holes)
            .any(|(i, hole)| i.to == Some(code[k].at) && hole.is_none());
        let is_jump = code[k].flow == FlowControl::UnconditionalBranch && code[k].hole.is_some();
        dropped[k] |= is_jump && !falls && !is_led_to;
    }
    let mut out = Piece {
        bytes: Vec::new(),
        holes: Vec::new(),
    };
    let mut moved = vec![usize::MAX; piece.bytes.len() + 1];
    let mut within = Vec::new();
    for (k, instruction) in code.iter().enumerate() {
        moved[instruction.at] = out.bytes.len();
        if dropped[k] {
            continue;
        }
        let is_jump =
            is_conditional(instruction) || instruction.flow == FlowControl::UnconditionalBranch;
        if !is_jump {
            copy(piece, instruction, &mut out);
            continue;
        }
        if is_conditional(instruction) {
            let first = piece.bytes[instruction.at];
            let condition = match first {
                WIDE => piece.bytes[instruction.at + 1] & 0x0f,
                short => short & 0x0f,
            };
            out.bytes
                .extend([WIDE, LONG_IF | (condition ^ u8::from(inverted[k]))]);
        } else {
            out.bytes.push(JUMP);
        }
        match (holes[k], instruction.to) {
            (Some((target, addend)), _) => out.holes.push(Hole {
                at: out.bytes.len() as u16,
                patch: Patch::Distance(target),
                addend,
            }),
            (None, Some(to)) => within.push((out.bytes.len(), to)),
            (None, None) => {
                return Err(MakeError::Shape {
                    stencil: symbol.to_owned(),
                    what: "a jump to nowhere".to_owned(),
                });
            }
        }
        out.bytes.extend([0; 4]);
    }
    moved[piece.bytes.len()] = out.bytes.len();
    for (at, to) in within {
        let distance = moved[to] as i32 - (at as i32 + 4);
        out.bytes[at..at + 4].copy_from_slice(&distance.to_le_bytes());
    }
    *piece = out;
    Ok(())
}

fn decode(piece: &Piece) -> Vec<Instruction> {
    let mut code = Vec::new();
    let mut decoder = Decoder::with_ip(64, &piece.bytes, 0, DecoderOptions::NONE);
    while decoder.can_decode() {
        let host = decoder.decode();
        let (at, length) = (host.ip() as usize, host.len());
        let hole = piece.holes.iter().find_map(|hole| {
            let Patch::Distance(target) = hole.patch else {
                return None;
            };
            (usize::from(hole.at) + 4 == at + length).then_some((target, hole.addend))
        });
        let flow = host.flow_control();
        let is_jump = matches!(
            flow,
            FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
        );
        code.push(Instruction {
            at,
            length,
            flow,
            to: (is_jump && hole.is_none()).then(|| host.near_branch_target() as usize),
            hole: hole.filter(|_| is_jump),
        });
    }
    code
}

fn copy(piece: &Piece, instruction: &Instruction, out: &mut Piece) {
    let range = instruction.at..instruction.at + instruction.length;
    let start = out.bytes.len();
    for hole in &piece.holes {
        if range.contains(&usize::from(hole.at)) {
            let at = start + usize::from(hole.at) - instruction.at;
            out.holes.push(Hole {
                at: at as u16,
                ..*hole
            });
        }
    }
    out.bytes.extend(&piece.bytes[range]);
}
