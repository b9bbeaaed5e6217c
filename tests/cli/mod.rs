//! Runs the built program and catches what it says.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What a run left behind.
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

/// Runs `jumppad` with `args`, `input` piped in, in the repository's root.
pub(crate) fn jumppad(args: &[&str], input: &str) -> Ran {
    run(env!("CARGO_BIN_EXE_jumppad"), args, input)
}

/// The same by way of another `program`, such as a shell.
pub(crate) fn run(program: &str, args: &[&str], input: &str) -> Ran {
    let mut child = Command::new(program)
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A program that ends before it has read everything is no failure of the test.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        code: output.status.code().expect("no signal ended it"),
    }
}

/// Does `work` with each of `items`, with as many at once as there are cores: runs are processes of their own.
pub(crate) fn at_once<T: Sync>(items: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores.min(items.len()) {
            scope.spawn(|| {
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(item);
                }
            });
        }
    });
}

/// Commands typed by habit: what they print, and what is refused.
pub(crate) mod typed {
    use super::{Ran, jumppad};

    /// A program of C with lines and symbols.
    pub(crate) const SCORES: &str =
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/tutorial/scores");

    pub(crate) fn run(program: &[&str], commands: &[&str]) -> Ran {
        let mut args = vec!["--no-rc", "--tier", "interp", "--batch"];
        args.extend(program);
        args.extend(commands.iter().flat_map(|command| ["-e", command]));
        jumppad(&args, "")
    }

    /// What these commands print in the demo.
    pub(crate) fn told(commands: &[&str]) -> String {
        let run = run(&[], commands);
        assert_eq!(run.code, 0, "{commands:?}: {}{}", run.out, run.err);
        run.out
    }

    /// The same in the program of C.
    pub(crate) fn in_c(commands: &[&str]) -> String {
        let run = run(&[SCORES], commands);
        assert_eq!(run.code, 0, "{commands:?}: {}{}", run.out, run.err);
        run.out
    }

    /// What an error of the last of these says.
    pub(crate) fn refused(commands: &[&str]) -> String {
        let run = run(&[SCORES], commands);
        assert_eq!(run.code, 1, "{commands:?}: {}", run.out);
        run.err
    }

    pub(crate) fn last(text: &str) -> &str {
        text.lines().last().unwrap_or("")
    }
}
