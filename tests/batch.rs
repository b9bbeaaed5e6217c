//! Batches: exit codes, errors with their places, input and output that are closed, full or gone.

mod cli;

use std::fs;
use std::process::{Command, Stdio};

use cli::jumppad;

#[test]
fn exit_codes_and_where_errors_stood() {
    let rows: &[(&[&str], &str, i32, &str)] = &[
        (&["--batch", "-e", "step"], "", 0, ""),
        (
            &["--batch", "-e", "step\nbrek"],
            "",
            1,
            "<-e #1>:2:1: error: unknown command",
        ),
        (
            &["--batch", "-e", "step", "-e", "  m zz"],
            "",
            1,
            "<-e #2>:1:5: error",
        ),
        (&["-e", "brek"], "echo never\n", 1, "<-e #1>:1:1: error"),
        (&["--batch"], "step\nbrek\n", 1, "<stdin>:2:1: error"),
        (
            &["--batch", "-x", "/no/such/script"],
            "",
            1,
            "error: cannot read /no/such/script",
        ),
        (&["--exit-from", "a", "-e", "step"], "", 2, "--batch"),
        (&["--batch", "-e", "r a=7", "--exit-from", "a"], "", 7, ""),
        (
            &["--batch", "-e", "r a=7", "--exit-from", "a + 250"],
            "",
            1,
            "",
        ),
        (
            &["--batch", "--exit-from", "nowhere", "-e", "step"],
            "",
            1,
            "`nowhere` is not a known name",
        ),
        (
            &["--batch", "-e", "assert a == 1", "--exit-from", "9"],
            "",
            3,
            "assertion failed: a == 1",
        ),
        (
            &["--batch", "-e", "c --cycles 10", "--exit-from", "9"],
            "",
            4,
            "",
        ),
        (
            &["--batch", "-e", "set cycle-limit 10", "-e", "c"],
            "",
            4,
            "",
        ),
        // The limit that counts is that of the last run.
        (&["--batch", "-e", "c --cycles 10", "-e", "step"], "", 0, ""),
        (&["--batch", "-e", "quit", "-e", "brek"], "", 0, ""),
    ];
    for (args, input, code, error) in rows {
        let ran = jumppad(args, input);
        assert_eq!(ran.code, *code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(error), "{args:?}: {}", ran.err);
        assert!(!ran.out.contains("never"), "{args:?}: {}", ran.out);
    }
}

#[test]
fn the_first_error_ends_scripts_within_scripts() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("inner.dbg"), "echo inner\n\n  stpe\necho never\n").unwrap();
    fs::write(
        path("outer.dbg"),
        format!("source {}\necho never\n", path("inner.dbg")),
    )
    .unwrap();
    let ran = jumppad(
        &["--batch", "-x", &path("outer.dbg"), "-e", "echo never"],
        "",
    );
    assert_eq!((ran.code, ran.out.as_str()), (1, "inner\n"));
    let place = format!("{}:3:3: error: unknown command `stpe`", path("inner.dbg"));
    assert!(ran.err.starts_with(&place), "{}", ran.err);
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jumppad"));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

#[test]
fn closed_input_is_the_end_of_commands() {
    let ran = program().stdin(Stdio::null()).output().unwrap();
    assert_eq!(
        (ran.status.code(), ran.stdout.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn a_guest_that_reads_gets_no_commands_and_does_not_block() {
    let script = ["--batch", "-e", "send \"typed\" 0a", "-e", "continue"];
    let args = [&["tests/data/sim65/upper"][..], &script].concat();
    let ran = jumppad(&args, "echo not for the guest\n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("TYPED\nexited"), "{}", ran.out);
    // From a pipe the lines are commands, and the guest's input is at its end.
    let ran = jumppad(&["tests/data/sim65/upper"], "continue\necho after\n");
    assert!(ran.out.starts_with("exited"), "{}", ran.out);
    assert!(ran.out.ends_with("after\n"), "{}", ran.out);
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_a_failure() {
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ran = program()
        .args(["--batch", "-e", "step"])
        .stdin(Stdio::null())
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let error = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(
        error.contains("cannot write the output: No space left"),
        "{error}"
    );
}

/// Runs `lines`, of which the last one fails with `error`.
fn fails(lines: &str, error: &str) {
    let ran = jumppad(&["--tier", "interp"], &format!("{lines}\n"));
    assert_eq!(ran.code, 1, "{lines}: {}", ran.err);
    let place = format!("<stdin>:{}:", lines.lines().count());
    assert!(ran.err.starts_with(&place), "{lines}: {}", ran.err);
    assert!(ran.err.contains(error), "{lines}: {}", ran.err);
}

#[test]
fn bad_values_and_displays() {
    fails("print", "`print E` shows the value of E");
    fails("print/q a", "`q` is not a format");
    fails("print/8xb a", "`x/FMT ADDRESS` shows memory");
    fails("display nowhere + 1", "`nowhere` is not a known name");
    fails("display/i", "an address is missing here");
    fails("display a\nundisplay 2", "there is no display 2");
    fails("p $pz", "`label pz E` names a value");
}

#[test]
fn bad_commands_of_ones_own() {
    fails("define step", "`step` is a command of the debugger");
    fails("define info", "take another name");
    fails("define 1st", "cannot be a name");
    fails("document nowhere", "no command of yours called `nowhere`");
    fails("alias q = step", "`q` is a command of the debugger");
    fails("alias hop = nonsense 1", "`nonsense` is no command");
    fails("alias hop =", "no command of yours called `hop`");
    fails("show user hop", "`help user-defined` lists them");
    // The end of the input comes behind the last line.
    let open = jumppad(&[], "define hop\nstep\n");
    assert_eq!(open.code, 1);
    assert!(open.err.contains("`end` alone on a line"), "{}", open.err);
    // Errors inside have their own place.
    let inside = jumppad(&[], "define hop\necho fine\nm $arg0\nend\nhop zz9\n");
    assert_eq!((inside.code, inside.out.as_str()), (1, "fine\n"));
    assert!(inside.err.starts_with("hop:2:3: error"), "{}", inside.err);
    let missing = jumppad(&[], "define hop\necho never\nm $arg1\nend\nhop 600\n");
    assert_eq!((missing.code, missing.out.as_str()), (1, ""));
    assert!(
        missing
            .err
            .contains("uses $arg1, but was given one argument")
    );
    // One that runs itself ends, however it does so.
    for again in [
        "define hop\nhop\nend",
        "alias hop = step\nalias hip = hop\nalias hop = hip",
    ] {
        let endless = jumppad(&[], &format!("{again}\nhop\n"));
        assert_eq!(endless.code, 1);
        assert!(endless.err.contains("run itself?"), "{}", endless.err);
    }
    let quits = jumppad(&[], "define bye\nquit\nend\nbye\necho never\n");
    assert_eq!((quits.code, quits.out.as_str()), (0, ""));
}
