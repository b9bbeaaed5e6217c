//! Lines at the prompt: several at once from a terminal that marks what is pasted, a history that is damaged.
#![cfg(unix)]

mod terminal;

use std::fs;

use rexpect::session::PtySession;
use terminal::{PROMPT, keys, leave, say, start};

/// Pastes `text` as a terminal does, presses Enter, and gives what is shown before the line editor asks again.
fn paste(session: &mut PtySession, text: &str, prompt: &str) -> String {
    keys(
        session,
        &format!("\x1b[200~{}\x1b[201~\r", text.replace('\n', "\r")),
    );
    session.exp_string("\x1b[?2004l").expect("it is taken");
    let shown = session
        .exp_string("\x1b[?2004h")
        .expect("the editor is back");
    session.exp_string(prompt).expect("the prompt is back");
    shown
}

#[test]
fn pasted_lines_are_as_many_commands() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    let shown = paste(
        &mut session,
        "echo one\necho two\nnonsense\necho four\n",
        PROMPT,
    );
    for told in [
        "echo one\r\none\r\n",
        "echo two\r\ntwo",
        "unknown command `nonsense`",
        "\r\nfour",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    // Each is a line of the history.
    keys(&mut session, "\x1b[A\x1b[A\x1b[A\x1b[A");
    session.exp_string("echo one").unwrap();
    assert!(say(&mut session, "").contains("one"));
    leave(&mut session);
}

#[test]
fn blocks_take_pasted_lines() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    let shown = paste(
        &mut session,
        "a 700\nloop: INX ; one\nBNE loop\n\nr pc=700",
        PROMPT,
    );
    assert!(
        shown.contains("BNE loop") && shown.contains("D0 FD") && shown.contains("PC $0700"),
        "{shown}"
    );
    paste(
        &mut session,
        "break 701\ncommands\nsilent\necho HIT; p x\nend\n",
        PROMPT,
    );
    assert!(say(&mut session, "c").contains("HIT\r\n1\r\n"));
    let shown = paste(
        &mut session,
        "delete\nbreak 700 do {\n  silent # no more\n  echo IN BRACES\n}\nc",
        PROMPT,
    );
    assert!(shown.contains("\r\nIN BRACES\r\n"), "{shown}");
    // What is pasted may leave a block open.
    paste(&mut session, "b 701 do {\necho", "  > ");
    assert!(say(&mut session, "}").contains("$0701"));
    paste(&mut session, "a 800\nNOP", ".0801  ");
    say(&mut session, "");
    leave(&mut session);
}

#[test]
fn a_list_in_open_braces_goes_on_until_it_is_closed_or_dropped() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    for key in ['c', 'd'] {
        terminal::say_until(&mut session, "break 626 do {", "  > ");
        session.send_control(key).unwrap();
        session.exp_string(PROMPT).unwrap();
    }
    assert!(!say(&mut session, "info b").contains("626"));
    leave(&mut session);
}

#[test]
fn a_history_with_bytes_that_are_no_text_is_read_and_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("jumppad/history");
    fs::create_dir(file.parent().unwrap()).unwrap();
    fs::write(&file, b"#V2\necho before\necho \xff\n").unwrap();
    let mut session = terminal::launch(terminal::command(home.path()));
    session
        .exp_string("bytes that are no text were replaced")
        .expect("it is told");
    let mut session = terminal::prompted(session);
    keys(&mut session, "\x1b[A\x1b[A");
    session.exp_string("echo before").unwrap();
    assert!(say(&mut session, "").contains("before"));
    // Another one writes while this one runs.
    let mut bytes = fs::read(&file).unwrap();
    bytes.extend(b"echo \xfe\n");
    fs::write(&file, bytes).unwrap();
    assert!(say(&mut session, "echo after").contains("were replaced"));
    assert!(!say(&mut session, "echo last").contains("replaced"));
    leave(&mut session);
    let text = fs::read_to_string(&file).expect("it is text");
    for line in ["echo before", "echo after", "echo last", "quit"] {
        assert!(text.lines().any(|kept| kept == line), "{line}: {text}");
    }
    // Nothing is told once it is mended.
    let session = terminal::launch(terminal::command(home.path()));
    let mut session = session;
    assert!(!session.exp_string(PROMPT).unwrap().contains("replaced"));
    leave(&mut session);
}

#[test]
fn a_hint_keeps_to_its_row_and_is_no_part_of_the_line() {
    let home = tempfile::tempdir().unwrap();
    let mut session = terminal::open(terminal::sized(home.path(), "cols 40 rows 20"));
    keys(&mut session, "break ");
    let hint = session.exp_string(" ...").expect("the hint is cut");
    let last = hint.rsplit(PROMPT).next().unwrap_or("");
    assert!(last.ends_with("break [[exec|load|store]"), "{hint:?}");
    // Where there is a name to take over, an arrow takes it; what may follow it does not.
    session.send_control('c').unwrap();
    session.exp_string(PROMPT).unwrap();
    keys(&mut session, "print 4\x1b[D\x1b[C");
    assert!(say(&mut session, "").contains("\r\n4\r\n"));
    keys(&mut session, "tbreak \x1b[C");
    assert!(say(&mut session, "626").contains("$0626 once"));
    leave(&mut session);
}

#[test]
fn lines_typed_while_the_guest_runs_wait_for_the_prompt() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    say(&mut session, "> 710 e8 4c 10 07");
    terminal::begin(&mut session, "goto 710 --cycles 400000000");
    keys(&mut session, "echo typed\necho ahead\n");
    session.exp_string("cycle limit").expect("the run ends");
    session
        .exp_string("\r\ntyped\r\n")
        .expect("the line is taken");
    session.exp_string("\r\nahead\r\n").expect("and the next");
    session.exp_string(PROMPT).expect("the prompt is back");
    leave(&mut session);
}
