//! Everything that stops a machine, in every tier: budgets, traps, jams,
//! interruption and watchpoints; and what accesses to special pages do.
//!
//! A stop is in front of an instruction of which nothing has happened.

#[path = "common/mod.rs"]
mod common;

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use common::witness::{Log, Witness};
use common::{ORIGIN, Tier, assert_same, place, warm_up};
use jumppad_tiers::opcodes::{Effect, Model, NMOS_6502};
use jumppad_tiers::{Access, AccessKind, Machine, StopReason, WatchHit};

/// Accesses memory in many ways, for ever; each address once.
///
/// ```text
/// 0400  LOOP    LDX #$01
/// 0402          LDY #$00
/// 0404          LDA $0610
/// 0407          STA $0611
/// 040A          INC $0612
/// 040D          LDA $0612,X
/// 0410          STA $0613,X
/// 0413          LDA ($20),Y
/// 0415          STA ($22),Y
/// 0417          LDA $30
/// 0419          STA $31
/// 041B          PHA
/// 041C          PLA
/// 041D          JSR SUB
/// 0420          JMP LOOP
/// 0423  SUB     RTS
/// ```
const ACCESSES: &[u8] = &[
    0xa2, 0x01, 0xa0, 0x00, 0xad, 0x10, 0x06, 0x8d, 0x11, 0x06, 0xee, 0x12, 0x06, 0xbd, 0x12, 0x06,
    0x9d, 0x13, 0x06, 0xb1, 0x20, 0x91, 0x22, 0xa5, 0x30, 0x85, 0x31, 0x48, 0x68, 0x20, 0x23, 0x04,
    0x4c, 0x00, 0x04, 0x60,
];
/// At $20.
const POINTERS: &[u8] = &[0x15, 0x06, 0x16, 0x06];

fn accesses(tier: Tier) -> Machine {
    let mut machine = tier.with(ACCESSES);
    place(&mut machine, 0x0020, POINTERS);
    place(
        &mut machine,
        0x0610,
        &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66],
    );
    place(&mut machine, 0x0030, &[0x30, 0x31]);
    machine
}

#[test]
fn budgets_are_exact() {
    let mut expected = accesses(Tier::Interpreter);
    let mut ends = Vec::new();
    for budget in (1..=400).chain([1_000, 9_999, 50_000, 1_000_000, 3]) {
        let limit = expected.cpu().cycles + budget;
        assert_eq!(expected.run(budget), StopReason::Cycles);
        let over = expected.cpu().cycles - limit;
        assert!(over < 7, "{over} cycles late");
        ends.push((budget, expected.cpu().pc, expected.cpu().cycles));
    }
    for tier in Tier::ALL {
        let mut machine = accesses(tier);
        for &(budget, pc, cycles) in &ends {
            assert_eq!(machine.run(budget), StopReason::Cycles, "{tier:?}");
            assert_eq!(
                (machine.cpu().pc, machine.cpu().cycles),
                (pc, cycles),
                "{tier:?} {budget}"
            );
        }
        assert_same(tier, &machine, &expected);
    }
}

#[test]
fn a_budget_of_one_cycle_is_one_instruction_and_of_none_is_none() {
    const ROUND: [u16; 16] = [
        0x400, 0x402, 0x404, 0x407, 0x40a, 0x40d, 0x410, 0x413, 0x415, 0x417, 0x419, 0x41b, 0x41c,
        0x41d, 0x423, 0x420,
    ];
    for tier in Tier::ALL {
        let mut machine = accesses(tier);
        warm_up(tier, &mut machine, ORIGIN);
        machine.cpu_mut().pc = ORIGIN;
        for pc in ROUND.into_iter().cycle().take(200) {
            assert_eq!(machine.cpu().pc, pc, "{tier:?}");
            let before = *machine.cpu();
            assert_eq!(machine.run(0), StopReason::Cycles, "{tier:?}");
            assert_eq!(*machine.cpu(), before, "{tier:?}");
            assert_eq!(machine.run(1), StopReason::Cycles, "{tier:?}");
        }
    }
}

/// After a loop of 256 rounds, the instructions `end`.
///
/// ```text
/// 0400  LOOP    INX
/// 0401          BNE LOOP
/// 0403          ...
/// ```
fn after_a_loop(tier: Tier, end: &[u8]) -> Machine {
    let mut machine = tier.with(&[0xe8, 0xd0, 0xfd]);
    place(&mut machine, 0x0403, end);
    machine
}
const LOOP_CYCLES: u64 = 256 * 5 - 1;

/// Stops at `pc` after the loop and `cycles` more, and again when run again.
fn stays_at(tier: Tier, mut machine: Machine, reason: StopReason, pc: u16, cycles: u64) {
    for _ in 0..3 {
        assert_eq!(machine.run(10_000), reason, "{tier:?}");
        assert_eq!(machine.cpu().pc, pc, "{tier:?}");
        assert_eq!(machine.cpu().cycles, LOOP_CYCLES + cycles, "{tier:?}");
        machine.skip_stop_here();
    }
}

