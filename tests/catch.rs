//! Catchpoints in every tier: each stop is where a machine without any, which
//! is looked at before each of its instructions, says that it must be.

#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeSet;

use common::{ORIGIN, Tier, assert_same, invalidations, is_compiled, place, warm_up};
use jumppad_tiers::opcodes::{Effect, Model, Status};
use jumppad_tiers::{
    CatchKind, Caught, EventKind, InvalidationCause, Line, Machine, OpcodeSet, StopReason,
};

const ALL: std::ops::RangeInclusive<u16> = 0..=0xffff;
const BUDGET: u64 = 100_000;

/// Loops for ever, with opcodes that are operands too, undocumented ones, and a
/// BRK in a subroutine.
///
/// ```text
/// 0400  LOOP    LDX #$03
/// 0402  INNER   NOP
/// 0403          LDA #$EA
/// 0405          DEX
/// 0406          BNE INNER
/// 0408          LAX $10
/// 040A          JSR SUB
/// 040D          JMP LOOP
/// 0410  SUB     BRK
/// 0411          .byte $EA
/// 0412          RTS
/// 0413  HANDLER INC $10
/// 0415          RTI
/// ```
const MIXED: &[u8] = &[
    0xa2, 0x03, 0xea, 0xa9, 0xea, 0xca, 0xd0, 0xfa, 0xa7, 0x10, 0x20, 0x10, 0x04, 0x4c, 0x00, 0x04,
    0x00, 0xea, 0x60, 0xe6, 0x10, 0x40,
];
const HANDLER: u16 = 0x0413;
const IRQ_VECTOR: u16 = 0xfffe;
const NMI_VECTOR: u16 = 0xfffa;

fn mixed(tier: Tier) -> Machine {
    let mut machine = tier.with(MIXED);
    place(&mut machine, IRQ_VECTOR, &HANDLER.to_le_bytes());
    machine
}

fn opcode_here(machine: &Machine) -> u8 {
    machine.peek(machine.cpu().pc)
}

/// Executes instructions until `stops` says so of the next one.
fn walk(oracle: &mut Machine, mut stops: impl FnMut(&Machine) -> bool) {
    for _ in 0..BUDGET {
        assert_eq!(oracle.run(1), StopReason::Cycles);
        if stops(oracle) {
            return;
        }
    }
    panic!("the oracle finds no stop");
}

/// Brings the oracle to where the other machine is.
fn follow(oracle: &mut Machine, machine: &Machine) {
    oracle.run(machine.cpu().cycles - oracle.cpu().cycles);
}

fn codes(which: &[u8]) -> CatchKind {
    CatchKind::Opcodes(which.iter().copied().collect())
}

/// Each stop of `machine` is the oracle's next, after the instruction at which
/// both stand.
fn stops_at_opcodes(
    tier: Tier,
    machine: &mut Machine,
    oracle: &mut Machine,
    rounds: usize,
    wanted: impl Fn(u16, u8) -> bool,
) {
    machine.skip_breakpoint_here();
    for _ in 0..rounds {
        walk(oracle, |at| wanted(at.cpu().pc, opcode_here(at)));
        let (pc, opcode) = (oracle.cpu().pc, opcode_here(oracle));
        let expected = StopReason::Catch(Caught::Opcode { pc, opcode });
        assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
        assert_same(tier, machine, oracle);
        machine.skip_breakpoint_here();
    }
}

#[test]
fn opcodes_stop_in_front_of_themselves_wherever_they_stand() {
    let kinds: [(CatchKind, &[u8]); 5] = [
        (codes(&[0xea]), &[0xea]),
        (codes(&[0xa7, 0x60, 0x4c]), &[0xa7, 0x60, 0x4c]),
        (codes(&[0xa2]), &[0xa2]),
        (CatchKind::Break, &[0x00]),
        (CatchKind::Undocumented, &[0xa7]),
    ];
    for tier in Tier::ALL {
        for (kind, opcodes) in kinds {
            for warm in [false, true] {
                let (mut machine, mut oracle) = (mixed(tier), mixed(Tier::Interpreter));
                if warm {
                    warm_up(tier, &mut machine, ORIGIN);
                    follow(&mut oracle, &machine);
                }
                machine.add_catch(kind, ALL);
                stops_at_opcodes(tier, &mut machine, &mut oracle, 60, |_, opcode| {
                    opcodes.contains(&opcode)
                });
            }
        }
    }
}

