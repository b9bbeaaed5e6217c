//! What stands where the guest comes to rest is told there, once, whatever made it rest.

use super::*;
use crate::report::Report;
use crate::session::Session;
use jumppad_engine::answer::Why;
use jumppad_engine::breakpoints::Breakpoint;

/// 0600 INX; INY; NOP; JMP $0600
const LOOP: [u8; 6] = [0xE8, 0xC8, 0xEA, 0x4C, 0x00, 0x06];

fn hits(session: &Session<'_>) -> Vec<u64> {
    session
        .debugger
        .breakpoints
        .iter()
        .map(|b| b.hits)
        .collect()
}

/// How often the code at $0601 of [`LOOP`] was executed.
fn rounds(session: &Session<'_>) -> u64 {
    session.debugger.machine.cpu().y.into()
}

fn is_one(why: &Why) -> bool {
    matches!(why, Why::Breakpoint { id: 1 } | Why::Catch { id: 1, .. })
}

#[test]
fn no_budget_hides_a_breakpoint() {
    for budget in 1..30 {
        let mut session = session(&LOOP);
        session.execute("break 601").unwrap();
        for _ in 0..40 {
            let (why, pc) = stop(&mut session, &[&format!("continue --cycles {budget}")]);
            assert_eq!(is_one(&why), pc == 0x601, "{budget}: {why:?}");
        }
        let is_there = u64::from(session.debugger.machine.cpu().pc == 0x601);
        assert_eq!(hits(&session), [rounds(&session) + is_there], "{budget}");
    }
}

#[test]
fn a_step_onto_what_stops_tells_it_and_acts() {
    for set in [
        "break 601 do { > 10 1 }",
        "catch opcode c8 do { > 10 1 }",
        "tbreak 601 do { > 10 1 }",
    ] {
        let mut session = session(&LOOP);
        session.execute(set).unwrap();
        let answer = session.execute("step").unwrap();
        assert!(matches!(answer, Report::Done), "{set}: its commands ran");
        assert_eq!(session.debugger.machine.peek(0x10), 1, "{set}");
        let resting = session.debugger.last_stop.as_ref().unwrap();
        assert!(is_one(&resting.why), "{set}: {:?}", resting.why);
        assert_eq!(resting.pc, 0x601);
        session.execute("> 10 0").unwrap();
        assert_eq!(stop(&mut session, &["step"]), (Why::Step, 0x602), "{set}");
        assert_eq!(session.debugger.machine.peek(0x10), 0, "{set}");
    }
}

#[test]
fn a_trace_tells_where_a_step_ends() {
    let mut session = session(&LOOP);
    session.execute("trace 601 do { > 10 1 }").unwrap();
    assert_eq!(stop(&mut session, &["step"]), (Why::Step, 0x601));
    assert_eq!(
        (hits(&session), session.debugger.machine.peek(0x10)),
        (vec![1], 1)
    );
    stop(&mut session, &["step", "step 3"]);
    assert_eq!(hits(&session), [2]);
}

#[test]
fn counts_conditions_and_lives_are_those_of_any_hit() {
    let mut session = session(&LOOP);
    session.execute("break 601 skip 1 if x != 3").unwrap();
    let (why, _) = stop(&mut session, &["step"]);
    assert_eq!((why, hits(&session)), (Why::Step, vec![1]));
    let (why, pc) = stop(&mut session, &["step 4"]);
    assert_eq!(
        (why, pc, hits(&session)),
        (Why::Breakpoint { id: 1 }, 0x601, vec![2])
    );
    let (why, pc) = stop(&mut session, &["step 4"]);
    assert_eq!((why, pc, hits(&session)), (Why::Step, 0x601, vec![2]));
    let evaluations = |b: &Breakpoint| session.debugger.breakpoint_view(b).evaluations;
    assert_eq!(
        evaluations(session.debugger.breakpoints.get(1).unwrap()),
        Some(3)
    );
}

#[test]
fn every_way_to_rest_judges() {
    // 0600 JSR $0606; NOP; NOP; NOP / 0606 LDX #2; DEX; BNE $0608; RTS
    let code = [
        0x20, 0x06, 0x06, 0xEA, 0xEA, 0xEA, 0xA2, 2, 0xCA, 0xD0, 0xFD, 0x60,
    ];
    for (lines, pc) in [
        (&["b 603", "next"][..], 0x603),
        (&["b 603", "step", "finish"], 0x603),
        (&["b 60b", "step 3", "until"], 0x60B),
        (&["b 606", "until 606"], 0x606),
        (&["b 606", "trace record 1"], 0x606),
        (&["step 3", "b 606", "rstep 2"], 0x606),
        (&["step 2", "b 600", "rfinish"], 0x600),
        (&["until 603", "b 600", "rnext"], 0x600),
        // Where nothing has been told yet.
        (&["b 600", "continue --cycles 0"], 0x600),
        (&["b 600", "until 600"], 0x600),
        (&["b 606", "next --cycles 6"], 0x606),
    ] {
        let mut session = session(&code);
        let mut at = (Why::Step, 0);
        for line in lines {
            let report = session
                .execute(line)
                .unwrap_or_else(|e| panic!("{line}: {e}"));
            if let Report::Stop(stop) = report {
                at = (stop.why, stop.registers.cpu.pc);
            }
        }
        assert_eq!(at, (Why::Breakpoint { id: 1 }, pc), "{lines:?}");
        let (why, there) = stop(&mut session, &["step"]);
        assert!(
            why == Why::Step && there != pc,
            "{lines:?}: {why:?} {there:04x}"
        );
    }
}

