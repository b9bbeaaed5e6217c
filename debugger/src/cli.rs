//! The command line: what to load, how to run it, where commands come from.
//!
//! Left out: what the commands mean; a batch is a session like any other.

mod called;
mod habits;
mod mos_sim;
mod naming;
mod placing;
mod run;
mod sim65;

use jumppad_engine::debugger::Debugger;
use jumppad_language::session::Shell;
use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jumppad_tiers::opcodes::Model;

use crate::exit::Exit;
use crate::headless;
use crate::rc::{self, Beside};
use crate::render::{Role, Style, Terminal, complain, paint, put_error, put_fitting, put_text};
use crate::repl;
use crate::schema;
use jumppad_engine::expression::Expr;
use jumppad_engine::files::perf_map::PerfMap;
use jumppad_engine::files::text::steers;
use jumppad_engine::program::demo;
use jumppad_engine::program::load::{Program, load};
use jumppad_language::error::CommandError;
use jumppad_language::report::{Report, Why};
use jumppad_language::script;
use jumppad_language::session::Session;
use naming::Naming;
use placing::{Placing, expression};
use run::{Headless, Reaching, bytes};

/// A 6502 debugger on a tiered emulator that shows its JIT at work
#[derive(Parser)]
#[command(
    name = "jumppad",
    version,
    propagate_version = true,
    args_conflicts_with_subcommands = true,
    after_help = "Without a program it opens on an embedded demo. `help` at the prompt lists the commands.\n\
                  Exit codes: 0 fine, 1 a command failed, 2 usage, 3 an assertion failed, 4 limit of cycles or time;\n\
                  `run` of a sim65 program: the program's own."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    debugger: Interactive,
}

#[derive(Subcommand)]
enum Command {
    /// Run a program without the debugger until it traps, jams or reaches a limit
    Run(Headless),
}

