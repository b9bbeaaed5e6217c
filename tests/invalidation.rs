//! Invalidation: compiled code goes exactly when a byte that it was made from
//! changes, or something that it takes for granted; and says why.

#[path = "common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use common::{ORIGIN, Tier, assert_same, invalidations, is_compiled, place, settled, warm_up};
use jumppad_tiers::opcodes::cpu::flag;
use jumppad_tiers::{Event, EventKind, InvalidationCause, Machine, StopReason};

/// Patches the operand of the instruction that follows the store.
///
/// ```text
/// +0  LOOP    INX
/// +1          STX PATCHED+1
/// +4  PATCHED LDA #$00
/// +6          STA $F0
/// +8          JMP LOOP
/// ```
fn patches_next(origin: u16) -> Vec<u8> {
    let [low, high] = origin.to_le_bytes();
    let [patched, _] = (origin + 5).to_le_bytes();
    [
        0xe8, 0x8e, patched, high, 0xa9, 0x00, 0x85, 0xf0, 0x4c, low, high,
    ]
    .to_vec()
}
const ROUND: u64 = 2 + 4 + 2 + 3 + 3;

/// A machine with a program anywhere, about to run it.
fn at(tier: Tier, origin: u16, program: &[u8]) -> Machine {
    let mut machine = tier.machine();
    place(&mut machine, origin, program);
    machine.cpu_mut().pc = origin;
    machine
}

/// Runs the program in the interpreter and in all tiers, and compares.
fn runs_alike(origin: u16, program: &[u8], mut look: impl FnMut(Tier, &mut Machine)) {
    let mut expected = at(Tier::Interpreter, origin, program);
    for _ in 0..10 {
        expected.run(2_003);
    }
    for tier in Tier::ALL {
        let mut machine = at(tier, origin, program);
        for _ in 0..10 {
            assert_eq!(machine.run(2_003), StopReason::Cycles, "{tier:?}");
        }
        assert_same(tier, &machine, &expected);
        look(tier, &mut machine);
    }
}

#[test]
fn a_store_into_the_running_group_takes_effect_at_once() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&patches_next(ORIGIN));
        for round in 1..=300_u64 {
            assert_eq!(machine.run(ROUND), StopReason::Cycles, "{tier:?}");
            assert_eq!(machine.cpu().pc, ORIGIN, "{tier:?}");
            assert_eq!(machine.cpu().cycles, round * ROUND, "{tier:?}");
            assert_eq!(machine.peek(0x00f0), round as u8, "{tier:?}");
        }
    }
    // In one go, so that the store happens within the group.
    let mut machine = Tier::Jit.with(&patches_next(ORIGIN));
    machine.run(10 * ROUND);
    assert_eq!(machine.peek(0x00f0), 10);
    let causes = invalidations(&mut machine);
    let store = |cause: &InvalidationCause| {
        matches!(*cause, InvalidationCause::Store { addr: 0x0405, old, new, by: 0x0401 }
            if new == old + 1)
    };
    assert!(!causes.is_empty() && causes.iter().all(store), "{causes:?}");
}

#[test]
fn only_groups_with_the_byte_go() {
    // INX; JMP *-1, twice, on one page.
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, &[0xe8, 0x4c, 0x00, 0x04]);
        place(&mut machine, 0x0410, &[0xc8, 0x4c, 0x10, 0x04]);
        machine.cpu_mut().pc = 0x0410;
        warm_up(tier, &mut machine, 0x0410);
        machine.drain_events();
        machine.poke(ORIGIN, 0xca);
        let poke = InvalidationCause::Poke {
            addr: ORIGIN,
            old: 0xe8,
            new: 0xca,
        };
        assert_eq!(invalidations(&mut machine), [poke], "{tier:?}");
        assert!(!is_compiled(&machine, ORIGIN), "{tier:?}");
        assert!(is_compiled(&machine, 0x0410), "{tier:?}");
        // The other is still in use, and the first is compiled anew.
        machine.run(1_000);
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        machine.cpu_mut().pc = ORIGIN;
        let (x, cycles) = (machine.cpu().x, machine.cpu().cycles);
        warm_up(tier, &mut machine, ORIGIN);
        let rounds = (machine.cpu().cycles - cycles).div_ceil(5) as u8;
        let done = machine.cpu().pc == ORIGIN || (machine.cpu().cycles - cycles) % 5 == 2;
        assert!(
            done && machine.cpu().x == x.wrapping_sub(rounds),
            "{tier:?}"
        );
    }
}

