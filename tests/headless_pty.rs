//! sim65 programs and headless runs at a real terminal: the live line comes, and goes; Ctrl-C ends a run, also one that
//! waits for input.
#![cfg(unix)]

use std::fs;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

fn run(args: &[&str]) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumppad"));
    command
        .arg("run")
        .args(args)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65"))
        .env("TERM", "xterm");
    spawn_command(command, Some(20_000)).expect("the program starts")
}

#[test]
fn a_long_run_shows_how_far_it_is_until_ctrl_c() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endless.prg");
    // 0600 JMP $0603; JMP $0600
    fs::write(&path, [0x00, 0x06, 0x4C, 0x03, 0x06, 0x4C, 0x00, 0x06]).unwrap();
    let mut session = run(&["--tier", "interp", &path.display().to_string()]);
    session.exp_string(" M cycles  ").unwrap();
    session.exp_string("interpreter 100%  compiled 0%").unwrap();
    // It is written anew.
    session.exp_string("\r\x1b[K").unwrap();
    session.exp_string(" MHz").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("\r\x1b[K").unwrap();
    session.exp_string("interrupted at $060").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn a_guest_that_waits_for_input_gets_lines_or_ctrl_c() {
    let mut session = run(&["upper"]);
    session.send_line("typed").unwrap();
    session.exp_string("TYPED").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("interrupted at $FFF6").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn a_py65_console_gives_each_key_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("echo.prg");
    // 0600 LDA $F004; BEQ $0600; CMP #'.'; BEQ $060F; STA $F001; JMP $0600; 060F JMP $060F
    let code = [
        0x00, 0x06, 0xAD, 0x04, 0xF0, 0xF0, 0xFB, 0xC9, b'.', 0xF0, 0x06, 0x8D, 0x01, 0xF0, 0x4C,
        0x00, 0x06, 0x4C, 0x0F, 0x06,
    ];
    fs::write(&path, code).unwrap();
    let mut session = run(&["--console", "py65", &path.display().to_string()]);
    // No Enter: the guest itself echoes what it got.
    for key in ["k", "e", "y"] {
        session.send(key).unwrap();
        session.flush().unwrap();
        session.exp_string(key).unwrap();
    }
    session.send(".").unwrap();
    session.flush().unwrap();
    session.exp_string("trap at $060F").unwrap();
    session.exp_eof().unwrap();
}

/// Prints a letter above each key: 0600 LDA $F004; BEQ $0600; CLC; ADC #$40; STA $F001; JMP $0600
const ABOVE: &[u8] = &[
    0x00, 0x06, 0xAD, 0x04, 0xF0, 0xF0, 0xFB, 0x18, 0x69, 0x40, 0x8D, 0x01, 0xF0, 0x4C, 0x00, 0x06,
];

#[test]
fn enter_is_a_carriage_return_to_a_keyboards_console() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("above.prg");
    fs::write(&path, ABOVE).unwrap();
    let path = path.display().to_string();
    // CR is 13, LF 10.
    for (more, shown) in [(&[][..], "M"), (&["--enter", "lf"], "J")] {
        let args = [&["--console", "py65", &path], more].concat();
        let mut session = run(&args);
        session.send("\r").unwrap();
        session.flush().unwrap();
        session.exp_string(shown).unwrap();
        session.send_control('c').unwrap();
        session.exp_string("interrupted at $06").unwrap();
        session.exp_eof().unwrap();
    }
}

#[test]
fn a_guest_that_polls_an_idle_keyboard_takes_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("above.prg");
    fs::write(&path, ABOVE).unwrap();
    let mut session = run(&[
        "--console",
        "py65",
        "--timeout",
        "2",
        &path.display().to_string(),
    ]);
    session.exp_string("timeout at $06").unwrap();
    session.exp_string("after ").unwrap();
    let cycles = session.exp_string(" cycles").unwrap();
    // At a megahertz it is two million; unthrottled, it would be hundreds.
    assert!(cycles.parse::<u64>().unwrap() < 6_000_000, "{cycles}");
    session.exp_eof().unwrap();
}

#[test]
fn in_the_debugger_the_guest_waits_for_lines_of_its_own() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumppad"));
    command
        .arg("upper")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sim65"))
        .env("HOME", home.path())
        .env("XDG_STATE_HOME", home.path())
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    let mut session = spawn_command(command, Some(20_000)).expect("the program starts");
    session.exp_string("(jumppad) ").unwrap();
    session.send_line("continue").unwrap();
    session.exp_string("\x1b[?2004l").unwrap();
    session.send_line("a line").unwrap();
    session.exp_string("A LINE").unwrap();
    session.send_control('c').unwrap();
    session.exp_string("the guest waits for input").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    // It asks again, and what was sent comes first.
    session.send_line("send \"sent\" 0a").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_line("continue").unwrap();
    session.exp_string("SENT").unwrap();
    // The end of the input is the program's end, not the debugger's.
    session.send_control('d').unwrap();
    session.exp_string("exited").unwrap();
    session.exp_string("(jumppad) ").unwrap();
    session.send_line("quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn a_console_of_eight_bits_is_read_by_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("apple.prg");
    // 0600 LDX #0; LDA $0610,X; STA $F001; INX; CPX #5; BNE $0602; JMP $060D; then HI, return, OK with bit 7 set
    let code = [
        0x00, 0x06, 0xA2, 0x00, 0xBD, 0x10, 0x06, 0x8D, 0x01, 0xF0, 0xE8, 0xE0, 0x05, 0xD0, 0xF5,
        0x4C, 0x0D, 0x06, 0xC8, 0xC9, 0x8D, 0xCF, 0xCB,
    ];
    fs::write(&path, code).unwrap();
    let mut session = run(&["--console", "py65", &path.display().to_string()]);
    session.exp_string("HI\r\nOK").unwrap();
    session.exp_string("trap at $060D").unwrap();
    session.exp_eof().unwrap();
}
