//! Devices that compiled code accesses itself: what they see, when what they
//! signal is taken, and what ends it.

#[path = "common/mod.rs"]
mod common;

use common::witness::{Log, Seen, Witness};
use common::{ORIGIN, Tier, assert_same, place, settled, warm_up};
use jumppad_tiers::devices::{Feedback, Timer};
use jumppad_tiers::opcodes::{Model, cpu::flag};
use jumppad_tiers::{Access, Machine, Policy, StopReason};

const PORT: u16 = 0x0600;
/// A while in which a loop goes round many times.
const WHILE: u64 = 20_000;
/// Where the IRQ handler stands.
const HANDLER: u16 = 0x0700;
const IRQ_VECTOR: u16 = 0xfffe;

/// LDA $0600; STA $10; STX $0601; INC $0602; INX; JMP $0400
const LOOP: &[u8] = &[
    0xad, 0x00, 0x06, 0x85, 0x10, 0x8e, 0x01, 0x06, 0xee, 0x02, 0x06, 0xe8, 0x4c, 0x00, 0x04,
];

/// A machine that runs a program with a witness on its port's page.
fn witnessed(tier: Tier, model: Model, program: &[u8]) -> (Machine, Log) {
    let log = Log::default();
    let mut machine = tier.machine_of(model);
    place(&mut machine, ORIGIN, program);
    machine.cpu_mut().pc = ORIGIN;
    machine.attach(PORT..=PORT | 0xff, Box::new(Witness::new(&log)));
    (machine, log)
}

/// Leaves for help and entries while a program runs.
fn left_and_entered(machine: &mut Machine) -> [u64; 2] {
    let before = machine.jit_stats();
    assert_eq!(machine.run(WHILE), StopReason::Cycles);
    let after = machine.jit_stats();
    [
        after.side_exits - before.side_exits,
        after.entries - before.entries,
    ]
}

#[test]
fn a_device_is_accessed_without_leaving() {
    for tier in Tier::COMPILING {
        let (mut machine, log) = witnessed(tier, Model::Nmos6502, LOOP);
        warm_up(tier, &mut machine, ORIGIN);
        log.take();
        let [left, entered] = left_and_entered(&mut machine);
        assert_eq!(left, 0, "{tier:?}");
        assert!(entered < 10, "{tier:?}: {entered}");
        assert!(log.take().len() > 2_000, "{tier:?}");
    }
}

#[test]
fn a_device_is_accessed_within_a_trace_unless_that_is_switched_off() {
    for ports in [true, false] {
        let (mut machine, log) = witnessed(Tier::Baseline, Model::Nmos6502, LOOP);
        machine.set_policy(Policy {
            ports,
            ..Policy::default()
        });
        machine.run(WHILE);
        log.take();
        if let Err(why) = machine.baseline_stats() {
            eprintln!("devices within traces: NOT RUN: {why}");
            return;
        }
        let before = machine.jit_stats();
        machine.run(WHILE);
        let after = machine.jit_stats();
        assert!(log.take().len() > 2_000);
        let elsewhere =
            (after.cycles - before.cycles) - (after.compiled_cycles - before.compiled_cycles);
        // What does not fit in front of the limit is interpreted.
        assert_eq!(elsewhere < 100, ports, "{elsewhere}");
    }
}

#[test]
fn a_device_sees_the_same_in_the_same_cycles() {
    // ASL and BIT; ADC, which reads twice where a CMOS chip corrects the sum; STA behind
    // an index.
    let others: [&[u8]; 3] = [
        &[0x0e, 0x00, 0x06, 0x2c, 0x01, 0x06, 0x4c, 0x00, 0x04],
        &[0xf8, 0x6d, 0x00, 0x06, 0x8d, 0x01, 0x06, 0x4c, 0x00, 0x04],
        &[0x9d, 0x00, 0x06, 0xe8, 0x8d, 0x02, 0x06, 0x4c, 0x00, 0x04],
    ];
    for &model in Model::ALL {
        for program in others.into_iter().chain([LOOP]) {
            let (mut expected, expected_log) = witnessed(Tier::Interpreter, model, program);
            expected.run(WHILE);
            let expected_accesses = expected_log.take();
            assert!(expected_accesses.len() > 2_000);
            for tier in Tier::ALL {
                let (mut machine, log) = witnessed(tier, model, program);
                machine.run(WHILE);
                assert!(log.take() == expected_accesses, "{tier:?} {model:?}");
                assert_same(tier, &machine, &expected);
            }
        }
    }
}

