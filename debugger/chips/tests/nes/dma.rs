//! Sprite DMA: what it copies, and how long it takes.

use jumppad_tiers::StopReason;

use crate::console::{Program, TIERS, console};

#[test]
fn it_takes_an_odd_number_of_cycles_or_one_more() {
    // In which cycle the write falls, by what comes before it: LDA #2 and nothing, NOP, or LDA $00.
    for (before, cycles) in [(&[][..], 514), (&[0xea], 514), (&[0xa5, 0x00], 513)] {
        for tier in TIERS {
            let mut code = before.to_vec();
            // LDA #$02; STA $4014; then an instruction that goes to itself.
            code.extend([0xa9, 0x02, 0x8d, 0x14, 0x40]);
            let end = 0x8000 + code.len() as u16;
            let [low, high] = end.to_le_bytes();
            code.extend([0x4c, low, high]);
            let mut nes = console(
                tier,
                Program {
                    code: &code,
                    ..Program::default()
                },
            );
            nes.machine.run(1);
            if !before.is_empty() {
                nes.machine.run(1);
            }
            let start = nes.machine.cpu().cycles;
            nes.machine.run(1);
            let pc = nes.machine.cpu().pc;
            assert_eq!(pc, end, "{tier:?} {before:02x?}");
            let taken = nes.machine.cpu().cycles - start - 4;
            // The write is in the last of the four; the first read comes in an even cycle.
            let expected = 513 + (start + 4 + 1) % 2;
            assert_eq!(taken, expected, "{tier:?} {before:02x?}");
            assert_eq!(taken, cycles, "{tier:?} {before:02x?}");
        }
    }
}

#[test]
fn it_copies_a_page_to_the_sprites() {
    // LDX #0; TXA; STA $0200,X; INX; BNE *-5; LDA #$10; STA $2003; LDA #$02; STA $4014; JMP *
    let code = [
        0xa2, 0x00, 0x8a, 0x9d, 0x00, 0x02, 0xe8, 0xd0, 0xf9, 0xa9, 0x10, 0x8d, 0x03, 0x20, 0xa9,
        0x02, 0x8d, 0x14, 0x40, 0x4c, 0x13, 0x80,
    ];
    // The sprites' address is where it was, so the copy is shifted; it comes from the memory's mirror as well.
    for page in [0x02, 0x0a] {
        for tier in TIERS {
            let mut code = code;
            code[15] = page;
            let mut nes = console(
                tier,
                Program {
                    code: &code,
                    ..Program::default()
                },
            );
            assert_eq!(nes.machine.run(10_000), StopReason::Trap, "{tier:?}");
            let sprites = nes.memory("oam");
            let expected: Vec<u8> = (0..=255u8).map(|at| at.wrapping_sub(0x10)).collect();
            assert_eq!(sprites, expected, "{tier:?} {page:02x}");
        }
    }
}