#[test]
fn a_range_and_several_catchpoints() {
    for tier in Tier::ALL {
        let (mut machine, mut oracle) = (mixed(tier), mixed(Tier::Interpreter));
        machine.add_catch(codes(&[0xea, 0xca]), 0x0403..=0x0405);
        let calls = machine.add_catch(codes(&[0x20]), ALL);
        stops_at_opcodes(tier, &mut machine, &mut oracle, 50, |pc, _| {
            pc == 0x0405 || pc == 0x040a
        });
        machine.disarm_catch(calls);
        stops_at_opcodes(tier, &mut machine, &mut oracle, 50, |pc, _| pc == 0x0405);
        machine.arm_catch(calls);
        stops_at_opcodes(tier, &mut machine, &mut oracle, 50, |pc, _| {
            pc == 0x0405 || pc == 0x040a
        });
        machine.remove_catch(calls);
        stops_at_opcodes(tier, &mut machine, &mut oracle, 50, |pc, _| pc == 0x0405);
    }
}

#[test]
fn a_breakpoint_comes_first_and_what_is_caught_can_be_asked_for() {
    for tier in Tier::ALL {
        let mut machine = mixed(tier);
        machine.set_breakpoint(0x0402);
        machine.add_catch(codes(&[0xea]), ALL);
        for _ in 0..50 {
            assert_eq!(machine.run(BUDGET), StopReason::Breakpoint, "{tier:?}");
            assert_eq!(
                machine.caught_here(),
                [Caught::Opcode {
                    pc: 0x0402,
                    opcode: 0xea
                }]
            );
            machine.skip_breakpoint_here();
        }
        machine.clear_breakpoint(0x0402);
        assert!(matches!(machine.run(BUDGET), StopReason::Catch(_)));
    }
}

#[test]
fn compiled_code_goes_with_its_reason_and_comes_back() {
    for tier in Tier::COMPILING {
        let mut machine = mixed(tier);
        warm_up(tier, &mut machine, 0x0402);
        machine.drain_events();
        // No group has such an instruction.
        let unused = machine.add_catch(codes(&[0x02]), ALL);
        assert!(is_compiled(&machine, 0x0402), "{tier:?}");
        machine.remove_catch(unused);
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        let id = machine.add_catch(codes(&[0xea]), ALL);
        let changed = InvalidationCause::CatchpointsChanged { addr: 0x0402 };
        let causes = invalidations(&mut machine);
        assert!(!causes.is_empty(), "{tier:?}");
        assert!(causes.iter().all(|cause| *cause == changed), "{causes:?}");
        for _ in 0..300 {
            assert!(matches!(machine.run(BUDGET), StopReason::Catch(_)));
            machine.skip_breakpoint_here();
        }
        machine.remove_catch(id);
        warm_up(tier, &mut machine, 0x0402);
    }
}

/// Turns an instruction of its own loop into NOP and back.
///
/// ```text
/// 0400  LOOP    LDA $040A
/// 0403          EOR #$02
/// 0405          STA $040A
/// 0408          LDX #$EA
/// 040A  HERE    INX
/// 040B          JMP LOOP
/// ```
const PATCHES: &[u8] = &[
    0xad, 0x0a, 0x04, 0x49, 0x02, 0x8d, 0x0a, 0x04, 0xa2, 0xea, 0xe8, 0x4c, 0x00, 0x04,
];

