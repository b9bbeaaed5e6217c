//! The characters of the HD44780's ROM A00 as text.
//!
//! Invariant: every code is one character. Characters of CGRAM are shown by their number in a
//! circle. Source: HD44780U data sheet (Hitachi, ADE-207-272), "Correspondence between Character Codes and Character Patterns
//! (ROM Code: A00)".

/// From $E0 on.
const LAST: [char; 32] = [
    'α', 'ä', 'β', 'ε', 'μ', 'σ', 'ρ', 'g', '√', '⁻', 'j', 'ˣ', '¢', '£', 'ñ', 'ö', 'p', 'q', 'θ',
    '∞', 'Ω', 'ü', 'Σ', 'π', 'x', 'y', '千', '万', '円', '÷', ' ', '█',
];

const OWN: [char; 8] = ['⓪', '①', '②', '③', '④', '⑤', '⑥', '⑦'];

/// What a code looks like.
pub(crate) fn character(code: u8) -> char {
    match code {
        0x00..=0x0f => OWN[usize::from(code & 7)],
        b'\\' => '¥',
        0x7e => '→',
        0x7f => '←',
        0x20..=0x7d => char::from(code),
        // Katakana stand in Unicode in the same order.
        0xa1..=0xdf => char::from_u32(0xff61 + u32::from(code - 0xa1)).unwrap_or(' '),
        0xe0..=0xff => LAST[usize::from(code - 0xe0)],
        _ => ' ',
    }
}
