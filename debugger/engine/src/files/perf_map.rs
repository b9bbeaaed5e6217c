//! The file by which Linux's `perf` names compiled groups and traces: one line each, by the convention of `/tmp/perf-PID.map`.
//!
//! Invariants: a group's or trace's line is in the file before its code runs; a line that cannot be written is told once the program
//! ends, and ends the file. The file stays behind, for `perf report` reads it later.
//!
//! Left out: code that was freed. The convention has no line for it, so where its place was used again, `perf` shows one
//! of the names.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jumppad_tiers::{Machine, PlacedCode};

use crate::files::Unwritten;

/// A map that is being written.
pub struct PerfMap {
    path: PathBuf,
    /// Why it was given up, if it was.
    failure: Arc<Mutex<Option<io::Error>>>,
}

impl PerfMap {
    /// Maps all that `machine` compiles from now on, in the file of this process.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn of(machine: &mut Machine) -> Result<Self, Unwritten> {
        let path = PathBuf::from(format!("/tmp/perf-{}.map", std::process::id()));
        Self::at(path, machine)
    }

    fn at(path: PathBuf, machine: &mut Machine) -> Result<Self, Unwritten> {
        match create(&path) {
            Ok(file) => Ok(Self::to(file, path, machine)),
            Err(source) => Err(Unwritten { path, source }),
        }
    }

    /// Maps into a file that is open.
    fn to(file: impl Write + Send + 'static, path: PathBuf, machine: &mut Machine) -> Self {
        let mut file = Some(file);
        let failure = Arc::new(Mutex::new(None));
        let failed = Arc::clone(&failure);
        machine.observe_placed_code(Arc::new(Mutex::new(move |code: &PlacedCode| {
            let written = match &mut file {
                Some(file) => file.write_all(line(code).as_bytes()),
                None => return,
            };
            if let Err(error) = written {
                file = None;
                *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        })));
        Self { path, failure }
    }

    /// Says that all is in the file.
    ///
    /// # Errors
    /// Some of it could not be written.
    pub fn finish(self) -> Result<(), Unwritten> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        match failure.take() {
            None => Ok(()),
            Some(source) => Err(Unwritten {
                path: self.path,
                source,
            }),
        }
    }
}

/// A file of our own, in a folder where others may write: what an earlier process of this number left goes, and nobody's
/// link is followed.
fn create(path: &Path) -> io::Result<File> {
    // Where that fails although there is something, creating fails too, and says why.
    let _ = fs::remove_file(path);
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn line(code: &PlacedCode) -> String {
    let PlacedCode {
        group,
        symbol,
        start,
        bytes,
    } = code;
    let tier = match group {
        Some(group) => group.to_string(),
        None => "base".to_owned(),
    };
    format!("{start:x} {bytes:x} {symbol} [{tier}]\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_tiers::{Config, GroupId, JitMode};

    #[test]
    fn a_line_is_start_size_and_name_in_hexadecimal() {
        let code = PlacedCode {
            group: Some(GroupId(3)),
            symbol: "exec_group_0A56".to_owned(),
            start: 0x7F00_1000,
            bytes: 0x1AB,
        };
        assert_eq!(line(&code), "7f001000 1ab exec_group_0A56 [G3]\n");
    }

    #[test]
    fn what_an_earlier_process_left_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("perf-1.map");
        fs::write(&path, "7f000000 10 something_else\n").unwrap();
        let map = PerfMap::at(path.clone(), &mut Machine::new(Config::default())).unwrap();
        assert!(map.finish().is_ok());
        assert_eq!(fs::read_to_string(path).unwrap(), "");
    }

    #[test]
    fn a_file_that_cannot_be_created_is_told() {
        let path = PathBuf::from("/nowhere at all/perf-1.map");
        let refused = PerfMap::at(path, &mut Machine::new(Config::default()));
        let error = refused.err().expect("there is no such folder").to_string();
        assert!(
            error.starts_with("cannot write /nowhere at all/perf-1.map: "),
            "{error}"
        );
    }

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_cannot_be_written_is_told_in_the_end() {
        let mut machine = Machine::new(Config {
            jit: JitMode::Llvm,
            threshold: 1,
            ..Config::default()
        });
        let map = PerfMap::to(Full, "perf-1.map".into(), &mut machine);
        machine.load(0x400, &[0xE8, 0x4C, 0x00, 0x04]).unwrap();
        machine.cpu_mut().pc = 0x400;
        machine.run(1_000);
        assert_eq!(machine.groups().len(), 1, "INX; JMP $0400");
        let error = map.finish().expect_err("nothing was written").to_string();
        assert_eq!(error, "cannot write perf-1.map: no storage space");
    }
}