#[test]
fn a_jump_or_branch_to_itself_is_a_trap() {
    for tier in Tier::ALL {
        let trap = |end: &[u8], pc, cycles| {
            stays_at(tier, after_a_loop(tier, end), StopReason::Trap, pc, cycles);
        };
        // JMP *
        trap(&[0x4c, 0x03, 0x04], 0x0403, 0);
        // BEQ *
        trap(&[0xf0, 0xfe], 0x0403, 0);
        // JMP ($0406) with $0403 there.
        trap(&[0x6c, 0x06, 0x04, 0x03, 0x04], 0x0403, 0);
        // BNE *, not taken; INX; BNE *, taken.
        trap(&[0xd0, 0xfe, 0xe8, 0xd0, 0xfe], 0x0406, 4);
        // JSR to a trap.
        trap(&[0x20, 0x06, 0x04, 0x4c, 0x06, 0x04], 0x0406, 6);
    }
}

#[test]
fn every_jam_stops_in_front_of_itself() {
    let jams: Vec<u8> = NMOS_6502
        .iter()
        .filter(|row| row.effect == Effect::Jam)
        .map(|row| row.code)
        .collect();
    assert_eq!(jams.len(), 12);
    for tier in Tier::ALL {
        for &jam in &jams {
            stays_at(tier, after_a_loop(tier, &[jam]), StopReason::Jam, 0x0403, 0);
        }
    }
}

#[test]
fn the_interrupt_flag_stops_an_endless_loop() {
    // NOP; JMP $0400
    const ENDLESS: &[u8] = &[0xea, 0x4c, 0x00, 0x04];
    for tier in Tier::ALL {
        let mut machine = tier.with(ENDLESS);
        let flag = machine.interrupt_flag();
        let set = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(100));
            flag.store(true, Ordering::Relaxed);
            Instant::now()
        });
        assert_eq!(machine.run(u64::MAX), StopReason::Interrupted, "{tier:?}");
        let late = set.join().expect("the thread only waits").elapsed();
        assert!(
            late < Duration::from_secs(1),
            "{tier:?}: stopped after {late:?}"
        );
        // The report took the flag back.
        assert_eq!(machine.run(1_000), StopReason::Cycles, "{tier:?}");
    }
}

/// What one round of `ACCESSES` does: instruction, address, reads, writes.
const ROUND: [(u16, u16, bool, bool); 13] = [
    (0x0404, 0x0610, true, false),
    (0x0407, 0x0611, false, true),
    (0x040a, 0x0612, true, true),
    (0x040d, 0x0613, true, false),
    (0x0410, 0x0614, false, true),
    (0x0413, 0x0020, true, false),
    (0x0413, 0x0615, true, false),
    (0x0415, 0x0023, true, false),
    (0x0415, 0x0616, false, true),
    (0x0417, 0x0030, true, false),
    (0x0419, 0x0031, false, true),
    (0x041d, 0x01fc, false, true),
    (0x0423, 0x01fc, true, false),
];

/// Runs a watched machine and checks that it stops exactly where expected,
/// with all as it was before the access; not at all if nothing is expected.
fn stops_at_accesses(tier: Tier, warm: bool, access: Access, addr: u16, expected: &[(u16, bool)]) {
    let mut machine = accesses(tier);
    if warm {
        warm_up(tier, &mut machine, ORIGIN);
        machine.cpu_mut().pc = ORIGIN;
        machine.cpu_mut().sp = 0xfd;
    }
    let mut unwatched = accesses(Tier::Interpreter);
    unwatched.run(machine.cpu().cycles);
    *unwatched.cpu_mut() = *machine.cpu();
    for at in 0x0610..=0x0616 {
        unwatched.poke(at, machine.peek(at));
    }
    let id = machine.add_watch(addr..=addr, access);
    for &(pc, write) in expected.iter().cycle().take(4 * expected.len()) {
        let stop = machine.run(10_000);
        let place = format!("{tier:?}, warm {warm}, {access:?} of ${addr:04X}");
        let StopReason::Watchpoint(hit) = stop else {
            panic!("{place}: {stop:?}")
        };
        assert_eq!(machine.cpu().pc, pc, "{place}");
        let old = machine.peek(addr);
        assert_eq!(
            hit,
            WatchHit {
                id,
                addr,
                kind: match write {
                    true => AccessKind::Write,
                    false => AccessKind::Read,
                },
                old,
                new: hit.new
            },
            "{place}"
        );
        unwatched.run(machine.cpu().cycles - unwatched.cpu().cycles);
        assert_same(tier, &machine, &unwatched);
        // What the hit foretells is what then happens.
        machine.skip_stop_here();
        assert_eq!(machine.run(1), StopReason::Cycles, "{place}");
        let changes_twice = pc == 0x040a && !write;
        assert!(
            machine.peek(addr) == hit.new || changes_twice,
            "{place}: {hit:?}"
        );
    }
    machine.remove_watch(id);
    assert_eq!(machine.run(10_000), StopReason::Cycles, "{tier:?}");
}

