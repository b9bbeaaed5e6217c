//! Habits at the prompt: Tab, hints, history, Enter, colours, small windows.
#![cfg(unix)]

mod terminal;

use std::fs;

use rexpect::session::PtySession;
use rustix::termios::{Winsize, tcsetwinsize};
use terminal::{PROMPT, command, keys, leave, open, say, sized, start};

#[test]
fn tab_completes_each_kind_of_word() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    for line in [
        "break 626",
        "display a",
        "alias zero = m 0",
        "label counter 10",
    ] {
        say(&mut session, line);
    }
    for (typed, completed) in [
        ("zer", "zero "),
        ("zero cou", "zero counter"),
        ("m cou", "m counter"),
        ("delete ", "delete 1 "),
        ("undisplay ", "undisplay 1 "),
        ("registers s", "registers sp="),
        ("conti", "continue "),
        ("info br", "info breakpoints "),
        ("set thr", ""),
        ("set rad", "set radix "),
        ("set jit s", "set jit sync "),
        ("jit log of", "jit log off "),
        ("help numb", "help numbers "),
        (
            "load tests/data/sim65/sieve0",
            "load tests/data/sim65/sieve02",
        ),
        ("device time", "device timer "),
    ] {
        keys(&mut session, &format!("{typed}\t"));
        session
            .exp_string(completed)
            .unwrap_or_else(|error| panic!("{typed}: {error}"));
        drop_line(&mut session);
    }
    leave(&mut session);
}

#[test]
fn tab_completes_files_of_source() {
    let home = tempfile::tempdir().unwrap();
    let mut debugger = command(home.path());
    debugger.arg("tests/data/tutorial/scores");
    let mut session = open(debugger);
    for (typed, completed) in [
        ("break scores.c", "break scores.c:"),
        ("break scores.c:pl", "break scores.c:play"),
        ("list scores.c", "list scores.c:"),
        ("d 200..scores.c", "d 200..scores.c:"),
    ] {
        keys(&mut session, &format!("{typed}\t"));
        session
            .exp_string(completed)
            .unwrap_or_else(|error| panic!("{typed}: {error}"));
        drop_line(&mut session);
    }
    leave(&mut session);
}

#[test]
fn hints_show_what_may_follow() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    for (typed, hint) in [
        ("contin", "ue"),
        ("tbreak ", "RANGE"),
        ("ignore ", "ID [N]"),
    ] {
        keys(&mut session, typed);
        session
            .exp_string(hint)
            .unwrap_or_else(|error| panic!("{typed}: {error}"));
        drop_line(&mut session);
    }
    leave(&mut session);
}

/// Drops what is typed. Until that is seen the prompt is drawn anew now and then.
fn drop_line(session: &mut PtySession) {
    session.send_control('c').unwrap();
    session.exp_string("\x1b[?2004l").unwrap();
    session.exp_string(PROMPT).unwrap();
}

#[test]
fn the_history_is_the_users_own_and_holds_each_line_once_in_a_row() {
    let home = tempfile::tempdir().unwrap();
    let usual = || {
        let mut command = command(home.path());
        command.env_remove("XDG_STATE_HOME");
        command
    };
    let mut session = open(usual());
    for line in ["print 6 * 7", "print 6 * 7", "print 11 * 3"] {
        say(&mut session, line);
    }
    leave(&mut session);
    let file = home.path().join(".local/state/jumppad/history");
    let text = fs::read_to_string(&file).expect("the history is where such files belong");
    assert_eq!(text.matches("print 6 * 7").count(), 1, "{text}");
    // Up, over `quit` and `print 11 * 3`.
    let mut session = open(usual());
    keys(&mut session, "\x1b[A\x1b[A\x1b[A");
    session.exp_string("print 6 * 7").unwrap();
    assert!(say(&mut session, "").contains("42 ($2A)"));
    leave(&mut session);
}

#[test]
fn a_history_that_cannot_be_kept_is_no_reason_to_refuse_work() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("file");
    fs::write(&file, "").unwrap();
    for place in [file.as_path(), "/proc/no/such/place".as_ref()] {
        let mut command = command(home.path());
        command.env("XDG_STATE_HOME", place);
        let mut session = open(command);
        assert!(say(&mut session, "print 6 * 7").contains("42 ($2A)"));
        leave(&mut session);
    }
}

#[test]
fn enter_repeats_steps_goes_on_with_dumps_and_does_nothing_else() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    for (line, first, again) in [
        ("step", "step after", "step after"),
        ("m 200", "$0200 ", "$0280 "),
        ("x/2i 600", "$0600 ", "$0604 "),
        ("d 600", "$0600 ", "$061C "),
        ("text 0,+16", "$0000 ", "$0010 "),
    ] {
        assert!(say(&mut session, line).contains(first), "{line}");
        let shown = say(&mut session, "");
        assert!(shown.contains(again), "{line}: {shown}");
    }
    for line in [
        "break 626",
        "set radix 16",
        "r x=1",
        "> 300 1",
        "assert 1",
        "nonsense",
        "goto 626 --cycles 1",
    ] {
        say(&mut session, line);
        let shown = say(&mut session, "");
        assert!(!shown.contains(['$', ':']), "{line}: {shown:?}");
    }
    assert_eq!(
        say(&mut session, "info b").matches("break $0626").count(),
        1
    );
    leave(&mut session);
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let home = tempfile::tempdir().unwrap();
    let mut session = start(home.path());
    assert!(!say(&mut session, "step").contains("\x1b[1m"));
    leave(&mut session);
    let mut coloured = command(home.path());
    coloured
        .env_remove("NO_COLOR")
        .env("TERM", "xterm-256color");
    let mut session = rexpect::session::spawn_command(coloured, Some(40_000)).unwrap();
    // The prompt is green and bold.
    session.exp_string("\x1b[32;1m").expect("colours");
    session.send_line("quit").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn what_is_shown_fits_a_narrow_window() {
    let home = tempfile::tempdir().unwrap();
    let mut session = open(sized(home.path(), "cols 60"));
    let rows = say(&mut session, "m 600 60f");
    assert!(
        rows.contains("$0600  A9 80 85 11 A2 00 A0 00  ........\r\n$0608  A9 41"),
        "{rows}"
    );
    let registers = say(&mut session, "registers a=0");
    assert!(registers.contains("\r\n   cycle 0\r\n"), "{registers}");
    for line in ["help find trace", "help", "info memory", "text 600", "show"] {
        let text = say(&mut session, line);
        let shown = text.lines().skip(1).map(|line| line.chars().count());
        assert!(shown.max().is_some_and(|most| most <= 60), "{text}");
    }
    leave(&mut session);
}

#[test]
fn a_narrow_window_and_one_that_changes_do_no_harm() {
    let home = tempfile::tempdir().unwrap();
    let mut session = open(sized(home.path(), "cols 20 rows 5"));
    assert!(say(&mut session, "print 1 + 2 + 3 + 4 + 5 + 6 + 7").contains("28 ($1C)"));
    keys(&mut session, "print 6 * 7 + 1000000");
    let terminal = session.process().get_file_handle().unwrap();
    for (ws_col, ws_row) in [(4, 2), (200, 60), (1, 1), (80, 24)] {
        let size = Winsize {
            ws_col,
            ws_row,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert!(say(&mut session, "").contains("1000042 ($F426A)"));
    leave(&mut session);
}
