//! What is noted of executions, where it is easily got wrong: the same on every tier, and next to nothing once all was
//! seen.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, invalidations, place};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::{InvalidationCause, Line, Machine, Noting, Playing, StopReason, Ways};

/// Both ways, one, none.
const BOTH: (bool, bool) = (true, true);
const TAKEN: (bool, bool) = (true, false);
const NOT_TAKEN: (bool, bool) = (false, true);
const NEITHER: (bool, bool) = (false, false);

fn noting(tier: Tier, program: &[u8]) -> Machine {
    let mut machine = tier.with(program);
    machine.set_coverage(Noting::On);
    machine
}

fn ways(machine: &Machine, addr: u16) -> (bool, bool) {
    let Ways { taken, not_taken } = machine.coverage().ways(addr);
    (taken, not_taken)
}

fn executed(machine: &Machine) -> Vec<u16> {
    machine.coverage().executed().collect()
}

/// ```text
/// 0400 LOOP INX; BNE $0404; INY       every 256th time
/// 0404      CPY #$20; BCS $040B
/// 0408      JMP LOOP
/// 040B DONE JMP DONE
/// ```
const RARE: [u8; 14] = [
    0xe8, 0xd0, 0x01, 0xc8, 0xc0, 0x20, 0xb0, 0x03, 0x4c, 0x00, 0x04, 0x4c, 0x0b, 0x04,
];
/// Cycles in which INY is not reached.
const SHORT: u64 = 200 * 13;

#[test]
fn what_happens_seldom_is_noted_when_it_does() {
    for tier in Tier::ALL {
        let mut machine = noting(tier, &RARE);
        machine.run(SHORT);
        assert!(!machine.coverage().is_executed(0x0403), "{tier:?}");
        assert_eq!(ways(&machine, 0x0401), TAKEN, "{tier:?}");
        assert_eq!(ways(&machine, 0x0406), NOT_TAKEN, "{tier:?}");
        assert_eq!(machine.run(SHORT), StopReason::Cycles, "{tier:?}");
        assert_eq!(ways(&machine, 0x0401), BOTH, "{tier:?}");
        assert_eq!(ways(&machine, 0x0406), NOT_TAKEN, "{tier:?}");
        assert_eq!(machine.run(1_000_000), StopReason::Trap, "{tier:?}");
        assert_eq!(ways(&machine, 0x0406), BOTH, "{tier:?}");
        let all = [0x400, 0x401, 0x403, 0x404, 0x406, 0x408, 0x40b];
        assert_eq!(executed(&machine), all, "{tier:?}");
        assert_eq!(machine.coverage().ranges(), [(0x400, 0x40d)], "{tier:?}");
        assert_eq!(machine.coverage().length(0x401), 2, "{tier:?}");
    }
}

#[test]
fn a_group_is_made_anew_once_a_new_way_is_gone_often_and_then_stays() {
    const ROUNDS: u64 = 256 * 9;
    // LOOP INX; BEQ LOOP; INY; JMP LOOP: every 256th time back to where the group is entered.
    let mut machine = noting(Tier::Jit, &[0xe8, 0xf0, 0xfd, 0xc8, 0x4c, 0x00, 0x04]);
    machine.run(ROUNDS * 10);
    assert_eq!(ways(&machine, 0x401), BOTH);
    assert_eq!(invalidations(&mut machine), [], "seldom is cheap");
    machine.run(ROUNDS * 10);
    let new_way = InvalidationCause::NewWay { pc: 0x401 };
    assert_eq!(invalidations(&mut machine), [new_way]);
    machine.run(ROUNDS);
    let before = machine.jit_stats().side_exits;
    machine.run(ROUNDS * 20);
    assert_eq!(machine.jit_stats().side_exits, before, "both are compiled");
    assert_eq!(invalidations(&mut machine), []);
}

#[test]
fn a_branch_to_what_follows_it_and_one_to_itself() {
    // CLC; BCS +0; SEC; BCS +0; BNE +0; BEQ -2
    let program = [0x18, 0xb0, 0x00, 0x38, 0xb0, 0x00, 0xd0, 0x00, 0xf0, 0xfe];
    for tier in Tier::ALL {
        let mut machine = noting(tier, &program);
        // Z and I are set.
        machine.cpu_mut().set_p(0x36);
        assert_eq!(machine.run(1_000), StopReason::Trap, "{tier:?}");
        let seen = [0x401, 0x404, 0x406, 0x408].map(|addr| ways(&machine, addr));
        assert_eq!(seen, [NOT_TAKEN, TAKEN, NOT_TAKEN, TAKEN], "{tier:?}");
    }
}

