//! What commands answer, as data; `render` alone knows how it looks.
//!
//! Invariant: the serde form of a report is the JSON line a script reads: field names are a public contract, addresses
//! and counts are numbers.

mod breakpoint;
mod catch;
mod guest;
mod help;
mod history;
mod jit;
mod memory;
mod outside;
mod source;
mod symbols;

use serde::Serialize;

use crate::symbols::Loaded;

pub(crate) use breakpoint::*;
pub(crate) use catch::*;
pub(crate) use guest::*;
pub(crate) use help::*;
pub(crate) use history::*;
pub(crate) use jit::*;
pub(crate) use memory::*;
pub(crate) use outside::*;
pub(crate) use source::*;
pub(crate) use symbols::*;

/// The answer of a command, or something that happened while it ran.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub(crate) enum Report {
    /// The line held no command.
    Blank,
    /// Done, and nothing to tell.
    Done,
    /// The user wants to leave.
    Quit,
    Note {
        text: String,
    },
    Echo {
        text: String,
    },
    /// A command about to run, for `set trace-commands on`.
    Command {
        text: String,
    },
    Stop(Box<Stop>),
    Registers(RegisterView),
    History(HistoryView),
    Memory(MemoryView),
    /// Memory as text; what is none is replaced there.
    Text {
        start: u16,
        text: String,
        bytes: Vec<u8>,
    },
    MemoryMap(MapView),
    Changed(Change),
    Hunt(Hunt),
    Compared(Comparison),
    Assembled(AssembledView),
    Examine {
        columns: usize,
        cells: Vec<Cell>,
    },
    Disassembly {
        lines: Vec<CodeLine>,
    },
    List(ListView),
    SourceLine(PlaceView),
    SourceFiles(FilesView),
    Breakpoint(BreakpointView),
    Breakpoints {
        list: Vec<BreakpointView>,
    },
    /// A label file was read.
    SymbolsLoaded(Loaded),
    Symbols {
        list: Vec<SymbolView>,
    },
    Nearest(NearestView),
    /// What `catch` can catch.
    CatchWords {
        list: Vec<CatchWordView>,
    },
    Jit(JitView),
    Groups {
        list: Vec<GroupView>,
    },
    Blocks {
        list: Vec<BlockView>,
    },
    GroupShape(ShapeView),
    Dump(DumpView),
    CodeMap(CodeMap),
    /// The guest printed.
    Output {
        #[serde(flatten)]
        from: Origin,
        text: String,
        bytes: Vec<u8>,
    },
    InterruptLine(LineChange),
    InterruptLines {
        list: Vec<LineView>,
    },
    Device(DeviceView),
    Devices {
        list: Vec<DeviceView>,
    },
    Rom(RomView),
    Why {
        address: u16,
        text: String,
    },
    Event {
        cycle: u64,
        event: &'static str,
        text: String,
    },
    Setting {
        name: &'static str,
        value: String,
        /// What else changing it did.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'static str>,
    },
    Settings {
        list: Vec<(&'static str, String)>,
    },
    Help {
        sections: Vec<HelpSection>,
        /// What else can be asked for.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        topics: Vec<&'static str>,
    },
    HelpOn {
        usage: String,
        aliases: Vec<&'static str>,
        text: String,
    },
}
