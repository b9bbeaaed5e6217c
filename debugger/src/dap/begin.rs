//! How a session begins and ends for a client: launched or attached to, started again, left.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::requests::{Done, Handled, Next, then};
use super::state::State;
use super::wire::{Failure, Request};
use crate::serve::Ended;
use jumppad_engine::cpu;
use jumppad_engine::debugger::symbols;
use jumppad_engine::host::sim65::files::{QUOTA, Reach};
use jumppad_engine::program::demo;
use jumppad_engine::program::load::{Format, Placement, load};
use jumppad_language::grammar::{number, parse_all};
use jumppad_language::report::Report;
use jumppad_language::session::Session;

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
    format: Option<String>,
    load: Option<Address>,
    entry: Option<Address>,
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

/// An address: a number, or text in which digits are hexadecimal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Address {
    Number(u16),
    Text(String),
}

impl Address {
    fn value(&self) -> Result<u16, Failure> {
        match self {
            Self::Number(address) => Ok(*address),
            Self::Text(text) => Ok(parse_all(text, number::address)?),
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
        start(session, &launch)?;
        self.launched = Launched::By(Box::new(launch));
        self.marks.adopt(session);
        then(Next::Initialized)
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
            arguments: Option<Launch>,
        }
        let Arguments { arguments } = request.arguments()?;
        match (arguments, &self.launched) {
            (Some(launch), Launched::By(_)) => {
                start(session, &launch)?;
                self.launched = Launched::By(Box::new(launch));
            }
            (_, Launched::By(launch)) => start(session, launch)?,
            (_, Launched::Attached | Launched::Not) => session.debugger.restart(),
        }
        self.is_ending = false;
        self.place_anew(session);
        then(Next::Begin)
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
        self.out.event("terminated", json!({}));
        Ok(Done {
            body: Some(Value::Null),
            next: Next::Stay,
        })
    }
}

/// Puts the program of `launch` into the machine, with all that it asks for.
fn start(session: &mut Session<'_>, launch: &Launch) -> Result<(), Failure> {
    let folder = launch.cwd.clone().unwrap_or_default();
    let beside = |path: &Path| folder.join(path);
    let debugger = &mut *session.debugger;
    debugger.interrupt.store(false, Ordering::SeqCst);
    if let Some(name) = &launch.cpu {
        let known = || {
            Failure::new(format!(
                "cpu: one of {}, not `{name}`",
                cpu::NAMES.join(", ")
            ))
        };
        debugger.chosen_cpu = Some(cpu::model(name).ok_or_else(known)?);
    }
    let placement = Placement {
        format: launch.format.as_deref().map(format).transpose()?,
        load: launch.load.as_ref().map(Address::value).transpose()?,
        entry: launch.entry.as_ref().map(Address::value).transpose()?,
    };
    let path = launch.program.as_deref().map(beside);
    let program = match &path {
        Some(path) => load(path, placement, &debugger.interrupt)?,
        None => demo::program(),
    };
    debugger.insert(program);
    debugger.guest.arguments = launch
        .args
        .iter()
        .map(|word| word.clone().into_bytes())
        .collect();
    debugger.guest.reach = Reach::Below {
        folder: match &launch.guest_dir {
            Some(own) => beside(own),
            None if folder.as_os_str().is_empty() => PathBuf::from("."),
            None => folder.clone(),
        },
        quota: QUOTA,
    };
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
    let jit = launch.jit.iter().map(|mode| format!("set jit {mode}"));
    let devices = launch.devices.iter().map(|what| format!("device {what}"));
    for line in jit.chain(devices).chain(launch.commands.iter().cloned()) {
        match session.execute(&line) {
            Ok(report) => session.tell(&report),
            Err(error) => {
                session.complain(&error, &line);
                return Err(Failure::new(format!("`{line}`: {error}")));
            }
        }
    }
    session.flush();
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