#[test]
fn a_store_beside_code_is_cheap() {
    // INX; STX $0406; JMP $0400, and $0406 is no longer the program's.
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, &[0xe8, 0x8e, 0x07, 0x04, 0x4c, 0x00, 0x04]);
        let before = machine.jit_stats();
        machine.run(50_000);
        let after = machine.jit_stats();
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        assert_eq!(after.side_exits, before.side_exits, "{tier:?}");
        assert!(machine.peek(0x0407) != 0, "{tier:?}");
    }
}

#[test]
fn a_store_of_the_same_value_is_no_change() {
    // LDA #$A9; STA $0400; JMP $0400
    const SAME: &[u8] = &[0xa9, 0xa9, 0x8d, 0x00, 0x04, 0x4c, 0x00, 0x04];
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, SAME);
        machine.run(50_000);
        machine.poke(ORIGIN, 0xa9);
        place(&mut machine, ORIGIN, SAME);
        assert_eq!(invalidations(&mut machine), [], "{tier:?}");
        assert_eq!(machine.jit_stats().invalidations, 0, "{tier:?}");
    }
}

#[test]
fn pokes_and_loads_take_code_out_of_use() {
    // LDA #$01; STA $10; JMP $0400
    for tier in Tier::COMPILING {
        let mut machine = settled(tier, &[0xa9, 0x01, 0x85, 0x10, 0x4c, 0x00, 0x04]);
        machine.poke(0x0401, 0x02);
        assert!(!is_compiled(&machine, ORIGIN), "{tier:?}");
        machine.cpu_mut().pc = ORIGIN;
        warm_up(tier, &mut machine, ORIGIN);
        assert_eq!(machine.peek(0x0010), 0x02, "{tier:?}");
        place(&mut machine, ORIGIN, &[0xa9, 0x03, 0x85, 0x11]);
        machine.cpu_mut().pc = ORIGIN;
        warm_up(tier, &mut machine, ORIGIN);
        assert_eq!(
            (machine.peek(0x10), machine.peek(0x11)),
            (0x02, 0x03),
            "{tier:?}"
        );
        let causes = invalidations(&mut machine);
        let poke = |addr, old, new| InvalidationCause::Poke { addr, old, new };
        assert!(
            causes.contains(&poke(0x0401, 0x01, 0x02)),
            "{tier:?}: {causes:?}"
        );
        assert!(
            causes.contains(&poke(0x0401, 0x02, 0x03)),
            "{tier:?}: {causes:?}"
        );
    }
}

#[test]
fn an_operand_that_is_patched_again_and_again_becomes_dynamic() {
    for tier in Tier::COMPILING {
        let mut machine = tier.with(&patches_next(ORIGIN));
        let mut dynamic = Vec::new();
        // A background compiler needs time between the patches, and on a busy
        // host it may get little.
        let started = Instant::now();
        while dynamic.is_empty() || !is_compiled(&machine, ORIGIN) {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "{tier:?}: {dynamic:?}"
            );
            machine.run(50 * ROUND);
            dynamic.extend(machine.drain_events().into_iter().filter_map(made_dynamic));
            std::thread::yield_now();
        }
        assert_eq!(dynamic, [0x0404], "{tier:?}");
        // Where a run ends is compiled as well, from there to the way in.
        machine.run(50_000);
        let before = machine.jit_stats();
        machine.run(50_000);
        let after = machine.jit_stats();
        assert_eq!(after.invalidations, before.invalidations, "{tier:?}");
        // A background compiler may still be at work on what was asked before.
        if tier == Tier::Jit {
            assert_eq!(after.groups_compiled, before.groups_compiled);
        }
    }
    runs_alike(ORIGIN, &patches_next(ORIGIN), |_, _| ());
}

fn made_dynamic(event: Event) -> Option<u16> {
    match event.kind {
        EventKind::OperandMadeDynamic { pc } => Some(pc),
        _ => None,
    }
}

