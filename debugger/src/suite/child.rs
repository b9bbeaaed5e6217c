//! One run of a test: of a script as a child process, of a program by one that runs others, too.
//!
//! Invariants: its streams are read by threads of their own, so that it never waits for a reader; it ends at the latest a
//! little after its time; nothing that it leaves behind keeps the suite waiting.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::Suite;
use super::captured::Captured;
use super::case::{Case, Kind};
use super::expected::Expected;
use super::verdict::{Tested, Verdict, Why, difference};
use crate::exit::Exit;

/// Bytes that are kept of what a test prints, beside what its expected output has.
const KEPT: usize = 1 << 16;
/// Time between two looks at Ctrl-C.
const LOOK: Duration = Duration::from_millis(20);
/// How long a program that is out of its time has to say so itself.
const GRACE: Duration = Duration::from_secs(2);
/// How long is read on after the end, in case somebody else holds the streams.
const DRAIN: Duration = Duration::from_millis(500);
/// What begins the line in which `jumppad run --json` tells how a run ended.
const SUMMARY: &str = "{\"type\":\"summary\"";

/// How a test ended.
enum End {
    Exited(i32),
    Signal(i32),
    /// It could not be run.
    NotRun(String),
    /// It was out of its time.
    Late,
    /// Ctrl-C.
    Interrupted,
}

/// What is to be run.
struct Task<'a> {
    /// Ourselves.
    program: &'a Path,
    line: Vec<OsString>,
    /// The file that is standard input; it is empty where there is none.
    input: Option<&'a Path>,
    /// Bytes of standard output, and of standard error, that are kept.
    keeps: [usize; 2],
    /// The time that it has.
    limit: Duration,
    interrupt: &'a AtomicBool,
}

/// A test that is over, and what it printed.
struct Ran {
    end: End,
    out: Captured,
    err: Captured,
}

/// What is read of a child.
enum Piece {
    Out(Vec<u8>),
    Err(Vec<u8>),
    /// A stream is at its end.
    End,
}

/// Runs `case` once by `program`, which is ourselves. None if Ctrl-C came.
pub(super) fn run(
    suite: &Suite,
    program: &Path,
    hired: &mut Hired,
    case: &Case,
    interrupt: &AtomicBool,
) -> Option<Tested> {
    let started = Instant::now();
    let mut tested = Tested {
        name: case.name.clone(),
        kind: case.kind,
        verdict: Verdict::Passed,
        attempts: 1,
        time: Duration::ZERO,
        cycles: None,
        out: String::new(),
        err: String::new(),
    };
    let expected = match Expected::of(&case.path) {
        Ok(expected) => expected,
        Err(text) => return Some(failed(tested, Why::NotRun(text))),
    };
    let line = line(suite, case, &expected);
    let keeps = [expected.out.as_ref().map_or(0, Vec::len) + KEPT, KEPT];
    let task = Task {
        program,
        line,
        input: expected.input.as_deref(),
        keeps,
        limit: match case.kind {
            Kind::Program => suite.timeout.saturating_add(GRACE),
            Kind::Script => suite.timeout,
        },
        interrupt,
    };
    let ran = match case.kind {
        Kind::Program => hired.run(task),
        Kind::Script => by_itself(task),
    };
    let Ran {
        end,
        mut out,
        mut err,
    } = match ran {
        Ok(ran) => ran,
        Err(text) => return Some(failed(tested, Why::NotRun(text))),
    };
    // Where the guest has standard output it is on standard error.
    let summary = err.take_line(SUMMARY).or_else(|| out.take_line(SUMMARY));
    let summary: Option<Value> = summary.and_then(|line| serde_json::from_str(&line).ok());
    tested.time = started.elapsed();
    tested.cycles = summary
        .as_ref()
        .and_then(|summary| summary["cycles"].as_u64());
    tested.out = out.text();
    tested.err = err.text();
    let verdict = match end {
        End::Interrupted => return None,
        End::NotRun(text) => Err(Why::NotRun(text)),
        End::Late => Err(Why::Timeout {
            time: suite.timeout,
            pc: None,
        }),
        End::Signal(signal) => Err(Why::Signal(signal)),
        End::Exited(code) => judge(suite, case, &expected, code, summary.as_ref()),
    };
    let printed = || match (&expected.out, out.whole()) {
        (Some(expected), Some(got)) => difference(&got, expected).map_or(Ok(()), Err),
        // More than was kept is more than was expected.
        (Some(_), None) => Err(Why::NotRun("it printed far more than it should".to_owned())),
        (None, _) => Ok(()),
    };
    Some(match verdict.and_then(|()| printed()) {
        Ok(()) => tested,
        Err(why) => failed(tested, why),
    })
}

