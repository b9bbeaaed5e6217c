//! The programs of the benchmark do what they say, on every tier and on the
//! emulator that they are compared with.

#[path = "common/mod.rs"]
mod common;
#[allow(dead_code, reason = "the benchmark uses the rest")]
#[path = "../tiers/benches/speed/programs.rs"]
mod programs;

use common::{Tier, place};
use jumppad_tiers::StopReason;
use mos6502::cpu::CPU;
use mos6502::instruction::Nmos6502;
use mos6502::memory::{Bus, Memory};
use programs::START;

const RESULT: u16 = 0x0200;
const JMP: u8 = 0x4c;

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
];

#[test]
fn each_program_leaves_its_result() {
    for (program, (name, result)) in programs::built_in().iter().zip(RESULTS) {
        assert_eq!(program.name, *name);
        // The second round starts from what the first one left.
        let image = program.repeated(2);
        for tier in Tier::ALL {
            let mut machine = tier.machine();
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
