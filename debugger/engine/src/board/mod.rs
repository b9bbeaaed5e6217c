//! Machines: what a computer with a 6502 is made of, as a machine file describes it.
//!
//! A file becomes a [`Description`] (what is written), that a [`Board`] (checked: what is where), and that is plugged into
//! the debugger's machine, or into one of a headless run. Some are [`ready`]. Invariants: whatever is wrong with a file is
//! told with its place in it; nothing is built of a file that is not right as a whole.
//!
//! Left out: what the devices do.

mod asked;
mod check;
pub mod description;
mod fault;
mod open;
mod options;
mod parts;
mod plug;
mod read;
pub mod ready;
mod roms;
mod routines;
mod save;
pub mod scalar;
pub mod schema;
mod view;
mod windows;

use std::ops::{Range, RangeInclusive};
use std::path::PathBuf;

use jumppad_tiers::opcodes::Model;

use crate::host::devices::Order;
use crate::host::devices::options::USUAL_CLOCK;
use crate::host::routines::Setup;
use description::Description;
use scalar::OpenBus;

pub use asked::{Asked, Chosen};
pub use fault::Fault;
pub use plug::Built;
pub(crate) use plug::load;
pub use roms::{Contents, RomFiles, Stored, Taken};
pub use save::{Session, save};
pub use windows::{ChoiceSpace, StorageSpace, WindowSpace};

/// A machine, checked.
#[derive(Clone, Debug)]
pub struct Board {
    /// Where it is described.
    pub origin: Origin,
    /// What is written there.
    pub description: Description,
    /// The chip, if it says.
    pub cpu: Option<Model>,
    /// Cycles in a second.
    pub clock: u64,
    /// What is read where nothing is.
    pub open_bus: Option<OpenBus>,
    /// Where it starts, if not by its reset vector.
    pub entry: Option<u16>,
    /// Memory that can be written.
    pub ram: Vec<RamSpace>,
    /// Memory that can be read only.
    pub roms: Vec<RomSpace>,
    /// What is on the bus.
    pub devices: Vec<Order>,
    /// What of its ROMs the host does.
    pub routines: Option<Setup>,
    /// Memory that no address reaches but by a window.
    pub storages: Vec<StorageSpace>,
    /// The windows.
    pub windows: Vec<WindowSpace>,
}

/// Where a machine is described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is ready-made, under this name.
    Ready(&'static str),
    /// In a file, whose text it keeps to show what is wrong with it.
    File {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
    },
}

/// A RAM's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RamSpace {
    /// Its addresses, then those of its mirrors.
    pub ranges: Vec<RangeInclusive<u16>>,
}

/// A ROM's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RomSpace {
    /// What it is called.
    pub name: String,
    /// Its addresses, then those of its mirrors.
    pub ranges: Vec<RangeInclusive<u16>>,
    /// What is in it; an empty socket if none is given.
    pub file: Option<PathBuf>,
    /// Where in the text that is said.
    pub span: Range<usize>,
    /// Where in the file it begins.
    pub offset: u32,
    /// How many bytes of the file are in it, if not all that follow.
    pub length: Option<u32>,
    /// What to get, where there is no file.
    pub get: Option<String>,
}

impl Board {
    fn new(description: Description) -> Self {
        Self {
            origin: Origin::Ready(""),
            description,
            cpu: None,
            clock: USUAL_CLOCK,
            open_bus: None,
            entry: None,
            ram: Vec::new(),
            roms: Vec::new(),
            devices: Vec::new(),
            routines: None,
            storages: Vec::new(),
            windows: Vec::new(),
        }
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match (&self.description.name, &self.origin) {
            (Some(name), _) => name.clone(),
            (None, Origin::Ready(name)) => (*name).to_owned(),
            (None, Origin::File { path, .. }) => path.display().to_string(),
        }
    }

    /// How it is asked for: its name, or that of its file.
    pub fn told(&self) -> String {
        match &self.origin {
            Origin::Ready(name) => (*name).to_owned(),
            Origin::File { path, .. } => path.display().to_string(),
        }
    }

    /// The console that gets the standard streams, if the file says which.
    pub fn console(&self) -> Option<&str> {
        self.description
            .console
            .as_ref()
            .map(|name| name.value.as_str())
    }
}
