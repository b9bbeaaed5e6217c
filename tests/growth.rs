//! Groups that lead to each other become one group, and nothing else changes.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, assert_same, invalidations, place};
use jumppad_tiers::{Config, GroupInfo, InvalidationCause, JitMode, Machine, Policy, StopReason};

/// A token interpreter: dispatches to two handlers in turn, by RTS.
///
/// ```text
/// 0400 NEXT   INC $F0; LDA $F0; AND #$01; ASL A; TAX
/// 0408        LDA TABLE+1,X; PHA; LDA TABLE,X; PHA; RTS
/// 0411 TABLE  .word FIRST-1, SECOND-1
/// 0415 FIRST  INC $F1; JMP NEXT
/// 041A SECOND INC $F2; JMP NEXT
/// ```
const TOKENS: &[u8] = &[
    0xe6, 0xf0, 0xa5, 0xf0, 0x29, 0x01, 0x0a, 0xaa, 0xbd, 0x12, 0x04, 0x48, 0xbd, 0x11, 0x04, 0x48,
    0x60, 0x14, 0x04, 0x19, 0x04, 0xe6, 0xf1, 0x4c, 0x00, 0x04, 0xe6, 0xf2, 0x4c, 0x00, 0x04,
];
const HANDLERS: [u16; 2] = [0x0415, 0x041a];

#[test]
fn groups_that_lead_to_each_other_become_one() {
    let mut machine = Tier::Jit.with(TOKENS);
    let mut grown = Vec::new();
    for _ in 0..100 {
        machine.run(50_000);
        let causes = invalidations(&mut machine);
        grown.extend(causes.into_iter().filter_map(|cause| match cause {
            InvalidationCause::Grown { into } => Some(into),
            _ => None,
        }));
    }
    let into = *grown.last().expect("they grew");
    let groups = machine.groups();
    let group = groups
        .iter()
        .find(|group| group.id == into)
        .expect("the last to grow stays");
    assert!(
        HANDLERS
            .iter()
            .all(|handler| group.entry_points.contains(handler)),
        "{group:?}"
    );
    // It is left only where a slice of time ends.
    let before = machine.jit_stats();
    machine.run(1_000_000);
    let after = machine.jit_stats();
    assert!(after.entries - before.entries < 20, "{before:?} {after:?}");
    assert_eq!(after.groups_compiled, before.groups_compiled);
    assert_eq!(after.compile_failures, 0);
}

/// No address of it is hot for LLVM: each leads on by a computed jump. Samples together
/// show the region.
#[test]
fn heat_that_is_spread_over_handlers_becomes_one_group() {
    let mut machine = Machine::new(Config {
        jit: JitMode::Sync,
        policy: Policy {
            slice: 2_000,
            llvm_percent: u32::MAX,
            ..Policy::default()
        },
        ..Config::default()
    });
    if let Err(why) = machine.baseline_stats() {
        eprintln!("heat that is spread: NOT RUN: {why}");
        return;
    }
    let mut oracle = Tier::Interpreter.with(TOKENS);
    place(&mut machine, ORIGIN, TOKENS);
    machine.cpu_mut().pc = ORIGIN;
    for machine in [&mut machine, &mut oracle] {
        machine.run(20_000_000);
    }
    assert_same(Tier::Auto, &machine, &oracle);
    let groups = machine.groups();
    let has_all = |group: &&GroupInfo| HANDLERS.iter().all(|at| group.entry_points.contains(at));
    let group = groups.iter().find(has_all).expect("there is one for both");
    // It is left only where a slice of time ends.
    let before = machine.jit_stats();
    machine.run(20_000_000);
    let after = machine.jit_stats();
    assert!(after.entries - before.entries < 20, "{before:?} {after:?}");
    assert_eq!(after.compile_failures, 0);
    assert!(machine.groups().iter().any(|other| other.id == group.id));
}

#[test]
fn groups_lead_straight_to_each_other() {
    let mut machine = Tier::Jit.with(TOKENS);
    machine.run(4_000);
    let stats = machine.jit_stats();
    assert!(
        stats.linked_entries > stats.entries / 2 && stats.linked_entries < stats.entries,
        "{stats:?}"
    );
    // What is no longer in use is not led to, and what was counted stays so.
    machine.flush();
    let flushed = machine.jit_stats();
    assert_eq!(flushed.linked_entries, stats.linked_entries);
    machine.run(4_000);
    assert!(machine.jit_stats().linked_entries > stats.linked_entries);
}

#[test]
fn growing_changes_nothing_else() {
    let mut expected = Tier::Interpreter.with(TOKENS);
    for _ in 0..40 {
        expected.run(50_021);
    }
    for tier in Tier::COMPILING {
        let mut machine = tier.with(TOKENS);
        for _ in 0..40 {
            assert_eq!(machine.run(50_021), StopReason::Cycles);
        }
        assert_same(tier, &machine, &expected);
    }
}

/// A loop of 301 instructions in 101 blocks: INX; CLC; BCS behind, over and over.
fn long_loop() -> Vec<u8> {
    let mut program = [0xe8, 0x18, 0xb0, 0x00].repeat(100);
    program.extend([0x4c, 0x00, 0x04]);
    program
}

#[test]
fn what_leads_from_within_a_group_to_its_way_in_stays_small() {
    let mut machine = Tier::Jit.with(&long_loop());
    // Ends in the middle each time, soon everywhere.
    for _ in 0..300 {
        machine.run(1_001);
    }
    let sizes: Vec<usize> = machine.groups().iter().map(|g| g.instructions).collect();
    let large: Vec<&usize> = sizes.iter().filter(|&&size| size > 64).collect();
    assert_eq!(large, [&301], "{sizes:?}");
    assert!(sizes.len() > 1, "{sizes:?}");
}
