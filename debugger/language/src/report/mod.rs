//! What commands answer, as data; `render` alone knows how it looks.
//!
//! Invariant: the serde form of a report is the JSON line a script reads: field names are a public contract, addresses
//! and counts are numbers.

mod display;
mod done;
mod help;
mod nothing;
mod told;

use schemars::JsonSchema;
use serde::Serialize;

use jumppad_engine::debugger::event::Event;
use jumppad_engine::debugger::symbols::Unloaded;
use jumppad_engine::program::symbols::Loaded;

pub use crate::page::PageView;
pub use display::*;
pub use done::*;
pub use help::*;
pub use jumppad_engine::answer::*;
pub use nothing::Nothing;
pub use nothing::SymbolSort;
pub use told::*;

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
    /// A remark in words, beside what commands answer.
    Note {
        /// The words, one line or several, without a line end after the last.
        text: String,
    },
    /// There is nothing of what was asked for.
    Nothing(Nothing),
    /// A file was written.
    Written(WrittenView),
    /// A program was loaded, and waits for `run`.
    Loaded(LoadedProgram),
    /// Lines are wanted, up to `end`.
    Opened(Opened),
    /// Breakpoints were changed.
    BreakpointsChanged {
        /// They, by rising number.
        list: Vec<u32>,
        /// What was done to them.
        change: BreakpointChange,
    },
    /// Symbols were deleted.
    SymbolsDeleted {
        /// How many.
        count: usize,
    },
    /// Compiled code was taken out of use.
    OutOfUse(OutOfUse),
    /// The recording of commands.
    Recording(RecordingView),
    /// What is told of commands that the user taught.
    Taught {
        /// The lines that teach each, the commands by name.
        list: Vec<String>,
    },
    /// What an expression is, where C has no type for it.
    Nature(Nature),
    /// Types of C, as C writes them.
    Types {
        /// They, by name.
        list: Vec<String>,
    },
    /// The global variables of C, by file.
    Declared {
        /// The files.
        list: Vec<DeclaredView>,
    },
    /// The variables of a function of C.
    Scope {
        /// Its name.
        function: String,
        /// They, in the order of the source.
        list: Vec<ScopedView>,
    },
    /// How the frame that is looked at was entered.
    Called(CalledView),
    /// The folders in which source files are looked for besides those of the debug file.
    SourceFolders {
        /// They, in the order in which they are looked at.
        list: Vec<String>,
    },
    /// Whether a host does routines of a ROM from now on.
    HostChosen {
        /// Whether it is one of a ROM, with which the program starts again; else that of a sim65 program.
        routines: bool,
    },
    /// What `print` tells.
    Value {
        /// The number.
        value: i64,
        /// The number in the notation that was asked for, else in decimal with hexadecimal behind it from 10 on.
        text: String,
    },
    /// What `print` tells of what has a type of C.
    Typed {
        /// What it holds, as C's users read it, or in the notation that was asked for.
        text: String,
        /// The type, the place, and what it holds.
        #[serde(flatten)]
        view: TypedView,
    },
    /// Variables of C.
    Variables {
        /// They, in the order of the source.
        list: Vec<VariableView>,
    },
    /// A type of C.
    CType {
        /// The type, as C writes it.
        text: String,
        /// The type, what it is made of, and its size.
        #[serde(flatten)]
        view: TypeView,
    },
    /// What `display` shows, after each stop.
    Displays {
        /// One entry a display, the oldest first.
        list: Vec<DisplayView>,
    },
    /// The text of `echo`.
    Echo {
        /// What is to be written, with its line ends.
        text: String,
    },
    /// A command about to run, for `set trace-commands on`.
    Command {
        /// The command with its full name and its arguments spelt out.
        text: String,
    },
    /// The guest stopped: why, where, and with which registers.
    Stop(Box<Stop>),
    /// What `backtrace` shows.
    CallStack(CallStackView),
    /// The frame that is looked at, and its code.
    Frame {
        /// Its number and address, and how it was called.
        #[serde(flatten)]
        frame: FrameView,
        /// The instruction at PC for frame 0, and the call that leads into the next inner frame for others.
        line: CodeLine,
    },
    /// The registers now, and what they were when the guest was last resumed.
    Registers(RegisterView),
    /// Where the time goes, again and again.
    Top(TopView),
    /// A page about the run was written.
    Page(PageView),
    /// What ever happened to the code at an address.
    AddressHistory(AddressHistory),
    /// How far back in time one can go, and how much memory that takes.
    History(HistoryView),
    /// `trace record` is at its end; the stop follows.
    Recorded(RecordedView),
    /// How much the trace of executed instructions holds.
    TraceStatus(TraceStatus),
    /// Whether a profile is taken.
    ProfileState(ProfileStateView),
    /// What each function takes.
    Profile(ProfileView),
    /// What each line of source takes.
    ProfileLines(ProfileLinesView),
    /// Who called a function, or whom it called.
    ProfileCalls(CallsView),
    /// A function's code with what each instruction takes.
    ProfileCode(AnnotatedView),
    /// The instructions that were counted.
    ProfileCounts(CountsView),
    /// How much of the program was executed, and what never was.
    Coverage(CoverageView),
    /// What `find` found.
    Found(FoundView),
    /// Bytes of memory that were shown or written.
    Memory(MemoryView),
    /// Memory as text; what is none is replaced there.
    Text {
        /// The address of the first byte.
        start: u16,
        /// The bytes read as UTF-8; what is no UTF-8 is replaced by U+FFFD.
        text: String,
        /// The bytes themselves.
        bytes: Vec<u8>,
    },
    /// What answers at each address, where the program lies, and the three vectors.
    MemoryMap(MapView),
    /// A range of memory was filled, or got bytes from elsewhere.
    Changed(Change),
    /// The addresses at which `hunt` found its pattern.
    Hunt(Hunt),
    /// How the bytes of two ranges differ.
    Compared(Comparison),
    /// A line of assembler text that was put into memory.
    Assembled(AssembledView),
    /// The cells of `x`.
    Examine {
        /// How many stand side by side in text.
        columns: usize,
        /// The values, in the order of memory.
        cells: Vec<Cell>,
    },
    /// The instructions of `d`.
    Disassembly {
        /// The instructions, by rising address.
        lines: Vec<CodeLine>,
    },
    /// Lines of a source file.
    List(ListView),
    /// A line of source and the code that was made from it.
    SourceLine(PlaceView),
    /// The source files that the code was made from.
    SourceFiles(FilesView),
    /// A breakpoint, watchpoint, catchpoint or trace that was set or changed.
    Breakpoint(BreakpointView),
    /// A trace's line.
    Trace(Box<TraceView>),
    /// All breakpoints and watchpoints.
    Breakpoints {
        /// They, by rising number.
        list: Vec<BreakpointView>,
    },
    /// Names have changed, and these breakpoints followed.
    Followed {
        /// What became of each, by rising number.
        list: Vec<FollowedView>,
    },
    /// A label file was read.
    SymbolsLoaded(Loaded),
    /// Symbols that were defined, or that a command lists.
    Symbols {
        /// Each symbol with its address, in the order that was asked for.
        list: Vec<SymbolView>,
    },
    /// The symbol that an address is told by, and how far behind it the address lies.
    Nearest(NearestView),
    /// What `catch` can catch.
    CatchWords {
        /// Each word with what it stands for.
        list: Vec<CatchWordView>,
    },
    /// The counters of the JIT compiler.
    Jit(JitView),
    /// All live groups.
    Groups {
        /// Each group of compiled blocks.
        list: Vec<GroupView>,
        /// For which banks, and how much is parked for others; absent where there are no windows.
        #[serde(skip_serializing_if = "Option::is_none")]
        space: Option<SpaceView>,
    },
    /// Blocks of guest code that ran often, or are compiled.
    Blocks {
        /// Each block with how often it was entered.
        list: Vec<BlockView>,
        /// For which banks, and how much is parked for others; absent where there are no windows.
        #[serde(skip_serializing_if = "Option::is_none")]
        space: Option<SpaceView>,
    },
    /// The blocks of a group, and the ways between them.
    GroupShape(ShapeView),
    /// The code that the JIT generated from a group or a block.
    Dump(DumpView),
    /// Each guest instruction of a group with how many machine instructions it became.
    CodeMap(CodeMap),
    /// The guest printed.
    Output {
        /// The console, or the stream, on which it printed.
        #[serde(flatten)]
        from: Origin,
        /// What it says: of a console the lower seven bits, of a stream what is UTF-8.
        text: String,
        /// What it was, exactly.
        bytes: Vec<u8>,
    },
    /// What `expect` awaited has come.
    Expected(ExpectedView),
    /// The guest's screens, with what they show where that was asked for.
    Screens {
        /// They, by rising number.
        list: Vec<ScreenView>,
    },
    /// Where the keys go while the guest runs.
    Keyboard(KeyboardView),
    /// An interrupt line was driven, and what came of that.
    InterruptLine(LineChange),
    /// The state of both interrupt lines.
    InterruptLines {
        /// IRQ and NMI.
        list: Vec<LineView>,
    },
    /// A device that was attached.
    Device(DeviceView),
    /// All attached devices.
    Devices {
        /// They, by rising number.
        list: Vec<DeviceView>,
    },
    /// Devices with what their registers hold.
    DeviceRegisters {
        /// They, by rising number.
        list: Vec<DeviceWithRegisters>,
    },
    /// The memories of a device, which the guest has no addresses for.
    DeviceMemories {
        /// They, in the order of the data sheet.
        list: Vec<DeviceMemoryView>,
    },
    /// What a memory of a device holds.
    DeviceMemory {
        /// Its name in the data sheet.
        memory: &'static str,
        /// The address of the first byte, as the device counts.
        start: u16,
        /// The bytes, in the order of their addresses.
        bytes: Vec<u8>,
    },
    /// The controllers of an NES.
    Pads {
        /// Both of them.
        list: Vec<PadView>,
    },
    /// The computer around the guest.
    Machine(MachineView),
    /// What shows in the windows of memory, and what may.
    Banks(BanksView),
    /// The host in place of a ROM.
    Host(HostView),
    /// A screen of text.
    Screen {
        /// Its rows, without the blanks at their ends.
        rows: Vec<String>,
    },
    /// The ranges that the guest cannot write.
    Rom(RomView),
    /// What the JIT made of an address, and why.
    Why {
        /// The address that was asked about.
        address: u16,
        /// Where that is by name.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        /// The answer in words.
        text: String,
    },
    /// Something the JIT did, while `jit log` is on.
    Event {
        /// The guest's cycle at which it happened.
        cycle: u64,
        /// The host's clock, in seconds since 1970; absent with `set jit times off`.
        #[serde(skip_serializing_if = "Option::is_none")]
        time: Option<f64>,
        /// Its kind, which the text begins with.
        event: &'static str,
        /// The name of the code that it is about.
        #[serde(skip_serializing_if = "Option::is_none")]
        symbol: Option<String>,
        /// What happened, in words.
        text: String,
    },
    /// The value of a setting.
    Setting {
        /// The setting, as `show` or its own command names it.
        name: &'static str,
        /// Its value now, in the words that it is set by.
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
        /// The commands by family.
        sections: Vec<HelpSection>,
        /// What else can be asked for.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        topics: Vec<&'static str>,
    },
    /// The help of one command or topic.
    HelpOn {
        /// The name with its arguments, as one types them.
        usage: String,
        /// Other names of the command.
        aliases: Vec<&'static str>,
        /// The explanation, in lines.
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
            Event::Source(text) | Event::Note(text) => Self::Note { text },
            Event::SymbolsLoaded(loaded) => Self::SymbolsLoaded(loaded),
            Event::SymbolsFailed(Unloaded { path, error }) => Self::Note {
                text: format!("symbols: {error}; `symbols {}` tells more", path.display()),
            },
        }
    }
}
