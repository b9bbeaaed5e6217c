//! Frames: what `next`, `finish` and `until` wait for, and what the call stack shows.

use super::*;
use crate::report::{CallEvidence, CallKind, FrameView, Report};
use crate::session::Session;
use jumppad_engine::answer::Why;
use jumppad_engine::error::Error;

/// The frames of `bt`.
fn frames(session: &mut Session<'_>) -> Vec<FrameView> {
    match session.execute("bt").unwrap() {
        Report::CallStack(view) => view.frames,
        other => panic!("{other:?}"),
    }
}

fn addresses(session: &mut Session<'_>) -> Vec<u16> {
    frames(session).iter().map(|frame| frame.address).collect()
}

/// 0600 LDX #8; JSR $0608; JMP $0605 / 0608 fib: CPX #2; BCC; DEX; TXA; PHA; JSR fib; PLA; TAX; DEX; JSR fib; RTS
const FIB: &[u8] = &[
    0xA2, 8, 0x20, 0x08, 0x06, 0x4C, 0x05, 0x06, 0xE0, 2, 0x90, 0x0C, 0xCA, 0x8A, 0x48, 0x20, 0x08,
    0x06, 0x68, 0xAA, 0xCA, 0x20, 0x08, 0x06, 0x60,
];

#[test]
fn a_recursion_shows_every_level_and_what_it_pushed() {
    let mut session = session(FIB);
    stop(&mut session, &["b 618", "c"]);
    let list = frames(&mut session);
    let inner = vec![0x612; 7];
    assert_eq!(list[0].address, 0x618);
    assert_eq!(
        list.iter().map(|f| f.address).collect::<Vec<_>>()[1..8],
        inner
    );
    assert_eq!((list[8].address, list.len()), (0x605, 9));
    assert_eq!(list[0].pushed, Some(0));
    assert!(list[1..8].iter().all(|frame| frame.pushed == Some(1)));
    assert_eq!(list[8].pushed, None);
    let call = list[8].call.as_ref().unwrap();
    assert_eq!(
        (call.kind, call.from, call.target),
        (CallKind::Jsr, 0x602, Some(0x608))
    );
}

#[test]
fn finish_leaves_the_frame_that_is_selected() {
    let mut session = session(FIB);
    stop(&mut session, &["b 618", "c"]);
    assert_eq!(
        stop(&mut session, &["del", "finish"]),
        (Why::Returned, 0x612)
    );
    let sp = session.debugger.machine.cpu().sp;
    assert_eq!(
        stop(&mut session, &["up 2", "finish"]),
        (Why::Returned, 0x612)
    );
    assert_eq!(session.debugger.machine.cpu().sp, sp + 3 * 3);
    // A stop selects the innermost one.
    assert_eq!(session.debugger.frame, 0);
    assert_eq!(
        stop(&mut session, &["frame 3", "finish"]),
        (Why::Returned, 0x605)
    );
}

#[test]
fn frames_end() {
    let mut session = session(FIB);
    stop(&mut session, &["s 2"]);
    assert_eq!(addresses(&mut session), [0x608, 0x605]);
    let error = session.execute("frame 2").expect_err("there are two");
    assert!(matches!(
        error,
        CommandError::Failed(Error::NoFrame {
            wanted: 2,
            outermost: 1
        })
    ));
    session.execute("up").unwrap();
    assert!(matches!(
        session.execute("up"),
        Err(CommandError::Outermost(1))
    ));
    session.execute("down").unwrap();
    assert!(matches!(
        session.execute("down"),
        Err(CommandError::Innermost)
    ));
}

#[test]
fn there_is_nothing_to_finish_at_the_top() {
    let mut session = session(FIB);
    assert!(matches!(
        session.execute("finish"),
        Err(CommandError::Failed(Error::NoCaller))
    ));
    assert_eq!(session.debugger.machine.cpu().cycles, 0);
    stop(&mut session, &["s 2", "finish"]);
    assert!(matches!(
        session.execute("finish"),
        Err(CommandError::Failed(Error::NoCaller))
    ));
}

