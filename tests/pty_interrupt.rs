//! Ctrl-C at every kind of wait: it stops at once, and the machine is whole afterwards.
#![cfg(unix)]

mod terminal;

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rexpect::session::PtySession;
use terminal::{PROMPT, begin, leave, say, start};

/// Long enough for a line to be under way.
const UNDER_WAY: Duration = Duration::from_millis(150);

/// An endless loop at $0700, one that stores at $0740, and a call of the first at $0720.
fn endless(session: &mut PtySession) {
    say(session, "> 700 4c 03 07 4c 00 07");
    say(session, "> 720 20 00 07 00");
    say(session, "> 740 e6 10 4c 40 07");
}

/// Interrupts `line` and gives what was shown up to the prompt.
fn interrupted(session: &mut PtySession, line: &str) -> String {
    begin(session, line);
    sleep(UNDER_WAY);
    session.send_control('c').unwrap();
    let shown = session.exp_string("interrupted").expect(line);
    shown + &session.exp_string(PROMPT).expect(line)
}

/// The machine goes on as if nothing had happened: a step takes as long as its instruction, and PC is where it was.
fn is_whole(session: &mut PtySession, line: &str) {
    let before = say(session, "print pc");
    assert!(say(session, "r").contains("PC $07"), "{line}");
    assert_eq!(say(session, "print pc"), before, "{line}");
    let stepped = say(session, "step");
    assert!(
        stepped.contains("step after 3 cycles") || stepped.contains("step after 5 cycles"),
        "{line}: {stepped}"
    );
    let on = say(session, "continue --cycles 1000");
    assert!(on.contains("cycle limit after 1,0"), "{line}: {on}");
}

#[test]
fn runs_of_every_kind_stop_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    endless(&mut session);
    let waits: &[(&str, &str, &str)] = &[
        ("700", "continue", ""),
        ("700", "step 999999999999", ""),
        ("700", "next 999999999999", ""),
        ("720", "next", "next waits for"),
        ("700", "finish", "finish waits for"),
        ("700", "until 900", "until waits for $0900"),
        ("700", "goto 700", ""),
    ];
    for tier in ["off", "on", "sync"] {
        say(&mut session, &format!("set jit {tier}"));
        for (pc, line, waiting) in waits {
            say(&mut session, &format!("r pc={pc}"));
            let shown = interrupted(&mut session, line);
            assert!(shown.contains(waiting), "{line} on {tier}: {shown}");
            is_whole(&mut session, line);
        }
    }
    leave(&mut session);
}

#[test]
fn a_run_full_of_conditions_stops_at_once() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    endless(&mut session);
    for stop in [
        "watch 10 if value == 300",
        "break 742 if x == 300",
        "awatch 0..ff if old == 300",
    ] {
        say(&mut session, stop);
        say(&mut session, "r pc=$740");
        interrupted(&mut session, "continue");
        is_whole(&mut session, stop);
        say(&mut session, "delete");
    }
    leave(&mut session);
}

#[test]
fn long_outputs_and_scripts_end() {
    let home = tempfile::tempdir().unwrap();
    let script = |name: &str, line: &str, count: usize| {
        let path = home.path().join(name);
        fs::write(&path, format!("{line}\n").repeat(count)).unwrap();
        path.display().to_string()
    };
    let mut session = start(home.path());
    endless(&mut session);
    say(&mut session, "r pc=$700");
    let lines = [
        script("d.dbg", "d 0..ffff", 200),
        script("m.dbg", "m 0..ffff", 200),
        script("x.dbg", "x/65536xb 0", 200),
        script("step.dbg", "step", 1_000_000),
        script("run.dbg", "continue", 3),
    ];
    for line in lines {
        interrupted(&mut session, &format!("source {line}"));
        is_whole(&mut session, &line);
    }
    leave(&mut session);
}

#[test]
fn commands_that_resume_again_and_again_end() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    endless(&mut session);
    // Of a breakpoint, of one that is silent, and of one's own.
    for lines in [
        &["break 703 do { continue }"][..],
        &["break 703 do { silent; continue }"],
        &["trace 703"],
        &["alias again = continue", "break 703 do { silent; again }"],
    ] {
        for line in lines {
            say(&mut session, line);
        }
        say(&mut session, "r pc=$700");
        begin(&mut session, "continue");
        sleep(UNDER_WAY);
        session.send_control('c').unwrap();
        session.exp_string("interrupted").expect(lines[0]);
        session.exp_string(PROMPT).expect(lines[0]);
        say(&mut session, "delete");
        is_whole(&mut session, lines[0]);
    }
    leave(&mut session);
}

