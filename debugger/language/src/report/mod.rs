//! What commands answer, as data; `render` alone knows how it looks.
//!
//! Invariant: the serde form of a report is the JSON line a script reads: field names are a public contract, addresses
//! and counts are numbers.

mod display;
mod help;

use schemars::JsonSchema;
use serde::Serialize;

use jumppad_engine::debugger::event::Event;
use jumppad_engine::debugger::symbols::Unloaded;
use jumppad_engine::program::symbols::Loaded;

pub use display::*;
pub use help::*;
pub use jumppad_engine::answer::*;

/// The answer of a command, or something that happened while it ran.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Report {
    /// The line held no command.
    #[schemars(skip)]
    Blank,
    /// Done, and nothing to tell.
    Done,
    /// The user wants to leave.
    #[schemars(skip)]
    Quit,
    /// What a command has to tell in words.
    Note {
        text: String,
    },
    /// What `print` tells.
    Value {
        value: i64,
        text: String,
    },
    /// What `display` shows, after each stop.
    Displays {
        list: Vec<DisplayView>,
    },
    /// The text of `echo`.
    Echo {
        text: String,
    },
    /// A command about to run, for `set trace-commands on`.
    Command {
        text: String,
    },
    Stop(Box<Stop>),
    /// What `backtrace` shows.
    CallStack(CallStackView),
    /// The frame that is looked at, and its code.
    Frame {
        #[serde(flatten)]
        frame: FrameView,
        line: CodeLine,
    },
    Registers(RegisterView),
    History(HistoryView),
    /// `trace record` is at its end; the stop follows.
    Recorded(RecordedView),
    TraceStatus(TraceStatus),
    /// What `find` found.
    Found(FoundView),
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
    /// The cells of `x`.
    Examine {
        /// How many stand side by side in text.
        columns: usize,
        cells: Vec<Cell>,
    },
    /// The instructions of `d`.
    Disassembly {
        lines: Vec<CodeLine>,
    },
    List(ListView),
    SourceLine(PlaceView),
    SourceFiles(FilesView),
    Breakpoint(BreakpointView),
    /// A trace's line.
    Trace(Box<TraceView>),
    /// All breakpoints and watchpoints.
    Breakpoints {
        list: Vec<BreakpointView>,
    },
    /// Names have changed, and these breakpoints followed.
    Followed {
        list: Vec<FollowedView>,
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
    /// All live groups.
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
        /// What it says: of a console the lower seven bits, of a stream what is UTF-8.
        text: String,
        /// What it was, exactly.
        bytes: Vec<u8>,
    },
    InterruptLine(LineChange),
    /// The state of both interrupt lines.
    InterruptLines {
        list: Vec<LineView>,
    },
    Device(DeviceView),
    /// All attached devices.
    Devices {
        list: Vec<DeviceView>,
    },
    Rom(RomView),
    /// What the JIT made of an address, and why.
    Why {
        address: u16,
        /// Where that is by name.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        text: String,
    },
    /// Something the JIT did, while `jit log` is on.
    Event {
        cycle: u64,
        /// The host's clock, in seconds since 1970; absent with `set jit times off`.
        #[serde(skip_serializing_if = "Option::is_none")]
        time: Option<f64>,
        /// Its kind, which the text begins with.
        event: &'static str,
        /// The name of the code that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        text: String,
    },
    /// The value of a setting.
    Setting {
        name: &'static str,
        value: String,
        /// What else changing it did.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'static str>,
    },
    /// All settings.
    Settings {
        /// Name and value of each.
        list: Vec<(&'static str, String)>,
    },
    /// A list of commands.
    Help {
        sections: Vec<HelpSection>,
        /// What else can be asked for.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        topics: Vec<&'static str>,
    },
    /// The help of one command or topic.
    HelpOn {
        usage: String,
        aliases: Vec<&'static str>,
        text: String,
    },
}

impl From<Event> for Report {
    fn from(event: Event) -> Self {
        match event {
            Event::Output { from, text, bytes } => Self::Output { from, text, bytes },
            Event::Jit {
                cycle,
                time,
                event,
                symbol,
                text,
            } => Self::Event {
                cycle,
                time,
                event,
                symbol,
                text,
            },
            Event::Trace(view) => Self::Trace(view),
            Event::Recorded(view) => Self::Recorded(view),
            Event::History(notice) => Self::Note {
                text: notice.to_string(),
            },
            Event::Source(text) => Self::Note { text },
            Event::SymbolsLoaded(loaded) => Self::SymbolsLoaded(loaded),
            Event::SymbolsFailed(Unloaded { path, error }) => Self::Note {
                text: format!("symbols: {error}; `symbols {}` tells more", path.display()),
            },
        }
    }
}