#[test]
fn a_return_later_than_any_watched_instruction_is_still_found() {
    // 0600 JSR $0604; NOP / 0604 a long loop of calls of $0613, then PLA; PLA; RTS or so
    let long = |end: &[u8]| {
        let mut code = vec![
            0x20, 0x04, 0x06, 0xEA, 0xA2, 0, 0xA0, 0, 0x20, 0x18, 0x06, 0x88, 0xD0, 0xFA, 0xCA,
            0xD0, 0xF5,
        ];
        code.extend(end);
        code.resize(0x18, 0xEA);
        code.push(0x60);
        code
    };
    assert_eq!(
        stop(&mut session(&long(&[0x60])), &["n"]),
        (Why::Returned, 0x603)
    );
    // PLA; CLC; ADC #2; PHA; RTS: over two bytes, which are a NOP and the LDX.
    let skipping = [0x68, 0x18, 0x69, 2, 0x48, 0x60];
    assert_eq!(
        stop(&mut session(&long(&skipping)), &["n"]),
        (Why::Returned, 0x605)
    );
    // Called from a frame that drops it.
    let mut session = session(&long(&[0x68, 0x68, 0x60]));
    let lines = ["> 700 20 00 06 4c 03 07", "r pc=$700", "s", "n"];
    let at = stop(&mut session, &lines);
    assert_eq!(at, (Why::Unwound { expected: 0x603 }, 0x703));
}

#[test]
fn a_routine_that_resets_the_stack_ends_at_the_next_return() {
    // 0600 JSR $0610; NOP / 0610 JSR $0618 / 0618 LDX #$FF; TXS; JSR $0621; JMP $061B / 0621 RTS
    let mut code = vec![0xEA; 0x22];
    code[..3].copy_from_slice(&[0x20, 0x10, 0x06]);
    code[0x10..0x13].copy_from_slice(&[0x20, 0x18, 0x06]);
    code[0x18..0x21].copy_from_slice(&[0xA2, 0xFF, 0x9A, 0x20, 0x21, 0x06, 0x4C, 0x1B, 0x06]);
    code[0x21] = 0x60;
    let mut session = session(&code);
    let at = stop(&mut session, &["n"]);
    assert_eq!(at, (Why::Unwound { expected: 0x603 }, 0x61E));
    assert_eq!(addresses(&mut session), [0x61E]);
}

#[test]
fn a_routine_that_never_returns_says_what_is_waited_for() {
    // 0600 JSR $0603 / 0603 INX; JMP $0603
    let mut session = session(&[0x20, 0x03, 0x06, 0xE8, 0x4C, 0x03, 0x06]);
    let (why, _) = stop(&mut session, &["n --cycles 2000000"]);
    let Why::Cycles {
        waiting: Some(text),
        ..
    } = why
    else {
        panic!("{why:?}")
    };
    assert_eq!(
        text,
        "next waits for the return to $0603 that brings the stack pointer to $FD"
    );
}

#[test]
fn until_leaves_the_loop_that_jumps_back() {
    // 0600 LDX #5; DEX; BNE $0602; NOP; LDY #2; INX; DEY; BEQ +3; JMP $0608; NOP
    let code = [
        0xA2, 5, 0xCA, 0xD0, 0xFD, 0xEA, 0xA0, 2, 0xE8, 0x88, 0xF0, 3, 0x4C, 0x08, 0x06, 0xEA,
    ];
    let mut session = session(&code);
    // A step where nothing jumps back.
    assert_eq!(stop(&mut session, &["until"]), (Why::Step, 0x602));
    assert_eq!(stop(&mut session, &["until", "until"]), (Why::Until, 0x605));
    assert_eq!(session.debugger.machine.cpu().x, 0);
    let at = stop(&mut session, &["s 5", "until"]);
    assert_eq!(at, (Why::Until, 0x60F));
}

