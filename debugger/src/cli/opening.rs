//! Opening a session as the command line says: the program, its chip and files, what is known of it, the commands first.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use clap::{ArgMatches, Args};

use super::machining::Machining;
use super::naming::Naming;
use super::placing::Placing;
use super::run::{Reaching, bytes};
use crate::exit::Exit;
use crate::rc::{self, Beside};
use crate::render::{Style, complain};
use crate::serve::User;
use jumppad_engine::board::{Chosen, Taken};
use jumppad_engine::debugger::Debugger;
use jumppad_engine::error::Error;
use jumppad_engine::files::perf_map::PerfMap;
use jumppad_engine::host::routines::Setup;
use jumppad_engine::program::demo;
use jumppad_engine::program::load::{Program, load};
use jumppad_language::error::CommandError;
use jumppad_language::executor;
use jumppad_language::report::Report;
use jumppad_language::script;
use jumppad_language::session::{Session, Sink};

#[derive(Args)]
pub(super) struct Opening {
    /// The program to debug
    program: Option<PathBuf>,
    #[command(flatten)]
    machining: Machining,
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
    #[command(flatten)]
    reach: Reaching,
    /// The arguments of a sim65 program, behind `--`
    #[arg(last = true)]
    arguments: Vec<OsString>,
}

impl Opening {
    pub(super) fn style(&self) -> Style {
        self.placing.style()
    }

    /// Whether commands were given.
    pub(super) fn has_commands(&self) -> bool {
        !self.script.is_empty() || !self.execute.is_empty()
    }

    /// Opens a session that tells everything to `sink`, and does `what` with it. Ctrl-C is noted for `user`, and
    /// interrupts the guest.
    pub(super) fn session(
        &self,
        sink: Box<dyn Sink>,
        user: &User,
        what: impl FnOnce(&mut Session<'_>) -> Exit,
    ) -> Exit {
        let style = self.style();
        let (mut program, machine) = match self.opened() {
            Ok(opened) => opened,
            Err(error) => {
                complain(style, &error);
                return Exit::of(&error);
            }
        };
        let config = self.placing.tier.config();
        let cpu = self.placing.cpu.map(|cpu| cpu.model);
        if let Some(kind) = &mut program.sim65 {
            kind.version = self.reach.sim65.unwrap_or(kind.version);
            let chip = self.placing.cpu.and_then(|cpu| cpu.sim65);
            kind.chip = chip.unwrap_or(kind.chip);
        }
        let mut debugger = match machine {
            None => Debugger::new(config, cpu, program),
            Some(chosen) => {
                // Nothing that a program brings is there before the machine is.
                let mut debugger = Debugger::new(config, cpu, demo::program());
                if let Err(error) = self.build(&mut debugger, chosen, program) {
                    let error = error.into();
                    complain(style, &error);
                    return Exit::of(&error);
                }
                debugger
            }
        };
        let mut shell = executor::shell(sink);
        let mut session = Session {
            debugger: &mut debugger,
            shell: &mut shell,
        };
        session.debugger.settings.speed = self.placing.speed;
        if let Some(clock) = self.placing.clock {
            session.debugger.settings.clock = clock;
        }
        session.debugger.guest.arguments = bytes(self.arguments.clone());
        session.debugger.guest.reach = self.reach.reach();
        if let Some(system) = self.reach.host {
            session.debugger.guest.rom = Some(Setup::of(system));
        }
        session.debugger.restart();
        let perf_map = match self.placing.perf_map {
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
        let user = user.clone();
        // Without a handler Ctrl-C ends the program instead of the guest.
        let _ = ctrlc::set_handler(move || {
            user.pressed();
            interrupt.store(true, Ordering::SeqCst);
        });

        let exit = what(&mut session);
        match perf_map.map(PerfMap::finish) {
            Some(Err(error)) => {
                let error = error.into();
                complain(style, &error);
                Exit::of(&error)
            }
            _ => exit,
        }
    }

    /// The program to debug, and the machine around it.
    fn opened(&self) -> Result<(Program, Option<Chosen>), CommandError> {
        let placement = self.placing.placement();
        let program = self.program.as_deref().map(|path| (path, placement));
        let reach = self.reach.reach();
        let asked = self.machining.asked(reach.folder());
        let machine = asked.map(|asked| asked.open(program)).transpose()?;
        let is_in_rom = machine.as_ref().is_some_and(|m| m.taken == Taken::AsRom);
        let program = match &self.program {
            // Ctrl-C still ends the program here.
            Some(path) if !is_in_rom => load(path, placement, &Arc::default())?,
            _ => demo::program(),
        };
        Ok((program, machine))
    }

    /// Builds the machine around what was loaded, if anything was.
    fn build(
        &self,
        debugger: &mut Debugger,
        chosen: Chosen,
        program: Program,
    ) -> Result<(), Error> {
        let is_loaded = self.program.is_some() && chosen.taken == Taken::No;
        debugger.build(chosen.board, &chosen.files, is_loaded.then_some(program))
    }

    /// Runs the user's commands, the program's, then `-x` and `-e` in the order in which they were given.
    ///
    /// # Errors
    /// A label file is bad, or one of the commands fails.
    pub(super) fn prepare(
        &self,
        session: &mut Session<'_>,
        matches: &ArgMatches,
        interactive: bool,
    ) -> Result<Report, CommandError> {
        self.naming.load(session, self.program.as_deref())?;
        session.tell_start();
        if interactive && !self.no_rc {
            match rc::of_user(session) {
                Ok(Report::Quit) => return Ok(Report::Quit),
                Ok(_) => {}
                // A slip in one's own habits is no reason to leave out what was asked for now.
                Err(error) => session.complain(&error, ""),
            }
        }
        if let Some(program) = &self.program {
            let allowed = match self.rc {
                true => Beside::Allowed,
                false => Beside::Told,
            };
            if let Report::Quit = rc::of_program(session, program, allowed)? {
                return Ok(Report::Quit);
            }
        }
        let places = |id| matches.indices_of(id).into_iter().flatten();
        let scripts = places("script").zip(self.script.iter().map(Source::File));
        let lines = self
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
}

enum Source<'a> {
    File(&'a PathBuf),
    /// A command, and which `-e` it is.
    Line(&'a String, usize),
}
