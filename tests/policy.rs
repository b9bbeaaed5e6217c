//! What the tiers go by can be set, and changes how programs run, never what they do.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, assert_same, place};
use jumppad_tiers::{Config, EventKind, GroupInfo, InvalidationCause, JitMode, Machine};
use jumppad_tiers::{Policy, PolicyRow, PolicyValues};

/// A token interpreter that patches an operand, and now and then swaps code.
///
/// ```text
/// 0400 NEXT   INC $F0; LDA $F0; AND #$01; ASL A; TAX
/// 0408        LDA TABLE+1,X; PHA; LDA TABLE,X; PHA; RTS
/// 0411 TABLE  .word FIRST-1, SECOND-1
/// 0415 FIRST  INC $F1; INC PATCH+1; JMP PATCH
/// 041D SECOND INC $F2; BEQ SWAP; JMP NEXT
/// 0424 PATCH  LDA #$00; ADC $F3; STA $F3; JMP NEXT
/// 042D SWAP   LDA $0440; EOR #$40; STA $0440; JSR $0440; JMP NEXT
/// 0440        INX (or TAY); NOP; RTS
/// ```
const PROGRAM: &[u8] = &[
    0xe6, 0xf0, 0xa5, 0xf0, 0x29, 0x01, 0x0a, 0xaa, 0xbd, 0x12, 0x04, 0x48, 0xbd, 0x11, 0x04, 0x48,
    0x60, 0x14, 0x04, 0x1c, 0x04, 0xe6, 0xf1, 0xee, 0x25, 0x04, 0x4c, 0x24, 0x04, 0xe6, 0xf2, 0xf0,
    0x0c, 0x4c, 0x00, 0x04, 0xa9, 0x00, 0x65, 0xf3, 0x85, 0xf3, 0x4c, 0x00, 0x04, 0xad, 0x40, 0x04,
    0x49, 0x40, 0x8d, 0x40, 0x04, 0x20, 0x40, 0x04, 0x4c, 0x00, 0x04,
];
const SWAPPED: (u16, &[u8]) = (0x0440, &[0xe8, 0xea, 0x60]);
const PATCHED: u16 = 0x0424;
/// Some rounds of it all.
const CYCLES: u64 = 200_000;
/// A swap, and what comes of it.
const FEW_CYCLES: u64 = 40_000;

fn ran(jit: JitMode, policy: Policy) -> Machine {
    ran_for(CYCLES, jit, policy)
}

/// After running the program by some policy.
fn ran_for(cycles: u64, jit: JitMode, policy: Policy) -> Machine {
    let mut machine = Machine::new(Config {
        jit,
        threshold: 2,
        ..Config::default()
    });
    machine.set_policy(policy);
    assert_eq!(*machine.policy(), policy);
    place(&mut machine, ORIGIN, PROGRAM);
    place(&mut machine, SWAPPED.0, SWAPPED.1);
    machine.cpu_mut().pc = ORIGIN;
    machine.run(cycles);
    machine
}

/// What LLVM is asked for soon.
fn eager() -> Policy {
    Policy {
        slice: 2_000,
        grow_after: 8,
        ..Policy::eager()
    }
}

fn with(row: &PolicyRow, value: u64) -> Policy {
    let mut policy = eager();
    (row.set)(&mut policy, value);
    assert_eq!((row.get)(&policy), value, "{}", row.name);
    policy
}

#[test]
fn whatever_is_set_programs_do_the_same() {
    let expected = ran_for(FEW_CYCLES, JitMode::Off, Policy::default());
    for row in Policy::ROWS {
        let values = match &row.values {
            PolicyValues::Switch => vec![0],
            PolicyValues::Number(range) => vec![*range.start(), *range.end()],
        };
        for value in values {
            println!("{} {value}", row.name);
            for jit in [JitMode::Sync, JitMode::Llvm] {
                let machine = ran_for(FEW_CYCLES, jit, with(row, value));
                assert_same(Tier::Auto, &machine, &expected);
                assert_eq!(machine.jit_stats().compile_failures, 0);
            }
        }
    }
}

#[test]
fn defaults_are_among_what_can_be_set() {
    let policy = Policy::default();
    for row in Policy::ROWS {
        let value = (row.get)(&policy);
        match &row.values {
            PolicyValues::Switch => assert_eq!(value, 1, "{}", row.name),
            PolicyValues::Number(range) => assert!(range.contains(&value), "{}", row.name),
        }
        assert!(row.about.trim().ends_with('.'), "{}", row.name);
        assert!(!row.name.contains('_'), "{}", row.name);
    }
}

