//! What commands answer, as data; `render` alone knows how it looks.
//!
//! Invariant: the serde form of a report is the JSON line a script reads: field names are a public contract, addresses
//! and counts are numbers.

use jumppad_tiers::opcodes::Cpu;
use serde::Serialize;

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
    Memory {
        start: u16,
        bytes: Vec<u8>,
    },
    Examine {
        columns: usize,
        cells: Vec<Cell>,
    },
    Disassembly {
        lines: Vec<CodeLine>,
    },
    Breakpoint(BreakpointView),
    Breakpoints {
        list: Vec<BreakpointView>,
    },
    Jit(JitView),
    Groups {
        list: Vec<GroupView>,
    },
    /// The guest printed.
    Output {
        device: u32,
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
    },
    HelpOn {
        usage: String,
        aliases: Vec<&'static str>,
        text: String,
    },
}

/// The registers a program can see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Registers {
    pub(crate) pc: u16,
    pub(crate) a: u8,
    pub(crate) x: u8,
    pub(crate) y: u8,
    pub(crate) s: u8,
    pub(crate) p: u8,
}

impl From<&Cpu> for Registers {
    fn from(cpu: &Cpu) -> Self {
        Self {
            pc: cpu.pc,
            a: cpu.a,
            x: cpu.x,
            y: cpu.y,
            s: cpu.sp,
            p: cpu.p(),
        }
    }
}

/// The registers, and what they were at the stop before.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RegisterView {
    pub(crate) cpu: Registers,
    pub(crate) before: Registers,
    pub(crate) cycles: u64,
}

/// The guest stopped.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Stop {
    #[serde(flatten)]
    pub(crate) why: Why,
    /// Cycles since the last stop.
    pub(crate) elapsed: u64,
    #[serde(flatten)]
    pub(crate) registers: RegisterView,
    pub(crate) next: CodeLine,
}

/// The reason of a stop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub(crate) enum Why {
    /// The asked-for number of steps is done.
    Step,
    /// In place of the instruction an interrupt was taken; the next one is the handler's first.
    InterruptTaken {
        line: &'static str,
    },
    /// `next` or `finish` is back in the caller.
    Returned,
    /// `until` is at its address.
    Until,
    Breakpoint {
        id: u32,
    },
    Watchpoint {
        id: u32,
        address: u16,
        write: bool,
        old: u8,
        new: u8,
    },
    /// A condition could not be evaluated, which is worth a stop.
    BadCondition {
        id: u32,
        error: String,
    },
    Trap,
    /// A wait for an interrupt that nothing can raise.
    Wait,
    Jam {
        opcode: u8,
    },
    /// Ctrl-C, with what the command was waiting for.
    Interrupted {
        waiting: Option<String>,
    },
    /// The limit of `--cycles`.
    Cycles {
        limit: u64,
        waiting: Option<String>,
    },
}

/// One disassembled instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CodeLine {
    pub(crate) address: u16,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
    /// The tier column; absent while the JIT or the column is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tier: Option<String>,
    pub(crate) current: bool,
    pub(crate) breakpoint: bool,
}

/// One cell of `x/FMT`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cell {
    pub(crate) address: u16,
    pub(crate) text: String,
}

/// A breakpoint or watchpoint, as its echo and `info b` show it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BreakpointView {
    pub(crate) id: u32,
    pub(crate) kind: &'static str,
    pub(crate) start: u16,
    pub(crate) end: u16,
    pub(crate) condition: Option<String>,
    pub(crate) once: bool,
    pub(crate) enabled: bool,
    pub(crate) ignore: u64,
    pub(crate) hits: u64,
}

/// The JIT's counters.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JitView {
    pub(crate) mode: &'static str,
    pub(crate) threshold: u32,
    #[serde(flatten)]
    pub(crate) counters: JitCounters,
    #[serde(skip)]
    pub(crate) times: crate::settings::Switch,
}

/// The counters of `info jit` and of a headless run.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JitCounters {
    pub(crate) groups_compiled: u64,
    pub(crate) groups_live: u64,
    pub(crate) invalidations: u64,
    pub(crate) side_exits: u64,
    pub(crate) entries: u64,
    pub(crate) compile_seconds: f64,
    pub(crate) code_bytes: u64,
    pub(crate) compile_failures: u64,
}

impl From<jumppad_tiers::JitStats> for JitCounters {
    fn from(stats: jumppad_tiers::JitStats) -> Self {
        Self {
            groups_compiled: stats.groups_compiled,
            groups_live: stats.groups_live,
            invalidations: stats.invalidations,
            side_exits: stats.side_exits,
            entries: stats.entries,
            compile_seconds: stats.compile_time.as_secs_f64(),
            code_bytes: stats.code_bytes,
            compile_failures: stats.compile_failures,
        }
    }
}

/// One live group.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GroupView {
    pub(crate) id: String,
    pub(crate) entry: u16,
    pub(crate) ranges: Vec<(u16, u16)>,
    pub(crate) ways_in: Vec<u16>,
    pub(crate) blocks: usize,
    pub(crate) instructions: usize,
    pub(crate) code_bytes: u64,
    pub(crate) entries: u64,
    pub(crate) side_exits: u64,
}

/// What a command did to an interrupt line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineChange {
    pub(crate) line: &'static str,
    pub(crate) action: &'static str,
    /// The cycle of a change to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<u64>,
    pub(crate) outcome: LineOutcome,
    /// Where the handler's address stands, and that address.
    pub(crate) vector: u16,
    pub(crate) handler: u16,
}

/// What comes of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LineOutcome {
    /// The interrupt is taken before the next instruction.
    Taken,
    /// The I flag keeps it out.
    Masked,
    /// The I flag keeps it out, but WAI goes on.
    Wakes,
    /// NMI is an edge, and the line was asserted already.
    NoEdge,
    Released,
    /// The user let go, a device did not.
    StillAsserted,
    /// The change is to come.
    Later,
}

/// The state of an interrupt line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineView {
    pub(crate) line: &'static str,
    pub(crate) asserted: bool,
    pub(crate) masked: bool,
    pub(crate) vector: u16,
    pub(crate) handler: u16,
}

/// An attached device.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeviceView {
    pub(crate) number: u32,
    pub(crate) kind: &'static str,
    pub(crate) start: u16,
    pub(crate) end: u16,
    /// What reading them would give.
    pub(crate) registers: Vec<u8>,
}

/// The read-only memory.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RomView {
    pub(crate) ranges: Vec<(u16, u16)>,
    /// The whole pages that were meant, when the user named less.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rounded: Option<(u16, u16)>,
}

/// One family of commands in `help`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HelpSection {
    pub(crate) title: &'static str,
    /// Usage and summary of each command.
    pub(crate) commands: Vec<(String, &'static str)>,
}
