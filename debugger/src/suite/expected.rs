//! What a test says of itself, in files beside it. Each is called as the test is, with one more extension: beside
//! `hello` and `hello.prg` these are `hello.out` and `hello.prg.out`.
//!
//! | extension | what it holds |
//! |---|---|
//! | `.out` | what the test prints on standard output, byte by byte |
//! | `.exit` | its exit code; 0 where there is none |
//! | `.in` | its standard input; empty where there is none |
//! | `.args` | options of `jumppad run`, one word a line; behind a line `--` the arguments of the program |

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const OUT: &str = "out";
const EXIT: &str = "exit";
const IN: &str = "in";
pub(super) const OPTIONS: &str = "args";

/// What is known of a test before it runs.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub(super) out: Option<Vec<u8>>,
    pub(super) code: i32,
    pub(super) input: Option<PathBuf>,
    /// Options of `jumppad run`.
    pub(super) options: Vec<OsString>,
    /// Arguments of the program.
    pub(super) arguments: Vec<OsString>,
}

impl Expected {
    /// What stands beside the test at `path`.
    ///
    /// # Errors
    /// Something there cannot be read, or is not what it should be; the text says what.
    pub(super) fn of(path: &Path) -> Result<Self, String> {
        let code = match read(path, EXIT)? {
            None => 0,
            Some(text) => number(&text).ok_or_else(|| {
                let path = beside(path, EXIT);
                format!("{} holds no exit code, which is 0 to 255", path.display())
            })?,
        };
        let words = read(path, OPTIONS)?.unwrap_or_default();
        let words = String::from_utf8_lossy(&words).into_owned();
        let mut words = words.lines().map(str::trim).filter(|word| !word.is_empty());
        let options = words.by_ref().take_while(|word| *word != "--");
        let options = options.map(OsString::from).collect();
        let input = beside(path, IN);
        Ok(Self {
            out: read(path, OUT)?,
            code,
            input: input.is_file().then_some(input),
            options,
            arguments: words.map(OsString::from).collect(),
        })
    }
}

fn number(text: &[u8]) -> Option<i32> {
    let code: u8 = str::from_utf8(text).ok()?.trim().parse().ok()?;
    Some(code.into())
}

/// `path` with one more extension.
pub(super) fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// Whether the file at `path` says something of a test beside it.
pub(super) fn is_beside(path: &Path) -> bool {
    let known = [OUT, EXIT, IN, OPTIONS].map(OsStr::new);
    let extension = path.extension().unwrap_or_default();
    known.contains(&extension) && path.with_extension("").is_file()
}

fn read(path: &Path, extension: &str) -> Result<Option<Vec<u8>>, String> {
    let path = beside(path, extension);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read {}: {error}", path.display())),
    }
}
