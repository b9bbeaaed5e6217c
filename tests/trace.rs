//! Recording, instruction by instruction: what a record says, what ends a
//! recording, and that it is where a run would be. That recording equals running
//! whatever the program is what the random programs of `tier_equality` test.

#[path = "common/mod.rs"]
mod common;

use std::sync::atomic::Ordering;

use common::witness::{Log, Witness};
use common::{ORIGIN, Tier, assert_same, place, warm_up};
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Accessed, Record, RecordKind, Ring};
use jumppad_tiers::{Access, AccessKind, Line, Machine, StopReason};

/// Accesses of all kinds, for ever.
///
/// ```text
/// 0400  LOOP    LDA #$41
/// 0402          STA ($20),Y
/// 0404          INC $30
/// 0406          PHA
/// 0407          JSR SUB
/// 040A          PLA
/// 040B          ASL A
/// 040C          JMP LOOP
/// 040F  SUB     LDX $0610
/// 0412          RTS
/// ```
const ACCESSES: &[u8] = &[
    0xa9, 0x41, 0x91, 0x20, 0xe6, 0x30, 0x48, 0x20, 0x0f, 0x04, 0x68, 0x0a, 0x4c, 0x00, 0x04, 0xae,
    0x10, 0x06, 0x60,
];

fn accesses(tier: Tier) -> Machine {
    let mut machine = tier.with(ACCESSES);
    place(&mut machine, 0x20, &[0x00, 0x06]);
    place(&mut machine, 0x0605, &[0x07]);
    place(&mut machine, 0x0610, &[0x99]);
    machine.cpu_mut().y = 5;
    machine
}

fn read(addr: u16, value: u8) -> Option<Accessed> {
    Some(Accessed {
        addr,
        value,
        old: value,
        kind: AccessKind::Read,
    })
}

fn write(addr: u16, old: u8, value: u8) -> Option<Accessed> {
    Some(Accessed {
        addr,
        value,
        old,
        kind: AccessKind::Write,
    })
}

/// Address, cycles and access of each record.
fn told(ring: &Ring) -> Vec<(u16, u32, Option<Accessed>)> {
    let tell = |record: Record| (record.pc(), record.took(), record.access());
    ring.iter().map(tell).collect()
}

#[test]
fn a_record_is_what_the_instruction_met_and_did() {
    for tier in Tier::ALL {
        let mut machine = accesses(tier);
        let mut ring = Ring::new(100);
        let recorded = machine.record(u64::MAX, 10, &mut ring);
        assert_eq!((recorded.records, recorded.stop), (10, None), "{tier:?}");
        assert_eq!(
            told(&ring),
            [
                (0x400, 2, None),
                (0x402, 6, write(0x605, 0x07, 0x41)),
                (0x404, 5, write(0x30, 0, 1)),
                (0x406, 3, write(0x1fd, 0, 0x41)),
                (0x407, 6, None),
                (0x40f, 4, read(0x610, 0x99)),
                (0x412, 6, None),
                (0x40a, 4, read(0x1fd, 0x41)),
                (0x40b, 2, None),
                (0x40c, 3, None),
            ],
            "{tier:?}"
        );
        let third = ring.iter().nth(2).expect("it is there");
        assert_eq!(third.instruction(), [0xe6, 0x30, 0x48]);
        // Registers and cycles are those before it: LDA and STA are done.
        assert_eq!(third.registers(), [0x41, 0, 5, 0xfd, 0x24]);
        assert_eq!((third.index(), third.cycles()), (2, 8));
        assert_eq!(third.kind(), RecordKind::Instruction);
    }
}

#[test]
fn a_recording_ends_where_a_run_ends() {
    for tier in Tier::ALL {
        let mut ran = accesses(tier);
        warm_up(tier, &mut ran, 0x400);
        let mut recorded = accesses(Tier::Interpreter);
        let mut ring = Ring::new(100);
        let budget = ran.cpu().cycles;
        let first = recorded.record(budget, u64::MAX, &mut ring);
        assert_eq!(first.stop, Some(StopReason::Cycles), "{tier:?}");
        assert_same(tier, &recorded, &ran);
        // And goes on from there, by so many instructions as one asks for.
        let second = recorded.record(u64::MAX, 1000, &mut ring);
        assert_eq!((second.records, second.stop), (1000, None));
        let cycles = recorded.cpu().cycles - ran.cpu().cycles;
        assert_eq!(ran.run(cycles), StopReason::Cycles);
        assert_same(tier, &recorded, &ran);
        assert_eq!(ring.pushed(), first.records + 1000);
        assert_eq!(ring.len(), 100);
    }
}

#[test]
fn nothing_asked_for_is_nothing_done() {
    let mut machine = accesses(Tier::Jit);
    let mut ring = Ring::new(10);
    let before = *machine.cpu();
    let none = machine.record(u64::MAX, 0, &mut ring);
    assert_eq!((none.records, none.stop), (0, None));
    let none = machine.record(0, 5, &mut ring);
    assert_eq!((none.records, none.stop), (0, Some(StopReason::Cycles)));
    assert_eq!(*machine.cpu(), before);
    assert!(ring.is_empty());
}

