//! How a session begins and ends for a client: launched or attached to, started again, left.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::Talk;
use super::requests::{Done, Handled, Next, later, then};
use super::state::State;
use super::wire::{Failure, Request};
use crate::serve::Ended;
use jumppad_engine::board::ready::READY;
use jumppad_engine::board::{Asked, RomFiles, Taken};
use jumppad_engine::cpu;
use jumppad_engine::debugger::Debugger;
use jumppad_engine::debugger::symbols;
use jumppad_engine::host::routines::{Setup as RoutineSetup, System};
use jumppad_engine::host::sim65::files::{QUOTA, Reach};
use jumppad_engine::program::demo;
use jumppad_engine::program::load::{Format, Placement, load};
use jumppad_language::grammar::{number, parse_all};
use jumppad_language::report::{Report, Why};
use jumppad_language::session::Session;
use jumppad_tiers::JitMode;
use jumppad_tiers::opcodes::Model;

/// What `launch` says.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Launch {
    /// The program; without one, the demo.
    program: Option<PathBuf>,
    /// The folder that relative paths start from.
    cwd: Option<PathBuf>,
    args: Vec<String>,
    cpu: Option<String>,
    /// The computer around the program: a ready-made one, or a machine file.
    machine: Option<String>,
    /// What is in its ROMs: `FILE` in the first that has nothing, or `NAME=FILE`.
    rom_files: Vec<String>,
    /// The computer whose ROM's routines the host does.
    host: Option<String>,
    format: Option<String>,
    load: Option<Value>,
    entry: Option<Value>,
    /// The tiers in use, as `set jit` has them.
    jit: Option<String>,
    symbols: Vec<PathBuf>,
    source_folders: Vec<PathBuf>,
    guest_dir: Option<PathBuf>,
    /// What `device` attaches, such as `console D012`.
    devices: Vec<String>,
    /// Commands that run before the guest does.
    commands: Vec<String>,
    pub(super) stop_on_entry: bool,
    /// Whether the guest stays where its program has ended, so that one can go back from there.
    pub(super) stop_on_exit: bool,
    pub(super) no_debug: bool,
}

impl Launch {
    /// The machine that it asks for; paths start from `folder`, those of ready-made ones from `guest_dir`.
    fn machine(&self, folder: &Path, guest_dir: &Path) -> Option<Asked> {
        let word = self.machine.as_ref()?;
        let is_ready = READY.iter().any(|ready| ready.name == word);
        let files = self.rom_files.iter().map(|text| {
            let (name, path) = RomFiles::parse(text);
            (name, folder.join(path))
        });
        Some(Asked {
            word: match is_ready {
                true => word.clone(),
                false => folder.join(word).to_string_lossy().into_owned(),
            },
            files: RomFiles {
                given: files.collect(),
                folder: guest_dir.to_owned(),
            },
        })
    }
}

/// What a launch changes, as it was before the first.
#[derive(Clone)]
pub(super) struct Usual {
    cpu: Option<Model>,
    jit: JitMode,
    rom: Option<RoutineSetup>,
}

impl Usual {
    fn of(debugger: &Debugger) -> Self {
        Self {
            cpu: debugger.chosen_cpu,
            jit: debugger.machine.jit_mode(),
            rom: debugger.guest.rom.clone(),
        }
    }
}

/// An address: a number, or text in which digits are hexadecimal.
fn address(name: &str, given: &Value) -> Result<u16, Failure> {
    let told = |what: &dyn std::fmt::Display| Failure::new(format!("{name}: {given} is {what}"));
    match (given.as_i64(), given.as_str()) {
        (Some(number), _) => u16::try_from(number).map_err(|_| told(&"no address of 16 bits")),
        (_, Some(text)) => parse_all(text, number::address).map_err(|error| told(&error)),
        _ => Err(told(
            &"no address: it is a number, or text with hexadecimal digits",
        )),
    }
}

/// What was set up for the program, to be taken back before it is set up again.
#[derive(Debug, Default)]
pub(super) struct Setup {
    devices: Vec<u64>,
    breakpoints: Vec<u32>,
}

impl Setup {
    fn of(session: &Session<'_>) -> Self {
        let debugger = &session.debugger;
        let devices = debugger.devices.views(&debugger.machine).into_iter();
        Self {
            devices: devices.map(|device| device.number.into()).collect(),
            breakpoints: debugger.breakpoints.iter().map(|b| b.id).collect(),
        }
    }

    /// What is there besides what was there `before`.
    fn since(before: &Self, session: &Session<'_>) -> Self {
        let mut now = Self::of(session);
        now.devices.retain(|id| !before.devices.contains(id));
        now.breakpoints
            .retain(|id| !before.breakpoints.contains(id));
        now
    }

