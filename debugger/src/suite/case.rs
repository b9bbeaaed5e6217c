//! Which files are tests.
//!
//! A file that is named is one. In a folder, and in those below, programs that say themselves how they end are: those of
//! cc65's simulator and of llvm-mos, by their content; other programs with options beside them ([`super::expected`]); and
//! scripts, `*.dbg` that are no debug information of cc65's.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::expected::{OPTIONS, beside, is_beside};

/// What begins a program of cc65's simulator, and an ELF file.
const SIM65: &[u8] = b"sim65";
const ELF: &[u8] = b"\x7FELF";
/// Where an ELF file tells its machine, and the 6502's number.
const MACHINE: usize = 18;
const MOS: [u8; 2] = 6502_u16.to_le_bytes();
/// What begins cc65's debug information, whose files have the extension of scripts.
const DEBUG: &[u8] = b"version\t";
/// How much of a file tells what it is.
const START: u64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Program,
    Script,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Case {
    /// Its path as the user would write it.
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// Why there is no list of tests.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unfound {
    #[error("cannot read {}: {source}", path.display())]
    Unread { path: PathBuf, source: io::Error },
    #[error("{} is debug information of cc65's, no script; name the program", .0.display())]
    DebugInformation(PathBuf),
}

/// The tests that `paths` are or hold, each once, in the order of their names within each path.
pub(super) fn find(paths: &[PathBuf]) -> Result<Vec<Case>, Unfound> {
    let mut cases = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => search(path, &mut cases)?,
            false => {
                let kind = match kind(path, &start(path)?) {
                    Told::Test(kind) => kind,
                    Told::Plain => Kind::Program,
                    Told::DebugInformation => return Err(Unfound::DebugInformation(path.clone())),
                };
                cases.push(Case::of(path, kind));
            }
        }
    }
    let mut known = std::collections::HashSet::new();
    cases.retain(|case| known.insert(case.name.clone()));
    Ok(cases)
}

impl Case {
    fn of(path: &Path, kind: Kind) -> Self {
        let path = path.strip_prefix(".").unwrap_or(path);
        Self {
            name: path.to_string_lossy().into_owned(),
            path: path.to_owned(),
            kind,
        }
    }
}

fn search(folder: &Path, cases: &mut Vec<Case>) -> Result<(), Unfound> {
    let unread = |source| Unfound::Unread {
        path: folder.to_owned(),
        source,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let kind = entry.file_type().map_err(unread)?;
        // A link to a folder may lead round in a circle.
        let is_looked_at = match kind.is_symlink() {
            true => entry.path().is_file(),
            false => kind.is_dir() || kind.is_file(),
        };
        if is_looked_at && !is_hidden {
            paths.push(entry.path());
        }
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            search(&path, cases)?;
            continue;
        }
        if is_beside(&path) {
            continue;
        }
        // What cannot be read is no test of whoever cannot read it.
        let Ok(start) = start(&path) else { continue };
        match kind(&path, &start) {
            Told::Test(kind) => cases.push(Case::of(&path, kind)),
            Told::Plain if beside(&path, OPTIONS).is_file() => {
                cases.push(Case::of(&path, Kind::Program));
            }
            Told::Plain | Told::DebugInformation => {}
        }
    }
    Ok(())
}

/// What the content and the name of a file tell.
enum Told {
    Test(Kind),
    /// Nothing, so it depends on who asks.
    Plain,
    DebugInformation,
}

fn kind(path: &Path, start: &[u8]) -> Told {
    let is_for_mos = || start.get(MACHINE..MACHINE + 2) == Some(&MOS);
    if start.starts_with(SIM65) || start.starts_with(ELF) && is_for_mos() {
        return Told::Test(Kind::Program);
    }
    match path.extension().is_some_and(|extension| extension == "dbg") {
        true if start.starts_with(DEBUG) => Told::DebugInformation,
        true => Told::Test(Kind::Script),
        false => Told::Plain,
    }
}

fn start(path: &Path) -> Result<Vec<u8>, Unfound> {
    let read = || {
        let mut start = Vec::new();
        File::open(path)?.take(START).read_to_end(&mut start)?;
        Ok(start)
    };
    read().map_err(|source| Unfound::Unread {
        path: path.to_owned(),
        source,
    })
}