#[test]
fn code_that_changes_itself_has_the_sum_of_what_it_was() {
    // The first NOP becomes BEQ, and that NOP again.
    // 0400 NOP; NOP; LDA $0400; EOR #$1A; STA $0400; JMP $0400
    let program = [
        0xea, 0xea, 0xad, 0x00, 0x04, 0x49, 0x1a, 0x8d, 0x00, 0x04, 0x4c, 0x00, 0x04,
    ];
    let mut expected = None;
    for tier in Tier::ALL {
        let mut machine = noting(tier, &program);
        machine.run(5_000);
        // $F0 is BEQ, and its offset is the NOP behind it: $03EC, if it were taken.
        assert_eq!(ways(&machine, 0x400), NOT_TAKEN, "{tier:?}");
        assert_eq!(machine.coverage().length(0x400), 1, "{tier:?}");
        let seen = executed(&machine);
        assert_eq!(*expected.get_or_insert(seen.clone()), seen, "{tier:?}");
    }
}

#[test]
fn handlers_are_noted_and_so_is_a_jam() {
    // 0400 CLI; JMP $0401. The handler: 0500 INC $10; LDA $10; CMP #$02; BNE +1; JAM; RTI
    for tier in Tier::ALL {
        let mut machine = noting(tier, &[0x58, 0x4c, 0x04, 0x04, 0xea, 0x4c, 0x04, 0x04]);
        place(
            &mut machine,
            0x0500,
            &[0xe6, 0x10, 0xa5, 0x10, 0xc9, 0x02, 0xd0, 0x01, 0x02, 0x40],
        );
        place(&mut machine, 0xfffe, &[0x00, 0x05]);
        for cycle in [1_000, 3_000] {
            machine.set_line_at(cycle, Line::Irq, true);
            machine.set_line_at(cycle + 8, Line::Irq, false);
        }
        machine.run(2_000);
        assert_eq!(ways(&machine, 0x0506), TAKEN, "{tier:?}");
        assert!(!machine.coverage().is_executed(0x0508), "{tier:?}");
        assert!(machine.coverage().is_executed(0x0509), "{tier:?}");
        assert_eq!(machine.run(10_000), StopReason::Jam, "{tier:?}");
        assert_eq!(ways(&machine, 0x0506), BOTH, "{tier:?}");
        assert!(machine.coverage().is_executed(0x0508), "{tier:?}");
    }
}

#[test]
fn branches_on_bits_are_noted_in_page_0() {
    // 0400 LOOP INC $10; BBS7 $10,$0408; JMP LOOP; 0408 DONE JMP DONE
    let program = [
        0xe6, 0x10, 0xff, 0x10, 0x03, 0x4c, 0x00, 0x04, 0x4c, 0x08, 0x04,
    ];
    for tier in Tier::ALL {
        let mut machine = tier.machine_of(Model::Rockwell65C02);
        place(&mut machine, ORIGIN, &program);
        machine.cpu_mut().pc = ORIGIN;
        machine.set_coverage(Noting::On);
        machine.run(1_000);
        assert_eq!(ways(&machine, 0x402), NOT_TAKEN, "{tier:?}");
        assert_eq!(machine.run(100_000), StopReason::Trap, "{tier:?}");
        assert_eq!(ways(&machine, 0x402), BOTH, "{tier:?}");
    }
}

#[test]
fn it_begins_and_ends_and_is_forgotten() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&RARE);
        machine.run(SHORT);
        assert!(executed(&machine).is_empty(), "{tier:?}");
        machine.set_coverage(Noting::On);
        machine.run(SHORT);
        let seen = executed(&machine);
        assert!(seen.contains(&0x408), "{tier:?}");
        machine.clear_coverage();
        assert!(executed(&machine).is_empty(), "{tier:?}");
        machine.run(100);
        assert!(machine.coverage().is_executed(0x400), "{tier:?}");
        machine.set_coverage(Noting::Off);
        let seen = executed(&machine);
        assert_eq!(machine.run(1_000_000), StopReason::Trap, "{tier:?}");
        assert_eq!(executed(&machine), seen, "{tier:?}");
        assert_eq!(ways(&machine, 0x406), NOT_TAKEN, "{tier:?}");
    }
}

#[test]
fn time_turned_back_takes_nothing_back_and_adds_nothing() {
    for tier in Tier::ALL {
        let mut machine = tier.with(&RARE);
        let beginning = machine.checkpoint();
        machine.run(SHORT * 2);
        machine.set_coverage(Noting::On);
        machine.cpu_mut().pc = 0x0408;
        machine.run(3);
        assert_eq!(executed(&machine), [0x408], "{tier:?}");
        machine
            .restore(&beginning)
            .expect("nothing else was changed");
        assert_eq!(executed(&machine), [0x408], "{tier:?}");
        // What ran before anything was noted runs again.
        machine.set_playing(Playing::Again);
        machine.run(SHORT * 2);
        assert_eq!(executed(&machine), [0x408], "{tier:?}");
        assert_eq!(ways(&machine, 0x401), NEITHER, "{tier:?}");
        machine.set_playing(Playing::Forward);
        machine.run(SHORT * 2);
        assert_eq!(ways(&machine, 0x401), BOTH, "{tier:?}");
    }
}
