//! Kevin Horton's nestest on the 2A03, compared line by line with its reference
//! log: PC, A, X, Y, P, SP and cycles, undocumented opcodes included.

use jumppad_tiers::opcodes::{Cpu, Model};
use jumppad_tiers::{Machine, StopReason};

use crate::common::{Tier, place, suites};

const START: u16 = 0xc000;
/// 16 bytes of header, then 16 KiB that stand at $8000 and at $C000.
const HEADER: usize = 16;
const PRG: usize = 0x4000;

fn machine(tier: Tier, image: &[u8]) -> Machine {
    let mut machine = tier.machine_of(Model::Ricoh2A03);
    let prg = &image[HEADER..HEADER + PRG];
    place(&mut machine, 0x8000, prg);
    place(&mut machine, 0xc000, prg);
    let cpu = machine.cpu_mut();
    cpu.pc = START;
    // The reset sequence took seven cycles.
    cpu.cycles = 7;
    machine
}

/// The state in the form of the log.
fn text(cpu: &Cpu) -> String {
    format!(
        "{:04X} A:{:02X} X:{:02X} Y:{:02X} P:{:02X} SP:{:02X} CYC:{}",
        cpu.pc,
        cpu.a,
        cpu.x,
        cpu.y,
        cpu.p(),
        cpu.sp,
        cpu.cycles
    )
}

/// What [`text`] gives, picked from a line of the log.
fn wanted(line: &str) -> String {
    let registers = &line[line.find("A:").expect("a line has registers")..];
    let (registers, rest) = registers.split_once(" PPU:").expect("a line has the PPU");
    let cycles = rest.rsplit("CYC:").next().expect("a line has cycles");
    format!("{} {registers} CYC:{cycles}", &line[..4])
}

#[test]
fn nestest_line_by_line() {
    let Some(suites) = suites("nestest") else {
        return;
    };
    let read = |name: &str| std::fs::read(suites.join("nestest").join(name)).expect("readable");
    let (image, log) = (read("nestest.nes"), read("nestest.log"));
    let log = String::from_utf8(log).expect("the log is text");
    let lines: Vec<&str> = log.lines().collect();
    for tier in Tier::ALL {
        let mut machine = machine(tier, &image);
        for (number, line) in lines.iter().enumerate() {
            assert_eq!(
                text(machine.cpu()),
                wanted(line),
                "{tier:?}: line {}",
                number + 1
            );
            let stop = machine.run(1);
            // The last line's RTS leaves to nowhere.
            assert!(
                stop == StopReason::Cycles || number + 1 == lines.len(),
                "{tier:?}: {stop:?}"
            );
        }
    }
}

/// The same in whole runs, in which groups stay in use.
#[test]
fn nestest_in_one_run() {
    let Some(suites) = suites("nestest, in one run") else {
        return;
    };
    let read = |name: &str| std::fs::read(suites.join("nestest").join(name)).expect("readable");
    let (image, log) = (read("nestest.nes"), read("nestest.log"));
    let log = String::from_utf8(log).expect("the log is text");
    let last = wanted(log.lines().last().expect("the log has lines"));
    let cycles: u64 = last
        .rsplit(':')
        .next()
        .and_then(|c| c.parse().ok())
        .expect("a number");
    for tier in Tier::ALL {
        let mut machine = machine(tier, &image);
        machine.run(cycles - machine.cpu().cycles);
        assert_eq!(text(machine.cpu()), last, "{tier:?}");
        assert_eq!(
            [machine.peek(2), machine.peek(3)],
            [0, 0],
            "{tier:?}: no test failed"
        );
        assert_eq!(machine.jit_stats().compile_failures, 0, "{tier:?}");
    }
}
