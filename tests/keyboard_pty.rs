//! Keys at a real terminal while the guest runs: each at once, Ctrl-C and what may stand in its place, and a terminal that is
//! what it was, whatever ends that.
#![cfg(unix)]

mod terminal;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rexpect::process::Signal::{SIGCONT, SIGTERM};
use rexpect::session::PtySession;
use rustix::termios::{LocalModes, tcgetattr};
use terminal::{PROMPT, keys, leave, open, say};

/// Prints a letter above each key: 0600 LDA $F004; BEQ $0600; CLC; ADC #$01; STA $F001; JMP $0600
const ABOVE: &[u8] = &[
    0x00, 0x06, 0xAD, 0x04, 0xF0, 0xF0, 0xFB, 0x18, 0x69, 0x01, 0x8D, 0x01, 0xF0, 0x4C, 0x00, 0x06,
];

/// A terminal with the debugger, or a run, and a folder for what it needs.
struct Terminal {
    session: PtySession,
    _folder: tempfile::TempDir,
}

fn program(folder: &Path) -> String {
    let path = folder.join("above.prg");
    fs::write(&path, ABOVE).unwrap();
    path.display().to_string()
}

/// The debugger on the program, with a console.
fn debugger() -> Terminal {
    let folder = tempfile::tempdir().unwrap();
    let mut command = terminal::command(folder.path());
    command.arg(program(folder.path()));
    let mut session = open(command);
    say(&mut session, "device py65");
    Terminal {
        session,
        _folder: folder,
    }
}

/// `jumppad run` of the program, with a console.
fn run(more: &[&str]) -> Terminal {
    let folder = tempfile::tempdir().unwrap();
    let path = program(folder.path());
    let mut command = terminal::command(folder.path());
    command.args(["run", "--console", "py65", &path]);
    command.args(more);
    Terminal {
        session: terminal::launch(command),
        _folder: folder,
    }
}

/// Waits until the terminal gives keys, or lines.
fn wait_for_lines(session: &PtySession, lines: bool) {
    let end = Instant::now() + Duration::from_secs(30);
    let terminal = session.process().get_file_handle().unwrap();
    loop {
        let mode = tcgetattr(&terminal).expect("the terminal is there");
        if mode.local_modes.contains(LocalModes::ICANON) == lines {
            return;
        }
        assert!(Instant::now() < end, "the terminal does not change");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Begins `command`, and is back when the keys are the guest's.
fn go(session: &mut PtySession, command: &str) {
    terminal::begin(session, command);
    wait_for_lines(session, false);
}

#[test]
fn each_key_reaches_the_guest_at_once_and_ctrl_c_stops_it() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    go(session, "continue");
    // No Enter and no echo: the guest prints what follows in the alphabet.
    for (key, shown) in [("h", "i"), ("a", "b"), ("k", "l")] {
        keys(session, key);
        session.exp_string(shown).unwrap();
    }
    session.send_control('c').unwrap();
    let shown = session.exp_string(PROMPT).unwrap();
    assert!(shown.contains("interrupted after"), "{shown}");
    // The line editor has its keys again, and so has the next run.
    assert!(say(session, "print 6*7").contains("42"));
    go(session, "continue");
    keys(session, "m");
    session.exp_string("n").unwrap();
    session.send_control('c').unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn what_was_typed_is_typed_again_in_the_past() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    go(session, "continue");
    keys(session, "p");
    session.exp_string("q").unwrap();
    session.send_control('c').unwrap();
    session.exp_string(PROMPT).unwrap();
    say(session, "rcontinue");
    say(session, "break 606");
    let shown = say(session, "continue");
    assert!(shown.contains("breakpoint #1"), "{shown}");
    assert!(shown.contains("A $70"), "{shown}");
    assert!(
        !shown.contains("by hand"),
        "keys are not told one by one: {shown}"
    );
    leave(session);
}

#[test]
fn ctrl_c_can_be_the_guests_and_another_key_stops_it() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    say(session, "set ctrl-c guest");
    assert!(say(session, "info keyboard").contains("Ctrl-] stops it"));
    terminal::begin(session, "continue");
    session
        .exp_string("Ctrl-C is the guest's: Ctrl-] stops it")
        .unwrap();
    wait_for_lines(session, false);
    session.send_control('c').unwrap();
    session.exp_string("\\x04").unwrap();
    session.send_control('z').unwrap();
    session.exp_string("\\x1B").unwrap();
    keys(session, "\x1D");
    let shown = session.exp_string(PROMPT).unwrap();
    assert!(shown.contains("interrupted after"), "{shown}");
    leave(session);
}

#[test]
fn keys_stay_the_debuggers_where_that_is_wanted_and_in_steps() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    // What is typed ahead of a step is the next command.
    session.send_line("step").unwrap();
    session.send_line("print 41+1").unwrap();
    session.exp_string("42").unwrap();
    session.exp_string(PROMPT).unwrap();
    say(session, "set keyboard off");
    terminal::begin(session, "continue --cycles 300000000");
    session.send_line("print 99+1").unwrap();
    session.exp_string("cycle limit").unwrap();
    session.exp_string("100").unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn a_suspended_guest_gives_the_terminal_back_and_takes_it_again() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    go(session, "continue");
    session.send_control('z').unwrap();
    wait_for_lines(session, true);
    session.process_mut().signal(SIGCONT).unwrap();
    wait_for_lines(session, false);
    keys(session, "x");
    session.exp_string("y").unwrap();
    session.send_control('c').unwrap();
    session.exp_string(PROMPT).unwrap();
    leave(session);
}

#[test]
fn sigterm_ends_the_program_behind_the_terminals_mode() {
    let (mut debugged, run) = (debugger(), run(&[]));
    go(&mut debugged.session, "continue");
    for mut terminal in [debugged, run] {
        let session = &mut terminal.session;
        wait_for_lines(session, false);
        session.process_mut().signal(SIGTERM).unwrap();
        wait_for_lines(session, true);
        session.exp_eof().unwrap();
    }
}

#[test]
fn a_headless_run_has_the_same_keys() {
    let mut terminal = run(&[]);
    let session = &mut terminal.session;
    wait_for_lines(session, false);
    keys(session, "e");
    session.exp_string("f").unwrap();
    session.send_control('c').unwrap();
    wait_for_lines(session, true);
    session.exp_eof().unwrap();
    let mut terminal = run(&["--ctrl-c", "guest"]);
    let session = &mut terminal.session;
    session.exp_string("Ctrl-] ends the run").unwrap();
    wait_for_lines(session, false);
    session.send_control('c').unwrap();
    session.exp_string("\x04").unwrap();
    keys(session, "\x1D");
    wait_for_lines(session, true);
    session.exp_eof().unwrap();
}

#[test]
fn a_run_at_the_speed_of_its_clock_is_stopped_at_once() {
    let mut terminal = debugger();
    let session = &mut terminal.session;
    say(session, "set clock 1 Hz");
    say(session, "set speed 1x");
    go(session, "continue");
    session.send_control('c').unwrap();
    let shown = session.exp_string(PROMPT).unwrap();
    assert!(shown.contains("interrupted after"), "{shown}");
    leave(session);
}