#[test]
fn a_line_that_is_typed_is_dropped_and_the_end_of_input_leaves() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    terminal::keys(&mut session, "break 60");
    session.send_control('c').unwrap();
    session.exp_string("\x1b[?2004l").unwrap();
    session.exp_string(PROMPT).unwrap();
    assert!(say(&mut session, "info b").contains("no breakpoints"));
    session.send_control('d').unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn ctrl_c_ends_a_search_of_the_past_and_the_guest_is_where_it_was() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    let registers = |session: &mut _| say(session, "r").replace('*', " ");
    say(&mut session, "continue --cycles 200000000");
    let before = registers(&mut session);
    // It stops the search at each round of the hot loop, for nothing.
    say(&mut session, "break 608 if a == 1");
    begin(&mut session, "rcontinue");
    sleep(Duration::from_millis(200));
    session.send_control('c').unwrap();
    session
        .exp_string("interrupted after 0 cycles: the guest is where it was")
        .unwrap();
    session.exp_string(PROMPT).unwrap();
    assert_eq!(registers(&mut session), before);
    say(&mut session, "delete");
    assert!(say(&mut session, "rstep 100").contains("step after -"));
    // Enter goes on with it.
    assert!(say(&mut session, "").contains("step after -"));
    say(&mut session, "step 200");
    assert_eq!(registers(&mut session), before);
    leave(&mut session);
}

#[test]
fn searches_of_many_records_end() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    endless(&mut session);
    say(&mut session, "set trace-size 1000000");
    say(&mut session, "trace record 1000000");
    say(&mut session, "r pc=$700");
    let strings: Vec<String> = (0..30)
        .map(|n| format!("operand contains \"{n}z\""))
        .collect();
    // Again and again, for one search may be over before the key is pressed.
    let script = home.path().join("find.dbg");
    for line in [
        format!("find trace where {}", strings.join(" || ")),
        "find trace where took > 100 || addr == $123 && iswrite".to_owned(),
        "find trace group by cycles".to_owned(),
        "find memory 0..ffff where [addr] == $123".to_owned(),
    ] {
        fs::write(&script, format!("{line}\n").repeat(1000)).unwrap();
        interrupted(&mut session, &format!("source {}", script.display()));
        let trace = say(&mut session, "info trace");
        assert!(trace.contains("1,000,000"), "{line}: {trace}");
        is_whole(&mut session, &line);
    }
    leave(&mut session);
}

#[test]
fn no_compilation_is_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("long.bin");
    // INX; BNE over the next; INY; again and again, and JMP $0400.
    let mut code = [0xE8, 0xD0, 0x01, 0xC8].repeat((0xF000 - 0x0400) / 4);
    code.extend([0x4C, 0x00, 0x04]);
    fs::write(&path, code).unwrap();
    for tier in ["jit", "llvm"] {
        let mut command = terminal::command(home.path());
        command.args(["--tier", tier, "--load", "400", "--entry", "400"]);
        command.arg(&path);
        let mut session = terminal::open(command);
        begin(&mut session, "continue");
        sleep(Duration::from_millis(1500));
        session.send_control('c').unwrap();
        let pressed = Instant::now();
        session.exp_string("interrupted").expect(tier);
        session.exp_string(PROMPT).expect(tier);
        // A quarter of a second, and what a busy host adds.
        assert!(pressed.elapsed() < Duration::from_secs(1), "{tier}");
        assert!(say(&mut session, "step").contains("step after"), "{tier}");
        leave(&mut session);
    }
}

#[test]
fn pipes_without_another_end_are_no_trap() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let pipe = path.display();
    let mut session = start(home.path());
    endless(&mut session);
    say(&mut session, "r pc=$700");
    for line in [
        format!("source {pipe}"),
        format!("save {pipe} 0..ff"),
        format!("save breakpoints {pipe}"),
        format!("record {pipe} --append"),
    ] {
        interrupted(&mut session, &line);
        is_whole(&mut session, &line);
    }
    leave(&mut session);
    let trap = home.path().join("trap.bin");
    fs::write(&trap, [0x4C, 0x00, 0x04]).unwrap();
    let mut command = terminal::command(home.path());
    command.args(["run", "--load", "400", "--entry", "400", "--save-memory"]);
    command.arg(&path).arg(&trap);
    let mut run = terminal::launch(command);
    sleep(Duration::from_millis(500));
    run.send_control('c').unwrap();
    run.exp_string("interrupted").unwrap();
    run.exp_eof().unwrap();
}
