//! What `jumppad run` is asked for: the program, the computer around it, and when to end.
//!
//! Left out: how it is asked for (`cli`), and what comes of it.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use jumppad_tiers::Config;
use jumppad_tiers::opcodes::Model;

use super::afterwards::Afterwards;
use super::beside::Wanted;
use super::console::{Place, Wiring};
use super::routines::Hosting;
use super::sim65::Sim65Order;
use super::tracing::TraceOrder;
use crate::render::Style;
use jumppad_engine::board::Asked;
use jumppad_engine::expression::Expr;
use jumppad_engine::host::sim65::files::{QUOTA, Reach};
use jumppad_engine::program::load::{Placed, Placement};
use jumppad_engine::speed::Speed;

/// What to run and when to end.
pub(crate) struct Run {
    /// Without one, what is in the machine's ROM.
    pub(crate) program: Option<PathBuf>,
    /// The computer around it.
    pub(crate) machine: Option<Asked>,
    pub(crate) placement: Placement,
    /// What is loaded besides.
    pub(crate) more: Vec<Placed>,
    /// Bytes that are put into memory once all is loaded.
    pub(crate) pokes: Vec<(u16, Vec<u8>)>,
    /// What the guest cannot write.
    pub(crate) rom: Vec<RangeInclusive<u8>>,
    pub(crate) config: Config,
    /// The chip, where the user chose one.
    pub(crate) cpu: Option<Model>,
    /// How fast it runs, and the clock for that, in Hz.
    pub(crate) speed: Speed,
    pub(crate) clock: Option<f64>,
    pub(crate) cycles: Option<u64>,
    /// The limit of the host's time.
    pub(crate) timeout: Option<Duration>,
    pub(crate) until: Option<u16>,
    pub(crate) save_memory: Option<PathBuf>,
    /// What the exit code is when the run ends by itself.
    pub(crate) exit_from: Option<Expr>,
    /// Where the guest reports, if not where such programs do.
    pub(crate) report_at: Option<u16>,
    /// The consoles that are shown: the first of them that is no other has the standard streams to itself. Without any, the
    /// machine's main one.
    pub(crate) consoles: Vec<Wanted>,
    pub(crate) wiring: Wiring,
    /// Which routines of ROMs the host does.
    pub(crate) hosting: Option<Hosting>,
    pub(crate) arguments: Vec<Vec<u8>>,
    pub(crate) reach: Reach,
    pub(crate) telling: Telling,
    /// What is written of what is executed.
    pub(crate) trace: Option<TraceOrder>,
    /// What is special about a sim65 program.
    pub(crate) sim65: Sim65Order,
    pub(crate) style: Style,
    /// Whether to write the file by which `perf` names compiled code.
    pub(crate) perf_map: bool,
    /// What is written of it when it is over.
    pub(crate) afterwards: Afterwards,
}

impl Run {
    /// A run of `program` as it comes, of which nothing but failures is told.
    pub(crate) fn of(program: PathBuf) -> Self {
        Self {
            program: Some(program),
            machine: None,
            placement: Placement::default(),
            more: Vec::new(),
            pokes: Vec::new(),
            rom: Vec::new(),
            config: Config::default(),
            cpu: None,
            speed: Speed::Max,
            clock: None,
            cycles: None,
            timeout: None,
            until: None,
            save_memory: None,
            exit_from: None,
            report_at: None,
            consoles: Vec::new(),
            wiring: Wiring::default(),
            hosting: None,
            arguments: Vec::new(),
            reach: Reach::Below {
                folder: PathBuf::from("."),
                quota: QUOTA,
            },
            telling: Telling::Quiet,
            trace: None,
            sim65: Sim65Order::default(),
            style: Style::Text,
            perf_map: false,
            afterwards: Afterwards::default(),
        }
    }
}

impl Run {
    /// Where a console is attached besides those of the machine.
    pub(super) fn place(&self) -> Option<Place> {
        let mut wanted = self.consoles.iter();
        wanted.find_map(|wanted| match wanted {
            Wanted::New(place) => Some(*place),
            Wanted::Named(_) | Wanted::All => None,
        })
    }

    /// The machine's consoles that are asked for by their names.
    pub(super) fn named_consoles(&self) -> impl Iterator<Item = &str> {
        self.consoles.iter().filter_map(|wanted| match wanted {
            Wanted::Named(name) => Some(name.as_str()),
            Wanted::New(_) | Wanted::All => None,
        })
    }
}

/// How much is told of a run besides what the guest prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// A summary, unless the guest is one that prints.
    Usual,
    Summary,
    Quiet,
}