/// Each switch turns off what it is for.
#[test]
fn what_is_switched_off_is_not_done() {
    let grew = |machine: &mut Machine| {
        let is_growth = |kind: &EventKind| {
            matches!(
                kind,
                EventKind::Invalidated {
                    cause: InvalidationCause::Grown { .. },
                    ..
                }
            )
        };
        let events = machine.drain_events();
        events.iter().any(|event| is_growth(&event.kind))
    };
    let on = eager();
    let mut all = ran(JitMode::Llvm, on);
    assert!(all.has_dynamic_operand(PATCHED));
    assert!(all.jit_stats().linked_entries > 0);
    assert!(grew(&mut all));
    let off = |change: fn(&mut Policy)| {
        let mut policy = on;
        change(&mut policy);
        ran(JitMode::Llvm, policy)
    };
    let constant = off(|policy| policy.dynamic_operands = false);
    assert!(!constant.has_dynamic_operand(PATCHED));
    assert_eq!(
        off(|policy| policy.links = false)
            .jit_stats()
            .linked_entries,
        0
    );
    assert!(!grew(&mut off(|policy| policy.growth = false)));
}

/// INC PATCH+1; PATCH: LDA #$00; ADC $F3; STA $F3; JMP $0400
const PATCHING: &[u8] = &[
    0xee, 0x04, 0x04, 0xa9, 0x00, 0x65, 0xf3, 0x85, 0xf3, 0x4c, 0x00, 0x04,
];

/// The group has other code then.
#[test]
fn optimisations_of_a_group_can_be_left_out() {
    let bytes = |change: fn(&mut Policy)| {
        let mut policy = eager();
        change(&mut policy);
        let mut machine = ran(JitMode::Llvm, policy);
        place(&mut machine, ORIGIN, PATCHING);
        machine.cpu_mut().pc = ORIGIN;
        machine.run(CYCLES);
        assert!(machine.has_dynamic_operand(ORIGIN + 3));
        let groups = machine.groups();
        let has_it = |group: &&GroupInfo| group.ranges.iter().any(|r| r.contains(&(ORIGIN + 3)));
        let group = groups.iter().find(has_it);
        group.expect("the loop is compiled").code_bytes
    };
    let all = bytes(|_| {});
    assert!(bytes(|policy| policy.optimiser = false) > all);
    assert_ne!(bytes(|policy| policy.page_zero_registers = false), all);
    assert_ne!(bytes(|policy| policy.operand_registers = false), all);
}

#[test]
fn switches_of_the_baseline_tier() {
    let ran = |change: fn(&mut Policy)| {
        let mut policy = Policy::default();
        change(&mut policy);
        ran(JitMode::Baseline, policy).baseline_stats()
    };
    let Ok(all) = ran(|_| {}) else {
        eprintln!("switches of the baseline tier: NOT RUN: it is missing");
        return;
    };
    assert!(all.translated > 0 && all.revived > 0, "{all:?}");
    let none = ran(|policy| policy.baseline = false).unwrap_or_default();
    assert_eq!(none.translated, 0);
    let again = ran(|policy| policy.revival = false).unwrap_or_default();
    assert!(again.revived == 0 && again.translated > all.translated);
    let flags = ran(|policy| policy.dead_flags = false).unwrap_or_default();
    assert!(flags.code_bytes > all.code_bytes, "{flags:?} {all:?}");
}

/// Tails go exactly as far as the interpreter, wherever a limit falls.
#[test]
fn tails_end_where_the_interpreter_does() {
    let start = |jit, tails| {
        let policy = Policy {
            tails,
            ..Policy::default()
        };
        let mut machine = ran_for(FEW_CYCLES, jit, policy);
        let mut ends = Vec::new();
        for round in 0..4_000 {
            machine.run(1 + round % 61);
            ends.push((*machine.cpu(), machine.peek(0xf3)));
        }
        (machine, ends)
    };
    let (expected, interpreted) = start(JitMode::Off, 0);
    for (tails, are_made) in [(0, true), (u32::MAX, false)] {
        let (machine, ends) = start(JitMode::Baseline, tails);
        let Ok(stats) = machine.baseline_stats() else {
            eprintln!("tails of the baseline tier: NOT RUN: it is missing");
            return;
        };
        assert_eq!(stats.tails > 0, are_made, "{stats:?}");
        assert!(
            ends == interpreted,
            "another end, with tails from {tails} on"
        );
        assert_same(Tier::Auto, &machine, &expected);
    }
}