/// Runs a command line in a process of its own.
fn by_itself(task: Task<'_>) -> Result<Ran, String> {
    let started = Instant::now();
    let mut child = start(&task)?;
    let mut streams = Streams::of(&mut child, task.keeps);
    let end = streams.follow(&mut child, started, task.limit, task.interrupt);
    Ok(Ran {
        end,
        out: streams.out,
        err: streams.err,
    })
}

impl End {
    fn of(status: ExitStatus) -> Self {
        match status.code() {
            Some(code) => Self::Exited(code),
            None => Self::Signal(signal(status)),
        }
    }
}

/// Who has processes that run programs one after another.
#[cfg(unix)]
#[derive(Default)]
pub(super) struct Hired(super::hired::Hired);

#[cfg(unix)]
impl Hired {
    /// Has a command line run by one.
    fn run(&mut self, task: Task<'_>) -> Result<Ran, String> {
        use super::hired::Came;
        use super::runner::{Answer, Asked};
        let line = std::iter::once("jumppad".into()).chain(task.line);
        let asked = Asked::new(line, task.input, task.keeps);
        let came = self.0.ask(task.program, &asked, task.limit, task.interrupt);
        let came = came.map_err(|error| unstarted(task.program, &error))?;
        let nothing = |end| {
            let [out, err] = task.keeps.map(Captured::new);
            Ran { end, out, err }
        };
        Ok(match came {
            Came::Answer(Answer { code, out, err, .. }) => Ran {
                end: code.map_or_else(End::NotRun, |code| End::Exited(code.into())),
                out,
                err,
            },
            Came::Ended(status) => nothing(End::of(status)),
            Came::Late => nothing(End::Late),
            Came::Interrupted => nothing(End::Interrupted),
        })
    }
}

/// Where streams cannot be exchanged each program has its own process.
#[cfg(not(unix))]
#[derive(Default)]
pub(super) struct Hired;

#[cfg(not(unix))]
impl Hired {
    fn run(&mut self, task: Task<'_>) -> Result<Ran, String> {
        by_itself(task)
    }
}

fn failed(tested: Tested, why: Why) -> Tested {
    Tested {
        verdict: Verdict::Failed(why),
        ..tested
    }
}

/// The command line of a test.
fn line(suite: &Suite, case: &Case, expected: &Expected) -> Vec<OsString> {
    let mut line: Vec<OsString> = Vec::new();
    let path = plain(&case.path).into_os_string();
    match case.kind {
        Kind::Script => {
            line.extend(suite.shared.iter().cloned());
            line.extend(["--batch".into(), "-x".into(), path]);
        }
        Kind::Program => {
            line.extend(["run".into(), "--json".into(), "--timeout".into()]);
            line.push(suite.timeout.as_secs_f64().to_string().into());
            line.extend(suite.shared.iter().cloned());
            if let Some(file) = &suite.coverage {
                line.extend(["--coverage".into(), file.into(), "--coverage-merge".into()]);
            }
            if let Some(folder) = &suite.profiles {
                let name = format!("{}.callgrind", case.name.replace(['/', '\\'], "+"));
                line.extend(["--profile".into(), folder.join(name).into()]);
            }
            line.extend(suite.options.iter().cloned());
            line.extend(expected.options.iter().cloned());
            if let Some(cycles) = suite.cycles.filter(|_| !has_limit(&expected.options)) {
                line.extend(["--cycles".into(), cycles.to_string().into()]);
            }
            line.push(path);
            if !expected.arguments.is_empty() {
                line.push("--".into());
                line.extend(expected.arguments.iter().cloned());
            }
        }
    }
    line
}

/// Whether a limit of cycles is among `options`.
fn has_limit(options: &[OsString]) -> bool {
    let is_limit = |word: &OsString| {
        let word = word.to_string_lossy();
        word == "--cycles" || word == "-x" || word.starts_with("--cycles=")
    };
    options.iter().any(is_limit)
}

/// A path that is no option.
fn plain(path: &Path) -> PathBuf {
    match path.as_os_str().as_encoded_bytes().starts_with(b"-") {
        true => Path::new(".").join(path),
        false => path.to_owned(),
    }
}

fn start(task: &Task<'_>) -> Result<Child, String> {
    let input = match task.input {
        None => Stdio::null(),
        Some(path) => File::open(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?
            .into(),
    };
    Command::new(task.program)
        .args(&task.line)
        .stdin(input)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| unstarted(task.program, &error))
}

fn unstarted(program: &Path, error: &io::Error) -> String {
    format!("cannot run {}: {error}", program.display())
}

