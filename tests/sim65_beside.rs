//! Every program of a folder under a `sim65` of cc65 and under ours: the same output, exit code, cycles and files.
//!
//! Without more it takes the programs of tests/data/sim65 and the `sim65` on the path, and is skipped where there is
//! none. `JUMPPAD_SIM65` says which sim65, `JUMPPAD_SIM65_PROGRAMS` which folder, as of cc65's own tests:
//! `scripts/make-sim65-suite` makes one. Each runs in a folder of its own, with a copy of itself and of the `.in` files
//! beside it.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// More cycles than any test takes.
const LIMIT: &str = "500000000";

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
struct Left {
    code: Option<i32>,
    out: String,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

fn run(sim65: &Path, program: &Path) -> Left {
    let folder = tempfile::tempdir().unwrap();
    let name = program.file_name().expect("it is a file");
    fs::copy(program, folder.path().join(name)).unwrap();
    for (name, path) in inputs(program) {
        fs::copy(path, folder.path().join(name)).unwrap();
    }
    let ran = Command::new(sim65)
        .args(["-c", "-x", LIMIT])
        .arg(name)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .expect("the simulator starts");
    let entries = fs::read_dir(folder.path()).unwrap().flatten();
    let files = entries.filter(|entry| entry.path().is_file());
    Left {
        code: ran.status.code(),
        out: String::from_utf8_lossy(&ran.stdout).into_owned(),
        files: files
            .map(|entry| {
                (
                    entry.file_name().into(),
                    fs::read(entry.path()).unwrap_or_default(),
                )
            })
            .collect(),
    }
}

/// What is there for programs to read.
fn inputs(program: &Path) -> Vec<(OsString, PathBuf)> {
    let folder = program.parent().expect("it is in a folder");
    let entries = fs::read_dir(folder).unwrap().flatten();
    let inputs = entries.filter(|entry| entry.path().extension() == Some("in".as_ref()));
    inputs
        .map(|entry| (entry.file_name(), entry.path()))
        .collect()
}

/// The sim65 to compare with, which is not ours.
fn theirs() -> Option<PathBuf> {
    if let Some(path) = env::var_os("JUMPPAD_SIM65") {
        return Some(path.into());
    }
    let path = env::var_os("PATH")?;
    let mut found = env::split_paths(&path).map(|folder| folder.join("sim65"));
    found.find(|path| path.is_file())
}

/// Whether that sim65 has `--cpu`, which came with the current convention.
fn is_current(sim65: &Path) -> bool {
    let help = Command::new(sim65).arg("--help").output();
    help.is_ok_and(|help| String::from_utf8_lossy(&help.stdout).contains("--cpu"))
}

fn is_program(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"sim65"))
}

#[test]
fn programs_do_the_same_under_both() {
    let Some(theirs) = theirs() else {
        eprintln!("SKIPPED: there is no sim65 on the path; on Debian: apt install cc65");
        return;
    };
    let folder = match env::var_os("JUMPPAD_SIM65_PROGRAMS") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/sim65");
            match is_current(&theirs) {
                true => own.join("current"),
                false => own,
            }
        }
    };
    let links = tempfile::tempdir().unwrap();
    let ours = links.path().join("sim65");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_jumppad"), &ours).unwrap();
    let entries = fs::read_dir(&folder).expect("the folder of programs can be read");
    let mut programs: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    programs.retain(|path| is_program(path));
    programs.sort();
    assert!(!programs.is_empty(), "no program in {}", folder.display());
    let mut differing = 0;
    for program in &programs {
        let (expected, got) = (run(&theirs, program), run(&ours, program));
        if expected != got {
            differing += 1;
            eprintln!("{}: {expected:?}, but ours {got:?}", program.display());
        }
    }
    let count = programs.len();
    eprintln!(
        "{count} programs, {differing} differ from {}",
        theirs.display()
    );
    assert_eq!(differing, 0, "of {count}");
}