/// Attaches what signals interrupts.
type Attach = fn(&mut Machine);

/// The registers, and how often the handler ran, at the end of runs of all lengths.
fn interrupted(tier: Tier, control: u8, devices: Attach) -> Vec<(u64, u8, u16)> {
    // LOOP LDA #control; STA $0600; STX $0601; NOP; JMP LOOP
    // HANDLER INC $10; LDA #0; STA $0600; LDA $0602; RTI
    let program = [
        0xa9, control, 0x8d, 0x00, 0x06, 0x8e, 0x01, 0x06, 0xea, 0x4c, 0x00, 0x04,
    ];
    let handler = [
        0xe6, 0x10, 0xa9, 0x00, 0x8d, 0x00, 0x06, 0xad, 0x02, 0x06, 0x40,
    ];
    let mut machine = settled(tier, &program);
    place(&mut machine, HANDLER, &handler);
    place(&mut machine, IRQ_VECTOR, &HANDLER.to_le_bytes());
    devices(&mut machine);
    let p = machine.cpu().p();
    machine.cpu_mut().set_p(p & !flag::I);
    machine.cpu_mut().x = 0;
    machine.cpu_mut().cycles = 0;
    let mut seen = Vec::new();
    for length in 1..400 {
        machine.run(length);
        let cpu = machine.cpu();
        seen.push((cpu.cycles, machine.peek(0x10), cpu.pc));
    }
    seen
}

#[test]
fn what_a_device_signals_is_taken_at_the_same_instruction() {
    let feedback = |machine: &mut Machine| {
        machine.attach(PORT..=PORT, Box::new(Feedback::default()));
    };
    // The interval's low byte is what the program stores first.
    let timer = |machine: &mut Machine| {
        machine.attach(PORT..=PORT + 2, Box::new(Timer::new(PORT)));
        machine.poke(PORT + 2, 0x01);
    };
    let ways: [(u8, Attach); 3] = [(1, feedback), (8, timer), (13, timer)];
    for (control, devices) in ways {
        let expected = interrupted(Tier::Interpreter, control, devices);
        let taken = expected.last().expect("a run").1;
        assert!(taken > 3, "{control}: {taken} interrupts");
        for tier in Tier::ALL {
            assert_eq!(
                interrupted(tier, control, devices),
                expected,
                "{tier:?} {control}"
            );
        }
    }
}

#[test]
fn a_watchpoint_on_a_port_stops_in_front_of_the_access() {
    for tier in Tier::ALL {
        let (mut machine, log) = witnessed(tier, Model::Nmos6502, LOOP);
        warm_up(tier, &mut machine, ORIGIN);
        machine.run(1);
        let id = machine.add_watch(PORT + 1..=PORT + 1, Access::Write);
        log.take();
        for _ in 0..3 {
            assert!(
                matches!(machine.run(WHILE), StopReason::Watchpoint(hit) if hit.addr == PORT + 1),
                "{tier:?}"
            );
            assert_eq!(machine.cpu().pc, ORIGIN + 5, "{tier:?}");
            let is_watched = |seen: &&Seen| seen.0 == PORT + 1;
            assert!(
                log.take().iter().filter(is_watched).count() <= 1,
                "{tier:?}"
            );
        }
        machine.remove_watch(id);
        assert_eq!(machine.run(WHILE), StopReason::Cycles, "{tier:?}");
        if tier != Tier::Interpreter {
            warm_up(tier, &mut machine, ORIGIN);
            assert_eq!(
                left_and_entered(&mut machine)[0],
                0,
                "{tier:?}: within again"
            );
        }
    }
}

#[test]
fn memory_answers_where_a_device_was() {
    for tier in Tier::ALL {
        let mut machine = settled(tier, LOOP);
        place(&mut machine, PORT, &[0x77]);
        let log = Log::default();
        let id = machine.attach(PORT..=PORT | 0xff, Box::new(Witness::new(&log)));
        warm_up(tier, &mut machine, ORIGIN);
        assert!(!log.take().is_empty(), "{tier:?}");
        machine.detach(id);
        assert_eq!(machine.run(WHILE), StopReason::Cycles, "{tier:?}");
        assert_eq!((log.take(), machine.peek(0x10)), (vec![], 0x77), "{tier:?}");
        // One that is beside the port on its page is not asked.
        machine.attach(PORT + 3..=PORT | 0xff, Box::new(Witness::new(&log)));
        warm_up(tier, &mut machine, ORIGIN);
        assert_eq!((log.take(), machine.peek(0x10)), (vec![], 0x77), "{tier:?}");
    }
}