    fn take_back(self, session: &mut Session<'_>) {
        let debugger = &mut *session.debugger;
        for id in self.devices {
            // One that the user has removed is gone already.
            let _ = debugger.devices.remove(&mut debugger.machine, id);
        }
        for id in self.breakpoints {
            debugger.remove_breakpoint(id);
        }
    }
}

/// How the session began.
#[derive(Debug, Default)]
pub(super) enum Launched {
    /// It has not.
    #[default]
    Not,
    By(Box<Launch>),
    /// The session was there before the client.
    Attached,
}

impl Launched {
    /// What the client wants of the session's end, and of its beginning.
    pub(super) fn launch(&self) -> Option<&Launch> {
        match self {
            Self::By(launch) => Some(launch),
            Self::Not | Self::Attached => None,
        }
    }
}

impl State {
    pub(super) fn launch(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        let launch: Launch = request.arguments()?;
        self.start(session, &launch)?;
        self.launched = Launched::By(Box::new(launch));
        later(Next::SetUp(Begun::First))
    }

    pub(super) fn attach(&mut self, session: &Session<'_>) -> Handled {
        self.launched = Launched::Attached;
        self.marks.adopt(session);
        then(Next::Initialized)
    }

    /// Loads the program anew, which may have been built anew, and begins again.
    pub(super) fn restart(&mut self, session: &mut Session<'_>, request: &Request) -> Handled {
        #[derive(Deserialize)]
        struct Arguments {
            arguments: Option<Box<Launch>>,
        }
        let Arguments { arguments } = request.arguments()?;
        let launch = match std::mem::take(&mut self.launched) {
            Launched::By(before) => arguments.unwrap_or(before),
            other => {
                self.launched = other;
                session.debugger.restart();
                self.begins();
                return then(Next::Begin);
            }
        };
        session.leave_block();
        let started = self.start(session, &launch);
        self.launched = Launched::By(launch);
        match started {
            Ok(()) => later(Next::SetUp(Begun::Again)),
            Err(failure) => {
                self.begins();
                // The guest may not be where it was.
                self.moved(session, "entry");
                Err(failure)
            }
        }
    }

    pub(super) fn disconnect(&mut self, request: &Request) -> Handled {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Arguments {
            terminate_debuggee: Option<bool>,
        }
        let Arguments { terminate_debuggee } = request.arguments()?;
        let is_launched = matches!(self.launched, Launched::By(_));
        then(Next::Leave(
            match terminate_debuggee.unwrap_or(is_launched) {
                true => Ended::Over,
                false => Ended::Left,
            },
        ))
    }

    /// Nothing keeps a guest from ending.
    pub(super) fn terminate(&mut self) -> Handled {
        self.terminated();
        Ok(Done {
            body: Some(Value::Null),
            next: Next::Stay,
        })
    }
}

impl State {
    /// Puts the program of `launch` into the machine, with all that it asks for.
    fn start(&mut self, session: &mut Session<'_>, launch: &Launch) -> Result<(), Failure> {
        let folder = launch.cwd.clone().unwrap_or_default();
        let beside = |path: &Path| folder.join(path);
        let guest_dir = match &launch.guest_dir {
            Some(own) => beside(own),
            None if folder.as_os_str().is_empty() => PathBuf::from("."),
            None => folder.clone(),
        };
        if !guest_dir.is_dir() {
            let folder = guest_dir.display();
            return Err(Failure::new(format!("{folder} is no folder")));
        }
        std::mem::take(&mut self.setup).take_back(session);
        let debugger = &mut *session.debugger;
        debugger.interrupt.store(false, Ordering::SeqCst);
        // What one launch chose is not for the next.
        let usual = self
            .usual
            .get_or_insert_with(|| Usual::of(debugger))
            .clone();
        debugger.chosen_cpu = usual.cpu;
        debugger.machine.set_jit_mode(usual.jit);
        if std::mem::take(&mut self.has_machine) {
            debugger.remove_machine();
        }
        debugger.guest.rom = usual.rom;
        if let Some(name) = &launch.cpu {
            let names = cpu::NAMES.join(", ");
            let unknown = || Failure::new(format!("cpu: one of {names}, not `{name}`"));
            debugger.chosen_cpu = Some(cpu::model(name).ok_or_else(unknown)?);
        }
        let at =
            |name, given: &Option<Value>| given.as_ref().map(|at| address(name, at)).transpose();
        let placement = Placement {
            format: launch.format.as_deref().map(format).transpose()?,
            load: at("load", &launch.load)?,
            entry: at("entry", &launch.entry)?,
        };
        let path = launch.program.as_deref().map(beside);
        debugger.guest.reach = Reach::Below {
            folder: guest_dir.clone(),
            quota: QUOTA,
        };
        let placed = path.as_deref().map(|path| (path, placement));
        match launch.machine(&folder, &guest_dir) {
            Some(asked) => {
                let chosen = asked.open(placed)?;
                let program = match &path {
                    Some(path) if chosen.taken == Taken::No => {
                        Some(load(path, placement, &debugger.interrupt)?)
                    }
                    _ => None,
                };
                debugger.build(chosen.board, &chosen.files, program)?;
                self.has_machine = true;
            }
            None => debugger.insert(match &path {
                Some(path) => load(path, placement, &debugger.interrupt)?,
                None => demo::program(),
            }),
        }
        if let Some(name) = &launch.host {
            let names = System::ALL.map(System::name).join(", ");
            let unknown = || Failure::new(format!("host: one of {names}, not `{name}`"));
            let system = System::named(name).ok_or_else(unknown)?;
            debugger.guest.rom = Some(RoutineSetup::of(system));
        }
        let words = launch.args.iter().map(|word| word.clone().into_bytes());
        debugger.guest.arguments = words.collect();
        for own in &launch.source_folders {
            debugger.source.add_folder(beside(own));
        }
        if let Some(path) = &path {
            symbols::load_beside(debugger, path);
        }
        for path in &launch.symbols {
            let loaded = symbols::load(session.debugger, &beside(path), false)?;
            session.tell(&Report::SymbolsLoaded(loaded));
        }
        session.debugger.restart();
        session.tell_start();
        Ok(())
    }
}

