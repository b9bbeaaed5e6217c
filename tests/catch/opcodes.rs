//! Opcodes, wherever and however they come to stand there.

use jumppad_tiers::opcodes::{Effect, Model, Status};
use jumppad_tiers::{CatchKind, Caught, InvalidationCause, Machine, OpcodeSet, StopReason};

use crate::common::{ORIGIN, Tier, assert_same, invalidations, is_compiled, place, warm_up};
use crate::{ALL, BUDGET, PATCHES, follow, mixed, walk};

fn opcode_here(machine: &Machine) -> u8 {
    machine.peek(machine.cpu().pc)
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
