//! The programs of the benchmark do what they say, on every tier and on the
//! emulator that they are compared with.

#[path = "common/mod.rs"]
mod common;
#[allow(dead_code, reason = "the benchmark uses the rest")]
#[path = "../tiers/benches/speed/programs.rs"]
mod programs;

use common::{Tier, place};
use jumppad_tiers::StopReason;
use jumppad_tiers::devices::Timer;
use mos6502::cpu::CPU;
use mos6502::instruction::Nmos6502;
use mos6502::memory::{Bus, Memory};
use programs::START;

const RESULT: u16 = 0x0200;
const JMP: u8 = 0x4c;
/// All of a longer program takes long to compile: of those only what is entered so often.
const LONG: usize = 4096;
const HOT: u32 = 20_000;

/// What each of them leaves there; calculated by other means, from what the
/// comment at the head of its source says.
const RESULTS: &[(&str, [u8; 4])] = &[
    ("checksum", [0x00, 0xf0, 0x00, 0x00]),
    ("reverse", [0xff, 0xfe, 0xfd, 0xfc]),
    ("divide", [0x69, 0xa2, 0xfd, 0x04]),
    ("fib", [0x3d, 0x06, 0x00, 0x00]),
    ("crc16", [0x74, 0xaf, 0x00, 0x00]),
    ("decimal", [0x80, 0x84, 0x38, 0x08]),
    ("arith16", [0x8d, 0x3e, 0x00, 0x00]),
    ("tokens", [0xa0, 0x06, 0x00, 0x00]),
    ("queens", [0x5c, 0x00, 0x00, 0x00]),
    ("words", [0x4d, 0xa8, 0x3b, 0x2c]),
    ("basic", [0x07, 0x6d, 0xee, 0x96]),
    ("forth", [0x69, 0x3c, 0x0f, 0x74]),
    ("overlays", [0x4f, 0xb5, 0x3b, 0xe5]),
    ("timer", [0x17, 0x00, 0x2e, 0x2e]),
];

#[test]
fn each_program_leaves_its_result() {
    for (program, (name, result)) in programs::built_in().iter().zip(RESULTS) {
        assert_eq!(program.name, *name);
        // The second round starts from what the first one left.
        let image = program.repeated(2);
        for tier in Tier::ALL {
            let mut machine = tier.machine();
            if image.len() > LONG {
                machine.set_threshold(HOT.max(machine.threshold()));
            }
            place(&mut machine, START, &image);
            machine.cpu_mut().pc = START;
            assert_eq!(machine.run(1 << 30), StopReason::Trap, "{name}, {tier:?}");
            let left: Vec<u8> = (RESULT..).take(4).map(|at| machine.peek(at)).collect();
            assert_eq!(left, result, "{name}, {tier:?}");
        }
        let mut yardstick = CPU::new(Memory::new(), Nmos6502);
        yardstick.memory.set_bytes(START, &image);
        yardstick.registers.program_counter = START;
        loop {
            let before = yardstick.registers.program_counter;
            yardstick.single_step();
            let is_jump = yardstick.memory.get_byte(before) == JMP;
            if is_jump && yardstick.registers.program_counter == before {
                break;
            }
        }
        let left: Vec<u8> = (RESULT..)
            .take(4)
            .map(|at| yardstick.memory.get_byte(at))
            .collect();
        assert_eq!(left, result, "{name}, mos6502");
    }
    assert_eq!(programs::built_in().len(), RESULTS.len());
}

#[test]
fn a_timer_interrupts_in_time_and_changes_no_result() {
    const PORT: u16 = 0xd000;
    const TICKS: u16 = 0x0204;
    let programs = programs::wide();
    let program = programs.last().expect("it is the last one");
    let (_, result) = RESULTS.last().expect("it is the last one");
    let mut ends = Vec::new();
    for tier in Tier::ALL {
        let mut machine = tier.machine();
        machine.attach(PORT..=PORT + 2, Box::new(Timer::new(PORT)));
        place(&mut machine, START, &program.repeated(3));
        machine.cpu_mut().pc = START;
        // The last jump is no trap while the timer interrupts it.
        assert_eq!(machine.run(10_000_000), StopReason::Cycles, "{tier:?}");
        let left: Vec<u8> = (RESULT..).take(4).map(|at| machine.peek(at)).collect();
        assert_eq!(left, result, "{tier:?}");
        // The first one is due 1,000 cycles after the program has started the timer.
        assert_eq!(machine.peek_word(TICKS), 9_999, "{tier:?}");
        ends.push(*machine.cpu());
    }
    assert!(ends.iter().all(|end| *end == ends[0]), "{ends:?}");
}
