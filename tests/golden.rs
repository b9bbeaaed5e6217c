//! Golden sessions: every script in `scripts/` gives the same output on every tier, those in `scripts/jit/` on the JIT.
//!
//! The output of `scripts/NAME.dbg` is `tests/golden/NAME.out`, that of `scripts/jit/NAME.dbg` is `tests/golden/jit/NAME.out`;
//! there are no others. `JUMPPAD_BLESS=1 cargo test --test golden` writes the outputs of the JIT anew; the other tiers must
//! still agree.

mod cli;

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files directly in `folder` with that extension.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(root().join(folder))
        .expect("the folder exists")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn session(script: &Path, tier: &str) -> String {
    let script = script
        .strip_prefix(root())
        .expect("it is in the repository");
    let args = ["--tier", tier, "--batch", "-x", &script.to_string_lossy()];
    let ran = cli::jumppad(&args, "");
    assert_eq!(
        ran.code,
        0,
        "{} on {tier}: {}\n{}",
        script.display(),
        ran.out,
        ran.err
    );
    ran.out
}

/// A script's name, or that of its output.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().expect("it has a name");
    stem.to_string_lossy().into_owned()
}

fn check(scripts: &str, outputs: &str, tiers: &[&str]) {
    let bless = std::env::var_os("JUMPPAD_BLESS").is_some();
    cli::at_once(&files(scripts, "dbg"), |script| {
        let name = stem(script);
        let golden = root().join(outputs).join(format!("{name}.out"));
        if bless {
            fs::write(&golden, session(script, "llvm")).expect("the output can be written");
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        for tier in tiers {
            let seen = session(script, tier);
            assert!(
                seen == expected,
                "{scripts}/{name} on {tier} differs from its golden output; JUMPPAD_BLESS=1 accepts it.\n{}",
                difference(&expected, &seen)
            );
        }
    });
    for output in files(outputs, "out") {
        let name = stem(&output);
        let script = root().join(scripts).join(format!("{name}.dbg"));
        assert!(script.exists(), "{outputs}/{name}.out has no script");
    }
}

/// The first lines that differ.
fn difference(expected: &str, seen: &str) -> String {
    let (mut expected, mut seen) = (expected.lines(), seen.lines());
    for number in 1.. {
        match (expected.next(), seen.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let text = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
                return format!(
                    "line {number}\n  expected {}\n  seen     {}",
                    text(a),
                    text(b)
                );
            }
        }
    }
    "only line ends differ".to_owned()
}

#[test]
fn sessions_are_the_same_on_every_tier() {
    check(
        "scripts",
        "tests/golden",
        &["interp", "baseline", "jit", "llvm", "auto"],
    );
}

#[test]
fn the_jit_shows_its_work() {
    check("scripts/jit", "tests/golden/jit", &["llvm"]);
}