#[test]
fn an_opcode_that_a_store_makes_appear() {
    for tier in Tier::ALL {
        for opcode in [0xe8, 0xea] {
            let (mut machine, mut oracle) = (tier.with(PATCHES), Tier::Interpreter.with(PATCHES));
            machine.add_catch(codes(&[opcode]), ALL);
            stops_at_opcodes(tier, &mut machine, &mut oracle, 100, |_, at| at == opcode);
        }
        // Poked by the user into code that is compiled.
        let (mut machine, mut oracle) = (mixed(tier), mixed(Tier::Interpreter));
        machine.add_catch(codes(&[0xe8]), ALL);
        warm_up(tier, &mut machine, 0x0402);
        follow(&mut oracle, &machine);
        for each in [&mut machine, &mut oracle] {
            each.poke(0x0402, 0xe8);
        }
        stops_at_opcodes(tier, &mut machine, &mut oracle, 50, |_, at| at == 0xe8);
    }
}

#[test]
fn every_model_has_its_own_undocumented_opcodes_and_jams() {
    for &model in Model::ALL {
        let table = model.table().iter();
        let undocumented: OpcodeSet = table
            .clone()
            .filter(|row| row.status == Status::Undocumented)
            .map(|row| row.code)
            .collect();
        let jams: Vec<u8> = table
            .filter(|row| row.effect == Effect::Jam)
            .map(|row| row.code)
            .collect();
        for tier in [Tier::Interpreter, Tier::Jit] {
            for opcode in (0..=0xff_u8).step_by(5).chain(jams.iter().copied()) {
                let stops = |kind: CatchKind| {
                    let mut machine = tier.machine_of(model);
                    place(&mut machine, ORIGIN, &[0xea, opcode, 0x00, 0x06]);
                    machine.cpu_mut().pc = ORIGIN;
                    machine.add_catch(kind, ALL);
                    let pc = ORIGIN + 1;
                    machine.run(3) == StopReason::Catch(Caught::Opcode { pc, opcode })
                };
                assert_eq!(
                    stops(CatchKind::Undocumented),
                    undocumented.contains(opcode),
                    "{model:?} {opcode:02x}"
                );
                assert_eq!(
                    stops(CatchKind::Jam),
                    jams.contains(&opcode),
                    "{model:?} {opcode:02x}"
                );
            }
        }
    }
    // Another chip in the same machine.
    let mut machine = Tier::Interpreter.with(&[0xea, 0x80, 0x00, 0xea]);
    machine.add_catch(CatchKind::Undocumented, ALL);
    machine.set_model(Model::Wdc65C02);
    assert_eq!(machine.run(5), StopReason::Cycles);
    machine.cpu_mut().pc = ORIGIN;
    machine.set_model(Model::Nmos6502);
    assert!(matches!(machine.run(5), StopReason::Catch(_)));
}

/// Counts while interrupts count beside it, with a BRK that they may take over.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          BRK
/// 0402          .byte $00
/// 0403          CLI
/// 0404          LDA $10
/// 0406          JMP LOOP
/// 0410  IRQ     INC $10
/// 0412          RTI
/// 0420  NMI     INC $11
/// 0422          RTI
/// ```
const INTERRUPTED: &[u8] = &[0xe8, 0x00, 0x00, 0x58, 0xa5, 0x10, 0x4c, 0x00, 0x04];
const IRQ: u16 = 0x0410;
const NMI: u16 = 0x0420;

fn interrupted(tier: Tier, model: Model) -> Machine {
    let mut machine = tier.machine_of(model);
    place(&mut machine, ORIGIN, INTERRUPTED);
    place(&mut machine, IRQ, &[0xe6, 0x10, 0x40]);
    place(&mut machine, NMI, &[0xe6, 0x11, 0x40]);
    place(&mut machine, IRQ_VECTOR, &IRQ.to_le_bytes());
    place(&mut machine, NMI_VECTOR, &NMI.to_le_bytes());
    machine.cpu_mut().pc = ORIGIN;
    machine.cpu_mut().sp = 0xff;
    machine
}

/// The line and origin of an interrupt that the last step of the oracle took.
fn taken(before: u16, oracle: &Machine) -> Option<(Line, u16)> {
    let pushed = oracle.peek(0x0100 + u16::from(oracle.cpu().sp.wrapping_add(1)));
    match oracle.cpu().pc {
        NMI => Some((Line::Nmi, before)),
        IRQ if pushed & 0x10 == 0 => Some((Line::Irq, before)),
        _ => None,
    }
}

