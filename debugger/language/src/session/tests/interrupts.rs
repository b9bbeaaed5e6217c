//! Interrupts under the control commands: where a step lands, and which return is the awaited one.

use super::*;
use crate::report::{LineOutcome, Report};
use crate::session::Session;
use jumppad_engine::answer::Why;

/// The handler at $0700 increments $10, the one at $0710 calls a subroutine at $0718; both return.
const HANDLERS: &[&str] = &[
    "> 700 e6 10 40",
    "> 710 20 18 07 40 ea ea ea ea 60",
    "> fffe 00 07",
    "> fffa 10 07",
    "r .i=0",
];

fn taken(line: &'static str, pc: u16) -> (Why, u16) {
    (Why::InterruptTaken { line }, pc)
}

/// A session on code with the handlers.
fn with_handlers(code: &[u8]) -> Session<'static> {
    let mut session = session(code);
    for line in HANDLERS {
        session.execute(line).unwrap();
    }
    session
}

fn outcome(session: &mut Session<'_>, line: &str) -> LineOutcome {
    match session.execute(line).unwrap() {
        Report::InterruptLine(change) => change.outcome,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_step_that_takes_an_interrupt_lands_on_the_handler() {
    let mut session = with_handlers(&[0xEA; 16]);
    assert_eq!(stop(&mut session, &["irq", "s"]), taken("irq", 0x700));
    assert_eq!(outcome(&mut session, "irq"), LineOutcome::Masked);
    assert_eq!(outcome(&mut session, "irq release"), LineOutcome::Released);
    assert_eq!(stop(&mut session, &["finish"]), (Why::Returned, 0x600));
    assert_eq!(outcome(&mut session, "nmi assert"), LineOutcome::Taken);
    assert_eq!(outcome(&mut session, "nmi assert"), LineOutcome::NoEdge);
    assert_eq!(stop(&mut session, &["n"]), taken("nmi", 0x710));
    assert_eq!(stop(&mut session, &["n"]), (Why::Returned, 0x713));
    assert_eq!(stop(&mut session, &["finish"]), (Why::Returned, 0x600));
    // A pulse needs no release by hand.
    assert_eq!(outcome(&mut session, "nmi"), LineOutcome::Taken);
    assert_eq!(stop(&mut session, &["s"]), taken("nmi", 0x710));
}

#[test]
fn the_i_flag_set_by_hand_counts_at_once() {
    let mut session = with_handlers(&[0xEA; 16]);
    assert_eq!(
        stop(&mut session, &["irq", "r .i=1", "s"]),
        (Why::Step, 0x601)
    );
    assert_eq!(stop(&mut session, &["r .i=0", "s"]), taken("irq", 0x700));
}

#[test]
fn next_at_a_call_stops_in_the_handler_and_then_calls() {
    // 0600 JSR $0604; NOP / 0604 RTS
    let mut session = with_handlers(&[0x20, 0x04, 0x06, 0xEA, 0x60]);
    assert_eq!(stop(&mut session, &["nmi", "n"]), taken("nmi", 0x710));
    assert_eq!(stop(&mut session, &["finish"]), (Why::Returned, 0x600));
    assert_eq!(stop(&mut session, &["n"]), (Why::Returned, 0x603));
}

#[test]
fn the_return_of_an_interrupt_is_not_the_return_of_the_call() {
    // 0600 JSR $0606; NOP; JMP $0604 / 0606 PLA; PLA; NOP x 4; JMP $0603
    let code = [
        0x20, 0x07, 0x06, 0xEA, 0x4C, 0x04, 0x06, 0x68, 0x68, 0xEA, 0xEA, 0xEA, 0xEA, 0x4C, 0x03,
        0x06,
    ];
    for at in 0..24 {
        let mut session = with_handlers(&code);
        let line = format!("nmi at {at}");
        // Up to cycle 20 the call is still under way; later the interrupt comes after it.
        assert_eq!(
            stop(&mut session, &[&line, "n"]),
            (Why::Returned, 0x603),
            "{at}"
        );
    }
}

#[test]
fn finish_waits_for_the_rti_of_a_long_handler() {
    // 0600 JMP $0603; JMP $0600
    let mut session = with_handlers(&[0x4C, 0x03, 0x06, 0x4C, 0x00, 0x06]);
    // 0700 PHA; TXA; PHA; LDX #0; LDY #0; DEY; BNE -3; DEX; BNE -6; PLA; TAX; PLA; RTI
    let handler = "> 700 48 8a 48 a2 00 a0 00 88 d0 fd ca d0 fa 68 aa 68 40";
    let lines = [handler, "irq", "s", "irq release", "until 705", "finish"];
    let (why, pc) = stop(&mut session, &lines);
    assert_eq!((why, pc), (Why::Returned, 0x600));
    assert_eq!(session.debugger.machine.cpu().sp, 0xFD);
}

#[test]
fn a_break_is_no_interrupt_and_one_handler_may_serve_both_lines() {
    let mut session = with_handlers(&[0x00, 0xEA, 0xEA]);
    assert_eq!(stop(&mut session, &["s"]), (Why::Step, 0x700));
    let lines = ["> fffa 00 07", "r pc=$601 .i=1", "nmi", "s"];
    assert_eq!(stop(&mut session, &lines), taken("nmi", 0x700));
}

#[test]
fn a_step_waits_as_long_as_the_chip_does() {
    // 0600 WAI; NOP
    let code = [0xCB, 0xEA];
    let wait = |lines: &[&str]| {
        let mut session = with_handlers(&code);
        session.execute("set cpu 65c02").unwrap();
        let at = stop(&mut session, lines);
        (at, session.debugger.machine.cpu().cycles)
    };
    assert_eq!(wait(&["s"]).0, (Why::Wait, 0x600));
    let ((why, pc), cycles) = wait(&["nmi at 5000", "s"]);
    assert_eq!((why, pc), taken("nmi", 0x710));
    assert_eq!(cycles, 5000 + 3 + 7);
    assert_eq!(wait(&["r .i=1", "irq at 5000", "s"]).0, (Why::Step, 0x601));
    let ((why, _), cycles) = wait(&["nmi at 5000", "s --cycles 100"]);
    assert!(matches!(why, Why::Cycles { waiting: Some(text), .. } if text.contains("WAI")));
    assert_eq!(cycles, 100);
}

#[test]
fn a_reset_executes_its_first_instruction_before_any_interrupt() {
    let mut session = with_handlers(&[0xEA; 4]);
    assert_eq!(outcome(&mut session, "irq"), LineOutcome::Taken);
    assert_eq!(stop(&mut session, &["reset", "s"]), (Why::Step, 0x601));
}

#[test]
fn a_chip_that_is_locked_up_takes_no_interrupt_until_a_reset() {
    let mut session = with_handlers(&[0x02]);
    let (why, _) = stop(&mut session, &["c"]);
    assert_eq!(why, Why::Jam { opcode: 0x02 });
    for line in ["irq", "nmi", "nmi at cycles+10"] {
        let error = session.execute(line).expect_err("it is locked up");
        assert!(matches!(error, CommandError::LockedUp(0x02)), "{line}");
    }
    session.execute("reset").unwrap();
    assert_eq!(outcome(&mut session, "nmi"), LineOutcome::Taken);
}