/// How often the program has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begun {
    First,
    Again,
}

impl Talk {
    /// Sets up what the launch asks for, which may let the guest go; then the request is answered.
    pub(super) fn set_up(&self, session: &mut Session<'_>, request: &Request, begun: Begun) {
        let launch = self.state.borrow().launched.launch().cloned();
        let launch = launch.unwrap_or_default();
        let before = Setup::of(session);
        let done = self.attended(session, |session| set_up(session, &launch));
        session.flush();
        let mut state = self.state.borrow_mut();
        state.setup = Setup::since(&before, session);
        state.marks.adopt(session);
        if begun == Begun::Again {
            state.begins();
            state.place_anew(session);
        }
        let is_done = done.is_ok();
        self.out.answer(request, done.map(|()| Value::Null));
        match (begun, is_done) {
            (Begun::First, true) => self.out.event("initialized", ()),
            (Begun::First, false) => state.launched = Launched::Not,
            (Begun::Again, true) => {
                drop(state);
                self.begin(session);
            }
            (Begun::Again, false) => state.moved(session, "entry"),
        }
    }
}

/// Attaches the devices of `launch`, and runs its commands.
fn set_up(session: &mut Session<'_>, launch: &Launch) -> Result<(), Failure> {
    let jit = launch.jit.iter().map(|mode| format!("set jit {mode}"));
    let devices = launch.devices.iter().map(|what| format!("device {what}"));
    for line in jit.chain(devices).chain(launch.commands.iter().cloned()) {
        match session.execute(&line) {
            Ok(Report::Stop(stop)) if matches!(stop.why, Why::Interrupted { .. }) => {
                session.tell(&Report::Stop(stop));
                return Err(Failure::new(format!("`{line}` was interrupted")));
            }
            Ok(report) => session.tell(&report),
            Err(error) => {
                session.complain(&error, &line);
                return Err(Failure::new(format!("`{line}`: {error}")));
            }
        }
    }
    Ok(())
}

fn format(name: &str) -> Result<Format, Failure> {
    let found = Format::ALL.iter().find(|format| format.name() == name);
    found.copied().ok_or_else(|| {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name()).collect();
        Failure::new(format!("format: one of {}, not `{name}`", names.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn the_extension_offers_what_launch_takes() {
        let extension = include_str!("../../editors/vscode/package.json");
        let extension: Value = serde_json::from_str(extension).unwrap();
        let offered =
            &extension["contributes"]["debuggers"][0]["configurationAttributes"]["launch"];
        let names = |of: &Value| -> BTreeSet<String> {
            of["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect()
        };
        let mut taken = names(schemars::schema_for!(Launch).as_value());
        // VS Code says so itself, by the way in which it starts.
        taken.remove("noDebug");
        assert_eq!(names(offered), taken);
        assert_eq!(offered["properties"]["cpu"]["enum"], json!(cpu::NAMES));
        assert_eq!(extension["version"], env!("CARGO_PKG_VERSION"));
    }
}
