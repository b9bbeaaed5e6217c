//! The chips as programs use them: when interrupts are taken, and that every tier agrees.

use jumppad_chips::{Acia6551, Acia6850, Baud, Geometry, Lcd, LcdLines, Pia, Quirk, Unwired, Via};
use jumppad_tiers::devices::Console;
use jumppad_tiers::{JitMode, StopReason, Why};

use crate::bench::{BASE, Code, HANDLER, ORIGIN, TIERS, running};

const T1CL: u16 = BASE + 4;
const T1CH: u16 = BASE + 5;
const ACR: u16 = BASE + 11;
const IFR: u16 = BASE + 13;
const IER: u16 = BASE + 14;

const NOP: u8 = 0xea;
const RTI: u8 = 0x40;

#[test]
fn an_interrupt_is_taken_by_the_cycle_of_the_data_sheet() {
    for tier in TIERS {
        for n in 0..24_u8 {
            let code = Code::at(ORIGIN)
                .store(0xc0, IER)
                .store(n, T1CL)
                .store(0, T1CH);
            let code = code.op(&[NOP; 64]);
            let via = Via::new(Box::new(Unwired));
            let (mut machine, _) = running(tier, via, &code, &Code::at(HANDLER).op(&[RTI]));
            machine.set_breakpoint(HANDLER);
            assert!(
                matches!(machine.run(1_000), StopReason::Breakpoint),
                "{tier:?} {n}"
            );
            // The write is in the last cycle of 18. IRQ falls N + 1.5 cycles behind its end, which is
            // seen in the first cycle of a NOP that begins then or later; its second ends it, and
            // seven lead to the handler.
            let written = 17;
            let asserted = written + u64::from(n) + 2;
            let begins = written + 1 + (asserted - written - 1).next_multiple_of(2);
            assert_eq!(machine.cpu().cycles, begins + 2 + 7, "{tier:?} {n}");
        }
    }
}

/// What is seen of a program that is run bit by bit.
fn steps(tier: JitMode, chip: Chip) -> Vec<(u64, u16, u8, Vec<u8>)> {
    let (mut machine, terminal) = chip(tier);
    let mut seen = Vec::new();
    for round in 1..300 {
        if round % 20 == 0 {
            terminal.0.send(b"key");
            machine.wake_device(terminal.1);
        }
        machine.run(round);
        let cpu = machine.cpu();
        let printed = terminal.0.receive();
        seen.push((cpu.cycles, cpu.pc, machine.peek(0x10), printed));
    }
    seen
}

type Running = (
    jumppad_tiers::Machine,
    (jumppad_tiers::devices::Terminal, jumppad_tiers::DeviceId),
);
type Chip = fn(JitMode) -> Running;

/// Free-running timer 1, and timer 2 read as a clock.
fn timers(tier: JitMode) -> Running {
    let code = Code::at(ORIGIN)
        .store(0x40, ACR)
        .store(0xc0, IER)
        .store(97, T1CL)
        .store(0, T1CH);
    let here = code.here();
    // LDA T2CL; EOR $11; STA $11; INX; STX T2CH; LDA IFR; JMP
    let code = code
        .lda(BASE + 8)
        .op(&[0x45, 0x11, 0x85, 0x11, 0xe8])
        .to(0x8e, BASE + 9)
        .lda(IFR)
        .jmp(here);
    // PHA; INC $10; LDA T1CL; PLA; RTI
    let handler = Code::at(HANDLER)
        .op(&[0x48, 0xe6, 0x10])
        .lda(T1CL)
        .op(&[0x68, RTI]);
    let (_, terminal) = Console::new();
    let (machine, id) = running(tier, Via::new(Box::new(Unwired)), &code, &handler);
    (machine, (terminal, id))
}

/// A 6551 whose interrupts echo what comes.
fn serial_6551(tier: JitMode) -> Running {
    let (console, terminal) = Console::new();
    let chip = Acia6551::new(console, Baud::Timed { clock: 100_000 }, Quirk::None);
    let code = Code::at(ORIGIN).store(0x1f, BASE + 3).store(0x09, BASE + 2);
    let here = code.here();
    let code = code.op(&[0xe8]).lda(BASE + 3).jmp(here);
    let handler = Code::at(HANDLER)
        .op(&[0x48, 0xe6, 0x10])
        .lda(BASE + 1)
        .lda(BASE)
        .to(0x8d, BASE)
        .op(&[0x68, RTI]);
    let (machine, id) = running(tier, chip, &code, &handler);
    (machine, (terminal, id))
}

/// A 6850 that is asked whether it can send.
fn serial_6850(tier: JitMode) -> Running {
    let (console, terminal) = Console::new();
    let chip = Acia6850::new(console, Baud::Timed { clock: 1_000_000 });
    let code = Code::at(ORIGIN).store(0x03, BASE).store(0x95, BASE);
    let here = code.here();
    // INX; LDA status; AND #2; BEQ; STX data; JMP
    let code = code
        .op(&[0xe8])
        .lda(BASE)
        .op(&[0x29, 0x02])
        .branch(0xf0, here);
    let code = code.to(0x8e, BASE + 1).jmp(here);
    let handler = Code::at(HANDLER)
        .op(&[0x48, 0xe6, 0x10])
        .lda(BASE + 1)
        .op(&[0x68, RTI]);
    let (machine, id) = running(tier, chip, &code, &handler);
    (machine, (terminal, id))
}