#[test]
fn stops_are_those_of_a_run() {
    let mut machine = accesses(Tier::Jit);
    machine.set_breakpoint(0x406);
    let watch = machine.add_watch(0x610..=0x610, Access::Read);
    let mut ring = Ring::new(10);
    let stopped = machine.record(u64::MAX, 1000, &mut ring);
    assert_eq!(
        (stopped.records, stopped.stop),
        (3, Some(StopReason::Breakpoint))
    );
    machine.skip_stop_here();
    let stopped = machine.record(u64::MAX, 1000, &mut ring);
    assert!(
        matches!(stopped.stop, Some(StopReason::Watchpoint(hit)) if hit.addr == 0x610),
        "{stopped:?}"
    );
    assert_eq!((stopped.records, machine.cpu().pc), (2, 0x40f));
    machine.remove_watch(watch);
    machine.interrupt_flag().store(true, Ordering::Relaxed);
    let stopped = machine.record(u64::MAX, 1000, &mut ring);
    assert_eq!(
        (stopped.records, stopped.stop),
        (0, Some(StopReason::Interrupted))
    );
    // A trap is not executed.
    place(&mut machine, 0x700, &[0xea, 0x4c, 0x01, 0x07]);
    machine.cpu_mut().pc = 0x700;
    let stopped = machine.record(u64::MAX, 1000, &mut ring);
    assert_eq!((stopped.records, stopped.stop), (1, Some(StopReason::Trap)));
}

#[test]
fn an_interrupt_is_a_record_of_its_own() {
    for (line, kind, vector) in [
        (Line::Irq, RecordKind::Irq, 0xfffe),
        (Line::Nmi, RecordKind::Nmi, 0xfffa),
    ] {
        let mut machine = accesses(Tier::Jit);
        place(&mut machine, vector, &[0x00, 0x05]);
        place(&mut machine, 0x500, &[0x40]);
        machine.cpu_mut().set_p(0);
        let now = machine.cpu().cycles;
        machine.set_line_at(now + 4, line, true);
        machine.set_line_at(now + 16, line, false);
        let mut ring = Ring::new(10);
        let recorded = machine.record(u64::MAX, 5, &mut ring);
        assert_eq!((recorded.records, recorded.stop), (5, None));
        let seen: Vec<_> = ring.iter().map(|r| (r.pc(), r.kind(), r.took())).collect();
        let instruction = RecordKind::Instruction;
        assert_eq!(
            seen,
            [
                (0x400, instruction, 2),
                (0x402, instruction, 6),
                (0x404, kind, 7),
                (0x500, instruction, 6),
                (0x404, instruction, 5),
            ]
        );
        assert_eq!(ring.iter().nth(2).and_then(|record| record.access()), None);
    }
}

#[test]
fn a_wait_for_an_interrupt_is_one_record() {
    let mut machine = Tier::Interpreter.machine_of(Model::Wdc65C02);
    // WAI, then NOP; an IRQ that is masked only wakes it.
    place(&mut machine, ORIGIN, &[0xcb, 0xea]);
    machine.cpu_mut().pc = ORIGIN;
    let now = machine.cpu().cycles;
    machine.set_line_at(now + 1000, Line::Irq, true);
    let mut ring = Ring::new(10);
    // However it is cut into pieces.
    let cut = machine.record(300, 2, &mut ring);
    assert_eq!((cut.records, cut.stop), (1, Some(StopReason::Cycles)));
    let rest = machine.record(u64::MAX, 1, &mut ring);
    assert_eq!((rest.records, rest.stop), (1, None));
    let seen = told(&ring);
    assert_eq!(seen, [(0x400, 1003, None), (0x401, 2, None)]);
}

#[test]
fn devices_are_accessed_once_and_their_answers_kept() {
    let log = Log::default();
    let mut machine = accesses(Tier::Jit);
    machine.attach(0x0600..=0x06ff, Box::new(Witness::new(&log)));
    let mut ring = Ring::new(10);
    machine.record(u64::MAX, 6, &mut ring);
    let seen = told(&ring);
    // The store reads in vain first, as the chip does; the second answer shows.
    assert_eq!(seen[1], (0x402, 6, write(0x605, 2, 0x41)));
    assert_eq!(seen[5], (0x40f, 4, read(0x610, 2)));
    let expected = [(0x605, None), (0x605, Some(0x41)), (0x610, None)];
    assert_eq!(log.take_accesses(), expected);
}

#[test]
fn code_that_was_compiled_is_recorded_and_its_changes_tell() {
    for tier in Tier::ALL {
        let mut machine = accesses(tier);
        warm_up(tier, &mut machine, 0x400);
        machine.cpu_mut().pc = 0x400;
        machine.cpu_mut().y = 1;
        place(&mut machine, 0x20, &[0x00, 0x04]);
        machine.drain_events();
        // STA ($20),Y changes the operand of LDA #$41.
        place(&mut machine, 0x401, &[0x42]);
        let mut ring = Ring::new(10);
        machine.record(u64::MAX, 2, &mut ring);
        let last = ring.last().expect("it is there");
        assert_eq!(last.access(), write(0x401, 0x42, 0x42));
        machine.cpu_mut().pc = 0x402;
        machine.cpu_mut().a = 0x43;
        machine.record(u64::MAX, 1, &mut ring);
        assert_eq!(machine.peek(0x401), 0x43);
        machine.cpu_mut().pc = 0x400;
        machine.run(1);
        assert_eq!(machine.cpu().a, 0x43, "{tier:?}");
    }
}
