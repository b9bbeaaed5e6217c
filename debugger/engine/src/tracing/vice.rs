//! A line as VICE's monitor prints one: `.C:080d  A9 01       LDA #$01       - A:00 X:00 Y:0A SP:f2 ..-...Z.   43533263`.

use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::trace::Record;

use crate::files::digits::{Case, byte, decimal, padded, word};

/// Writes the line of `record`, whose text and length are those of its instruction.
pub(super) fn line(record: &Record, text: &str, length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b".C:");
    word(out, record.pc(), Case::Lower);
    out.extend_from_slice(b"  ");
    for value in &record.instruction()[..length] {
        byte(out, *value, Case::Upper);
        out.push(b' ');
    }
    out.extend_from_slice(&b"            "[3 * length..]);
    padded(out, text.as_bytes(), 15);
    out.extend_from_slice(b"- ");
    let [a, x, y, sp, p] = record.registers();
    for (name, value, case) in [
        ("A:", a, Case::Upper),
        (" X:", x, Case::Upper),
        (" Y:", y, Case::Upper),
        (" SP:", sp, Case::Lower),
    ] {
        out.extend_from_slice(name.as_bytes());
        byte(out, value, case);
    }
    out.push(b' ');
    let shown = |letter, bit| match p & bit {
        0 => b'.',
        _ => letter,
    };
    // B is on the stack only.
    out.extend_from_slice(&[
        shown(b'N', flag::N),
        shown(b'V', flag::V),
        b'-',
        b'.',
        shown(b'D', flag::D),
        shown(b'I', flag::I),
        shown(b'Z', flag::Z),
        shown(b'C', flag::C),
        b' ',
    ]);
    decimal(out, record.cycles(), 10);
    out.push(b'\n');
}
