//! The embedded program: what the debugger shows when it is started without one.
//!
//! It fills a page with `A`, then with `B`, and so on, by a store whose letter is the operand of an instruction inside
//! the hot loop. The loop gets hot and is compiled; the increment of the letter then changes compiled code, which
//! must be thrown away: again and again, until the last letter is done and the program traps.

use crate::program::load::{Program, Segment};

/// The address at which the demo starts.
pub const ENTRY: u16 = 0x0600;

/// Commands to try first on the demo, for a greeting.
pub const HINT: &str = "try: jit log on, continue";

/// One instruction: address, bytes, source text. A test holds the three columns together.
type Line = (u16, &'static [u8], &'static str);

#[rustfmt::skip]
const LINES: &[Line] = &[
    // Passes over the page until the letter changes: 128 * 256.
    (0x0600, &[0xA9, 0x80],       "LDA #$80"),
    (0x0602, &[0x85, 0x11],       "STA $11"),
    (0x0604, &[0xA2, 0x00],       "LDX #$00"),
    (0x0606, &[0xA0, 0x00],       "LDY #$00"),
    // The hot loop; the operand of this LDA is changed below.
    (0x0608, &[0xA9, 0x41],       "LDA #$41"),
    (0x060A, &[0x99, 0x00, 0x02], "STA $0200,Y"),
    (0x060D, &[0xC8],             "INY"),
    (0x060E, &[0xD0, 0xF8],       "BNE $0608"),
    (0x0610, &[0xE6, 0x10],       "INC $10"),
    (0x0612, &[0xCA],             "DEX"),
    (0x0613, &[0xD0, 0xF3],       "BNE $0608"),
    (0x0615, &[0xC6, 0x11],       "DEC $11"),
    (0x0617, &[0xD0, 0xEF],       "BNE $0608"),
    // The next letter, stored into the code itself.
    (0x0619, &[0x20, 0x23, 0x06], "JSR $0623"),
    (0x061C, &[0xC9, 0x49],       "CMP #$49"),
    (0x061E, &[0xD0, 0xE0],       "BNE $0600"),
    (0x0620, &[0x4C, 0x20, 0x06], "JMP $0620"),
    (0x0623, &[0xEE, 0x09, 0x06], "INC $0609"),
    (0x0626, &[0xAD, 0x09, 0x06], "LDA $0609"),
    (0x0629, &[0x60],             "RTS"),
];

/// The demo, as if it had been loaded from a file.
pub fn program() -> Program {
    let bytes = LINES.iter().flat_map(|(_, bytes, _)| *bytes).copied();
    Program {
        name: "the embedded demo".to_owned(),
        segments: vec![Segment {
            start: ENTRY,
            bytes: bytes.collect(),
        }],
        entry: ENTRY,
        ..Program::default()
    }
}

#[cfg(test)]
mod tests {
    use jumppad_tiers::opcodes::Model;
    use jumppad_tiers::{Config, JitMode, Machine, StopReason};

    use super::*;
    use crate::program::disassemble::instruction;

    #[test]
    fn the_bytes_are_the_source() {
        let mut next = ENTRY;
        for (address, bytes, text) in LINES {
            assert_eq!(*address, next, "{text}");
            assert_eq!(instruction(Model::Nmos6502, *address, bytes), *text);
            next += bytes.len() as u16;
        }
    }

    #[test]
    fn it_ends_in_its_trap_with_the_page_full() {
        let mut machine = Machine::new(Config {
            jit: JitMode::Off,
            ..Config::default()
        });
        machine.load(ENTRY, &program().segments[0].bytes).unwrap();
        machine.cpu_mut().pc = ENTRY;
        machine.cpu_mut().sp = 0xFD;
        assert_eq!(machine.run(2_000_000_000), StopReason::Trap);
        assert_eq!(machine.cpu().pc, 0x0620);
        assert!((0x200..0x300).all(|a| machine.peek(a) == b'H'));
    }
}