#[test]
fn until_in_a_loop_ends_in_the_same_frame() {
    // 0600 LDX #2; JSR $0608; JMP $0605 / 0608 DEX; BMI +6; JSR $0608; LDY #3... a loop in each level
    let code = [
        0xA2, 2, 0x20, 0x08, 0x06, 0x4C, 0x05, 0x06, // main
        0xA0, 3, 0xCA, 0xF0, 3, 0x20, 0x08, 0x06, 0xE8, 0x88, 0xD0, 0xF6, 0x60,
    ];
    let mut session = session(&code);
    stop(&mut session, &["b 612 if y == 2", "c"]);
    let sp = session.debugger.machine.cpu().sp;
    let (why, pc) = stop(&mut session, &["del", "until"]);
    assert_eq!(
        (why, pc, session.debugger.machine.cpu().sp),
        (Why::Until, 0x614, sp)
    );
}

#[test]
fn frames_are_named_by_their_calls() {
    // 0600 a1: JSR b1 / 0603 c1: RTS / 0604 b1: NOP
    let mut session = session(&[0x20, 0x04, 0x06, 0x60, 0xEA]);
    for line in ["label a1 600", "label c1 603", "label b1 604"] {
        session.execute(line).unwrap();
    }
    stop(&mut session, &["step"]);
    let list = frames(&mut session);
    let names: Vec<_> = list.iter().map(|f| f.symbol.as_deref().unwrap()).collect();
    assert_eq!(names, ["b1", "a1+3"]);
}

#[test]
fn frames_of_a_stack_that_wrapped_are_there() {
    let mut session = session(&[]);
    for line in ["> 900 20 20 09", "> 920 20 40 09", "r pc=$900 sp=1"] {
        session.execute(line).unwrap();
    }
    stop(&mut session, &["step"]);
    assert_eq!(addresses(&mut session), [0x920, 0x903]);
    stop(&mut session, &["step"]);
    assert_eq!(addresses(&mut session), [0x940, 0x923, 0x903]);
}

#[test]
fn a_program_that_ran_away_has_one_frame_for_all() {
    // 0600 NOP; BRK, by a vector that leads to a BRK at $0000.
    let mut session = session(&[0xEA, 0]);
    stop(&mut session, &["step 80"]);
    let list = frames(&mut session);
    let shown: Vec<_> = list.iter().map(|f| (f.frame, f.address, f.alike)).collect();
    assert_eq!(shown, [(0, 0, None), (1, 2, Some(77)), (79, 0x603, None)]);
}

#[test]
fn guesses_are_marked() {
    // 0600 LDA #6; PHA; LDA #$0A; PHA; NOP / 0608 JSR $0600
    let mut session = session(&[
        0xA9, 6, 0x48, 0xA9, 0x0A, 0x48, 0xEA, 0xEA, 0x20, 0x00, 0x06,
    ]);
    stop(&mut session, &["s 4"]);
    let list = frames(&mut session);
    assert_eq!(list[1].call.as_ref().unwrap().evidence, CallEvidence::Guess);
    let (why, _) = stop(&mut session, &["finish --cycles 2"]);
    let Why::Cycles {
        waiting: Some(text),
        ..
    } = why
    else {
        panic!("{why:?}")
    };
    assert!(text.ends_with("; that address is a guess"), "{text}");
}

#[test]
fn the_number_of_frames_can_be_limited() {
    let mut session = session(FIB);
    stop(&mut session, &["b 618", "c"]);
    match session.execute("bt 2").unwrap() {
        Report::CallStack(view) => assert_eq!((view.frames.len(), view.more), (2, 7)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn routines_that_call_each_other_are_folded_with_their_period() {
    // 0600 a: JSR b / 0603 RTS / 0604 b: JSR c / 0607 RTS / 0608 c: JSR a
    let mut session = session(&[
        0x20, 0x04, 0x06, 0x60, 0x20, 0x08, 0x06, 0x60, 0x20, 0x00, 0x06,
    ]);
    stop(&mut session, &["step 31"]);
    let list = frames(&mut session);
    let folded = list.iter().find(|frame| frame.alike.is_some());
    let folded = folded.expect("they recur");
    assert_eq!(folded.period, Some(3));
    assert!(folded.alike.is_some_and(|alike| alike > 20), "{folded:?}");
    assert!(list.len() < 8, "{list:?}");
    // What recurs too seldom is shown.
    stop(&mut session, &["r pc=600 sp=$ff", "step 4"]);
    assert!(frames(&mut session).iter().all(|f| f.alike.is_none()));
}