#[test]
fn interrupts_stop_at_their_handlers_and_say_where_they_came_from() {
    let mut hijacked = 0;
    for model in [Model::Nmos6502, Model::Wdc65C02] {
        for tier in Tier::ALL {
            for delay in (0..40).step_by(3) {
                let (mut machine, mut oracle) = (
                    interrupted(tier, model),
                    interrupted(Tier::Interpreter, model),
                );
                for each in [&mut machine, &mut oracle] {
                    for round in 0..12 {
                        let cycle = 400 + round * (97 + delay) + delay;
                        let line = [Line::Nmi, Line::Irq][round as usize % 2];
                        each.set_line_at(cycle, line, true);
                        each.set_line_at(cycle + 9, line, false);
                    }
                }
                for line in [Line::Irq, Line::Nmi] {
                    machine.add_catch(CatchKind::Interrupt(line), ALL);
                }
                loop {
                    let mut before = oracle.cpu().pc;
                    let mut what = None;
                    while oracle.cpu().cycles < 3_000 && what.is_none() {
                        before = oracle.cpu().pc;
                        oracle.run(1);
                        what = taken(before, &oracle);
                    }
                    let Some((line, from)) = what else {
                        assert_eq!(
                            machine.run(3_000 - machine.cpu().cycles),
                            StopReason::Cycles
                        );
                        assert_same(tier, &machine, &oracle);
                        break;
                    };
                    hijacked += u32::from(oracle.peek(before) == 0 && line == Line::Nmi);
                    let expected = StopReason::Catch(Caught::Interrupt { line, from });
                    assert_eq!(machine.run(BUDGET), expected, "{tier:?} {delay}");
                    assert_same(tier, &machine, &oracle);
                }
            }
        }
    }
    assert!(hijacked > 0, "no NMI took over a BRK");
}

#[test]
fn only_the_line_and_the_code_that_are_waited_for() {
    for tier in Tier::ALL {
        let mut machine = interrupted(tier, Model::Nmos6502);
        machine.add_catch(CatchKind::Interrupt(Line::Irq), ALL);
        machine.add_catch(CatchKind::Interrupt(Line::Nmi), 0x0500..=0x05ff);
        machine.set_line_at(500, Line::Nmi, true);
        assert_eq!(machine.run(2_000), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.peek(0x11), 1, "{tier:?}");
    }
}

/// Reads and writes bytes of page 6, and pulls more than it pushed.
///
/// ```text
/// 0400          LDA $0600
/// 0403          STA $0601
/// 0406          LDA $0601
/// 0409          INC $0602
/// 040C          INC $0602
/// 040F          LDX #$FF
/// 0411          STA $0580,X    reads $0580 in vain, writes $067F
/// 0414          LDA $067F
/// 0417          PHA
/// 0418          PLA
/// 0419          PLA
/// 041A          LDA ($20),Y
/// 041C          LDA $0300
/// 041F          JMP $0700
/// ```
const READS: &[u8] = &[
    0xad, 0x00, 0x06, 0x8d, 0x01, 0x06, 0xad, 0x01, 0x06, 0xee, 0x02, 0x06, 0xee, 0x02, 0x06, 0xa2,
    0xff, 0x9d, 0x80, 0x05, 0xad, 0x7f, 0x06, 0x48, 0x68, 0x68, 0xb1, 0x20, 0xad, 0x00, 0x03, 0x4c,
    0x00, 0x07,
];

#[test]
fn memory_that_nobody_has_written() {
    let reads = [
        (0x0400, 0x0600),
        (0x0409, 0x0602),
        (0x0419, 0x01fe),
        (0x041a, 0x0021),
    ];
    for tier in Tier::ALL {
        let mut machine = tier.with(READS);
        machine.cpu_mut().sp = 0xfd;
        // A pointer of which one byte is zero, and written.
        place(&mut machine, 0x0020, &[0x00]);
        place(&mut machine, 0x0300, &[0x00]);
        machine.add_catch(CatchKind::Uninitialised, ALL);
        for (pc, addr) in reads {
            let expected = StopReason::Catch(Caught::UninitialisedRead { addr });
            assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
            assert_eq!(machine.cpu().pc, pc, "{tier:?}");
            // It stops again unless it is told to pass.
            assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
            machine.skip_catch_here();
        }
        let expected = StopReason::Catch(Caught::UninitialisedCode { addr: 0x0700 });
        assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0700, "{tier:?}");
    }
}