#[test]
fn an_opcode_that_is_patched_again_and_again_is_interpreted() {
    // INY and DEY take turns: LDA $0408; EOR #$40; STA $0408; INY; JMP $0400
    const TURNS: &[u8] = &[
        0xad, 0x08, 0x04, 0x49, 0x40, 0x8d, 0x08, 0x04, 0xc8, 0x4c, 0x00, 0x04,
    ];
    runs_alike(ORIGIN, TURNS, |_, _| ());
    let mut machine = Tier::Jit.with(TURNS);
    machine.run(10_000);
    let events = machine.drain_events();
    let interpreted: Vec<&EventKind> = events
        .iter()
        .map(|event| &event.kind)
        .filter(|kind| matches!(kind, EventKind::OpcodeMadeDynamic { .. }))
        .collect();
    assert!(
        matches!(
            interpreted[..],
            [EventKind::OpcodeMadeDynamic { pc: 0x0408 }]
        ),
        "{interpreted:?}"
    );
    let before = machine.jit_stats();
    machine.run(50_000);
    assert_eq!(machine.jit_stats().invalidations, before.invalidations);
}

#[test]
fn code_on_page_0_and_on_the_stack_page_is_watched_too() {
    for origin in [0x0040, 0x0140, 0x00f4 - 0x20, 0x01c0] {
        runs_alike(origin, &patches_next(origin), |tier, machine| {
            let by = origin + 1;
            let stores = invalidations(machine);
            let from_here = |cause: &InvalidationCause| matches!(cause, InvalidationCause::Store { by: at, .. } if *at == by);
            assert!(stores.iter().all(from_here), "{tier:?}: {stores:?}");
            // The background compiler may not have got round to it.
            assert!(!stores.is_empty() || tier != Tier::Jit);
        });
    }
}

#[test]
fn pushes_into_code_are_stores() {
    // On the stack page: INX; TXA; LDY #$00; TXS to $14A; PHA patches LDY's operand.
    //
    // 0140  LOOP    INX
    // 0141          STX $F1
    // 0143          LDX #$4A
    // 0145          TXS
    // 0146          LDA $F1
    // 0148          PHA            writes $014A
    // 0149          LDY #$00
    // 014B          STY $F0
    // 014D          LDX $F1
    // 014F          JMP LOOP
    const PUSHES: &[u8] = &[
        0xe8, 0x86, 0xf1, 0xa2, 0x4a, 0x9a, 0xa5, 0xf1, 0x48, 0xa0, 0x00, 0x84, 0xf0, 0xa6, 0xf1,
        0x4c, 0x40, 0x01,
    ];
    runs_alike(0x0140, PUSHES, |tier, machine| {
        let newest = machine.peek(0x00f1).abs_diff(machine.peek(0x00f0));
        assert!(newest <= 1 || newest == 0xff, "{tier:?}");
    });
}

#[test]
fn a_call_reads_its_target_after_it_has_pushed() {
    // On the stack page, a JSR whose pushes overwrite its own last byte: the
    // chip fetches that byte after the pushes.
    //
    // 0150          JSR $0404, and SP is $52: $01 goes to $0152
    for tier in Tier::ALL {
        let mut machine = at(tier, 0x0150, &[0x20, 0x04, 0x04]);
        machine.cpu_mut().sp = 0x52;
        assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?}");
        assert_eq!(machine.peek(0x0152), 0x01, "{tier:?}");
        assert_eq!(machine.cpu().pc, 0x0104, "{tier:?}");
    }
}

/// A group is made for the D flag as it is; entered with the other, it goes, and its successor serves both.
#[test]
fn a_loop_that_adds_in_both_modes_is_right_in_both() {
    // +0 CLC; LDA $10; ADC #$19; STA $10; DEX; BNE +0; JMP *
    let program = [
        0x18, 0xa5, 0x10, 0x69, 0x19, 0x85, 0x10, 0xca, 0xd0, 0xf6, 0x4c, 0x0a, 0x04,
    ];
    let run = |machine: &mut Machine, p: u8| {
        let cpu = machine.cpu_mut();
        (cpu.pc, cpu.x) = (ORIGIN, 200);
        cpu.set_p(p);
        assert_eq!(machine.run(1_000_000), StopReason::Trap);
    };
    for tier in Tier::ALL {
        let mut expected = Tier::Interpreter.with(&program);
        let mut machine = tier.with(&program);
        let mut differed = Vec::new();
        for p in [0, flag::D, 0, flag::D] {
            run(&mut expected, p);
            run(&mut machine, p);
            assert_same(tier, &machine, &expected);
            let causes = invalidations(&mut machine);
            differed.push(causes.contains(&InvalidationCause::DecimalMode { pc: ORIGIN }));
        }
        if tier == Tier::Jit {
            assert_eq!(differed, [false, true, false, false]);
        }
    }
}

