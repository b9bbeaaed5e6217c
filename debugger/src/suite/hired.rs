//! A process that runs programs, as those see it who ask it: it is started when it is first needed, and anew when it is
//! spent, or did not come to an end.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::runner::{Answer, Asked, Next};

/// What glibc is asked for: that what one machine took is there for the next, and not given back to the system in between.
const KEEP_MEMORY: [(&str, &str); 2] = [
    ("MALLOC_TRIM_THRESHOLD_", "268435456"),
    ("MALLOC_MMAP_THRESHOLD_", "268435456"),
];
/// Time between two looks at Ctrl-C.
const LOOK: Duration = Duration::from_millis(20);

/// What came of asking.
pub(super) enum Came {
    Answer(Answer),
    /// The process ended instead.
    Ended(ExitStatus),
    /// It was out of its time.
    Late,
    /// Ctrl-C.
    Interrupted,
}

/// Somebody who may have such a process.
#[derive(Default)]
pub(super) struct Hired(Option<Process>);

struct Process {
    child: Child,
    to: ChildStdin,
    /// The lines that it says.
    from: Receiver<String>,
}

impl Hired {
    /// Has a command line run by `program`, which is ourselves, within `limit`.
    ///
    /// # Errors
    /// No process can be started.
    pub(super) fn ask(
        &mut self,
        program: &Path,
        asked: &Asked,
        limit: Duration,
        interrupt: &AtomicBool,
    ) -> io::Result<Came> {
        let mut process = match self.0.take() {
            Some(process) => process,
            None => Process::start(program)?,
        };
        let mut line = serde_json::to_string(asked)?;
        line.push('\n');
        // One that is gone is found to be below.
        let _ = process.to.write_all(line.as_bytes());
        let started = Instant::now();
        loop {
            match process.from.recv_timeout(LOOK) {
                Ok(line) => {
                    let answer: Answer = serde_json::from_str(&line)?;
                    if answer.next == Next::Ready {
                        self.0 = Some(process);
                    }
                    return Ok(Came::Answer(answer));
                }
                Err(RecvTimeoutError::Disconnected) if !interrupt.load(Ordering::SeqCst) => {
                    return process.child.wait().map(Came::Ended);
                }
                Err(_) => {}
            }
            if interrupt.load(Ordering::SeqCst) {
                return Ok(Came::Interrupted);
            }
            if started.elapsed() >= limit {
                return Ok(Came::Late);
            }
        }
    }
}

impl Process {
    fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .args(super::RUNNER)
            .envs(KEEP_MEMORY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("a process without its streams"));
        };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(from).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self {
            child,
            to,
            from: lines,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that is gone already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