#[test]
fn an_operand_that_nobody_has_written_and_a_range() {
    for tier in Tier::ALL {
        // LDA #..., of which the operand is on the next page.
        let mut machine = tier.machine();
        place(&mut machine, 0x04fe, &[0xea, 0xa9]);
        machine.cpu_mut().pc = 0x04fe;
        let id = machine.add_catch(CatchKind::Uninitialised, 0x0500..=0x05ff);
        let expected = StopReason::Catch(Caught::UninitialisedCode { addr: 0x0500 });
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.run(2), expected, "{tier:?}");
        machine.poke(0x0500, 0x00);
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0501, "{tier:?}");
        machine.remove_catch(id);
        machine.add_catch(CatchKind::Uninitialised, 0x0600..=0x06ff);
        assert_eq!(machine.run(2), StopReason::Cycles, "{tier:?}");
    }
}

/// Writes zeros to page 6, then reads them for ever.
///
/// ```text
/// 0400          LDX #$00
/// 0402          TXA
/// 0403  FILL    STA $0600,X
/// 0406          INX
/// 0407          BNE FILL
/// 0409  LOOP    LDA $0600,X
/// 040C          INX
/// 040D          JMP LOOP
/// ```
const FILLS: &[u8] = &[
    0xa2, 0x00, 0x8a, 0x9d, 0x00, 0x06, 0xe8, 0xd0, 0xfa, 0xbd, 0x00, 0x06, 0xe8, 0x4c, 0x09, 0x04,
];

#[test]
fn a_page_that_is_written_through_is_plain_memory_again() {
    for tier in Tier::ALL {
        let mut machine = tier.with(FILLS);
        machine.add_catch(CatchKind::Uninitialised, 0x0600..=0x06ff);
        warm_up(tier, &mut machine, 0x0409);
        machine.run(20_000);
        let before = machine.jit_stats().side_exits;
        machine.run(100_000);
        assert_eq!(machine.jit_stats().side_exits, before, "{tier:?}");
        // Power off, and nobody has written anything.
        machine.reset(jumppad_tiers::Reset::Hard);
        place(&mut machine, ORIGIN, FILLS);
        machine.cpu_mut().pc = 0x0409;
        let addr = 0x0600;
        let expected = StopReason::Catch(Caught::UninitialisedRead { addr });
        assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
        // What is read-only is no RAM.
        machine.protect(6..=6);
        assert_eq!(machine.run(BUDGET), StopReason::Cycles, "{tier:?}");
    }
}

#[test]
fn an_unwritten_byte_under_a_watchpoint_is_told_of_both() {
    for tier in Tier::ALL {
        let mut machine = tier.with(FILLS);
        machine.cpu_mut().pc = 0x0409;
        machine.add_watch(0x0600..=0x0600, jumppad_tiers::Access::Read);
        machine.add_catch(CatchKind::Uninitialised, ALL);
        let caught = StopReason::Catch(Caught::UninitialisedRead { addr: 0x0600 });
        assert_eq!(machine.run(BUDGET), caught, "{tier:?}");
        machine.skip_catch_here();
        assert!(matches!(machine.run(BUDGET), StopReason::Watchpoint(_)));
        machine.skip_stop_here();
        assert_eq!(machine.run(4), StopReason::Cycles, "{tier:?}");
    }
}

