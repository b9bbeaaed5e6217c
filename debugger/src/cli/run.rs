//! The command line of `jumppad run`, and what it shares with the debugger's: which files a guest reaches.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use super::placing::{Placing, address, cycles, expression};
use crate::grammar::Expr;
use crate::headless::{self, Place, Telling};
use crate::load::Format;
use crate::sim65::files::Reach;

/// Which files of the host a sim65 program reaches.
#[derive(Args)]
pub(super) struct Reaching {
    /// The folder below which a sim65 program opens files
    #[arg(long, value_name = "DIR", default_value = ".", value_parser = folder)]
    guest_dir: PathBuf,
    /// A sim65 program opens no files at all
    #[arg(long)]
    no_files: bool,
}

impl Reaching {
    pub(super) fn reach(&self) -> Reach {
        match self.no_files {
            true => Reach::Nothing,
            false => Reach::Below(self.guest_dir.clone()),
        }
    }
}

#[derive(Args)]
pub(super) struct Headless {
    #[command(flatten)]
    placing: Placing,
    /// Say how many cycles a sim65 program took, as sim65 does
    #[arg(short = 'c')]
    count: bool,
    /// End after this many cycles with exit code 126, as sim65 does
    #[arg(short = 'x', value_name = "N", value_parser = cycles, conflicts_with = "cycles")]
    sim65_limit: Option<u64>,
    /// End after this many cycles
    #[arg(long, value_name = "N", value_parser = cycles)]
    cycles: Option<u64>,
    /// End at this address
    #[arg(long, value_name = "A", value_parser = address)]
    until: Option<u16>,
    /// Write the 64 KiB of memory to a file at the end
    #[arg(long, value_name = "FILE")]
    save_memory: Option<PathBuf>,
    /// Attach a console to the standard streams: py65, or py65:PRINTS,KEYS with its two addresses
    #[arg(long, value_name = "KIND", value_parser = Place::parse)]
    console: Option<Place>,
    /// The exit code when the program ends by itself: an expression such as a or [$200]
    #[arg(long, value_name = "E", value_parser = expression)]
    exit_from: Option<Expr>,
    /// Tell how a sim65 program ended too, on standard error
    #[arg(long)]
    summary: bool,
    /// Tell nothing but what the program prints
    #[arg(long, conflicts_with_all = ["summary", "json"])]
    quiet: bool,
    #[command(flatten)]
    reach: Reaching,
    /// The program to run
    program: PathBuf,
    /// The arguments of a sim65 program: all that stands behind it; behind any other program, more options
    #[arg(last = true)]
    pub(super) arguments: Vec<OsString>,
}

impl Headless {
    /// Whether the program is one that can be given arguments.
    pub(super) fn takes_arguments(&self) -> bool {
        match self.placing.format {
            Some(format) => format == Format::Sim65,
            None => Format::of_file(&self.program) == Format::Sim65,
        }
    }

    pub(super) fn order(self) -> headless::Run {
        headless::Run {
            placement: self.placing.placement(),
            config: self.placing.tier.config(),
            cpu: self.placing.cpu,
            style: self.placing.style(),
            perf_map: self.placing.perf_map,
            telling: match (self.summary, self.quiet) {
                (true, _) => Telling::Summary,
                (_, true) => Telling::Quiet,
                (false, false) => Telling::Usual,
            },
            program: self.program,
            cycles: self.cycles,
            sim65_limit: self.sim65_limit,
            until: self.until,
            save_memory: self.save_memory,
            exit_from: self.exit_from,
            console: self.console,
            arguments: bytes(self.arguments),
            reach: self.reach.reach(),
            counts_cycles: self.count,
        }
    }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.is_dir() {
        true => Ok(path),
        false => Err("it is no folder".to_owned()),
    }
}

/// Arguments as the guest sees them.
pub(super) fn bytes(arguments: Vec<OsString>) -> Vec<Vec<u8>> {
    let bytes = arguments.into_iter().map(OsString::into_encoded_bytes);
    bytes.collect()
}
