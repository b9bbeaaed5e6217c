//! Stepping back is the reverse of stepping, whatever happens on the way; the golden sessions repeat parts of it on all
//! tiers.

mod host;
mod random;

use jumppad_tiers::{Config, JitMode};

use super::{session, session_on, stop};
use crate::report::{Report, Why};
use crate::session::Session;

/// Registers, cycle, and a sum over memory and devices.
type State = (crate::report::Registers, u64, u64);

fn state(session: &Session<'_>) -> State {
    let sum = (0..=u16::MAX).fold(0_u64, |sum, address| {
        let byte = u64::from(session.debugger.machine.peek(address));
        sum.wrapping_mul(31).wrapping_add(byte)
    });
    let registers = session.debugger.registers();
    (registers.cpu, registers.cycles, sum)
}

/// Does `line` so often, and gives the states before each and at the end.
fn states(session: &mut Session<'_>, line: &str, count: usize) -> Vec<State> {
    let mut states = vec![state(session)];
    for _ in 0..count {
        stop(session, &[line]);
        states.push(state(session));
    }
    states
}

/// Steps forth and back, and forth again.
fn there_and_back(session: &mut Session<'_>, count: usize) {
    let there = states(session, "step", count);
    let mut back = states(session, "rstep", count);
    back.reverse();
    for (number, (there, back)) in there.iter().zip(&back).enumerate() {
        assert_eq!(there, back, "step {number}");
    }
    // By other ways to the same places.
    for (far, near) in [(count, 7), (count / 2, 1), (count - 1, count / 3)] {
        stop(session, &[&format!("step {far}")]);
        assert_eq!(state(session), there[far]);
        stop(session, &[&format!("rstep {near}")]);
        assert_eq!(state(session), there[far - near], "{far} - {near}");
        if far > near {
            stop(session, &[&format!("rstep {}", far - near)]);
        }
        assert_eq!(state(session), there[0]);
    }
}

/// A session on code at $0600.
fn session_of(code: &[u8], jit: JitMode, threshold: u32) -> Session<'static> {
    let config = Config {
        jit,
        threshold,
        ..Config::default()
    };
    session_on(code, config)
}

