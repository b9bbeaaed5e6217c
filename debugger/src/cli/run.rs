//! The command line of `jumppad run`, and what it shares with the debugger's: which files a guest reaches.

use std::ffi::OsString;
use std::num::NonZeroU64;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{OsStringValueParser, PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, ArgGroup, Args, value_parser};

use super::machining::Machining;
use super::placing::{Placing, address, cycles, expression, placed};
use super::tracing::{Traced, Tracing};
use crate::headless::{
    self, Afterwards, AtEnd, Covering, Enter, Face, Hosting, Idle, Profiling, Screen, Silence,
    Sim65Order, Telling, Wanted, Wiring,
};
use jumppad_engine::coverage::Keeping;
use jumppad_engine::expression::Expr;
use jumppad_engine::host::rom::{addresses, pages_of};
use jumppad_engine::host::routines::{Setup, System};
use jumppad_engine::host::sim65::files::{QUOTA, Reach};
use jumppad_engine::profile::ProfileFormat;
use jumppad_engine::program::load::{Format, Placed, Placement};
use jumppad_engine::program::sim65::Version;
use jumppad_engine::settings::CtrlC;
use jumppad_engine::speed::Speed;
use jumppad_language::grammar::{number, parse_all};
use jumppad_tiers::sampling::DEFAULT_SAMPLING;

/// Which files of the host a sim65 program reaches.
#[derive(Args)]
pub(super) struct Reaching {
    /// The folder below which a sim65 program opens files
    #[arg(long, value_name = "DIR", default_value = ".", value_parser = folder)]
    guest_dir: PathBuf,
    /// Megabytes (MiB) that a sim65 program can write to files in all
    #[arg(long, value_name = "N", default_value_t = QUOTA >> 20)]
    guest_quota: u64,
    /// A sim65 program opens no files at all
    #[arg(long)]
    no_files: bool,
    /// Let the host do the routines of a computer's ROM: c64, apple1, apple2 or kim1; a guest that waits for a key ends at the
    /// end of input
    #[arg(long, value_name = "SYSTEM", group = "typing", conflicts_with = "machine", value_parser = systems())]
    pub(super) host: Option<System>,
    /// The sim65 that a program was made for, 2.19 or current [default: told from the program]
    #[arg(long, value_name = "VERSION", value_parser = versions())]
    pub(super) sim65: Option<Version>,
}

impl Reaching {
    pub(super) fn reach(&self) -> Reach {
        match self.no_files {
            true => Reach::Nothing,
            false => Reach::Below {
                folder: self.guest_dir.clone(),
                quota: self.guest_quota.saturating_mul(1 << 20),
            },
        }
    }
}

