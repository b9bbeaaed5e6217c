//! The bound of the code cache: what is of little use makes room, what is too
//! large is refused, and programs do the same as ever.

#[path = "common/mod.rs"]
mod common;
#[allow(dead_code, reason = "the benchmark uses the rest")]
#[path = "../tiers/benches/speed/programs.rs"]
mod programs;

use common::{ORIGIN, Tier, assert_same, is_compiled, place, settled};
use jumppad_tiers::{
    CatchKind, Caught, Config, DemoteReason, DropReason, EventKind, EvictReason, GroupId, JitMode,
    Machine, StopReason, Why,
};

const TINY: u64 = 4096;

/// Endless loops far from each other: INX; JMP to it.
const LOOPS: [u16; 4] = [0x0400, 0x0500, 0x0600, 0x0700];

/// A machine with the loops in it, the first `compiled` of them compiled, and
/// with room for no more.
fn full(compiled: usize) -> Machine {
    let mut machine = Tier::Jit.machine();
    for at in LOOPS {
        let [low, high] = at.to_le_bytes();
        place(&mut machine, at, &[0xe8, 0x4c, low, high]);
    }
    for at in &LOOPS[..compiled] {
        machine.promote(*at).expect("it can be compiled");
    }
    machine.set_code_cache(machine.jit_stats().code_bytes);
    assert_eq!(machine.groups().len(), compiled);
    machine.drain_events();
    machine
}

fn run_at(machine: &mut Machine, at: u16) {
    machine.cpu_mut().pc = at;
    assert_eq!(machine.run(10_000), StopReason::Cycles);
}

fn evicted(machine: &mut Machine) -> Vec<(u16, EvictReason)> {
    let events = machine.drain_events().into_iter();
    events
        .filter_map(|event| match event.kind {
            EventKind::Evicted { entry, reason, .. } => Some((entry, reason)),
            _ => None,
        })
        .collect()
}

#[test]
fn the_group_of_least_use_makes_room() {
    let mut machine = full(3);
    for at in [LOOPS[0], LOOPS[2]] {
        run_at(&mut machine, at);
    }
    let bound = machine.code_cache();
    machine.promote(LOOPS[3]).expect("there is room to be made");
    let [(entry, reason)] = evicted(&mut machine)[..] else {
        panic!("one goes");
    };
    assert_eq!(entry, LOOPS[1]);
    assert_eq!(
        reason,
        EvictReason::RoomFor {
            group: GroupId(4),
            wanted: bound / 3,
            in_use: bound,
            bound,
        }
    );
    // What was of use once, and not since, goes next; what is new stays.
    run_at(&mut machine, LOOPS[0]);
    machine.promote(LOOPS[1]).expect("there is room to be made");
    assert_eq!(evicted(&mut machine)[0].0, LOOPS[2]);
    for at in [LOOPS[0], LOOPS[1], LOOPS[3]] {
        assert!(is_compiled(&machine, at), "${at:04X}");
    }
    assert_eq!(machine.jit_stats().evictions, 2);
    assert_eq!(machine.jit_stats().invalidations, 0);
}

#[test]
fn an_evicted_block_counts_as_any_other() {
    let mut machine = full(2);
    for _ in 0..20 {
        for at in LOOPS {
            run_at(&mut machine, at);
            assert!(is_compiled(&machine, at), "${at:04X}");
        }
    }
    assert!(machine.jit_stats().evictions > 20);
    let events = machine.drain_events();
    let demoted = |kind: &EventKind| matches!(kind, EventKind::Demoted { .. });
    assert!(!events.iter().any(|event| demoted(&event.kind)));
}

#[test]
fn a_lower_bound_holds_at_once() {
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, &[0xe8, 0x4c, 0x00, 0x04]);
        let in_use = machine.jit_stats().code_bytes;
        machine.set_code_cache(in_use - 1);
        assert_eq!(machine.groups(), [], "{tier:?}");
        let bound = in_use - 1;
        let reason = EvictReason::BoundLowered { in_use, bound };
        assert_eq!(evicted(&mut machine), [(ORIGIN, reason)], "{tier:?}");
    }
}

#[test]
fn what_is_larger_than_the_cache_is_refused_once() {
    let mut machine = full(0);
    machine.set_code_cache(16);
    run_at(&mut machine, LOOPS[0]);
    run_at(&mut machine, LOOPS[0]);
    let events = machine.drain_events();
    let refusals: Vec<_> = events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::CompileDropped { reason, .. } => Some(reason),
            _ => None,
        })
        .collect();
    assert!(
        matches!(refusals[..], [DropReason::LargerThanCache { wanted, bound: 16 }] if wanted > 16),
        "{refusals:?}"
    );
    let why = machine.why(LOOPS[0]);
    assert!(
        matches!(
            why,
            Why::Demoted {
                reason: DemoteReason::LargerThanCache,
                ..
            }
        ),
        "{why}"
    );
    // With more room it is tried again.
    machine.set_code_cache(TINY);
    run_at(&mut machine, LOOPS[0]);
    assert!(is_compiled(&machine, LOOPS[0]));
}

#[test]
fn an_eviction_is_caught_as_a_group_that_goes() {
    let mut machine = full(1);
    machine.add_catch(CatchKind::Invalidation, LOOPS[0]..=LOOPS[0]);
    machine.cpu_mut().pc = LOOPS[1];
    let stop = machine.run(10_000);
    assert_eq!(stop, StopReason::Catch(Caught::Event));
    assert!(matches!(
        machine.caught_events()[0].event.kind,
        EventKind::Evicted { .. }
    ));
}

#[test]
fn programs_do_the_same_within_a_tiny_cache() {
    const RUNS: u64 = 15;
    let (mut evictions, mut refusals) = (0, 0);
    for program in programs::built_in() {
        let image = program.endless();
        for jit in [JitMode::Llvm, JitMode::Background] {
            let mut machine = Machine::new(Config {
                jit,
                code_cache: TINY,
                ..Config::default()
            });
            let mut oracle = Tier::Interpreter.machine();
            for machine in [&mut machine, &mut oracle] {
                place(machine, programs::START, &image);
                machine.cpu_mut().pc = programs::START;
            }
            for _ in 0..RUNS {
                machine.run(9_973);
                oracle.run(9_973);
                assert!(machine.jit_stats().code_bytes <= TINY);
            }
            assert_same(Tier::Jit, &machine, &oracle);
            evictions += machine.jit_stats().evictions;
            let events = machine.drain_events();
            let refused = |kind: &EventKind| {
                let reason = match kind {
                    EventKind::CompileDropped { reason, .. } => Some(reason),
                    _ => None,
                };
                matches!(reason, Some(DropReason::LargerThanCache { .. }))
            };
            refusals += events.iter().filter(|event| refused(&event.kind)).count();
        }
    }
    eprintln!("{evictions} evictions, {refusals} refusals");
    assert!(evictions > 0 && refusals > 0);
}
