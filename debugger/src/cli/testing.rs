//! The command line of `jumppad test`.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::placing::{CHIPS, Tier, cycles};
use super::run::{seconds, version_names};
use crate::exit::Exit;
use crate::suite::{self, Form, Shard, Suite, Task, option};

/// What `--help` says behind the options.
const CONVENTIONS: &str = "\
A program passes that exits with 0, or traps without a word; a script that runs to its end without an error.
In a folder, and those below, tests are programs for sim65 and of llvm-mos, scripts (*.dbg) and programs with .args beside.
Beside the test NAME may stand:
  NAME.out   what it prints on standard output, byte by byte
  NAME.exit  its exit code, where that is not 0
  NAME.in    its standard input
  NAME.args  options of `jumppad run`, one word a line; behind a line -- the arguments of the program

Exit codes: 0 all passed, 1 some failed or there are none, 2 usage, 130 Ctrl-C.";

#[derive(Args)]
#[command(after_help = CONVENTIONS)]
pub(super) struct Testing {
    /// Tests, and folders with tests
    #[arg(value_name = "FOLDER|FILE", required = true)]
    paths: Vec<PathBuf>,
    /// Tests at once [default: as many as there are cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Seconds of the host's time that a test has
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Cycles that a program has
    #[arg(long, value_name = "N", value_parser = cycles)]
    cycles: Option<u64>,
    /// Run a test that failed again, up to N times; it is told when it passes then
    #[arg(long, value_name = "N", default_value_t = 0)]
    retries: u32,
    /// Only tests with this in their name (may be given again: any of them)
    #[arg(long, value_name = "WORD")]
    filter: Vec<String>,
    /// Only part I of N; each test is in one, whatever tests are beside it
    #[arg(long, value_name = "I/N", value_parser = Shard::parse)]
    shard: Option<Shard>,
    /// Tell the names of the tests, and run none
    #[arg(long)]
    list: bool,
    /// How results are written
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
    /// Write the results to a file, and tell of them in text beside
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The chip, for all
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(CHIPS), ignore_case = true)]
    cpu: Option<String>,
    /// How instructions are executed
    #[arg(long)]
    tier: Option<Tier>,
    /// The sim65 that programs were made for
    #[arg(long, value_name = "VERSION", value_parser = PossibleValuesParser::new(version_names()))]
    sim65: Option<String>,
    /// Write what all programs executed to one tracefile of lcov, made anew
    #[arg(long, value_name = "FILE")]
    coverage: Option<PathBuf>,
    /// Write a profile of each program into a folder, in callgrind's format
    #[arg(long, value_name = "FOLDER")]
    profile: Option<PathBuf>,
    /// Options of `jumppad run` for every program, behind `--`
    #[arg(last = true)]
    options: Vec<OsString>,
}

impl Testing {
    pub(super) fn run(self) -> Exit {
        let cores = || thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        let tier = self.tier.and_then(|tier| tier.to_possible_value());
        let tier = tier.map(|value| value.get_name().to_owned());
        let shared = [
            ("--cpu", self.cpu),
            ("--tier", tier),
            ("--sim65", self.sim65),
        ];
        let shared = shared.into_iter();
        suite::run(&Suite {
            paths: self.paths,
            jobs: self.jobs.unwrap_or_else(cores),
            timeout: self.timeout,
            cycles: self.cycles,
            retries: self.retries,
            filter: self.filter,
            shard: self.shard,
            task: match self.list {
                true => Task::List,
                false => Task::Run,
            },
            form: self.format,
            output: self.output,
            shared: shared
                .filter_map(|(name, value)| Some(option(name, value?)))
                .flatten()
                .collect(),
            coverage: self.coverage,
            profiles: self.profile,
            options: self.options,
        })
    }
}
