//! A file is written as a whole or not at all: what a full disk leaves of old files, and how a batch ends then.
#![cfg(unix)]

mod cli;

use std::fs;
use std::path::{Path, PathBuf};

use cli::{Ran, jumppad, run};

const OLD: &str = "# what was here before\n";

/// A folder with one file in it.
fn scratch() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, OLD).unwrap();
    (folder, file)
}

/// Runs `jumppad` where no file can grow, as on a full disk.
fn on_a_full_disk(args: &[&str], input: &str) -> Ran {
    let shell = "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_jumppad");
    run("/bin/sh", &[&["-c", shell, program], args].concat(), input)
}

fn alone(folder: &Path) {
    assert_eq!(fs::read_dir(folder).unwrap().count(), 1, "nothing is left");
}

#[test]
fn the_old_file_outlives_a_full_disk() {
    let (folder, file) = scratch();
    let name = file.display().to_string();
    let save = format!("save {name} 0 ffff");
    let breakpoints = format!("break 600\nsave breakpoints {name}");
    for line in [save, breakpoints] {
        let ran = on_a_full_disk(&["--no-rc", "--batch"], &line);
        assert_eq!(ran.code, 1, "{line}: {}", ran.err);
        assert!(ran.err.contains("cannot write"), "{line}: {}", ran.err);
        assert_eq!(fs::read_to_string(&file).unwrap(), OLD, "{line}");
        alone(folder.path());
        assert_eq!(jumppad(&["--no-rc", "--batch"], &line).code, 0);
        assert_ne!(fs::read(&file).unwrap(), OLD.as_bytes(), "{line}");
        alone(folder.path());
        fs::write(&file, OLD).unwrap();
    }
}

#[test]
fn a_run_whose_memory_cannot_be_saved_tells_of_itself() {
    let (folder, file) = scratch();
    let (memory, program) = (file.display().to_string(), folder.path().join("loop.prg"));
    fs::write(&program, [0, 6, 0x4C, 0, 6]).unwrap();
    let program = program.display().to_string();
    let ran = on_a_full_disk(&["run", &program, "--save-memory", &memory], "");
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("trap at $0600"), "{}", ran.out);
    assert!(ran.err.contains("cannot write"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), OLD);
}

#[test]
fn a_recording_on_a_full_disk_ends_the_batch_and_has_whole_lines() {
    let (folder, file) = scratch();
    for (target, content) in [
        (format!("{} --append", file.display()), OLD),
        (folder.path().join("new").display().to_string(), ""),
    ] {
        let lines = format!("record {target}\nstep\necho never\n");
        let ran = on_a_full_disk(&["--no-rc", "--batch"], &lines);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(
            ran.err.contains("<stdin>:2:1: error: cannot write"),
            "{}",
            ran.err
        );
        assert!(ran.out.contains("PC"), "the step is told: {}", ran.out);
        assert!(!ran.out.contains("never"), "{}", ran.out);
        let path = target.split(' ').next().unwrap();
        assert_eq!(fs::read_to_string(path).unwrap(), content);
    }
}

#[test]
fn a_file_that_may_not_be_written_to_is_no_file_to_replace() {
    let (folder, _) = scratch();
    let inside = folder.path().join("no/such/file").display().to_string();
    let ran = jumppad(&["--no-rc", "--batch"], &format!("save {inside} 0 1"));
    let error = format!("cannot write {inside}: its folder takes no new file: entity not found");
    assert!(ran.err.contains(&error), "{}", ran.err);
}
