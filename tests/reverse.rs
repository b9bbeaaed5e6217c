//! Going back in time as a user and as a program see it: Ctrl-C in a long search, and the fields of the JSON lines.

mod cli;

use serde_json::Value;

/// The results of commands as JSON.
fn results(commands: &[&str]) -> Vec<Value> {
    let mut args = vec!["--batch", "--json", "--tier", "auto"];
    for command in commands {
        args.extend(["-e", command]);
    }
    let ran = cli::jumppad(&args, "");
    let lines = ran.out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}")))
        .collect()
}

#[test]
fn programs_see_how_far_it_went_and_why() {
    let results = results(&[
        "step 3",
        "rstep 2",
        "rcontinue",
        "info history",
        "set history off",
        "rstep",
    ]);
    let [_, step, start, history, _, off] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert_eq!(
        (&step["type"], &step["reason"]),
        (&"stop".into(), &"step".into())
    );
    assert_eq!(
        (&step["elapsed"], &step["cycles"]),
        (&(-5).into(), &2.into())
    );
    assert_eq!(start["reason"], "history-start");
    assert_eq!(start["text"], "the machine was switched on here");
    assert_eq!(
        (&start["elapsed"], &start["cycles"]),
        (&(-2).into(), &0.into())
    );
    assert_eq!(
        (&history["type"], &history["from"]),
        (&"history".into(), &0.into())
    );
    assert_eq!((&history["now"], &history["until"]), (&0.into(), &7.into()));
    assert_eq!(history["checkpoints"], 1);
    assert_eq!(
        (&off["type"], &off["message"]),
        (&"error".into(), &"history is off".into())
    );
}

#[cfg(unix)]
mod terminal {
    use std::process::Command;

    use rexpect::session::{PtySession, spawn_command};

    fn start(home: &std::path::Path) -> PtySession {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jumppad"));
        command
            .env("HOME", home)
            .env("XDG_STATE_HOME", home)
            .env("TERM", "xterm")
            .env("NO_COLOR", "1");
        let mut session = spawn_command(command, Some(30_000)).expect("the program starts");
        session
            .exp_string("(jumppad) ")
            .expect("the prompt is shown");
        session
    }

    fn say(session: &mut PtySession, line: &str) -> String {
        session.send_line(line).unwrap();
        // The line editor hands the terminal back before the line runs.
        session.exp_string("\x1b[?2004l").unwrap();
        session.exp_string("(jumppad) ").unwrap()
    }

    #[test]
    fn ctrl_c_ends_a_search_and_the_guest_is_where_it_was() {
        let home = tempfile::tempdir().unwrap();
        let mut session = start(home.path());
        say(&mut session, "continue --cycles 200000000");
        let before = say(&mut session, "r");
        // It stops the search at each round of the hot loop, for nothing.
        say(&mut session, "break 608 if a == 1");
        session.send_line("rcontinue").unwrap();
        session.exp_string("\x1b[?2004l").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        session.send_control('c').unwrap();
        session
            .exp_string("interrupted after 0 cycles: the guest is where it was")
            .unwrap();
        session.exp_string("(jumppad) ").unwrap();
        let now = say(&mut session, "r").replace('*', " ");
        assert_eq!(now, before.replace('*', " "));
        say(&mut session, "delete");
        assert!(say(&mut session, "rstep 100").contains("step after -"));
        // Enter goes on with it.
        assert!(say(&mut session, "").contains("step after -"));
        say(&mut session, "step 200");
        assert_eq!(
            say(&mut session, "r").replace('*', " "),
            before.replace('*', " ")
        );
        session.send_line("quit").unwrap();
        session.exp_eof().unwrap();
    }
}