#[test]
fn watchpoints_stop_before_exactly_the_watched_accesses() {
    const WAYS: [(Tier, bool); 4] = [
        (Tier::Interpreter, false),
        (Tier::Jit, false),
        (Tier::Jit, true),
        (Tier::Auto, true),
    ];
    let mut addresses: Vec<u16> = ROUND.iter().map(|row| row.1).collect();
    addresses.sort_unstable();
    addresses.dedup();
    for addr in addresses {
        let here = || ROUND.iter().filter(|row| row.1 == addr);
        let reads: Vec<_> = here()
            .filter(|row| row.2)
            .map(|row| (row.0, false))
            .collect();
        let writes: Vec<_> = here()
            .filter(|row| row.3)
            .map(|row| (row.0, true))
            .collect();
        // The first access of an instruction is the one that is reported.
        let both: Vec<_> = here().map(|row| (row.0, !row.2)).collect();
        for (tier, warm) in WAYS {
            for (access, expected) in [
                (Access::Read, &reads),
                (Access::Write, &writes),
                (Access::ReadWrite, &both),
            ] {
                stops_at_accesses(tier, warm, access, addr, expected);
            }
        }
    }
}

#[test]
fn watchpoints_do_not_stop_at_their_neighbours() {
    for tier in Tier::ALL {
        let mut machine = accesses(tier);
        for untouched in [0x060f, 0x0617, 0x01fa, 0x002f, 0x0032, 0x0403] {
            machine.add_watch(untouched..=untouched, Access::ReadWrite);
        }
        // Reads where only writes happen, and the other way round.
        machine.add_watch(0x0611..=0x0611, Access::Read);
        machine.add_watch(0x0610..=0x0610, Access::Write);
        machine.add_watch(0x0030..=0x0030, Access::Write);
        let mut expected = accesses(Tier::Interpreter);
        for _ in 0..20 {
            assert_eq!(machine.run(5_000), StopReason::Cycles, "{tier:?}");
            expected.run(5_000);
        }
        assert_same(tier, &machine, &expected);
    }
}

#[test]
fn devices_see_every_access_of_the_chip_in_order() {
    for tier in Tier::ALL {
        for warm in [false, true] {
            let mut machine = accesses(tier);
            if warm {
                warm_up(tier, &mut machine, ORIGIN);
            }
            let log = Log::default();
            machine.attach(0x0600..=0x06ff, Box::new(Witness::new(&log)));
            machine.cpu_mut().pc = ORIGIN;
            for round in 0..100_u8 {
                machine.set_breakpoint(0x0420);
                machine.skip_stop_here();
                assert_eq!(machine.run(10_000), StopReason::Breakpoint, "{tier:?}");
                // The chip reads before an indexed store, and writes what it
                // read before it writes the changed value.
                let read = |nth: u8| round.wrapping_mul(6).wrapping_add(nth);
                let expected = [
                    (0x0610, None),
                    (0x0611, Some(read(1))),
                    (0x0612, None),
                    (0x0612, Some(read(2))),
                    (0x0612, Some(read(3))),
                    (0x0613, None),
                    (0x0614, None),
                    (0x0614, Some(read(3))),
                    (0x0615, None),
                    (0x0616, None),
                    (0x0616, Some(read(5))),
                ];
                assert_eq!(
                    log.take_accesses(),
                    expected,
                    "{tier:?}, warm {warm}, round {round}"
                );
            }
        }
    }
}

#[test]
fn read_only_memory_ignores_the_program_but_not_the_user() {
    for tier in Tier::ALL {
        for warm in [false, true] {
            let mut machine = accesses(tier);
            if warm {
                warm_up(tier, &mut machine, ORIGIN);
            }
            machine.protect(6..=6);
            let before: Vec<u8> = (0x0600..0x0700).map(|addr| machine.peek(addr)).collect();
            assert_eq!(machine.run(50_000), StopReason::Cycles, "{tier:?}");
            let after: Vec<u8> = (0x0600..0x0700).map(|addr| machine.peek(addr)).collect();
            assert_eq!(after, before, "{tier:?}, warm {warm}");
            machine.poke(0x0611, 0x99);
            assert_eq!(machine.peek(0x0611), 0x99, "{tier:?}");
        }
    }
}

/// BBR1 $10,* reads 1, and 2 for nothing, and goes to itself, reads 3 and goes on; JMP * is a trap.
#[test]
fn an_instruction_that_asks_a_device_whether_to_repeat_itself_is_no_trap() {
    for tier in Tier::ALL {
        let mut machine = tier.machine_of(Model::Wdc65C02);
        place(&mut machine, ORIGIN, &[0x1f, 0x10, 0xfd, 0x4c, 0x03, 0x04]);
        let log = Log::default();
        machine.attach(0x10..=0x10, Box::new(Witness::new(&log)));
        machine.cpu_mut().pc = ORIGIN;
        assert_eq!(machine.run(100), StopReason::Trap, "{tier:?}");
        assert_eq!(machine.cpu().pc, ORIGIN + 3, "{tier:?}");
        let reads = log.take().into_iter().filter(|seen| seen.1.is_none());
        assert_eq!(reads.count(), 4, "{tier:?}");
    }
}
