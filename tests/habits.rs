//! Scripts that are run, or not run, by themselves; recordings; where an error in them stood.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};

use cli::jumppad;

/// A program with a script beside it.
fn program(folder: &Path, rc: &str) -> String {
    let path = folder.join("p.prg");
    fs::write(&path, [0x00, 0x06, 0xEA, 0x4C, 0x00, 0x06]).unwrap();
    fs::write(folder.join("p.dbgrc"), rc).unwrap();
    path.display().to_string()
}

#[test]
fn a_script_beside_a_program_is_run_only_when_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = program(folder.path(), "echo FROM RC\n");
    let told = jumppad(&[&path, "--batch", "-e", "echo after"], "");
    assert_eq!(told.code, 0);
    assert!(!told.out.contains("FROM RC"), "{}", told.out);
    assert!(told.out.contains("p.dbgrc was not run"), "{}", told.out);
    assert_eq!(told.out.lines().count(), 2);
    let ran = jumppad(&[&path, "--rc", "--batch", "-e", "echo after"], "");
    assert_eq!(ran.out, "FROM RC\nafter\n");
    // Its errors are those of a script.
    let path = program(folder.path(), "echo fine\nbrek 600\n");
    let ran = jumppad(&[&path, "--rc", "--batch", "-e", "echo after"], "");
    assert_eq!((ran.code, ran.out.as_str()), (1, "fine\n"));
    assert!(ran.err.contains("p.dbgrc:2:1: error"), "{}", ran.err);
    let path = program(folder.path(), "quit\n");
    let ran = jumppad(&[&path, "--rc", "--batch", "-e", "echo after"], "");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
}

#[test]
fn errors_name_their_place_wherever_the_line_came_from() {
    let e = jumppad(&["--batch", "-e", "echo fine", "-e", "step 1x"], "");
    assert!(e.err.starts_with("<-e #2>:1:7: error"), "{}", e.err);
    let pipe = jumppad(&[], "\n\nbreak zz9\n");
    assert!(pipe.err.starts_with("<stdin>:3:7: error"), "{}", pipe.err);
    // A line that no hand wrote is read in pieces, not as a whole.
    let long = jumppad(&[], &"x".repeat(1 << 20));
    assert!(long.err.starts_with("<stdin>:1:1: error"), "{}", long.err);
}

fn recording(folder: &tempfile::TempDir) -> (PathBuf, String) {
    let path = folder.path().join("again.dbg");
    let name = path.display().to_string();
    (path, name)
}

#[test]
fn a_recording_runs_again_with_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    let (path, name) = recording(&folder);
    let inner = folder.path().join("inner.dbg");
    fs::write(&inner, "step\nstep\n").unwrap();
    let inner = inner.display().to_string();
    let session = format!(
        "step\nrecord {name}\nrecord\nb 626 if [$609]=='D'\nset radix 16\ns 10\nc\n. {inner}\n\
         ; nothing\nrecord stop\nr\n"
    );
    let ran = jumppad(&["--tier", "interp"], &session);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("again.dbg: 5 commands"), "{}", ran.out);
    let recorded = fs::read_to_string(&path).unwrap();
    assert_eq!(
        recorded,
        format!(
            "break $0626 if [$0609] == $44\nset radix 16\nstep #16\ncontinue\nsource {inner}\n"
        )
    );
    let last = |out: &str| out.lines().last().map(str::to_owned);
    let again = jumppad(
        &[
            "--tier", "interp", "--batch", "-e", "step", "-x", &name, "-e", "r",
        ],
        "",
    );
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(last(&again.out), last(&ran.out));
}

#[test]
fn a_recording_keeps_what_is_there_and_comments_out_what_failed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, name) = recording(&folder);
    let fails = |input: &str, error: &str| {
        let ran = jumppad(&["--tier", "interp"], input);
        assert_ne!(ran.code, 0, "{input}");
        assert!(ran.err.contains(error), "{input}: {}", ran.err);
    };
    fails(&format!("record {name}\nstep\nbrek 600\n"), "did you mean");
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        "step\n# failed: brek 600\n"
    );
    fails(&format!("record {name}\n"), "--append adds to it");
    fails(
        &format!("record {name} --append\nassert 0\n"),
        "assertion failed",
    );
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "step\n# failed: brek 600\n# failed: assert 0\n");
    fails("record stop\n", "nothing is being recorded");
    fails(
        &format!("record {name} --append\nrecord {name}x\n"),
        "under way",
    );
    fails("record /no/such/folder/x\n", "cannot write");
    fails("apropos\n", "a word to search for is missing");
    assert_eq!(jumppad(&["--batch", "-x", &name], "").code, 0);
}