#[test]
fn first_executions_stop_once_each() {
    for tier in Tier::ALL {
        for (range, warm) in [(ALL, false), (ALL, true), (0x0405..=0x0412, false)] {
            let (mut machine, mut oracle) = (mixed(tier), mixed(Tier::Interpreter));
            if warm {
                warm_up(tier, &mut machine, ORIGIN);
                follow(&mut oracle, &machine);
            }
            machine.add_catch(CatchKind::FirstExecution, range.clone());
            let mut executed = BTreeSet::new();
            for _ in 0..400 {
                let pc = oracle.cpu().pc;
                if range.contains(&pc) && executed.insert(pc) {
                    let expected = StopReason::Catch(Caught::FirstExecution { pc });
                    assert_eq!(machine.run(BUDGET), expected, "{tier:?}");
                    assert_same(tier, &machine, &oracle);
                    machine.skip_breakpoint_here();
                }
                oracle.run(1);
            }
            assert_eq!(machine.run(BUDGET), StopReason::Cycles, "{tier:?}");
            if tier == Tier::Jit {
                assert!(is_compiled(&machine, 0x0402), "{tier:?}");
            }
        }
    }
}

#[test]
fn a_disarmed_catchpoint_learns_what_is_executed() {
    for tier in Tier::ALL {
        let mut machine = mixed(tier);
        let id = machine.add_catch(CatchKind::FirstExecution, ALL);
        machine.disarm_catch(id);
        warm_up(tier, &mut machine, 0x0402);
        machine.arm_catch(id);
        assert_eq!(machine.run(50_000), StopReason::Cycles, "{tier:?}");
        // The branch behind the loop leads to new code.
        machine.poke(0x0409, 0x11);
        place(&mut machine, 0x040e, &[0x30, 0x04]);
        place(&mut machine, 0x0430, &[0x4c, 0x00, 0x04]);
        let expected = StopReason::Catch(Caught::FirstExecution { pc: 0x0430 });
        assert_eq!(machine.run(50_000), expected, "{tier:?}");
    }
}

#[test]
fn promotion_and_invalidation_stop_at_the_next_boundary() {
    let run = || {
        let mut machine = Tier::Jit.with(PATCHES);
        machine.add_catch(CatchKind::Promotion, ALL);
        machine.add_catch(CatchKind::Invalidation, 0x040a..=0x040a);
        let mut oracle = Tier::Interpreter.with(PATCHES);
        let mut stops = Vec::new();
        while machine.run(2_000 - machine.cpu().cycles) == StopReason::Catch(Caught::Event) {
            follow(&mut oracle, &machine);
            assert_same(Tier::Jit, &machine, &oracle);
            for caught in machine.caught_events() {
                assert!(
                    matches!(
                        caught.event.kind,
                        EventKind::Promoted { .. } | EventKind::Invalidated { .. }
                    ),
                    "{caught:?}"
                );
                stops.push((machine.cpu().cycles, caught.event.kind.to_string()));
            }
        }
        stops
    };
    let stops = run();
    assert!(stops.iter().any(|stop| stop.1.starts_with("promote")));
    assert!(stops.iter().any(|stop| stop.1.starts_with("invalidate")));
    assert_eq!(stops, run(), "reproducible");
    // Only groups that touch the range, and nothing that the user causes.
    let mut machine = Tier::Jit.with(PATCHES);
    machine.add_catch(CatchKind::Promotion, 0x0500..=0x05ff);
    machine.add_catch(CatchKind::Invalidation, ALL);
    warm_up(
        Tier::Interpreter,
        &mut Tier::Interpreter.with(PATCHES),
        ORIGIN,
    );
    machine.run(1);
    machine.flush();
    assert_eq!(machine.run(1), StopReason::Cycles);
}

#[test]
fn promotion_in_the_background() {
    let mut machine = mixed(Tier::Auto);
    machine.add_catch(CatchKind::Promotion, ALL);
    let mut stop = StopReason::Cycles;
    for _ in 0..5_000 {
        stop = machine.run(1_000_000);
        if stop != StopReason::Cycles {
            break;
        }
    }
    assert_eq!(stop, StopReason::Catch(Caught::Event));
    let mut oracle = mixed(Tier::Interpreter);
    follow(&mut oracle, &machine);
    assert_same(Tier::Auto, &machine, &oracle);
}