#[derive(Args)]
#[command(group(ArgGroup::new("typing").multiple(true)))]
pub(super) struct Headless {
    #[command(flatten)]
    placing: Placing,
    #[command(flatten)]
    machining: Machining,
    /// Say how many cycles a sim65 program took, as sim65 does
    #[arg(short = 'c')]
    count: bool,
    /// End after this many cycles with the exit code that sim65 then has; no limit if 0
    #[arg(short = 'x', value_name = "N", value_parser = cycles, conflicts_with = "cycles")]
    sim65_limit: Option<u64>,
    #[command(flatten)]
    tracing: Tracing,
    /// Say what a sim65 program is and how it exits; given twice, each call of its host
    #[arg(short, long, action = ArgAction::Count)]
    verbose: u8,
    /// End after this many cycles
    #[arg(long, value_name = "N", value_parser = cycles)]
    cycles: Option<u64>,
    /// End after this many seconds of the host's time
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
    /// End at this address
    #[arg(long, value_name = "A", value_parser = address)]
    until: Option<u16>,
    /// Write the 64 KiB of memory to a file at the end
    #[arg(long, value_name = "FILE")]
    save_memory: Option<PathBuf>,
    /// Write a profile to a file at the end: callgrind's, or by the extension .folded or .pprof
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// The profile's format: callgrind, folded or pprof
    #[arg(long, value_name = "KIND", requires = "profile", value_parser = formats())]
    profile_format: Option<ProfileFormat>,
    /// Cycles from one sample of the profile to the next
    #[arg(long, value_name = "N", requires = "profile", default_value_t = DEFAULT_SAMPLING, value_parser = value_parser!(u64).range(1..))]
    profile_every: u64,
    /// Write what was executed to a tracefile of lcov: lines, functions and branches, or addresses
    #[arg(long, value_name = "FILE")]
    coverage: Option<PathBuf>,
    /// Add to the counts that the tracefile has; runs at the same time lose nothing
    #[arg(long, requires = "coverage")]
    coverage_merge: bool,
    /// Write a page about the run to a file at the end: what was compiled when and why, where the time went
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Attach a console to the standard streams: py65, or py65:PRINTS,KEYS with its two addresses; or show one of the machine's
    /// consoles by its name, or all (may be given again): the first has the streams, lines of the others begin with their names
    #[arg(long, value_name = "KIND|NAME|all", group = "typing", conflicts_with = "host", value_parser = Wanted::parse)]
    console: Vec<Wanted>,
    /// What Enter, or a line end of piped input, is to the guest of a console
    #[arg(long, value_name = "KIND", default_value = "cr", requires = "typing")]
    enter: Enter,
    /// What Ctrl-C is at a terminal with a console: it ends the run, or is the guest's; then Ctrl-] ends the run
    #[arg(long, value_name = "KIND", default_value = "stop", requires = "typing", value_parser = ctrl_c())]
    ctrl_c: CtrlC,
    /// End when the guest asks a console, or a routine of --host, for more than the input that there is
    #[arg(long, requires = "typing")]
    exit_on_eof: bool,
    /// Print the C64's text screen at the end, as its memory has it: what conio wrote is on it, too
    #[arg(long, requires = "host")]
    show_screen: bool,
    /// Make whole pages read-only to the guest, such as E000..FFFF (may be given again)
    #[arg(long, value_name = "A..B", value_parser = pages)]
    rom: Vec<RangeInclusive<u8>>,
    /// Put bytes into memory once all is loaded, such as FFFC=00,E0 (may be given again)
    #[arg(long, value_name = "A=V,...", value_parser = poke)]
    poke: Vec<(u16, Vec<u8>)>,
    /// The exit code when the program ends by itself: an expression such as a or [$200]
    #[arg(long, value_name = "E", value_parser = expression)]
    exit_from: Option<Expr>,
    /// Where a test program reports its result, a signature and a text, as blargg's do [default for an NES: 6000]
    #[arg(long, value_name = "A", value_parser = address)]
    report_at: Option<u16>,
    /// Tell how a sim65 program ended too, on standard error
    #[arg(long)]
    summary: bool,
    /// Tell nothing but what the program prints
    #[arg(long, conflicts_with_all = ["summary", "json"])]
    quiet: bool,
    #[command(flatten)]
    reach: Reaching,
    /// The program to run; FILE@ADDR says where to load it. A machine may have one in its ROM already
    #[arg(required_unless_present = "machine", value_parser = OsStringValueParser::new().map(|text| placed(&text)))]
    program: Option<Placed>,
    /// More files to load, each FILE or FILE@ADDR; what they cover of the earlier ones is theirs
    #[arg(value_name = "FILE@ADDR", value_parser = OsStringValueParser::new().map(|text| placed(&text)))]
    more: Vec<Placed>,
    /// The arguments of a sim65 program: all that stands behind it; behind any other program, more options
    #[arg(last = true)]
    pub(super) arguments: Vec<OsString>,
}

impl Headless {
    /// Whether the program is one that can be given arguments.
    pub(super) fn takes_arguments(&self) -> bool {
        match (self.placing.format, &self.program) {
            (Some(format), _) => format == Format::Sim65,
            (None, Some(program)) => Format::of_file(&program.path) == Format::Sim65,
            (None, None) => false,
        }
    }

