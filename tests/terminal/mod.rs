//! The program in a real terminal: started, asked, waited for.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::path::Path;
use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

pub(crate) const PROMPT: &str = "(jumppad) ";

/// How the line editor hands the terminal back before a line runs.
const HANDED_BACK: &str = "\x1b[?2004l";

/// A command line of the program, with its own home.
pub(crate) fn command(home: &Path) -> Command {
    at_home(Command::new(env!("CARGO_BIN_EXE_jumppad")), home)
}

/// The same in a window of a size that `stty` sets.
pub(crate) fn sized(home: &Path, size: &str) -> Command {
    let program = env!("CARGO_BIN_EXE_jumppad");
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("stty {size}; exec {program}")]);
    at_home(shell, home)
}

fn at_home(mut command: Command, home: &Path) -> Command {
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("HOME", home)
        .env("XDG_STATE_HOME", home)
        .env_remove("XDG_CONFIG_HOME")
        .env("TERM", "xterm")
        .env("NO_COLOR", "1");
    command
}

/// Starts `command`.
pub(crate) fn launch(command: Command) -> PtySession {
    spawn_command(command, Some(40_000)).expect("the program starts")
}

/// Waits for the prompt.
pub(crate) fn prompted(mut session: PtySession) -> PtySession {
    session.exp_string(PROMPT).expect("the prompt is shown");
    session
}

/// Starts `command` and waits for its prompt.
pub(crate) fn open(command: Command) -> PtySession {
    prompted(launch(command))
}

/// The debugger on its demo.
pub(crate) fn start(home: &Path) -> PtySession {
    open(command(home))
}

/// What is shown between `line` and the next prompt.
pub(crate) fn say(session: &mut PtySession, line: &str) -> String {
    say_until(session, line, PROMPT)
}

/// What is shown between `line` and `prompt`.
pub(crate) fn say_until(session: &mut PtySession, line: &str, prompt: &str) -> String {
    begin(session, line);
    session.exp_string(prompt).expect("the prompt comes back")
}

/// Gives `line`, and is back when it runs.
pub(crate) fn begin(session: &mut PtySession, line: &str) {
    session.send_line(line).unwrap();
    session.exp_string(HANDED_BACK).expect("the line is taken");
}

/// Types without Enter.
pub(crate) fn keys(session: &mut PtySession, keys: &str) {
    session.send(keys).unwrap();
    session.flush().unwrap();
}

pub(crate) fn leave(session: &mut PtySession) {
    session.send_line("quit").unwrap();
    session.exp_eof().expect("the program ends");
}