/// What a child prints, on its way here.
struct Streams {
    pieces: Receiver<Piece>,
    open: u32,
    out: Captured,
    err: Captured,
}

impl Streams {
    fn of(child: &mut Child, keeps: [usize; 2]) -> Self {
        let [kept_out, kept_err] = keeps.map(Captured::new);
        let (sender, pieces) = mpsc::channel();
        let out = child.stdout.take();
        let err = child.stderr.take();
        let mut open = 0;
        if let Some(out) = out {
            open += 1;
            let sender = sender.clone();
            thread::spawn(move || read(out, &sender, Piece::Out));
        }
        if let Some(err) = err {
            open += 1;
            thread::spawn(move || read(err, &sender, Piece::Err));
        }
        Self {
            pieces,
            open,
            out: kept_out,
            err: kept_err,
        }
    }

    /// Takes in what `child` prints until it is over, or out of its time.
    fn follow(
        &mut self,
        child: &mut Child,
        started: Instant,
        limit: Duration,
        interrupt: &AtomicBool,
    ) -> End {
        let end = loop {
            let is_silent = !self.take(LOOK);
            if interrupt.load(Ordering::SeqCst) {
                break End::Interrupted;
            }
            if started.elapsed() >= limit {
                break End::Late;
            }
            // As a rule its streams end with it.
            if self.open == 0 || is_silent {
                match child.try_wait() {
                    Ok(Some(status)) => break End::of(status),
                    Ok(None) if self.open == 0 => thread::sleep(Duration::from_micros(200)),
                    _ => {}
                }
            }
        };
        if !matches!(end, End::Exited(_) | End::Signal(_)) {
            // One that is gone already needs no end.
            let _ = child.kill();
            let _ = child.wait();
        }
        let over = Instant::now();
        while self.open > 0 && over.elapsed() < DRAIN {
            self.take(LOOK);
        }
        end
    }

    /// Takes in what comes next. Whether something did in `time`.
    fn take(&mut self, time: Duration) -> bool {
        if self.open == 0 {
            return true;
        }
        match self.pieces.recv_timeout(time) {
            Ok(Piece::Out(bytes)) => self.out.add(&bytes),
            Ok(Piece::Err(bytes)) => self.err.add(&bytes),
            Ok(Piece::End) => self.open -= 1,
            Err(RecvTimeoutError::Timeout) => return false,
            Err(RecvTimeoutError::Disconnected) => self.open = 0,
        }
        true
    }
}

/// Sends on what `stream` gives.
fn read(mut stream: impl Read, sender: &Sender<Piece>, piece: fn(Vec<u8>) -> Piece) {
    let mut buffer = vec![0; 1 << 14];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        if sender.send(piece(buffer[..count].to_vec())).is_err() {
            return;
        }
    }
    // Whoever is gone does not wait for it.
    let _ = sender.send(Piece::End);
}

/// Whether a test passed that ended by itself.
fn judge(
    suite: &Suite,
    case: &Case,
    expected: &Expected,
    code: i32,
    summary: Option<&Value>,
) -> Result<(), Why> {
    let stop = summary.map(|summary| &summary["stop"]);
    let pc = stop.and_then(|stop| u16::try_from(stop["pc"].as_u64()?).ok());
    let reason = stop.and_then(|stop| stop["reason"].as_str());
    match (case.kind, reason) {
        (Kind::Script, _) if code == i32::from(Exit::Assertion.code()) && code != expected.code => {
            Err(Why::Assertion)
        }
        (_, Some("timeout")) => Err(Why::Timeout {
            time: suite.timeout,
            pc,
        }),
        // A test that says its own limit may mean to reach it.
        (_, Some("cycles")) if !has_limit(&expected.options) => Err(Why::Cycles { pc }),
        (_, Some("interrupted")) => Err(Why::Guest {
            text: "it was interrupted".to_owned(),
            pc,
        }),
        _ if code == expected.code => Ok(()),
        (_, Some(word @ ("fault" | "jam" | "wait" | "trap" | "unwritten"))) => {
            let text = stop.and_then(|stop| stop["text"].as_str());
            Err(Why::Guest {
                text: text.map_or_else(|| format!("the program ended by a {word}"), str::to_owned),
                pc,
            })
        }
        _ => Err(Why::Code {
            code,
            expected: expected.code,
        }),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.signal().unwrap_or(0)
}

#[cfg(not(unix))]
fn signal(_status: ExitStatus) -> i32 {
    0
}

/// An option and its value, for a child.
pub(crate) fn option(name: &str, value: impl AsRef<OsStr>) -> [OsString; 2] {
    [name.into(), value.as_ref().to_owned()]
}