#[test]
fn a_limit_at_the_address_that_is_waited_for_is_no_end_before_it() {
    let mut session = session(&LOOP);
    assert_eq!(
        stop(&mut session, &["until 601 --cycles 2"]),
        (Why::Until, 0x601)
    );
    let (why, _) = stop(&mut session, &["until 601 --cycles 0"]);
    assert!(matches!(why, Why::Cycles { .. }), "{why:?}");
    let (why, _) = stop(&mut session, &["until 600 --cycles 3"]);
    assert!(matches!(why, Why::Cycles { .. }), "{why:?}");
}

#[test]
fn ctrl_c_in_front_of_a_breakpoint_hides_neither() {
    use std::sync::atomic::Ordering;
    let mut session = session(&LOOP);
    session.execute("break 600 do { continue }").unwrap();
    session.debugger.interrupt.store(true, Ordering::SeqCst);
    let error = session
        .execute("continue")
        .expect_err("its command is not begun");
    assert!(matches!(error, CommandError::Interrupted), "{error}");
    assert_eq!((hits(&session), rounds(&session)), (vec![1], 0));
    assert!(!session.debugger.take_interrupt());
    let at = stop(&mut session, &["commands 1", "end", "continue"]);
    assert_eq!((at.0, hits(&session)), (Why::Breakpoint { id: 1 }, vec![2]));
    assert_eq!(rounds(&session), 1);
}

#[test]
fn an_interrupt_that_comes_first_leaves_it_to_be_told() {
    // 0600 INX; INY; NOP; JMP $0600 / 0800 RTI
    let mut session = session(&LOOP);
    for line in ["> 800 40", "> fffa 00 08", "break 800"] {
        session.execute(line).unwrap();
    }
    stop(&mut session, &["step 2"]);
    // The interrupt comes before the instruction that one steps onto.
    session.execute("nmi assert at cycles+0").unwrap();
    session.execute("break 603").unwrap();
    let at = stop(&mut session, &["step", "step"]);
    assert_eq!(
        (at.0, hits(&session)),
        (Why::Breakpoint { id: 1 }, vec![1, 0])
    );
    let at = stop(&mut session, &["step"]);
    assert_eq!(
        (at, hits(&session)),
        ((Why::Breakpoint { id: 2 }, 0x603), vec![1, 1])
    );
    assert_eq!(stop(&mut session, &["step"]), (Why::Step, 0x600));
}

#[test]
fn a_handler_with_a_breakpoint_is_one_stop() {
    // 0600 NOP; NOP; ... / 0800 RTI
    let mut session = session(&[0xEA; 16]);
    for line in ["> 800 40", "> fffa 00 08", "catch nmi", "break 800", "nmi"] {
        session.execute(line).unwrap();
    }
    let (why, pc) = stop(&mut session, &["continue"]);
    assert!(is_one(&why) && pc == 0x800, "{why:?}");
    assert_eq!(hits(&session), [1, 1]);
    assert_eq!(stop(&mut session, &["step"]).0, Why::Step);
}

#[test]
fn a_trap_under_a_breakpoint_is_told_after_it_and_once() {
    // 0600 NOP; JMP $0601
    let mut session = session(&[0xEA, 0x4C, 0x01, 0x06]);
    assert_eq!(
        stop(&mut session, &["b 601", "c"]).0,
        Why::Breakpoint { id: 1 }
    );
    for _ in 0..3 {
        assert_eq!(stop(&mut session, &["c"]), (Why::Trap, 0x601));
    }
    assert_eq!(hits(&session), [1]);
}

#[test]
fn a_wait_for_an_interrupt_is_one_arrival() {
    // 0600 CLI; WAI; INX; JMP $0601 / 0800 RTI
    let mut session = session(&[0x58, 0xCB, 0xE8, 0x4C, 0x01, 0x06]);
    for line in [
        "set cpu 65c02",
        "> 800 40",
        "> fffe 00 08",
        "break 601",
        "irq assert at 100",
        "irq release at 110",
    ] {
        session.execute(line).unwrap();
    }
    assert_eq!(stop(&mut session, &["c"]).0, Why::Breakpoint { id: 1 });
    let why = stop(&mut session, &["c --cycles 50"]).0;
    assert!(matches!(why, Why::Cycles { .. }), "{why:?}");
    let at = stop(&mut session, &["c --cycles 90"]);
    assert_eq!(hits(&session), [2], "{at:?}");
    assert_eq!(
        (at.0, session.debugger.machine.cpu().x),
        (Why::Breakpoint { id: 1 }, 1)
    );
}
