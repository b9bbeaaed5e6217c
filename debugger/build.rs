//! Build script of `jumppad`: notes the commit that it is built from, for `--version`.
//!
//! `JUMPPAD_COMMIT` says it, or git does where the folder is the top of a repository. Left out: debug builds, all of
//! which would be made anew with each commit.

use std::env;
use std::process::Command;

const VARIABLE: &str = "JUMPPAD_COMMIT";

fn main() {
    println!("cargo::rerun-if-changed=debugger/build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let told = env::var(VARIABLE).ok();
    let commit = match env::var("PROFILE").as_deref() {
        Ok("release") => told.or_else(of_repository),
        _ => told,
    };
    let commit = commit.unwrap_or_else(|| "unknown".to_owned());
    println!("cargo::rustc-env={VARIABLE}={commit}");
}

fn of_repository() -> Option<String> {
    // A release's sources may have been put into another's repository.
    if !git(&["rev-parse", "--show-prefix"])?.is_empty() {
        return None;
    }
    // It grows with each commit and each checkout.
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