fn on_every_tier(code: &[u8], setup: &[&str], test: impl Fn(&mut Session<'_>)) {
    for (jit, threshold) in [
        (JitMode::Off, 50),
        (JitMode::Llvm, 1),
        (JitMode::Background, 2),
    ] {
        let mut session = session_of(code, jit, threshold);
        for line in setup {
            session
                .execute(line)
                .unwrap_or_else(|error| panic!("{line}: {error}"));
        }
        test(&mut session);
    }
}

/// 0600 LDX #0; JSR $0610; INX; CPX #5; BNE $0602; JMP $060A / 0610 TXA; STA $0200,X; INC $20; RTS
const CALLS: [u8; 23] = [
    0xA2, 0, 0x20, 0x10, 0x06, 0xE8, 0xE0, 5, 0xD0, 0xF8, 0x4C, 0x0A, 0x06, 0, 0, 0, 0x8A, 0x9D,
    0x00, 0x02, 0xE6, 0x20, 0x60,
];

#[test]
fn what_is_done_again_does_not_count_as_executed() {
    // No block is entered so often, unless each step back counts.
    let mut session = session_of(&CALLS, JitMode::Llvm, 8);
    stop(&mut session, &["continue --cycles 170"]);
    for _ in 0..30 {
        stop(&mut session, &["rstep"]);
    }
    assert_eq!(session.debugger.machine.jit_stats().groups_compiled, 0);
}

#[test]
fn steps_back_over_calls() {
    on_every_tier(&CALLS, &[], |session| there_and_back(session, 40));
}

#[test]
fn steps_back_over_code_that_changes_itself() {
    // 0600 LDX #8; INC $0606; LDA #0; STA $0200,X; DEX; BNE $0602; JMP $060D
    let code = [
        0xA2, 8, 0xEE, 0x06, 0x06, 0xA9, 0, 0x9D, 0x00, 0x02, 0xCA, 0xD0, 0xF5, 0x4C, 0x0D, 0x06,
    ];
    on_every_tier(&code, &[], |session| there_and_back(session, 41));
}

#[test]
fn steps_back_through_interrupts_of_a_timer() {
    // 0600 LDA #23; STA $D000; LDA #5; STA $D002; LDA #0; STA $D001; CLI; INX; INY; JMP $0610
    // 0800 PHA; LDA $D002; INC $10; PLA; RTI
    let code = [
        0xA9, 23, 0x8D, 0x00, 0xD0, 0xA9, 5, 0x8D, 0x02, 0xD0, 0xA9, 0, 0x8D, 0x01, 0xD0, 0x58,
        0xE8, 0xC8, 0x4C, 0x10, 0x06,
    ];
    let setup = [
        "> 800 48 ad 02 d0 e6 10 68 40",
        "> fffe 00 08",
        "device timer d000",
    ];
    on_every_tier(&code, &setup, |session| there_and_back(session, 90));
}

#[test]
fn steps_back_through_waits_of_a_cmos_chip() {
    // 0600 CLI; WAI; INX; JMP $0601 / 0800 LDA $D002; RTI
    let code = [0x58, 0xCB, 0xE8, 0x4C, 0x01, 0x06];
    let setup = [
        "set cpu 65c02",
        "> 800 ad 02 d0 40",
        "> fffe 00 08",
        "device timer d000",
        "> d000 ff",
        "> d002 5",
        "> d001 0",
    ];
    on_every_tier(&code, &setup, |session| there_and_back(session, 60));
}

#[test]
fn changes_by_hand_are_made_again_where_they_were_made() {
    on_every_tier(&CALLS, &[], |session| {
        stop(session, &["step 4"]);
        session.execute("> 20 40").unwrap();
        session.execute("r y=7").unwrap();
        stop(session, &["step 6"]);
        let end = state(session);
        stop(session, &["rstep 6"]);
        assert_eq!(
            (
                session.debugger.machine.peek(0x20),
                session.debugger.machine.cpu().y
            ),
            (0x40, 7)
        );
        stop(session, &["rstep"]);
        assert_eq!(
            (
                session.debugger.machine.peek(0x20),
                session.debugger.machine.cpu().y
            ),
            (0, 0)
        );
        stop(session, &["step 7"]);
        assert_eq!(state(session), end);
    });
}

#[test]
fn another_change_makes_another_future() {
    let mut session = session(&CALLS);
    stop(&mut session, &["c"]);
    stop(&mut session, &["rstep 20"]);
    session.execute("r x=4").unwrap();
    assert_eq!(stop(&mut session, &["c"]).0, Why::Trap);
    assert_eq!(session.debugger.machine.peek(0x20), 3);
    // The way back leads through that change, not past it.
    assert!(matches!(
        stop(&mut session, &["rc"]).0,
        Why::HistoryStart { .. }
    ));
    assert_eq!(stop(&mut session, &["c"]).0, Why::Trap);
    assert_eq!(session.debugger.machine.peek(0x20), 3);
}

#[test]
fn rnext_goes_back_over_a_call_and_rfinish_to_it() {
    on_every_tier(&CALLS, &[], |session| {
        stop(session, &["until 605", "until 605"]);
        assert_eq!(stop(session, &["rnext"]), (Why::Called, 0x602));
        assert_eq!(session.debugger.machine.cpu().x, 1);
        assert_eq!(stop(session, &["rnext"]), (Why::Step, 0x608));
        assert_eq!(stop(session, &["rnext 3"]), (Why::Called, 0x602));
        assert_eq!(session.debugger.machine.cpu().x, 0);
        assert_eq!(
            stop(session, &["until 614", "rfinish"]),
            (Why::Called, 0x602)
        );
    });
}

#[test]
fn rnext_survives_parameters_after_the_call_and_dropped_returns() {
    // 0600 JSR $0606; two bytes; NOP / 0606 PLA; CLC; ADC #2; PHA; RTS
    let code = [
        0x20, 0x06, 0x06, 0x12, 0x34, 0xEA, 0x68, 0x18, 0x69, 2, 0x48, 0x60,
    ];
    let mut parameters = session(&code);
    stop(&mut parameters, &["until 605"]);
    assert_eq!(stop(&mut parameters, &["rnext"]), (Why::Called, 0x600));
    // 0600 JSR $0604; NOP / 0604 JSR $0608; NOP / 0608 PLA; PLA; RTS
    let code = [
        0x20, 0x04, 0x06, 0xEA, 0x20, 0x08, 0x06, 0xEA, 0x68, 0x68, 0x60,
    ];
    let mut dropped = session(&code);
    stop(&mut dropped, &["until 603"]);
    assert_eq!(stop(&mut dropped, &["rnext"]), (Why::Called, 0x600));
}

#[test]
fn rnext_takes_a_return_to_where_nobody_called_for_a_jump() {
    // 0600 JSR $060A; LDA #6; PHA; LDA #$0A; PHA; RTS / 060A NOP / 060B RTS
    let code = [
        0x20, 0x0A, 0x06, 0xA9, 6, 0x48, 0xA9, 0x0A, 0x48, 0x60, 0xEA, 0x60,
    ];
    let mut jumped = session(&code);
    stop(&mut jumped, &["step 8"]);
    assert_eq!(jumped.debugger.machine.cpu().pc, 0x60B);
    assert_eq!(stop(&mut jumped, &["rnext"]), (Why::Step, 0x609));
    // In front of the first call.
    stop(&mut jumped, &["step", "rnext 5"]);
    assert_eq!(stop(&mut jumped, &["rnext"]), (Why::Called, 0x600));
}

#[test]
fn rnext_finds_the_call_before_a_long_text() {
    // 0600 JSR $0640; 57 bytes / 063C NOP / 0640 PLA; CLC; ADC #57; TAX; PLA; PHA; TXA; PHA; RTS
    let mut code = vec![0; 0x40];
    code[..3].copy_from_slice(&[0x20, 0x40, 0x06]);
    code.extend([0x68, 0x18, 0x69, 57, 0xAA, 0x68, 0x48, 0x8A, 0x48, 0x60]);
    let mut texts = session(&code);
    assert_eq!(stop(&mut texts, &["next"]), (Why::Returned, 0x63C));
    assert_eq!(stop(&mut texts, &["rnext"]), (Why::Called, 0x600));
}

#[test]
fn rfinish_leads_from_a_handler_to_the_interrupted_instruction() {
    // 0600 CLI; INX; INX; JMP $0601 / 0800 INC $10; RTI
    let code = [0x58, 0xE8, 0xE8, 0x4C, 0x01, 0x06];
    let setup = ["> 800 e6 10 40", "> fffe 00 08"];
    on_every_tier(&code, &setup, |session| {
        stop(session, &["step 3"]);
        let interrupted = session.debugger.machine.cpu().pc;
        session.execute("irq").unwrap();
        stop(session, &["step 2"]);
        assert_eq!(session.debugger.machine.cpu().pc, 0x802);
        assert_eq!(stop(session, &["rfinish"]), (Why::Called, interrupted));
        let mut outside = super::session(&code);
        stop(&mut outside, &["step 3"]);
        assert!(outside.execute("rfinish").is_err());
    });
}

#[test]
fn rfinish_leaves_the_frame_that_is_selected_and_no_call_that_never_was() {
    // 0600 JSR $0608; JMP $0603 / 0608 JSR $0610; RTS / 0610 PHA; PLA; RTS
    let code = [
        0x20, 0x08, 0x06, 0x4C, 0x03, 0x06, 0, 0, 0x20, 0x10, 0x06, 0x60, 0, 0, 0, 0, 0x48, 0x68,
        0x60,
    ];
    on_every_tier(&code, &[], |session| {
        // What was changed in the call's own cycle is still changed at it.
        stop(session, &["step"]);
        session.execute("r x=7").unwrap();
        stop(session, &["step 2"]);
        session.execute("frame 1").unwrap();
        assert_eq!(stop(session, &["rfinish"]), (Why::Called, 0x600));
        stop(session, &["step 3"]);
        assert_eq!(stop(session, &["rfinish"]), (Why::Called, 0x608));
        assert_eq!(session.debugger.machine.cpu().x, 7);
        session.execute("frame 1").unwrap();
        assert!(session.execute("rfinish").is_err());
        // Bytes that look like a call that never was do not hide the one that was.
        stop(session, &["until 610"]);
        session.execute("> 1f8 2 6").unwrap();
        session.execute("r sp=$f7").unwrap();
        assert_eq!(stop(session, &["rfinish"]), (Why::Called, 0x608));
    });
}

#[test]
fn rcontinue_finds_the_latest_stop_and_counts_no_hits() {
    on_every_tier(&CALLS, &["b 610 if x % 2 == 1", "watch 20"], |session| {
        session.execute("disable").unwrap();
        stop(session, &["c"]);
        session.execute("enable").unwrap();
        let watch = |why: &Why| {
            matches!(
                why,
                Why::Watchpoint {
                    id: 2,
                    old: 4,
                    new: 5,
                    ..
                }
            )
        };
        let (why, pc) = stop(session, &["rc"]);
        assert!(watch(&why) && pc == 0x614, "{why:?}");
        let (why, _) = stop(session, &["rc 2"]);
        assert_eq!(why, Why::Breakpoint { id: 1 });
        assert_eq!(session.debugger.machine.cpu().x, 3);
        assert_eq!(session.debugger.breakpoints.get(1).unwrap().hits, 0);
        // Forth again, it is passed and the next one found.
        let (why, _) = stop(session, &["c"]);
        assert!(matches!(why, Why::Watchpoint { old: 3, .. }), "{why:?}");
        let (why, pc) = stop(session, &["rstep 100"]);
        assert_eq!((why, pc), (Why::Breakpoint { id: 1 }, 0x610));
        let (why, pc) = stop(session, &["rc 99"]);
        assert!(
            matches!(why, Why::HistoryStart { .. }) && pc == 0x600,
            "{why:?}"
        );
    });
}

#[test]
fn a_limit_ends_the_way_back() {
    let mut session = session(&CALLS);
    stop(&mut session, &["c"]);
    let end = session.debugger.machine.cpu().cycles;
    let (why, _) = stop(&mut session, &["rc --cycles 20"]);
    assert!(matches!(why, Why::Cycles { limit: 20, .. }));
    let left = end - session.debugger.machine.cpu().cycles;
    assert!((14..=20).contains(&left), "{left}");
    let Ok(Report::Stop(stop)) = session.execute("rs") else {
        panic!("it is a stop");
    };
    assert!(stop.elapsed < 0);
}

#[test]
fn an_interrupt_leaves_the_guest_where_it_was() {
    for line in ["rs", "rc", "rnext", "rs 1000"] {
        let mut session = session(&CALLS);
        stop(&mut session, &["c"]);
        let before = state(&session);
        session
            .debugger
            .interrupt
            .store(true, std::sync::atomic::Ordering::SeqCst);
        let (why, _) = stop(&mut session, &[line]);
        assert!(matches!(why, Why::Interrupted { .. }), "{line}: {why:?}");
        assert_eq!(state(&session), before);
        stop(&mut session, &["rs 3", "step 3"]);
        assert_eq!(state(&session), before);
    }
}

#[test]
fn without_history_there_is_no_way_back() {
    let mut session = session(&CALLS);
    session.execute("set history off").unwrap();
    stop(&mut session, &["c"]);
    assert!(session.execute("rs").is_err());
    session.execute("set history on").unwrap();
    assert!(matches!(
        stop(&mut session, &["rs"]).0,
        Why::HistoryStart { .. }
    ));
}