#[derive(Args)]
struct Interactive {
    /// The program to debug
    program: Option<PathBuf>,
    #[command(flatten)]
    placing: Placing,
    #[command(flatten)]
    naming: Naming,
    /// Run the commands in a file first (may be given again)
    #[arg(short = 'x', value_name = "SCRIPT")]
    script: Vec<PathBuf>,
    /// Run a command first (may be given again)
    #[arg(short = 'e', value_name = "CMD")]
    execute: Vec<String>,
    /// Run NAME.dbgrc beside the program NAME
    #[arg(long)]
    rc: bool,
    /// Do not run your own jumppad/rc of the configuration folder
    #[arg(long)]
    no_rc: bool,
    /// Leave when the given commands are done
    #[arg(long)]
    batch: bool,
    /// The exit code of a batch without errors: an expression such as a or [$200]
    #[arg(long, value_name = "E", value_parser = expression, requires = "batch")]
    exit_from: Option<Expr>,
    /// Print the JSON schema of what --json writes, and leave
    #[arg(long)]
    json_schema: bool,
    #[command(flatten)]
    reach: Reaching,
    /// The arguments of a sim65 program, behind `--`
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

/// Runs the program on its command line.
pub fn run() -> Exit {
    let line: Vec<OsString> = std::env::args_os().collect();
    if let Some(speak) = called::speaker(&line) {
        return speak(line);
    }
    match parse(habits::ours(line)) {
        Ok((
            _,
            Cli {
                command: Some(Command::Run(args)),
                ..
            },
        )) => headless::run(args.order()),
        Ok((_, Cli { debugger, .. })) if debugger.json_schema => {
            put_text(&schema::schema());
            Exit::Fine
        }
        Ok((matches, Cli { debugger, .. })) => debug(&debugger, &matches),
        Err(error) => {
            let exit = match error.use_stderr() {
                true => Exit::Usage,
                false => Exit::Fine,
            };
            let text = error.to_string();
            match text.contains(steers) {
                // A name out of a folder of somebody else's.
                true => put_error(&text),
                // A closed pipe cannot be told that its usage text was not written.
                false => drop(error.print()),
            }
            exit
        }
    }
}

/// What `--help` says of the debugger, and of `run`.
#[cfg(test)]
pub(crate) fn helps() -> [(String, String); 2] {
    let help = |words: &[&str]| {
        let error = Cli::command().try_get_matches_from(words.iter().chain(&["--help"]));
        let text = error.map_or_else(|help| help.to_string(), |_| String::new());
        (words.join(" "), text)
    };
    [help(&["jumppad"]), help(&["jumppad", "run"])]
}

fn parse(mut line: Vec<OsString>) -> Result<(ArgMatches, Cli), clap::Error> {
    let parse = |line: &[OsString]| {
        let matches = Cli::command().try_get_matches_from(line)?;
        let cli = Cli::from_arg_matches(&matches)?;
        Ok::<_, clap::Error>((matches, cli))
    };
    let run = |line: &[OsString]| match parse(line).ok()?.1.command? {
        Command::Run(run) => Some(run),
    };
    // The program of `run` is the first word that makes the line whole. What stands behind it is for a program that
    // takes arguments, whatever it looks like, and else for us.
    let program = (2..line.len()).find_map(|at| Some((at, run(&line[..=at])?)));
    match program {
        Some((at, run)) if run.takes_arguments() => {
            if line.get(at + 1).is_none_or(|next| next != "--") {
                line.insert(at + 1, "--".into());
            }
            parse(&line)
        }
        _ => parse(&line).and_then(|(matches, cli)| match &cli.command {
            Some(Command::Run(run)) if !run.arguments.is_empty() => {
                let text = "only a sim65 program takes arguments";
                Err(Cli::command().error(ErrorKind::UnknownArgument, text))
            }
            _ => Ok((matches, cli)),
        }),
    }
}

/// Opens the debugger.
fn debug(args: &Interactive, matches: &ArgMatches) -> Exit {
    let style = args.placing.style();
    let mut program = match program(args) {
        Ok(program) => program,
        Err(error) => {
            complain(style, &error);
            return Exit::of(&error);
        }
    };
    let config = args.placing.tier.config();
    let cpu = args.placing.cpu.map(|cpu| cpu.model);
    if let Some(kind) = &mut program.sim65 {
        kind.version = args.reach.sim65.unwrap_or(kind.version);
        let chip = args.placing.cpu.and_then(|cpu| cpu.sim65);
        kind.chip = chip.unwrap_or(kind.chip);
    }
    let mut debugger = Debugger::new(config, cpu, program);
    let mut shell = Shell::new(Box::new(Terminal::new(style)));
    let mut session = Session {
        debugger: &mut debugger,
        shell: &mut shell,
    };
    session.debugger.guest.arguments = bytes(args.arguments.clone());
    session.debugger.guest.reach = args.reach.reach();
    session.debugger.restart();
    let perf_map = match args.placing.perf_map {
        true => Some(PerfMap::of(&mut session.debugger.machine)),
        false => None,
    };
    let perf_map = match perf_map.transpose() {
        Ok(map) => map,
        Err(error) => {
            let error = error.into();
            complain(style, &error);
            return Exit::of(&error);
        }
    };
    let interrupt = session.debugger.interrupt.clone();
    // Without a handler Ctrl-C ends the program instead of the guest.
    let _ = ctrlc::set_handler(move || interrupt.store(true, Ordering::SeqCst));

    let exit = converse(&mut session, args, matches);
    match perf_map.map(PerfMap::finish) {
        Some(Err(error)) => {
            let error = error.into();
            complain(style, &error);
            Exit::of(&error)
        }
        _ => exit,
    }
}

/// Runs the commands given, then those of the terminal or of standard input.
fn converse(session: &mut Session<'_>, args: &Interactive, matches: &ArgMatches) -> Exit {
    let style = args.placing.style();
    let interactive = io::stdin().is_terminal() && !args.batch;
    match prepare(session, args, matches, interactive) {
        Ok(Report::Quit) => return end(session, args),
        Ok(_) => {}
        Err(error) => {
            session.complain(&error, "");
            if !interactive {
                return Exit::of(&error);
            }
        }
    }
    let given = args.script.len() + args.execute.len();
    if interactive {
        if style == Style::Text {
            greet(session);
        }
        repl::run(session, style)
    } else if args.batch && given > 0 {
        end(session, args)
    } else {
        match script::stdin(session) {
            Ok(_) => end(session, args),
            Err(error) => {
                session.complain(&error, "");
                Exit::of(&error)
            }
        }
    }
}

/// The program to debug.
fn program(args: &Interactive) -> Result<Program, CommandError> {
    match &args.program {
        // Ctrl-C still ends the program here.
        Some(path) => Ok(load(path, args.placing.placement(), &Arc::default())?),
        None => Ok(demo::program()),
    }
}

/// Runs the user's commands, the program's, then `-x` and `-e` in the order in which they were given.
fn prepare(
    session: &mut Session<'_>,
    args: &Interactive,
    matches: &ArgMatches,
    interactive: bool,
) -> Result<Report, CommandError> {
    args.naming.load(session, args.program.as_deref())?;
    session.tell_start();
    if interactive && !args.no_rc {
        match rc::of_user(session) {
            Ok(Report::Quit) => return Ok(Report::Quit),
            Ok(_) => {}
            // A slip in one's own habits is no reason to leave out what was asked for now.
            Err(error) => session.complain(&error, ""),
        }
    }
    if let Some(program) = &args.program {
        let allowed = match args.rc {
            true => Beside::Allowed,
            false => Beside::Told,
        };
        if let Report::Quit = rc::of_program(session, program, allowed)? {
            return Ok(Report::Quit);
        }
    }
    let places = |id| matches.indices_of(id).into_iter().flatten();
    let scripts = places("script").zip(args.script.iter().map(Source::File));
    let lines = args
        .execute
        .iter()
        .zip(1..)
        .map(|(line, number)| Source::Line(line, number));
    let commands = places("execute").zip(lines);
    let mut sources: Vec<_> = scripts.chain(commands).collect();
    sources.sort_by_key(|&(place, _)| place);
    for (_, source) in sources {
        let report = match source {
            Source::File(path) => script::source(session, path)?,
            Source::Line(line, number) => {
                script::run(session, &format!("<-e #{number}>"), line.as_bytes())?
            }
        };
        if let Report::Quit = report {
            return Ok(report);
        }
    }
    Ok(Report::Done)
}

enum Source<'a> {
    File(&'a PathBuf),
    /// A command, and which `-e` it is.
    Line(&'a String, usize),
}

/// How a batch without errors ends.
fn end(session: &Session<'_>, args: &Interactive) -> Exit {
    match (&session.debugger.resting, &args.exit_from) {
        (Some(at), _) if matches!(at.why, Why::Cycles { .. }) => Exit::CycleLimit,
        (_, Some(expr)) => match session.debugger.scope().value(expr) {
            Ok(value) => Exit::from_value(value),
            Err(error) => {
                complain(args.placing.style(), &error.into());
                Exit::Failed
            }
        },
        (_, None) => Exit::Fine,
    }
}

fn greet(session: &Session<'_>) {
    let program = &session.debugger.program;
    let chip = match session.debugger.machine.model() {
        Model::Nmos6502 => String::new(),
        other => format!(" on a {}", other.name()),
    };
    put_fitting(&format!(
        "{} {}, {} at ${:04X}{chip}. `help` lists the commands, Ctrl-C stops the guest, Ctrl-D leaves.\n",
        paint(Role::Heading, "jumppad"),
        env!("CARGO_PKG_VERSION"),
        program.name,
        program.entry
    ));
    if *program == demo::program() {
        put_fitting(&format!("{}\n", paint(Role::Changed, demo::HINT)));
    }
}
