//! Going back: what is saved and restored goes on as it did, in every tier.

use jumppad_chips::nes::{Button, Television};
use jumppad_tiers::Reset;

use crate::console::{Console, Program, TIERS, rom, with_cartridge};

/// Everything at once: NMI, frame interrupt, samples, MMC3, sprite DMA, pads, polling of $2002.
fn busy() -> Vec<u8> {
    // LDA #$88; STA $2000; LDA #$18; STA $2001; LDA #$8F; STA $4010; LDA #1; STA $4013; LDA #0; STA $4017;
    // LDA #20; STA $C000; STA $C001; STA $E001; LDA #$10; STA $4015; CLI
    // loop ($802C): LDA $2002; EOR $20; STA $20; LDA #1; STA $4016; LSR; STA $4016; LDA $4016; ADC $21; STA $21;
    // LDA #2; STA $4014; LDA $2007; ADC $22; STA $22; STA $2007; JMP loop
    let code = [
        0xa9, 0x88, 0x8d, 0x00, 0x20, 0xa9, 0x18, 0x8d, 0x01, 0x20, 0xa9, 0x8f, 0x8d, 0x10, 0x40,
        0xa9, 0x01, 0x8d, 0x13, 0x40, 0xa9, 0x00, 0x8d, 0x17, 0x40, 0xa9, 0x14, 0x8d, 0x00, 0xc0,
        0x8d, 0x01, 0xc0, 0x8d, 0x01, 0xe0, 0xa9, 0x10, 0x8d, 0x15, 0x40, 0x58, 0xea, 0xea, 0xad,
        0x02, 0x20, 0x45, 0x20, 0x85, 0x20, 0xa9, 0x01, 0x8d, 0x16, 0x40, 0x4a, 0x8d, 0x16, 0x40,
        0xad, 0x16, 0x40, 0x65, 0x21, 0x85, 0x21, 0xa9, 0x02, 0x8d, 0x14, 0x40, 0xad, 0x07, 0x20,
        0x65, 0x22, 0x85, 0x22, 0x8d, 0x07, 0x20, 0x4c, 0x2c, 0x80,
    ];
    // PHA; INC $10; LDA $2002; PLA; RTI
    let nmi = [0x48, 0xe6, 0x10, 0xad, 0x02, 0x20, 0x68, 0x40];
    // PHA; INC $11; LDA $4015; EOR $12; STA $12; LDA #$10; STA $4015; STA $E000; STA $E001; PLA; RTI
    let irq = [
        0x48, 0xe6, 0x11, 0xad, 0x15, 0x40, 0x45, 0x12, 0x85, 0x12, 0xa9, 0x10, 0x8d, 0x15, 0x40,
        0x8d, 0x00, 0xe0, 0x8d, 0x01, 0xe0, 0x68, 0x40,
    ];
    rom(Program {
        code: &code,
        nmi: &nmi,
        irq: &irq,
    })
}

/// All that the guest could notice.
fn state(nes: &Console) -> (Vec<u32>, Vec<u8>, Vec<Vec<u8>>) {
    let cpu = nes.machine.cpu();
    let cpu = [
        cpu.pc.into(),
        cpu.a.into(),
        cpu.x.into(),
        cpu.sp.into(),
        cpu.p().into(),
        cpu.cycles as u32,
    ];
    let registers = [nes.ppu, nes.apu].map(|id| nes.machine.device_registers(id));
    let registers = registers.iter().flatten().map(|register| register.value);
    let memories = nes.machine.device_memories(nes.ppu).into_iter();
    (
        cpu.into_iter().chain(registers).collect(),
        nes.bytes(0, 0x800),
        memories.map(|memory| memory.bytes).collect(),
    )
}

#[test]
fn what_was_saved_goes_on_as_it_did() {
    let rom = busy();
    let mut first = None;
    for tier in TIERS {
        let mut nes = with_cartridge(tier, 4, &rom, Television::Ntsc);
        nes.machine.run(123_456);
        nes.pad.press(0, &[Button::A]);
        nes.pad.press_until(0, &[Button::B], 300_000);
        let checkpoint = nes.machine.checkpoint();
        let mut ends = Vec::new();
        for _ in 0..2 {
            nes.machine.run(345_678);
            ends.push(state(&nes));
            nes.pad.release(0, &Button::ALL);
            nes.machine
                .restore(&checkpoint)
                .expect("nothing was attached since");
        }
        assert!(ends[0] == ends[1], "{tier:?}");
        let end = ends.swap_remove(0);
        // NMI, interrupts, buttons: all had their part.
        assert!(
            end.1[0x10] > 10 && end.1[0x11] > 30 && end.1[0x21] > 0,
            "{tier:?}"
        );
        let expected = first.get_or_insert_with(|| end.clone());
        assert_eq!(end.0, expected.0, "{tier:?}");
        assert!(end == *expected, "{tier:?}");
    }
}

#[test]
fn the_reset_line_quiets_the_chips() {
    for tier in TIERS {
        let mut nes = with_cartridge(tier, 4, &busy(), Television::Ntsc);
        nes.machine.run(100_000);
        assert_eq!(nes.register(nes.ppu, "PPUCTRL"), 0x88, "{tier:?}");
        nes.machine.reset(Reset::Soft);
        let told = ["PPUCTRL", "PPUMASK"].map(|name| nes.register(nes.ppu, name));
        assert_eq!(told, [0, 0], "{tier:?}");
        assert_eq!(nes.register(nes.apu, "SND_CHN"), 0, "{tier:?}");
        let count = nes.machine.peek(0x10);
        nes.machine.run(100_000);
        // The program began anew.
        assert!(nes.machine.peek(0x10) > count, "{tier:?}");
    }
}
