//! Cartridges that bank their program, and memory that is there four times.

use jumppad_chips::nes::Television;
use jumppad_tiers::StopReason;

use crate::console::{Program, TIERS, console, with_cartridge};

/// A ROM of banks that hold their number at the beginning, but for the last one: that has `code` at $E000, and the reset
/// vector.
fn banked(banks: u8, size: usize, code: &[u8]) -> Vec<u8> {
    let mut rom: Vec<u8> = (0..banks).flat_map(|bank| vec![bank; size]).collect();
    let last = rom.len() - 0x2000;
    rom[last..last + code.len()].copy_from_slice(code);
    let end = rom.len();
    rom[end - 4..end - 2].copy_from_slice(&0xe000u16.to_le_bytes());
    rom
}

#[test]
fn uxrom_switches_sixteen_kilobytes() {
    // LDX #0; STX $E080; LDA $8000; STA $10,X; INX; CPX #8; BNE *-12; JMP *
    let code = [
        0xa2, 0x00, 0x8e, 0x80, 0xe0, 0xad, 0x00, 0x80, 0x95, 0x10, 0xe8, 0xe0, 0x08, 0xd0, 0xf3,
        0x4c, 0x0f, 0xe0,
    ];
    for tier in TIERS {
        let mut nes = with_cartridge(tier, 2, &banked(8, 0x4000, &code), Television::Ntsc);
        assert_eq!(nes.machine.run(10_000), StopReason::Trap, "{tier:?}");
        assert_eq!(nes.bytes(0x10, 8), [0, 1, 2, 3, 4, 5, 6, 7], "{tier:?}");
        assert_eq!(nes.machine.selected(0), Some(7), "{tier:?}");
        assert_eq!(nes.register(nes.ppu, "PRG8000"), 14, "{tier:?}");
    }
}

#[test]
fn mmc3_switches_eight_kilobytes_at_two_places() {
    // LDA #6; STA $8000; LDA #3; STA $8001; LDA #7; STA $8000; LDA #5; STA $8001;
    // LDA $8000; STA $10; LDA $A000; STA $11; LDA $C000; STA $12;
    // LDA #$47; STA $8000; LDA $8000; STA $13; LDA $C000; STA $14; JMP *
    let code = [
        0xa9, 0x06, 0x8d, 0x00, 0x80, 0xa9, 0x03, 0x8d, 0x01, 0x80, 0xa9, 0x07, 0x8d, 0x00, 0x80,
        0xa9, 0x05, 0x8d, 0x01, 0x80, 0xad, 0x00, 0x80, 0x85, 0x10, 0xad, 0x00, 0xa0, 0x85, 0x11,
        0xad, 0x00, 0xc0, 0x85, 0x12, 0xa9, 0x47, 0x8d, 0x00, 0x80, 0xad, 0x00, 0x80, 0x85, 0x13,
        0xad, 0x00, 0xc0, 0x85, 0x14, 0x4c, 0x32, 0xe0,
    ];
    for tier in TIERS {
        let mut nes = with_cartridge(tier, 4, &banked(8, 0x2000, &code), Television::Ntsc);
        assert_eq!(nes.machine.run(10_000), StopReason::Trap, "{tier:?}");
        assert_eq!(nes.bytes(0x10, 5), [3, 5, 6, 6, 3], "{tier:?}");
    }
}

#[test]
fn code_runs_in_the_bank_that_shows() {
    // Each bank has LDA #bank; RTS at $8000. LDX #0; STX $E080; JSR $8000; CLC; ADC $10; STA $10; INX; CPX #6; BNE *-13;
    // LDX #0; DEC $11; BNE *-17; JMP *: 256 rounds of 0 + 1 + 2 + 3 + 4 + 5.
    let code = [
        0xa2, 0x00, 0x8e, 0x80, 0xe0, 0x20, 0x00, 0x80, 0x18, 0x65, 0x10, 0x85, 0x10, 0xe8, 0xe0,
        0x06, 0xd0, 0xf0, 0xa2, 0x00, 0xe6, 0x12, 0xc6, 0x11, 0xd0, 0xe8, 0x4c, 0x1a, 0xe0,
    ];
    for tier in TIERS {
        let mut rom = banked(8, 0x4000, &code);
        for bank in 0..7u8 {
            let at = usize::from(bank) * 0x4000;
            rom[at..at + 3].copy_from_slice(&[0xa9, bank, 0x60]);
        }
        let mut nes = with_cartridge(tier, 2, &rom, Television::Ntsc);
        assert_eq!(nes.machine.run(1_000_000), StopReason::Trap, "{tier:?}");
        let sum = (256 * 15 % 256) as u8;
        assert_eq!(nes.bytes(0x10, 3), [sum, 0, 0], "{tier:?}");
    }
}

#[test]
fn memory_is_there_four_times() {
    // LDA #$12; STA $0810; LDX #0; LDA $1010,X; STA $1820; LDA $0020; STA $0F00; INC $0810; JMP $0840, which is INC $30;
    // JMP $8019
    let code = [
        0xa9, 0x12, 0x8d, 0x10, 0x08, 0xa2, 0x00, 0xbd, 0x10, 0x10, 0x8d, 0x20, 0x18, 0xad, 0x20,
        0x00, 0x8d, 0x00, 0x0f, 0xee, 0x10, 0x08, 0x4c, 0x40, 0x08, 0x4c, 0x19, 0x80,
    ];
    for tier in TIERS {
        let mut nes = console(
            tier,
            Program {
                code: &code,
                ..Program::default()
            },
        );
        nes.machine
            .load(0x0040, &[0xe6, 0x30, 0x4c, 0x19, 0x80])
            .expect("it fits");
        assert_eq!(nes.machine.run(10_000), StopReason::Trap, "{tier:?}");
        let told = [0x10, 0x20, 0x30, 0x0700].map(|addr| nes.machine.peek(addr));
        assert_eq!(told, [0x13, 0x12, 0x01, 0x12], "{tier:?}");
        assert_eq!(nes.machine.peek(0x1f00), 0x12, "{tier:?}");
    }
}
