//! The control commands on small programs, in the interpreter; the golden sessions repeat them on all tiers.

mod arrivals;
mod frames;
mod interrupts;
mod lines;
mod reverse;

use crate::report::Report;
use crate::session::Session;
use crate::testing::Silent;
use jumppad_engine::answer::Why;

use jumppad_tiers::{Config, JitMode};

use crate::error::CommandError;
use jumppad_engine::program::load::{Program, Segment};

/// A session on code at $0600, interpreted.
pub(super) fn session(code: &[u8]) -> Session<'static> {
    session_on(
        code,
        Config {
            jit: JitMode::Off,
            ..Config::default()
        },
    )
}

/// A session on code at $0600.
pub(super) fn session_on(code: &[u8], config: Config) -> Session<'static> {
    let program = Program {
        name: "test".to_owned(),
        segments: vec![Segment {
            start: 0x600,
            bytes: code.to_vec(),
        }],
        entry: 0x600,
        ..Program::default()
    };
    Session::new(config, None, program, Box::new(Silent))
}

/// Runs commands; the reason and PC of the last one's stop.
pub(super) fn stop(session: &mut Session<'_>, lines: &[&str]) -> (Why, u16) {
    let mut last = Report::Done;
    for line in lines {
        last = session
            .execute(line)
            .unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    match last {
        Report::Stop(stop) => (stop.why, stop.registers.cpu.pc),
        other => panic!("{other:?} is no stop"),
    }
}

#[test]
fn next_over_a_recursive_call_ends_in_the_same_frame() {
    // 0600 LDX #3; JSR $0608; JMP $0605 / 0608 DEX; BEQ +3; JSR $0608; RTS
    let code = [
        0xA2, 3, 0x20, 0x08, 0x06, 0x4C, 0x05, 0x06, 0xCA, 0xF0, 3, 0x20, 0x08, 0x06, 0x60,
    ];
    let mut session = session(&code);
    let at = stop(&mut session, &["s 2", "s 2", "n"]);
    // The inner calls return to $060E too, deeper in the stack.
    assert_eq!(at, (Why::Returned, 0x60E));
    assert_eq!(session.debugger.machine.cpu().sp, 0xFB);
    assert_eq!(stop(&mut session, &["finish"]), (Why::Returned, 0x605));
}

#[test]
fn next_survives_parameters_after_the_call() {
    // 0600 JSR $0606; two bytes; NOP / 0606 PLA; CLC; ADC #2; PHA; RTS
    let code = [
        0x20, 0x06, 0x06, 0x12, 0x34, 0xEA, 0x68, 0x18, 0x69, 2, 0x48, 0x60,
    ];
    assert_eq!(stop(&mut session(&code), &["n"]), (Why::Returned, 0x605));
}

#[test]
fn next_survives_a_jump_by_rts_inside_the_callee() {
    // 0600 JSR $0604; NOP / 0604 LDA #6; PHA; LDA #$0A; PHA; RTS / 060B NOP; RTS
    let code = [
        0x20, 0x04, 0x06, 0xEA, 0xA9, 6, 0x48, 0xA9, 0x0A, 0x48, 0x60, 0xEA, 0x60,
    ];
    let mut session = session(&code);
    assert_eq!(stop(&mut session, &["n"]), (Why::Returned, 0x603));
}

#[test]
fn next_ends_when_the_callee_drops_its_return_address() {
    // 0600 JSR $0604; NOP / 0604 JSR $0608; NOP / 0608 PLA; PLA; RTS
    let code = [
        0x20, 0x04, 0x06, 0xEA, 0x20, 0x08, 0x06, 0xEA, 0x68, 0x68, 0x60,
    ];
    let at = stop(&mut session(&code), &["s", "n"]);
    assert_eq!(at, (Why::Unwound { expected: 0x607 }, 0x603));
}

#[test]
fn a_long_call_returns_at_full_speed_and_says_what_it_waits_for() {
    // 0600 JSR $0604; NOP / 0604 LDX #0; LDY #0; DEY; BNE -3; DEX; BNE -6; RTS
    let code = [
        0x20, 0x04, 0x06, 0xEA, 0xA2, 0, 0xA0, 0, 0x88, 0xD0, 0xFD, 0xCA, 0xD0, 0xFA, 0x60,
    ];
    let (why, _) = stop(&mut session(&code), &["n --cycles 300000"]);
    assert!(matches!(why, Why::Cycles { waiting: Some(text), .. } if text.contains("$0603")));
    assert_eq!(stop(&mut session(&code), &["n"]), (Why::Returned, 0x603));
}

#[test]
fn breakpoints_stop_next_once_and_only_where_they_hold() {
    // 0600 LDX #0; INX; BNE -3; JMP $0605
    let code = [0xA2, 0, 0xE8, 0xD0, 0xFD, 0x4C, 0x05, 0x06];
    let mut session = session(&code);
    let at = stop(&mut session, &["b 602 if x == 5", "c"]);
    assert_eq!(at, (Why::Breakpoint { id: 1 }, 0x602));
    assert_eq!(session.debugger.machine.cpu().x, 5);
    assert_eq!(stop(&mut session, &["c"]), (Why::Trap, 0x605));
    assert_eq!(session.debugger.breakpoints.get(1).unwrap().hits, 1);
    let at = stop(&mut session, &["del", "tb 602", "run"]);
    assert_eq!(at, (Why::Breakpoint { id: 2 }, 0x602));
    assert_eq!(stop(&mut session, &["c"]), (Why::Trap, 0x605));
    assert_eq!(stop(&mut session, &["b 602", "ignore 3 7", "run"]).1, 0x602);
    assert_eq!(session.debugger.machine.cpu().x, 7);
}

#[test]
fn until_the_address_one_stands_on_goes_round() {
    let code = [0xA2, 0, 0xE8, 0xD0, 0xFD, 0x4C, 0x05, 0x06];
    let mut session = session(&code);
    stop(&mut session, &["until 602"]);
    assert_eq!(stop(&mut session, &["until 602"]), (Why::Until, 0x602));
    assert_eq!(session.debugger.machine.cpu().x, 1);
}

#[test]
fn a_watchpoint_on_the_instruction_under_a_breakpoint_still_stops() {
    // 0600 LDA #1; STA $0200; NOP
    let code = [0xA9, 1, 0x8D, 0x00, 0x02, 0xEA];
    let mut session = session(&code);
    let at = stop(&mut session, &["watch 200", "b 602", "c"]);
    assert_eq!(at, (Why::Breakpoint { id: 2 }, 0x602));
    let (why, pc) = stop(&mut session, &["c"]);
    assert!(matches!(
        why,
        Why::Watchpoint {
            id: 1,
            old: 0,
            new: 1,
            ..
        }
    ));
    assert_eq!((pc, session.debugger.machine.peek(0x200)), (0x602, 0));
    assert_eq!(stop(&mut session, &["s"]), (Why::Step, 0x605));
    assert_eq!(session.debugger.machine.peek(0x200), 1);
}

#[test]
fn stepping_onto_a_watched_store_does_not_hide_it() {
    let code = [0xA9, 1, 0x8D, 0x00, 0x02, 0xEA];
    let mut session = session(&code);
    stop(&mut session, &["watch 200 if value == 1", "s"]);
    let (why, _) = stop(&mut session, &["c"]);
    assert!(matches!(why, Why::Watchpoint { write: true, .. }));
}

#[test]
fn an_interrupt_stops_every_command() {
    // 0600 JSR $0603 / 0603 JMP $0606; JMP $0603
    let code = [0x20, 0x03, 0x06, 0x4C, 0x06, 0x06, 0x4C, 0x03, 0x06];
    for line in [
        "c",
        "s 100000000",
        "until 700",
        "until",
        "n 100000000",
        "finish",
    ] {
        let mut session = session(&code);
        stop(&mut session, &["s"]);
        session
            .debugger
            .interrupt
            .store(true, std::sync::atomic::Ordering::SeqCst);
        let (why, _) = stop(&mut session, &[line]);
        assert!(matches!(why, Why::Interrupted { .. }), "{line}: {why:?}");
        assert!(!session.debugger.take_interrupt());
    }
}

#[test]
fn a_condition_that_fails_is_a_stop_with_its_reason() {
    let code = [0xEA, 0xEA, 0x4C, 0x02, 0x06];
    let (why, pc) = stop(&mut session(&code), &["b 601 if 1 / x", "c"]);
    assert!(matches!(why, Why::BadCondition { id: 1, .. }));
    assert_eq!(pc, 0x601);
}

#[test]
fn a_watchpoint_whose_condition_fails_can_be_left() {
    // STA $0200; STA $0201; JMP *
    let code = [0x8D, 0x00, 0x02, 0x8D, 0x01, 0x02, 0x4C, 0x06, 0x06];
    let mut session = session(&code);
    let (why, pc) = stop(&mut session, &["w 200..201 if 1 / x", "c"]);
    assert!(matches!(why, Why::BadCondition { id: 1, .. }));
    assert_eq!(pc, 0x600);
    let (why, pc) = stop(&mut session, &["c"]);
    assert!(matches!(why, Why::BadCondition { id: 1, .. }));
    assert_eq!(pc, 0x603);
    assert_eq!(stop(&mut session, &["c"]).1, 0x606);
}

#[test]
fn a_reset_goes_by_the_vector_that_the_program_brings() {
    let program = Program {
        segments: vec![Segment {
            start: 0xff00,
            bytes: [&[0xea; 0xfc][..], &[0x10, 0xff, 0, 0]].concat(),
        }],
        entry: 0xff00,
        ..Program::default()
    };
    let mut session = session(&[]);
    session.debugger.insert(program);
    for line in ["reset", "reset hard"] {
        session.execute(line).unwrap();
        assert_eq!(session.debugger.machine.cpu().pc, 0xff10, "{line}");
    }
    // `run` starts at the entry that was asked for.
    session.debugger.restart();
    assert_eq!(session.debugger.machine.cpu().pc, 0xff00);
}