/// Runs a program in synchronous compilation until a group goes for `expected`.
fn goes_for(program: &[u8], expected: InvalidationCause) {
    let mut machine = Tier::Jit.with(program);
    for _ in 0..100 {
        machine.run(20_000);
        if invalidations(&mut machine).contains(&expected) {
            let before = machine.jit_stats();
            machine.run(400_000);
            let after = machine.jit_stats();
            assert_eq!(after.invalidations, before.invalidations, "once is enough");
            let helped = after.side_exits - before.side_exits;
            assert!(helped < 100, "{helped} times helped nevertheless");
            return;
        }
    }
    panic!("no group went for {expected:?}");
}

#[test]
fn a_held_operand_is_right_however_it_is_stored_to() {
    // LOOP INC PATCHED+1; PATCHED LDA $2000; STA $F0; INX; TXA; LDX #$00
    //      STA PATCHED+1,X; TAX; JMP LOOP
    let program = [
        0xee, 0x04, 0x04, 0xad, 0x00, 0x20, 0x85, 0xf0, 0xe8, 0x8a, 0xa2, 0x00, 0x9d, 0x04, 0x04,
        0xaa, 0x4c, 0x00, 0x04,
    ];
    runs_alike(ORIGIN, &program, |_, _| ());
    let (addr, by) = (0x0404, 0x040c);
    goes_for(&program, InvalidationCause::HeldOperandStored { addr, by });
}

#[test]
fn code_that_is_stored_over_without_change_needs_no_help() {
    // LDA #$15; STA $80; LDA #$04; STA $81; LOOP LDA #$12; STA PATCHED+1; LDY #$00
    // STA ($80),Y; INC $F0; NOP; PATCHED LDX #$12; JMP LOOP
    let program = [
        0xa9, 0x15, 0x85, 0x80, 0xa9, 0x04, 0x85, 0x81, 0xa9, 0x12, 0x8d, 0x15, 0x04, 0xa0, 0x00,
        0x91, 0x80, 0xe6, 0xf0, 0xea, 0xa2, 0x12, 0x4c, 0x08, 0x04,
    ];
    runs_alike(ORIGIN, &program, |tier, machine| {
        let counts = |machine: &Machine| {
            let (jit, traces) = (machine.jit_stats(), machine.baseline_stats());
            let dropped = traces.map(|traces| traces.dropped);
            (jit.side_exits, jit.invalidations, dropped.ok())
        };
        let before = counts(machine);
        machine.run(200_000);
        assert_eq!(counts(machine), before, "{tier:?}");
    });
}

#[test]
fn a_patched_store_may_hit_an_operand_that_is_held() {
    // LOOP INC PATCHED+1; PATCHED LDA $2000; STA $F0; INC STORE+1; STORE STA $0403
    //      JMP LOOP: the store goes all over its page, the program included.
    let program = [
        0xee, 0x04, 0x04, 0xad, 0x00, 0x20, 0x85, 0xf0, 0xee, 0x0c, 0x04, 0x8d, 0x80, 0x04, 0x4c,
        0x00, 0x04,
    ];
    runs_alike(ORIGIN, &program, |_, _| ());
}

#[test]
fn a_patched_address_may_be_on_page_0() {
    // LOOP INC PATCHED+1; PATCHED LDA $0000; STA $F0; INC $F1; JMP LOOP
    let program = [
        0xee, 0x04, 0x04, 0xad, 0x00, 0x00, 0x85, 0xf0, 0xe6, 0xf1, 0x4c, 0x00, 0x04,
    ];
    runs_alike(ORIGIN, &program, |_, _| ());
    goes_for(&program, InvalidationCause::ReachesPageZero { pc: 0x0403 });
}

#[test]
fn page_0_goes_to_memory_where_an_index_reaches_it() {
    // LOOP LDA $00F0,Y; CLC; ADC $F0; STA $F0; INY; JMP LOOP
    let program = [
        0xb9, 0xf0, 0x00, 0x18, 0x65, 0xf0, 0x85, 0xf0, 0xc8, 0x4c, 0x00, 0x04,
    ];
    runs_alike(ORIGIN, &program, |_, _| ());
    goes_for(&program, InvalidationCause::ReachesPageZero { pc: 0x0400 });
}
