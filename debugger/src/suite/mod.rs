//! `jumppad test`: programs and scripts of commands as tests, as many at once as there are cores: programs in processes
//! that run one after another, each script in one of its own.
//!
//! Invariants: whatever a test does, it ends, at the latest by its time; what it prints is read to its end and kept up to a
//! bound; Ctrl-C ends all of them, and what is known by then is still told.
//!
//! Left out: what a program or a script means. A test is `jumppad run` or a batch like any other.

mod captured;
mod case;
mod child;
mod expected;
mod forms;
#[cfg(unix)]
mod hired;
#[cfg(unix)]
mod runner;
mod shard;
mod tell;
mod verdict;
mod workers;

use std::ffi::OsString;
use std::fs;
use std::io;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::exit::Exit;
use crate::render::{put_error, put_text};
use case::Case;
pub(crate) use child::option;
pub(crate) use forms::Form;
pub(crate) use forms::json::{TestView, TestsView};
use jumppad_engine::files::replace::replace;
#[cfg(unix)]
pub(crate) use runner::serve;
pub(crate) use shard::Shard;
use tell::Teller;
use verdict::Tests;

/// What makes a process one that runs programs for a suite, one after another: for ourselves alone, so it is no option.
pub(crate) const RUNNER: [&str; 2] = ["test", "--runner"];

/// The exit code of a program that SIGINT ended, as a shell gives it.
const INTERRUPTED: u8 = 128 + 2;

/// What to test, and how.
pub(crate) struct Suite {
    /// Files, each a test, and folders with tests in them.
    pub(crate) paths: Vec<PathBuf>,
    /// Tests at once.
    pub(crate) jobs: NonZeroUsize,
    /// What a test has of the host's time.
    pub(crate) timeout: Duration,
    /// What a program has of its own.
    pub(crate) cycles: Option<u64>,
    /// How often a test that failed is run again.
    pub(crate) retries: u32,
    /// Words, one of which is in the names of all tests that are meant; all are if there is none.
    pub(crate) filter: Vec<String>,
    pub(crate) shard: Option<Shard>,
    pub(crate) task: Task,
    pub(crate) form: Form,
    /// Where the results go in that form; text is then told beside it.
    pub(crate) output: Option<PathBuf>,
    /// Options for every child.
    pub(crate) shared: Vec<OsString>,
    /// The tracefile of what all programs executed.
    pub(crate) coverage: Option<PathBuf>,
    /// The folder of their profiles.
    pub(crate) profiles: Option<PathBuf>,
    /// Options for those that are programs.
    pub(crate) options: Vec<OsString>,
}

/// What is done with the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Run,
    /// Their names are told.
    List,
}

/// No program has a process that runs others.
#[cfg(not(unix))]
pub(crate) fn serve(_run: impl Fn(Vec<OsString>) -> Exit) -> Exit {
    Exit::Usage
}

/// Runs the tests and tells what came of them.
pub(crate) fn run(suite: &Suite) -> Exit {
    let all = match case::find(&suite.paths) {
        Ok(all) => all,
        Err(error) => {
            put_error(&format!("jumppad: {error}\n"));
            return Exit::Failed;
        }
    };
    let is_meant = |case: &Case| {
        let filter = &suite.filter;
        filter.is_empty() || filter.iter().any(|word| case.name.contains(word.as_str()))
    };
    let mut cases: Vec<Case> = all.into_iter().filter(is_meant).collect();
    if cases.is_empty() {
        put_error("jumppad: there are no tests; `jumppad test --help` says what is one\n");
        return Exit::Failed;
    }
    if let Some(shard) = suite.shard {
        cases.retain(|case| shard.has(&case.name));
    }
    match suite.task {
        Task::List => {
            let names: String = cases
                .iter()
                .map(|case| format!("{}\n", case.name))
                .collect();
            put_text(&names);
            Exit::Fine
        }
        Task::Run => execute(suite, &cases),
    }
}

/// Makes room for what programs leave behind: each adds to the tracefile, which begins anew.
fn prepare(suite: &Suite) -> Result<(), String> {
    if let Some(file) = &suite.coverage
        && let Err(error) = fs::remove_file(file)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(format!("cannot make {} anew: {error}", file.display()));
    }
    match &suite.profiles {
        Some(folder) => fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make the folder {}: {error}", folder.display())),
        None => Ok(()),
    }
}

fn execute(suite: &Suite, cases: &[Case]) -> Exit {
    let interrupt = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupt);
    // Without a handler Ctrl-C still ends the program, only less politely.
    let _ = ctrlc::set_handler(move || flag.store(true, Ordering::SeqCst));
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => {
            put_error(&format!(
                "jumppad: cannot find itself to run tests: {error}\n"
            ));
            return Exit::Failed;
        }
    };
    if let Err(text) = prepare(suite) {
        put_error(&format!("jumppad: {text}\n"));
        return Exit::Failed;
    }
    let started = Instant::now();
    let is_told = suite.form == Form::Text || suite.output.is_some();
    let mut teller = Teller::new(cases.len(), is_told);
    let results = workers::run(suite, &program, cases, &interrupt, |tested| {
        teller.tell(tested);
    });
    let was_interrupted = interrupt.load(Ordering::SeqCst);
    let tests = Tests {
        results,
        time: started.elapsed(),
    };
    teller.end(&tests);
    let exit = match tests.failed() {
        _ if was_interrupted => Exit::Guest(INTERRUPTED),
        0 => Exit::Fine,
        _ => Exit::Failed,
    };
    written(suite, &tests).unwrap_or(exit)
}

/// Writes the results in their form; how the program ends if that fails.
fn written(suite: &Suite, tests: &Tests) -> Option<Exit> {
    let text = suite.form.written(tests)?;
    let Some(path) = &suite.output else {
        put_text(&text);
        return None;
    };
    // The handler of Ctrl-C is done with the tests; a pipe that nobody reads can still be left.
    let written = replace(path, text.as_bytes(), &Arc::default());
    let error = written.err()?;
    put_error(&format!("jumppad: {error}\n"));
    Some(Exit::Failed)
}
