//! How groups are cut: where they are entered, where returns lead; and what they may
//! take for plain memory.

#[path = "common/mod.rs"]
mod common;

use common::{ORIGIN, Tier, assert_same};
use jumppad_tiers::{BlockEnd, Edge, EdgeKind, EventKind, Machine};

/// ```text
/// 0400  OUTER   LDX #$05
/// 0402  INNER   JSR LEAF
/// 0405          DEX
/// 0406          BNE INNER
/// 0408          INC $F0
/// 040A          JMP OUTER
/// 040D  LEAF    LDY #$03
/// 040F  COUNT   DEY
/// 0410          BNE COUNT
/// 0412          RTS
/// ```
const NESTED: &[u8] = &[
    0xa2, 0x05, 0x20, 0x0d, 0x04, 0xca, 0xd0, 0xfa, 0xe6, 0xf0, 0x4c, 0x00, 0x04, 0xa0, 0x03, 0x88,
    0xd0, 0xfd, 0x60,
];

/// Run until nothing more is compiled.
fn run_in(program: &[u8]) -> Machine {
    let mut machine = Tier::Jit.with(program);
    machine.run(1_000_000);
    machine
}

/// The program is in the same state after the same cycles in every tier.
fn runs_alike(program: &[u8]) {
    const ROUNDS: [u64; 40] = [50_021; 40];
    let mut expected = Tier::Interpreter.with(program);
    for cycles in ROUNDS {
        expected.run(cycles);
    }
    assert_ne!(expected.peek(0xf0), 0, "it does something");
    for tier in Tier::COMPILING {
        let mut machine = tier.with(program);
        for cycles in ROUNDS {
            machine.run(cycles);
        }
        assert_same(tier, &machine, &expected);
    }
}

#[test]
fn the_outermost_loop_is_entered_at_its_head_alone() {
    let machine = run_in(NESTED);
    let groups = machine.groups();
    let whole = groups.iter().find(|group| group.entry == ORIGIN);
    let whole = whole.expect("there is a group for the outermost loop");
    assert_eq!(whole.entry_points, [ORIGIN]);
    assert_eq!(whole.instructions, 10);
    // The way from where execution was to that head never leads past it.
    for landing in groups.iter().filter(|group| group.entry != ORIGIN) {
        let shape = machine.group_shape(landing.entry).expect("it is in use");
        if shape.id == landing.id {
            assert!(shape.blocks.iter().all(|block| block.start != ORIGIN));
        }
    }
}

#[test]
fn a_return_leads_behind_the_call() {
    let machine = run_in(NESTED);
    let shape = machine.group_shape(ORIGIN).expect("it is in use");
    let leaf = shape.blocks.iter().find(|block| block.start == 0x0412);
    let behind = Edge {
        to: 0x0405,
        kind: EdgeKind::Inside,
    };
    assert_eq!(
        leaf.map(|block| &block.end),
        Some(&BlockEnd::Computed(vec![behind]))
    );
}

#[test]
fn a_return_that_leads_elsewhere_is_noticed() {
    // Every other time the subroutine drops its return address and goes back to
    // the loop's head by itself.
    //
    // 0400 LOOP JSR SUB; INC $F0; JMP LOOP
    // 0408 SUB  INC $F1; LDA $F1; LSR A; BCC EVEN; RTS
    // 0410 EVEN PLA; PLA; LDA #$03; PHA; LDA #$FF; PHA; RTS
    let program = [
        0x20, 0x08, 0x04, 0xe6, 0xf0, 0x4c, 0x00, 0x04, 0xe6, 0xf1, 0xa5, 0xf1, 0x4a, 0x90, 0x01,
        0x60, 0x68, 0x68, 0xa9, 0x03, 0x48, 0xa9, 0xff, 0x48, 0x60,
    ];
    runs_alike(&program);
}

#[test]
fn a_subroutine_that_calls_itself_is_entered_at_its_start() {
    // 0400 LOOP LDA #$06; JSR DOWN; JMP LOOP
    // 0408 DOWN SEC; SBC #$01; BEQ DONE; PHA; JSR DOWN; PLA; JSR DONE
    // 0415 DONE RTS
    let program = [
        0xa9, 0x06, 0x20, 0x08, 0x04, 0x4c, 0x00, 0x04, 0x38, 0xe9, 0x01, 0xf0, 0x08, 0x48, 0x20,
        0x08, 0x04, 0x68, 0x20, 0x15, 0x04, 0x60,
    ];
    let mut expected = Tier::Interpreter.with(&program);
    expected.run(1_000_000);
    let machine = run_in(&program);
    assert_same(Tier::Jit, &machine, &expected);
    let groups = machine.groups();
    assert!(
        groups.iter().any(|group| group.entry_points == [ORIGIN]),
        "{groups:?}"
    );
}

#[test]
fn a_jump_whose_operand_the_region_stores_to_is_indirect_from_the_start() {
    // 0400 LOOP  LDA #<FIRST; JSR CALL; LDA #<SECOND; JSR CALL; JMP LOOP
    // 040D CALL  STA VECTOR+1
    // 0410 VECTOR JMP $0400
    // 0413 FIRST INC $F0; RTS
    // 0416 SECOND INC $F1; RTS
    let program = [
        0xa9, 0x13, 0x20, 0x0d, 0x04, 0xa9, 0x16, 0x20, 0x0d, 0x04, 0x4c, 0x00, 0x04, 0x8d, 0x11,
        0x04, 0x4c, 0x00, 0x04, 0xe6, 0xf0, 0x60, 0xe6, 0xf1, 0x60,
    ];
    let mut machine = run_in(&program);
    let events = machine.drain_events();
    let dynamic = |kind: &EventKind| matches!(kind, EventKind::OperandMadeDynamic { pc: 0x0410 });
    assert!(events.iter().any(|event| dynamic(&event.kind)));
    let stored = |kind: &EventKind| format!("{kind}").contains("store $0411");
    assert!(!events.iter().any(|event| stored(&event.kind)));
    runs_alike(&program);
}

/// A crossing takes the high byte of such an address from what is stored: page 0
/// here, which code keeps in registers.
#[test]
fn a_store_whose_page_is_what_it_stores() {
    // LOOP INX; LDY #$10; INC $08; SHX $20F8,Y; LDA $08; JMP LOOP
    let program = [
        0xe8, 0xa0, 0x10, 0xe6, 0x08, 0x9e, 0xf8, 0x20, 0xa5, 0x08, 0x4c, 0x00, 0x04,
    ];
    let mut expected = Tier::Interpreter.with(&program);
    expected.run(20_000);
    // X & $21 is 0 now and then.
    assert_ne!(expected.peek(0x08), expected.cpu().x);
    for tier in Tier::COMPILING {
        let mut machine = tier.with(&program);
        machine.run(20_000);
        assert_same(tier, &machine, &expected);
    }
}
