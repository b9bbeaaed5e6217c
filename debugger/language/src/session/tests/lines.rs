//! Steps by lines of source.

use crate::session::Session;
use jumppad_engine::answer::Why;
use std::path::Path;

use super::*;
use jumppad_engine::program::source::dbg::{File, Holds, Level, Line, Piece};

/// Code and the lines of its pieces: a main program, subroutines with and without lines.
const CODE: &[(u16, &[u8])] = &[
    // Lines 1 to 4: two calls, a loop on a line, a long loop on a line, and back.
    (0x600, &[0x20, 0x30, 0x06, 0x20, 0x40, 0x06]),
    (0x606, &[0xA2, 0x05, 0xCA, 0xD0, 0xFD]),
    (0x60B, &[0xC8, 0xD0, 0xFD, 0xCA, 0xD0, 0xFA]),
    (0x611, &[0x4C, 0x00, 0x06]),
    // Lines 10 and 11.
    (0x630, &[0xE6, 0x10]),
    (0x632, &[0x60]),
    // No lines: a delay.
    (0x640, &[0xA0, 0x09, 0x88, 0xD0, 0xFD, 0x60]),
    // Line 20 calls itself until $12 is 0; line 21 ends it.
    (0x650, &[0xC6, 0x12, 0xF0, 0x03, 0x20, 0x50, 0x06]),
    (0x657, &[0x60]),
    // Line 30 calls line 20; line 31 jumps to what has no lines.
    (0x660, &[0x20, 0x50, 0x06]),
    (0x663, &[0x4C, 0x40, 0x06]),
    // Line 40 calls line 31.
    (0x670, &[0x20, 0x63, 0x06]),
    (0x673, &[0xEA]),
    // No lines: a handler of interrupts, and a long way to line 1.
    (0x680, &[0xE6, 0x11, 0x40]),
    (
        0x690,
        &[
            0xA0, 0x00, 0xA2, 0x00, 0x88, 0xD0, 0xFD, 0xCA, 0xD0, 0xFA, 0x4C, 0x00, 0x06,
        ],
    ),
];

const LINES: &[(u32, u16, u16)] = &[
    (1, 0x600, 0x605),
    (2, 0x606, 0x60A),
    (3, 0x60B, 0x610),
    (4, 0x611, 0x613),
    (10, 0x630, 0x631),
    (11, 0x632, 0x632),
    (20, 0x650, 0x656),
    (21, 0x657, 0x657),
    (30, 0x660, 0x662),
    (31, 0x663, 0x665),
    (40, 0x670, 0x672),
    (41, 0x673, 0x673),
];

fn lined() -> Session<'static> {
    let session = session(&[]);
    for (start, bytes) in CODE {
        session.debugger.write(*start, bytes);
    }
    session.debugger.write(0xFFFA, &[0x80, 0x06]);
    let file = File {
        name: "a.s".to_owned(),
        size: 0,
        time: 0,
        is_of_library: false,
    };
    let line = |&(number, start, end)| Line {
        file: 0,
        number,
        level: Level::Assembled,
        pieces: vec![Piece {
            start,
            end,
            holds: Holds::Code,
            bank: None,
        }],
    };
    let lines = LINES.iter().map(line).collect();
    session
        .debugger
        .source
        .begin(vec![file], lines, Path::new("/no/such"));
    session
}

/// Runs commands; where the guest is then, and why.
fn at(session: &mut Session<'_>, lines: &[&str]) -> (u16, Why) {
    let (why, pc) = stop(session, lines);
    (pc, why)
}

#[test]
fn calls_with_lines_are_gone_into_and_others_are_not() {
    let mut session = lined();
    for pc in [0x630, 0x632, 0x603, 0x606, 0x60B] {
        assert_eq!(at(&mut session, &["sl"]), (pc, Why::Step));
    }
    session.execute("r pc=$600").unwrap();
    assert_eq!(at(&mut session, &["nl"]), (0x606, Why::Step));
    assert_eq!(at(&mut session, &["nl 2"]), (0x611, Why::Step));
    assert_eq!(at(&mut session, &["nl"]), (0x600, Why::Step));
}

#[test]
fn a_line_that_begins_with_a_breakpoint_tells_it() {
    let mut session = lined();
    let breakpoint = Why::Breakpoint { id: 1 };
    assert_eq!(at(&mut session, &["b 606", "nl"]), (0x606, breakpoint));
    assert_eq!(at(&mut session, &["nl"]), (0x60B, Why::Step));
    assert_eq!(session.debugger.breakpoints.get(1).unwrap().hits, 1);
}

#[test]
fn a_long_loop_on_one_line_ends_where_the_line_does() {
    let mut session = lined();
    assert_eq!(
        at(&mut session, &["r pc=$60b x=0 y=0", "sl"]),
        (0x611, Why::Step)
    );
    assert_eq!(session.debugger.machine.cpu().x, 0);
    assert!(session.debugger.machine.cpu().cycles > 300_000);
}

#[test]
fn a_line_that_calls_itself_is_over_with_its_outermost_call() {
    let mut session = lined();
    assert_eq!(
        at(&mut session, &["> 12 5", "r pc=$660", "sl"]),
        (0x650, Why::Step)
    );
    // It is gone into by its first instruction, though that is of the same line.
    assert_eq!(at(&mut session, &["sl"]), (0x650, Why::Step));
    assert_eq!(session.debugger.machine.peek(0x12), 4);
    assert_eq!(at(&mut session, &["nl"]), (0x657, Why::Step));
    assert_eq!(session.debugger.machine.peek(0x12), 0);
    assert_eq!(at(&mut session, &["nl"]), (0x657, Why::Step));
    assert_eq!(at(&mut session, &["nl"]), (0x663, Why::Step));
}

#[test]
fn a_jump_into_code_without_lines_ends_in_the_caller() {
    let mut session = lined();
    assert_eq!(at(&mut session, &["r pc=$670", "sl"]), (0x663, Why::Step));
    assert_eq!(at(&mut session, &["nl"]), (0x673, Why::Step));
}

#[test]
fn from_code_without_lines_one_comes_to_the_next_line() {
    let mut session = lined();
    assert_eq!(at(&mut session, &["r pc=$690", "sl"]), (0x600, Why::Step));
    assert_eq!(session.debugger.breakpoints.iter().count(), 0);
    // Nothing is left behind that would stop it.
    let limit = at(&mut session, &["continue --cycles 20000"]).1;
    assert!(matches!(limit, Why::Cycles { .. }));
}

#[test]
fn breakpoints_and_limits_stop_on_the_way() {
    let mut session = lined();
    let (pc, why) = at(&mut session, &["break 642", "nl"]);
    assert_eq!((pc, why), (0x642, Why::Breakpoint { id: 1 }));
    let (_, why) = at(
        &mut session,
        &["delete", "r pc=$60b x=0 y=0", "nl --cycles 100000"],
    );
    assert!(matches!(why, Why::Cycles { waiting: Some(text), .. } if text.starts_with("nl waits")));
    session
        .debugger
        .interrupt
        .store(true, std::sync::atomic::Ordering::SeqCst);
    let (_, why) = at(&mut session, &["nl"]);
    assert!(matches!(why, Why::Interrupted { .. }));
}

#[test]
fn an_interrupt_is_passed_on_the_way() {
    for command in ["sl", "nl"] {
        let mut session = lined();
        assert_eq!(
            at(&mut session, &["r pc=$606", "nmi", command]),
            (0x60B, Why::Step)
        );
        assert_eq!(session.debugger.machine.peek(0x11), 1, "{command}");
    }
}
