//! The REPL in a real terminal: it starts, completes, survives Ctrl-C in an endless guest loop, goes on, and leaves.
#![cfg(unix)]

mod terminal;

use std::path::Path;

use rexpect::session::PtySession;
use terminal::say_until as say;

/// The debugger on its demo, with a look at what it says first.
fn start(home: &Path) -> PtySession {
    let mut session = terminal::launch(terminal::command(home));
    session
        .exp_string("try: jit log on, continue")
        .expect("the hint is shown");
    terminal::prompted(session)
}

#[test]
fn tab_completes_and_the_history_is_kept() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    session.send("fini\t").unwrap();
    session.flush().unwrap();
    session.exp_string("finish ").unwrap();
    // Ctrl-C clears the line instead of leaving.
    session.send_control('c').unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_line("print 6 * 7").unwrap();
    session.exp_string("42 ($2A)").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_line("quit").unwrap();
    session.exp_eof().unwrap();
    let history = std::fs::read_to_string(home.path().join("jumppad/history")).unwrap();
    assert!(history.contains("print 6 * 7"));
}

#[test]
fn ctrl_c_stops_an_endless_guest_and_the_session_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    // Two jumps to each other: endless, and no trap.
    session.send_line("> 700 4c 03 07 4c 00 07").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    for _ in 0..3 {
        session.send_line("goto 700").unwrap();
        // The line editor hands the terminal back before the guest runs.
        session.exp_string("\x1b[?2004l").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        session.send_control('c').unwrap();
        session.exp_string("interrupted").unwrap();
        session.exp_string("(jumppad) ").unwrap();
    }
    session.send_line("step").unwrap();
    session.exp_string("step after 3 cycles").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    // Enter steps again.
    session.send_line("").unwrap();
    session.exp_string("step after 3 cycles").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    // An error leaves the session alive; Ctrl-D leaves.
    session.send_line("nonsense").unwrap();
    session.exp_string("unknown command").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn assembling_has_its_own_prompt_until_an_empty_line() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    assert!(say(&mut session, "a 700 LDA #$41", ".0702  ").contains("A9 41"));
    assert!(say(&mut session, "LDQ", ".0702  ").contains("did you mean `LDA`?"));
    assert!(say(&mut session, "BNE end", ".0704  ").contains("waits for `end`"));
    assert!(say(&mut session, "end: rts", ".0705  ").contains("$0703 waited for it"));
    say(&mut session, "", "(jumppad) ");
    assert!(say(&mut session, "print [$700] + [$704]", "(jumppad) ").contains("265 ($109)"));
    // Ctrl-C and Ctrl-D leave the block, not the program.
    for key in ['c', 'd'] {
        say(&mut session, "a 800", ".0800  ");
        session.send_control(key).unwrap();
        session.exp_string("(jumppad) ").unwrap();
    }
    session.send_line("quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn lines_that_come_in_one_go_are_all_taken() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    session
        .send("echo first\necho second\necho third\nquit\n")
        .unwrap();
    session.flush().unwrap();
    for word in ["\r\nfirst", "\r\nsecond", "\r\nthird"] {
        session.exp_string(word).unwrap();
    }
    session.exp_eof().unwrap();
}
