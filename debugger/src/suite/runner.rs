//! A process that runs programs one after another, as it is asked to: starting one for each takes longer than a short
//! program runs.
//!
//! A line of JSON comes in on standard input for each program, one goes out on standard output when it is over.
//! Meanwhile the standard streams are the program's; what it prints is read by threads and kept up to a bound.
//!
//! Invariants: a program finds nothing that another one left: its machine is made anew, and a process in which LLVM was
//! loaded, or something panicked, runs no other. What a program prints is with its own answer, never with the next.
//!
//! Left out: how long a program may take. Whoever asks ends a process that takes too long.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use rustix::pipe::{PipeFlags, pipe_with};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};
use serde::{Deserialize, Serialize};

use super::captured::Captured;
use crate::exit::Exit;

/// The exit code of a program of Rust's that panics.
const PANICKED: u8 = 101;

/// What is to be run.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The words of the command line, as bytes: they need not be UTF-8.
    line: Vec<Vec<u8>>,
    /// The file that is standard input; it is empty where there is none.
    input: Option<Vec<u8>>,
    /// Bytes of standard output, and of standard error, that are kept.
    most: [usize; 2],
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The exit code, or why it was not run.
    pub(super) code: Result<u8, String>,
    pub(super) out: Captured,
    pub(super) err: Captured,
    pub(super) next: Next,
}

/// Whether the process runs another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Next {
    Ready,
    /// It ends.
    Over,
}

impl Asked {
    pub(super) fn new(
        line: impl Iterator<Item = OsString>,
        input: Option<&Path>,
        most: [usize; 2],
    ) -> Self {
        Self {
            line: line.map(OsString::into_vec).collect(),
            input: input.map(|path| path.as_os_str().as_bytes().to_owned()),
            most,
        }
    }
}

/// Runs what it is asked to by `run`, which is given a whole command line, until nobody asks.
pub(crate) fn serve(run: impl Fn(Vec<OsString>) -> Exit) -> Exit {
    match serve_all(run) {
        Ok(()) => Exit::Fine,
        // Whoever asked is gone, and nobody is left to be told.
        Err(_) => Exit::Failed,
    }
}

fn serve_all(run: impl Fn(Vec<OsString>) -> Exit) -> io::Result<()> {
    let from = BufReader::new(File::from(io::stdin().as_fd().try_clone_to_owned()?));
    let mut to = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let own_errors = io::stderr().as_fd().try_clone_to_owned()?;
    let readers = [Reader::start()?, Reader::start()?];
    for line in from.lines() {
        let asked: Asked = serde_json::from_str(&line?)?;
        let answer = answer(asked, &readers, &own_errors, &run)?;
        let mut line = serde_json::to_string(&answer)?;
        line.push('\n');
        to.write_all(line.as_bytes())?;
        if answer.next == Next::Over {
            break;
        }
    }
    Ok(())
}

fn answer(
    asked: Asked,
    [out_reader, err_reader]: &[Reader; 2],
    own_errors: &OwnedFd,
    run: impl Fn(Vec<OsString>) -> Exit,
) -> io::Result<Answer> {
    let [out, err] = asked.most.map(Captured::new);
    let path = asked
        .input
        .map(|path| PathBuf::from(OsString::from_vec(path)));
    let path = path.unwrap_or_else(|| PathBuf::from("/dev/null"));
    let input = match File::open(&path) {
        Ok(input) => input,
        Err(error) => {
            return Ok(Answer {
                code: Err(format!("cannot read {}: {error}", path.display())),
                out,
                err,
                next: Next::Ready,
            });
        }
    };
    let line = asked.line.into_iter().map(OsString::from_vec).collect();
    dup2_stdin(&input)?;
    dup2_stdout(out_reader.read(out)?)?;
    dup2_stderr(err_reader.read(err)?)?;
    let ran = catch_unwind(AssertUnwindSafe(|| run(line)));
    // A pipe that cannot be written is read to its end all the same.
    let _ = io::stdout().flush();
    // Nothing that is written from here on is the program's, and its streams come to their end.
    let nowhere = File::options().write(true).open("/dev/null")?;
    dup2_stdout(&nowhere)?;
    dup2_stderr(own_errors)?;
    let is_spent = ran.is_err() || jumppad_tiers::llvm::was_needed();
    Ok(Answer {
        code: Ok(ran.map_or(PANICKED, Exit::code)),
        out: out_reader.end()?,
        err: err_reader.end()?,
        next: match is_spent {
            true => Next::Over,
            false => Next::Ready,
        },
    })
}

/// A thread that reads one pipe after another.
struct Reader {
    pipes: Sender<(File, Captured)>,
    read: Receiver<Captured>,
}

impl Reader {
    fn start() -> io::Result<Self> {
        let (pipes, coming) = mpsc::channel::<(File, Captured)>();
        let (done, read) = mpsc::channel();
        thread::Builder::new().spawn(move || {
            let mut buffer = vec![0; 1 << 14];
            for (mut from, mut captured) in coming {
                while let Ok(count @ 1..) = from.read(&mut buffer) {
                    captured.add(&buffer[..count]);
                }
                if done.send(captured).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { pipes, read })
    }

    /// Reads a new pipe to its end; where to write is the answer.
    fn read(&self, captured: Captured) -> io::Result<OwnedFd> {
        let (from, to) = pipe_with(PipeFlags::CLOEXEC)?;
        let gone = |_| io::ErrorKind::BrokenPipe;
        self.pipes.send((from.into(), captured)).map_err(gone)?;
        Ok(to)
    }

    /// What was read, once nobody writes any more.
    fn end(&self) -> io::Result<Captured> {
        self.read
            .recv()
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
