//! Vertical blank: polled, by NMI, and how long frames are.

use jumppad_chips::nes::Television;
use jumppad_tiers::StopReason;

use crate::console::{Program, TIERS, console, rom, with_cartridge};

/// BIT $2002; BPL *-3; BIT $2002; BPL *-3; INC $10; JMP *
const POLLING: [u8; 15] = [
    0x2c, 0x02, 0x20, 0x10, 0xfb, 0x2c, 0x02, 0x20, 0x10, 0xfb, 0xe6, 0x10, 0x4c, 0x0c, 0x80,
];

/// LDA #mask; STA $2001; LDA #$80; STA $2000; JMP *
const fn waiting(mask: u8) -> [u8; 13] {
    [
        0xa9, mask, 0x8d, 0x01, 0x20, 0xa9, 0x80, 0x8d, 0x00, 0x20, 0x4c, 0x0a, 0x80,
    ]
}

/// INC $10; BNE +2; INC $11; RTI
const COUNTING: [u8; 7] = [0xe6, 0x10, 0xd0, 0x02, 0xe6, 0x11, 0x40];

#[test]
fn vertical_blank_can_be_polled() {
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &POLLING,
                ..Program::default()
            },
        );
        assert_eq!(nes.machine.run(100_000), StopReason::Trap, "{tier:?}");
        // Line 241 of the second frame, which begins 7 cycles earlier than the program: 262 + 241 lines of 341 dots.
        let rise = (503 * 341 + 1 - 21) / 3;
        let cycles = nes.machine.cpu().cycles;
        assert!((rise..rise + 20).contains(&cycles), "{tier:?}: {cycles}");
        assert_eq!(cycles, 57_179, "{tier:?}");
        assert_eq!(nes.register(nes.ppu, "scanline"), 241, "{tier:?}");
    }
}

#[test]
fn each_frame_has_its_nmi() {
    // Three seconds: 60.0988 frames each, and those that are shown have half a dot less.
    for (mask, frames) in [(0x00, 180), (0x08, 180)] {
        for tier in TIERS {
            let mut nes = console(
                tier,
                Program {
                    code: &waiting(mask),
                    nmi: &COUNTING,
                    ..Program::default()
                },
            );
            nes.machine.run(3 * 1_789_773);
            let count = nes.machine.peek_word(0x10);
            assert_eq!(count, frames, "{tier:?} {mask:02x}");
        }
    }
}

#[test]
fn odd_frames_are_a_dot_shorter_while_something_is_shown() {
    for (mask, dots) in [
        (0x00, 600 * 262 * 341),
        (0x08, 600 * 262 * 341 - 300),
        (0x06, 600 * 262 * 341),
    ] {
        for tier in TIERS {
            let mut nes = console(
                tier,
                Program {
                    code: &waiting(mask),
                    nmi: &COUNTING,
                    ..Program::default()
                },
            );
            nes.machine.run(dots / 3 + 3);
            assert_eq!(nes.register(nes.ppu, "frame"), 600, "{tier:?} {mask:02x}");
            let place = (
                nes.register(nes.ppu, "scanline"),
                nes.register(nes.ppu, "dot"),
            );
            assert_eq!(place.0, 0, "{tier:?} {mask:02x} {place:?}");
            assert!((21..45).contains(&place.1), "{tier:?} {mask:02x} {place:?}");
        }
    }
}

#[test]
fn pal_has_more_lines_and_fewer_frames() {
    for tier in TIERS {
        let program = Program {
            code: &waiting(0x08),
            nmi: &COUNTING,
            ..Program::default()
        };
        let mut nes = with_cartridge(tier, 0, &rom(program), Television::Pal);
        nes.machine.run(1_662_607);
        assert_eq!(nes.machine.peek_word(0x10), 50, "{tier:?}");
    }
}

#[test]
fn a_read_near_the_rise_loses_the_nmi_and_a_dot_early_the_flag() {
    for tier in TIERS {
        // Each second frame is a dot shorter, so that accesses find the beam in all of three places.
        for frame in [0, 2, 4] {
            let rise = frame * 262 * 341 - frame / 2 + 241 * 341 + 1;
            for cycle in (rise - 21) / 3 - 2..(rise - 21) / 3 + 3 {
                let mut nes = console(
                    tier,
                    Program {
                        code: &waiting(0x08),
                        nmi: &COUNTING,
                        ..Program::default()
                    },
                );
                nes.machine.run(cycle - 10);
                // The user's read comes in the cycle at whose boundary the machine stands.
                nes.machine.cpu_mut().cycles = cycle;
                let flag = nes.machine.read(0x2002) & 0x80 != 0;
                nes.machine.run(200);
                let is_served = u64::from(nes.machine.peek(0x10)) > frame;
                let behind = (cycle * 3 + 21) as i64 - rise as i64;
                let expected = match behind {
                    ..=-2 => (false, true),
                    -1 => (false, false),
                    0 | 1 => (true, false),
                    2.. => (true, true),
                };
                assert_eq!((flag, is_served), expected, "{tier:?} {frame} {behind}");
            }
        }
    }
}
