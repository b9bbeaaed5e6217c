//! The frame counter's interrupt, the DMC's, and MMC3's.

use jumppad_chips::nes::Television;
use jumppad_tiers::StopReason;

use crate::console::{Program, TIERS, console, rom, with_cartridge};

/// INC $10; LDA $4015; STA $11; RTI
const ACKNOWLEDGING: [u8; 8] = [0xe6, 0x10, 0xad, 0x15, 0x40, 0x85, 0x11, 0x40];

/// LDA #control; STA $4017; CLI; JMP *
const fn frame(control: u8) -> [u8; 9] {
    [0xa9, control, 0x8d, 0x17, 0x40, 0x58, 0x4c, 0x06, 0x80]
}

#[test]
fn the_frame_counter_interrupts_each_frame_unless_it_is_told_not_to() {
    for (control, count, status) in [(0x00, 10, 0x40), (0x40, 0, 0), (0x80, 0, 0), (0xc0, 0, 0)] {
        for tier in TIERS {
            let mut nes = console(
                tier,
                Program {
                    code: &frame(control),
                    irq: &ACKNOWLEDGING,
                    ..Program::default()
                },
            );
            let stop = nes.machine.run(10 * 29_830 + 100);
            let expected = match count {
                // Nothing can come any more.
                0 => StopReason::Trap,
                _ => StopReason::Cycles,
            };
            assert_eq!(stop, expected, "{tier:?} {control:02x}");
            let told = (nes.machine.peek(0x10), nes.machine.peek(0x11));
            assert_eq!(told, (count, status), "{tier:?} {control:02x}");
        }
    }
}

#[test]
fn its_first_cycle_is_exact() {
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &frame(0x00),
                irq: &ACKNOWLEDGING,
                ..Program::default()
            },
        );
        // The write falls into cycle 5, an odd one, so it takes effect in cycle 8; the interrupt is asserted 29828 cycles
        // behind. JMP begins in cycles 8 + 3n: the one that begins in 29834 looks at the line in 29835, too early.
        let asserted = 8 + 29_828;
        while nes.machine.cpu().pc < 0x9000 && nes.machine.cpu().cycles < 40_000 {
            nes.machine.run(1);
        }
        let entered = nes.machine.cpu().cycles - 7;
        assert!(
            (asserted + 1..asserted + 6).contains(&entered),
            "{tier:?}: {entered}"
        );
        assert_eq!(entered, 29_840, "{tier:?}");
    }
}

#[test]
fn a_sample_interrupts_when_its_last_byte_is_fetched() {
    // LDA #$8F; STA $4010; LDA #1; STA $4013; LDA #$40; STA $4017; LDA #$10; STA $4015; CLI; JMP *
    let code = [
        0xa9, 0x8f, 0x8d, 0x10, 0x40, 0xa9, 0x01, 0x8d, 0x13, 0x40, 0xa9, 0x40, 0x8d, 0x17, 0x40,
        0xa9, 0x10, 0x8d, 0x15, 0x40, 0x58, 0x4c, 0x15, 0x80,
    ];
    // INC $10; LDA $4015; STA $11; LDA #$10; STA $4015; RTI: again and again.
    let irq = [
        0xe6, 0x10, 0xad, 0x15, 0x40, 0x85, 0x11, 0xa9, 0x10, 0x8d, 0x15, 0x40, 0x40,
    ];
    let mut told = Vec::new();
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &code,
                irq: &irq,
                ..Program::default()
            },
        );
        nes.machine.run(100_000);
        // Seventeen bytes of eight bits of 54 cycles, of which one waits already.
        let count = nes.machine.peek(0x10);
        assert!((13..=14).contains(&count), "{tier:?}: {count}");
        assert_eq!(nes.machine.peek(0x11), 0x80, "{tier:?}");
        told.push((
            count,
            nes.machine.cpu().cycles,
            nes.register(nes.apu, "DMC_LEFT"),
        ));
    }
    assert!(told.iter().all(|other| *other == told[0]), "{told:?}");
}

#[test]
fn mmc3_counts_the_lines_that_are_drawn() {
    // LDA #$08; STA $2000; LDA #9; STA $C000; STA $C001; STA $E000; STA $E001; LDA #$18; STA $2001; LDA #$40; STA $4017;
    // CLI; JMP *
    let code = [
        0xa9, 0x08, 0x8d, 0x00, 0x20, 0xa9, 0x09, 0x8d, 0x00, 0xc0, 0x8d, 0x01, 0xc0, 0x8d, 0x00,
        0xe0, 0x8d, 0x01, 0xe0, 0xa9, 0x18, 0x8d, 0x01, 0x20, 0xa9, 0x40, 0x8d, 0x17, 0x40, 0x58,
        0x4c, 0x1e, 0x80,
    ];
    // INC $10; STA $E000; STA $E001; RTI
    let irq = [0xe6, 0x10, 0x8d, 0x00, 0xe0, 0x8d, 0x01, 0xe0, 0x40];
    let program = Program {
        code: &code,
        irq: &irq,
        ..Program::default()
    };
    for tier in TIERS {
        let mut nes = with_cartridge(tier, 4, &rom(program), Television::Ntsc);
        // 241 lines a frame, one interrupt every tenth.
        nes.machine.run(5 * 29_781);
        let count = nes.machine.peek(0x10);
        assert_eq!(count, (5 * 241 / 10) as u8, "{tier:?}");
        let line = nes.register(nes.ppu, "IRQCOUNT");
        assert!(line < 10, "{tier:?}: {line}");
    }
}