/// The keyboard of an Apple-1, by interrupts.
fn keyboard(tier: JitMode) -> Running {
    let (console, terminal) = Console::new();
    let part = jumppad_chips::Apple1Terminal::new(console, Baud::Instant);
    let code = Code::at(ORIGIN)
        .store(0x7f, BASE + 2)
        .store(0xa7, BASE + 1)
        .store(0xa6, BASE + 3);
    let here = code.here();
    let code = code.op(&[0xe8]).lda(BASE + 3).jmp(here);
    let handler = Code::at(HANDLER)
        .op(&[0x48, 0xe6, 0x10])
        .lda(BASE)
        .to(0x8d, BASE + 2)
        .op(&[0x68, RTI]);
    let (machine, id) = running(tier, Pia::new(Box::new(part)), &code, &handler);
    (machine, (terminal, id))
}

/// All of them, and how many interrupts there are at least.
pub(crate) const CHIPS: [(&str, Chip, u8); 4] = [
    ("6522", timers, 100),
    ("6551", serial_6551, 20),
    ("6850", serial_6850, 20),
    ("6821", keyboard, 20),
];

#[test]
fn every_tier_agrees_with_the_interpreter() {
    for (name, chip, at_least) in CHIPS {
        let expected = steps(JitMode::Off, chip);
        let taken = expected.last().expect("it ran").2;
        assert!(taken > at_least, "{name}: {taken}");
        for tier in TIERS {
            assert_eq!(steps(tier, chip), expected, "{name} {tier:?}");
        }
    }
}

#[test]
fn a_chip_that_is_only_read_costs_no_way_out_of_compiled_code() {
    // LDA T2CL; STA $10; LDA IFR; LDA T1CH; INX; JMP: while timer 1 is about to interrupt, far ahead.
    let code = Code::at(ORIGIN);
    let here = code.here();
    let code = code
        .lda(BASE + 8)
        .op(&[0x85, 0x10])
        .lda(IFR)
        .lda(T1CH)
        .op(&[0xe8])
        .jmp(here);
    for tier in [JitMode::Sync, JitMode::Llvm] {
        let via = Via::new(Box::new(Unwired));
        let (mut machine, _) = running(tier, via, &code, &Code::at(HANDLER).op(&[RTI]));
        for (register, value) in [(11, 0x40), (14, 0xc0), (4, 0xff), (5, 0xff)] {
            machine.poke(BASE + register, value);
        }
        machine.run(20_000);
        if !matches!(
            machine.why(ORIGIN),
            Why::EntryPoint { .. } | Why::Inside { .. }
        ) {
            machine.promote(ORIGIN).expect("LLVM is there");
            machine.run(5_000);
        }
        let before = machine.jit_stats();
        machine.run(20_000);
        let after = machine.jit_stats();
        assert_eq!(after.side_exits, before.side_exits, "{tier:?}");
        assert!(after.entries - before.entries < 10, "{tier:?}");
        assert_ne!(after.entries, 0, "{tier:?}: it was compiled");
    }
}

/// A byte for the display by eight lines, as the breadboard computer's programs send it: the busy flag is
/// asked for first.
fn display_routine(at: u16, select: u8) -> Code {
    // PHA; port B inwards; RW, E: until bit 7 is 0
    let code = Code::at(at).op(&[0x48]).store(0x00, BASE + 2);
    let busy = code.here();
    let code = code
        .store(0x40, BASE + 1)
        .store(0xc0, BASE + 1)
        .lda(BASE)
        .op(&[0x29, 0x80])
        .branch(0xd0, busy)
        .store(0x40, BASE + 1)
        .store(0xff, BASE + 2);
    // PLA; STA PORTB; RS; RS and E; RS; RTS
    code.op(&[0x68])
        .to(0x8d, BASE)
        .store(select, BASE + 1)
        .store(select | 0x80, BASE + 1)
        .store(select, BASE + 1)
        .op(&[0x60])
}

#[test]
fn a_program_writes_to_a_display() {
    const INSTRUCTION: u16 = 0x0500;
    const CHARACTER: u16 = 0x0580;
    const TEXT: u16 = 0x0600;
    let mut expected = None;
    for tier in TIERS {
        let (lcd, screen) = Lcd::new(Geometry::C16X2, 1_000_000);
        let via = Via::new(Box::new(lcd.wired(LcdLines::BEN_EATER)));
        let mut code = Code::at(ORIGIN).store(0xff, BASE + 2).store(0xe0, BASE + 3);
        for instruction in [0x38, 0x0e, 0x06, 0x01] {
            code = code.op(&[0xa9, instruction]).to(0x20, INSTRUCTION);
        }
        // LDX #0; LDA TEXT,X; JSR CHARACTER; INX; CPX #13; BNE
        code = code.op(&[0xa2, 0x00]);
        let next = code.here();
        code = code
            .to(0xbd, TEXT)
            .to(0x20, CHARACTER)
            .op(&[0xe8, 0xe0, 13])
            .branch(0xd0, next);
        let end = code.here();
        let code = code.jmp(end);
        let (mut machine, _) = running(tier, via, &code, &Code::at(HANDLER).op(&[RTI]));
        display_routine(INSTRUCTION, 0x00).load(&mut machine);
        display_routine(CHARACTER, 0x20).load(&mut machine);
        machine.load(TEXT, b"Hello, world!").expect("it fits");
        assert_eq!(machine.run(50_000), StopReason::Trap, "{tier:?}");
        assert_eq!(screen.lines()[0], "Hello, world!   ", "{tier:?}");
        assert_eq!(screen.cursor(), Some((0, 13)), "{tier:?}");
        let cycles = machine.cpu().cycles;
        assert_eq!(*expected.get_or_insert(cycles), cycles, "{tier:?}");
    }
}
