//! Memory and code: shown and changed.

mod examine;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::map;
use nom::multi::many1;

use super::{Enter, Family, Row, bind};
use crate::grammar::range::{End, RangeExpr, address, optional_range};
use crate::grammar::token::lexeme;
use crate::grammar::{Expr, Parsed, Span, number, token};
use crate::report::Report;
use crate::session::{Outcome, Session};
use examine::{Examine, examine};

/// Bytes that `m` shows, and instructions that `d` shows, when no end is given.
const DUMP: u16 = 128;
const INSTRUCTIONS: usize = 12;

pub(super) const FAMILY: Family = Family {
    title: "Memory and code",
    rows: &[
        Row {
            names: &["m"],
            arguments: "[RANGE]",
            summary: "show memory; without a range, go on",
            details: "Ranges are A, `A B`, A..B and A,+N. Looking never disturbs: devices see no read.",
            enter: Enter::Advance,
            bind: |i| bind(i, optional_range, memory),
            ..Row::PLAIN
        },
        Row {
            names: &[">"],
            arguments: "ADDRESS BYTE...",
            summary: "write bytes to memory; \"text\" stands for its bytes",
            details: "Bytes are hexadecimal: > 200 a9 41 \"HELLO\" 0",
            bind: |i| bind(i, (address, many1(bytes)), poke),
            ..Row::PLAIN
        },
        Row {
            names: &["d", "disassemble"],
            arguments: "[RANGE]",
            summary: "disassemble; without a range from PC, then go on",
            details: "=> marks PC, * a breakpoint. The last column tells what the JIT made of the instruction: [G3] in \
                      group 3, [12/50] counted, [----] never run; `jit why ADDRESS` tells more.",
            enter: Enter::Advance,
            bind: |i| bind(i, optional_range, disassemble),
            ..Row::PLAIN
        },
        Row {
            names: &["x"],
            arguments: "[/NFU] [ADDRESS]",
            summary: "examine memory the way gdb does: x/8xb 200",
            details: "N is a count, F one of x d u t c i s, U one of b (byte), h (two bytes), w (four).",
            enter: Enter::Advance,
            bind: |i| bind(i, Examine::parse, examine),
            ..Row::PLAIN
        },
    ],
};

fn memory(session: &mut Session, range: Option<RangeExpr>) -> Outcome {
    let range = match range {
        Some(range) => range.resolve(&session.scope(), DUMP)?,
        None => session.next_memory..=session.next_memory.saturating_add(DUMP - 1),
    };
    session.next_memory = range.end().wrapping_add(1);
    session.last_address = *range.start();
    Ok(Report::Memory {
        start: *range.start(),
        bytes: range.map(|address| session.machine.peek(address)).collect(),
    })
}

pub(super) fn bytes(input: Span<'_>) -> Parsed<'_, Vec<u8>> {
    let text = map(token::quoted, String::into_bytes);
    alt((text, map(lexeme(number::byte), |byte| vec![byte]))).parse(input)
}

fn poke(session: &mut Session, (start, bytes): (Expr, Vec<Vec<u8>>)) -> Outcome {
    let start = session.scope().address(&start)?;
    let bytes = bytes.concat();
    let last = usize::from(start) + bytes.len() - usize::from(!bytes.is_empty());
    if last > 0xFFFF {
        return Err(number::past_the_end(0, last).into());
    }
    for (offset, byte) in bytes.iter().enumerate() {
        session.machine.poke(start + offset as u16, *byte);
    }
    session.last_address = start;
    Ok(Report::Memory { start, bytes })
}

fn disassemble(session: &mut Session, range: Option<RangeExpr>) -> Outcome {
    let mut lines = Vec::new();
    let (mut at, end) = match range {
        None => {
            let pc = session.machine.cpu().pc;
            (session.next_code.unwrap_or(pc), None)
        }
        Some(range) => {
            let resolved = range.resolve(&session.scope(), 1)?;
            let end = (range.end != End::Open).then_some(*resolved.end());
            (*resolved.start(), end)
        }
    };
    session.last_address = at;
    loop {
        let line = session.code_line(at);
        let (next, wrapped) = at.overflowing_add(line.bytes.len() as u16);
        lines.push(line);
        at = next;
        let done = match end {
            Some(end) => at > end,
            None => lines.len() == INSTRUCTIONS,
        };
        if done || wrapped {
            break;
        }
    }
    session.next_code = Some(at);
    Ok(Report::Disassembly { lines })
}