    pub(super) fn order(self) -> headless::Run {
        let is_sim65 = self.takes_arguments();
        let traced = self.tracing.traced(is_sim65);
        let placement = Placement {
            load: self
                .placing
                .load
                .or(self.program.as_ref().and_then(|program| program.at)),
            ..self.placing.placement()
        };
        let machine = self.machining.asked(self.reach.reach().folder());
        let at_end = match self.exit_on_eof {
            true => AtEnd::Exit,
            false => AtEnd::Nothing,
        };
        let wiring = Wiring {
            enter: self.enter,
            idle: match self.placing.speed {
                Speed::Max => Idle::Waits,
                Speed::Times(_) => Idle::KeepsTime,
            },
            at_end,
            ctrl_c: self.ctrl_c,
            silence: match self.quiet {
                true => Silence::Accepted,
                false => Silence::Told,
            },
        };
        let sim65_traces = matches!(traced, Traced::Sim65);
        headless::Run {
            trace: match traced {
                Traced::Order(order) => Some(order),
                Traced::Nothing | Traced::Sim65 => None,
            },
            placement,
            machine,
            more: self.more,
            pokes: self.poke,
            rom: self.rom,
            timeout: self.timeout,
            config: self.placing.tier.config(),
            cpu: self.placing.cpu.map(|cpu| cpu.model),
            speed: self.placing.speed,
            clock: self.placing.clock,
            style: self.placing.style(),
            perf_map: self.placing.perf_map,
            telling: match (self.summary, self.quiet) {
                (true, _) => Telling::Summary,
                (_, true) => Telling::Quiet,
                (false, false) => Telling::Usual,
            },
            program: self.program.map(|program| program.path),
            cycles: self.cycles,
            until: self.until,
            save_memory: self.save_memory,
            afterwards: Afterwards {
                covering: self.coverage.map(|path| Covering {
                    path,
                    keeping: match self.coverage_merge {
                        true => Keeping::Counts,
                        false => Keeping::Nothing,
                    },
                }),
                profiling: self.profile.map(|file| Profiling {
                    file,
                    format: self.profile_format,
                    every: NonZeroU64::new(self.profile_every).unwrap_or(NonZeroU64::MIN),
                }),
                page: self.report,
            },
            exit_from: self.exit_from,
            report_at: self.report_at,
            consoles: self.console,
            wiring,
            hosting: self.reach.host.map(|system| Hosting {
                setup: Setup::of(system),
                wiring,
                screen: match self.show_screen {
                    true => Screen::Shown,
                    false => Screen::Hidden,
                },
            }),
            arguments: bytes(self.arguments),
            sim65: Sim65Order {
                face: Face::Jumppad,
                version: self.reach.sim65,
                chip: self.placing.cpu.and_then(|cpu| cpu.sim65),
                limit: self.sim65_limit.filter(|&limit| limit != 0),
                counts_cycles: self.count,
                traces: sim65_traces,
                verbosity: self.verbose,
            },
            reach: self.reach.reach(),
        }
    }
}

fn formats() -> impl TypedValueParser<Value = ProfileFormat> {
    PossibleValuesParser::new(ProfileFormat::ALL.map(ProfileFormat::name)).try_map(|word| {
        let found = ProfileFormat::named(&word);
        found.ok_or("there is no such format")
    })
}

fn ctrl_c() -> impl TypedValueParser<Value = CtrlC> {
    PossibleValuesParser::new([CtrlC::Stop, CtrlC::Guest].map(CtrlC::name))
        .try_map(|word| CtrlC::parse(&word).ok_or("it is stop or guest"))
}

/// What the versions of sim65 are called.
pub(super) fn version_names() -> [&'static str; Version::ALL.len()] {
    Version::ALL.map(Version::name)
}

fn systems() -> impl TypedValueParser<Value = System> {
    PossibleValuesParser::new(System::ALL.map(System::name))
        .try_map(|word| System::named(&word).ok_or("there is no such computer"))
}

fn versions() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(version_names()).try_map(|word| {
        let found = Version::ALL
            .into_iter()
            .find(|version| version.name() == word);
        found.ok_or("there is no such version")
    })
}

/// Some seconds, with or without a fraction.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "it is no number")?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

/// Whole pages as their first and last address.
fn pages(text: &str) -> Result<RangeInclusive<u8>, String> {
    let (start, end) = text
        .split_once("..")
        .ok_or("two addresses are needed: A..B")?;
    let (start, end) = (address(start)?, address(end)?);
    if start > end {
        return Err(format!("${end:04X} is before ${start:04X}"));
    }
    let pages = pages_of(&(start..=end));
    match addresses(&pages) {
        whole if whole == (start, end) => Ok(pages),
        (start, end) => Err(format!("the whole pages are {start:04X}..{end:04X}")),
    }
}

/// An address and the bytes that go there.
fn poke(text: &str) -> Result<(u16, Vec<u8>), String> {
    let (start, bytes) = text
        .split_once('=')
        .ok_or("an address and bytes are needed: A=V")?;
    let byte = |text| parse_all(text, number::byte).map_err(|error| format!("{text}: {error}"));
    let bytes: Vec<u8> = bytes.split(',').map(byte).collect::<Result<_, _>>()?;
    let start = address(start)?;
    match usize::from(start) + bytes.len() > 0x1_0000 {
        true => Err("the bytes go past $FFFF".to_owned()),
        false => Ok((start, bytes)),
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
