//! The command line: what to load, how to run it, where commands come from.
//!
//! Left out: what the commands mean; a batch is a session like any other.

mod assisting;
mod called;
mod habits;
mod machining;
mod mos_sim;
mod naming;
mod opening;
mod pages;
mod placing;
mod run;
mod serving;
mod sim65;
mod testing;
mod tracing;
mod version;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::rc::Rc;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use jumppad_tiers::opcodes::Model;

use crate::exit::Exit;
use crate::headless;
use crate::render::{Role, Style, Terminal, complain, paint, put_error, put_fitting, put_text};
use crate::repl;
use crate::schema;
use crate::serve::User;
use crate::suite;
use assisting::Assisting;
use jumppad_engine::expression::Expr;
use jumppad_engine::files::text::steers;
use jumppad_engine::program::demo;
use jumppad_language::report::{Report, Why};
use jumppad_language::script;
use jumppad_language::session::{Protocol, Session};
use opening::Opening;
use placing::expression;
use run::Headless;
use serving::{Hands, Serving};
use testing::Testing;
use tracing::Reading;

/// A 6502 debugger on a tiered emulator that shows its JIT at work
#[derive(Parser)]
#[command(
    name = "jumppad",
    version,
    long_version = version::LONG.as_str(),
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
    Run(Box<Headless>),
    /// Run programs and scripts as tests, as many at once as there are cores
    Test(Testing),
    /// Print a binary trace of `jumppad run --trace=FILE`, or a part of it
    Trace(Reading),
    /// Serve an editor by the Debug Adapter Protocol, on standard streams or a port
    Dap(Serving),
    /// Serve gdb or lldb by the remote protocol, on 127.0.0.1:1234
    Gdb(Serving),
    /// Serve a client of VICE's binary monitor, on 127.0.0.1:6502
    Vice(Serving),
    /// Serve an assistant by the Model Context Protocol, on standard streams
    Mcp(Assisting),
}

#[derive(Args)]
struct Interactive {
    #[command(flatten)]
    opening: Opening,
    /// Leave when the given commands are done
    #[arg(long)]
    batch: bool,
    /// The exit code of a batch without errors: an expression such as a or [$200]
    #[arg(long, value_name = "E", value_parser = expression, requires = "batch")]
    exit_from: Option<Expr>,
    /// Print the JSON schema of what --json writes, and leave
    #[arg(long)]
    json_schema: bool,
    /// Print the JSON schema of machine files, for editors, and leave
    #[arg(long)]
    machine_schema: bool,
    /// Write manual pages and completions for bash, zsh and fish below a folder such as ~/.local/share, and leave
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
}

/// Runs the program on its command line.
pub fn run() -> Exit {
    run_line(std::env::args_os().collect())
}

/// Runs it on a command line, the first word of which is its name.
fn run_line(line: Vec<OsString>) -> Exit {
    if let Some(speak) = called::speaker(&line) {
        return speak(line);
    }
    if line.iter().skip(1).eq(suite::RUNNER) {
        return suite::serve(run_line);
    }
    let elsewhere = habits::elsewhere(&line);
    match parse(habits::ours(line)) {
        Ok((
            matches,
            Cli {
                command: Some(command),
                ..
            },
        )) => {
            let matches = matches.subcommand().map_or(&matches, |(_, own)| own);
            match command {
                Command::Run(args) => headless::run(args.order()),
                Command::Test(args) => args.run(),
                Command::Trace(args) => args.run(),
                Command::Dap(args) => args.serve(matches, Protocol::Dap),
                Command::Gdb(args) => args.serve(matches, Protocol::Gdb),
                Command::Vice(args) => args.serve(matches, Protocol::Vice),
                Command::Mcp(args) => args.serve(matches),
            }
        }
        Ok((_, Cli { debugger, .. })) if debugger.json_schema => {
            put_text(&schema::schema());
            Exit::Fine
        }
        Ok((_, Cli { debugger, .. })) if debugger.machine_schema => {
            put_text(&jumppad_engine::board::schema::schema());
            Exit::Fine
        }
        Ok((matches, Cli { debugger, .. })) => match &debugger.pages {
            Some(folder) => pages::write(Cli::command(), folder),
            None => debug(&debugger, &matches),
        },
        Err(error) => {
            let exit = match error.use_stderr() {
                true => Exit::Usage,
                false => Exit::Fine,
            };
            if let Some(text) = elsewhere.filter(|_| error.kind() == ErrorKind::UnknownArgument) {
                put_error(&text);
                return exit;
            }
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

/// What `--help` says of the debugger, and of what runs without it.
#[cfg(test)]
pub(crate) fn helps() -> [(String, String); 4] {
    let help = |words: &[&str]| {
        let error = Cli::command().try_get_matches_from(words.iter().chain(&["--help"]));
        let text = error.map_or_else(|help| help.to_string(), |_| String::new());
        (words.join(" "), text)
    };
    [
        help(&["jumppad"]),
        help(&["jumppad", "run"]),
        help(&["jumppad", "test"]),
        help(&["jumppad", "trace"]),
    ]
}

fn parse(mut line: Vec<OsString>) -> Result<(ArgMatches, Cli), clap::Error> {
    // It is made once, for that takes longer than a short program runs.
    let mut command = Cli::command();
    let mut parse = |line: &[OsString]| {
        let matches = command.try_get_matches_from_mut(line)?;
        let cli = Cli::from_arg_matches(&matches)?;
        Ok::<_, clap::Error>((matches, cli))
    };
    let is_run = line.get(1).is_some_and(|word| word == "run");
    let mut run = |line: &[OsString]| match parse(line).ok()?.1.command? {
        Command::Run(run) => Some(run),
        _ => None,
    };
    // The program of `run` is the first word that makes the line whole. What stands behind it is for a program that
    // takes arguments, whatever it looks like, and else for us.
    let mut words = 2..if is_run { line.len() } else { 0 };
    let program = words.find_map(|at| Some((at, run(&line[..=at])?)));
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
    let style = args.opening.style();
    let sink = Box::new(Terminal::new(style));
    let user = User::default();
    args.opening.session(sink, &user, |session| {
        session.shell.server = Some(Rc::new(Hands(user.clone())));
        converse(session, args, matches, &user)
    })
}

/// Runs the commands given, then those of the terminal or of standard input.
fn converse(
    session: &mut Session<'_>,
    args: &Interactive,
    matches: &ArgMatches,
    user: &User,
) -> Exit {
    let style = args.opening.style();
    let interactive = io::stdin().is_terminal() && !args.batch;
    match args.opening.prepare(session, matches, interactive) {
        Ok(Report::Quit) => return end(session, args),
        Ok(_) => {}
        Err(error) => {
            session.complain(&error, "");
            if !interactive {
                return Exit::of(&error);
            }
        }
    }
    if interactive {
        if style == Style::Text {
            greet(session);
        }
        repl::run(session, style, user)
    } else if args.batch && args.opening.has_commands() {
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

/// How a batch without errors ends.
fn end(session: &Session<'_>, args: &Interactive) -> Exit {
    match (&session.debugger.last_stop, &args.exit_from) {
        (Some(at), _) if matches!(at.why, Why::Cycles { .. }) => Exit::CycleLimit,
        (_, Some(expr)) => match session.debugger.scope().value(expr) {
            Ok(value) => Exit::from_value(value),
            Err(error) => {
                complain(args.opening.style(), &error.into());
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
