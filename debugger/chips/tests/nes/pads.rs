//! Controllers, read as programs read them.

use jumppad_chips::nes::Button;
use jumppad_tiers::StopReason;

use crate::console::{Program, TIERS, console};

/// LDA #1; STA $4016; LSR; STA $4016; LDX #8; LDA $4016; LSR; ROR $10; LDA $4017; LSR; ROR $11; DEX; BNE *-14; JMP *
const READING: [u8; 29] = [
    0xa9, 0x01, 0x8d, 0x16, 0x40, 0x4a, 0x8d, 0x16, 0x40, 0xa2, 0x08, 0xad, 0x16, 0x40, 0x4a, 0x66,
    0x10, 0xad, 0x17, 0x40, 0x4a, 0x66, 0x11, 0xca, 0xd0, 0xf1, 0x4c, 0x1a, 0x80,
];

#[test]
fn a_program_sees_what_is_pressed() {
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &READING,
                ..Program::default()
            },
        );
        nes.pad.press(0, &[Button::A, Button::Start, Button::Right]);
        nes.pad.press(1, &[Button::B]);
        assert_eq!(nes.machine.run(10_000), StopReason::Trap, "{tier:?}");
        assert_eq!(nes.bytes(0x10, 2), [0x89, 0x02], "{tier:?}");
        assert_eq!(nes.register(nes.apu, "JOY1"), 0x89, "{tier:?}");
    }
}

#[test]
fn looking_takes_no_button() {
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &READING,
                ..Program::default()
            },
        );
        nes.pad.press(0, &[Button::B]);
        while nes.machine.cpu().pc != 0x800b {
            nes.machine.run(1);
        }
        let seen: Vec<u8> = (0..4).map(|_| nes.machine.peek(0x4016) & 1).collect();
        assert_eq!(seen, [0; 4], "{tier:?}");
        nes.machine.run(10_000);
        assert_eq!(nes.machine.peek(0x10), 0x02, "{tier:?}");
    }
}
