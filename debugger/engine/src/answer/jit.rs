//! The JIT at work as data.

use jumppad_tiers::llvm::{self, Standing};
use jumppad_tiers::{BaselineStats, NoBaseline};
use schemars::JsonSchema;
use serde::Serialize;

use super::{CodeLine, SpaceView};

/// The JIT's counters.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JitView {
    /// The tiers in use, as `set jit` names them: `off`, `baseline`, `on`, `sync` or `llvm`.
    pub mode: &'static str,
    /// How often a block is entered before LLVM compiles it.
    pub threshold: u32,
    /// The most bytes of machine code in use at once.
    pub code_cache: u64,
    /// What the LLVM tier did, and holds now.
    #[serde(flatten)]
    pub counters: JitCounters,
    /// What the baseline tier did, and holds now.
    pub baseline: BaselineView,
    /// Where LLVM is.
    pub llvm: LlvmView,
    /// For which banks code is in use, and how much is parked for others; absent where there are no windows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space: Option<SpaceView>,
    /// Whether host times are shown.
    #[serde(skip)]
    pub times: crate::switch::Switch,
}

/// The baseline tier's counters.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BaselineView {
    /// Why there is no such tier, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// Traces that were translated.
    pub translated: u64,
    /// Guest instructions in them.
    pub instructions: u64,
    /// Tails that were made: traces for the rest in front of a limit.
    pub tails: u64,
    /// Traces in use now.
    pub live: u64,
    /// Traces that went because their code, or what they were made for, changed.
    pub dropped: u64,
    /// Traces that were used again, because their code came back.
    pub revived: u64,
    /// Times that all of them went for want of room.
    pub flushes: u64,
    /// Bytes of machine code in use now.
    pub code_bytes: u64,
}

impl From<Result<BaselineStats, NoBaseline>> for BaselineView {
    fn from(stats: Result<BaselineStats, NoBaseline>) -> Self {
        let missing = stats.as_ref().err().map(ToString::to_string);
        let stats = stats.unwrap_or_default();
        Self {
            missing,
            translated: stats.translated,
            instructions: stats.instructions,
            tails: stats.tails,
            live: stats.live,
            dropped: stats.dropped,
            revived: stats.revived,
            flushes: stats.flushes,
            code_bytes: stats.code_bytes,
        }
    }
}

/// The library by which the LLVM tier compiles.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LlvmView {
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Whether it is loaded, which it is when something is first compiled.
    pub loaded: bool,
    /// Why it cannot be used and what to do, if so; the other tiers do without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

impl LlvmView {
    /// As it is now.
    #[must_use]
    pub fn now() -> Self {
        let (path, loaded, missing) = match llvm::standing() {
            Standing::Loaded(path) => (Some(path), true, None),
            Standing::Unneeded(path) => (Some(path), false, None),
            Standing::Missing(error) => (None, false, Some(error.to_string())),
        };
        Self {
            path: path.map(|path| path.display().to_string()),
            loaded,
            missing,
        }
    }
}

/// The counters of `info jit` and of a headless run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct JitCounters {
    /// Groups that LLVM has compiled since the start.
    pub groups_compiled: u64,
    /// Groups in use now.
    pub groups_live: u64,
    /// Conditions and queries that were compiled to functions of their own.
    pub filters_compiled: u64,
    /// Groups taken out of use because their code, or what it was made for, changed.
    pub invalidations: u64,
    /// Groups taken out of use for want of room in the code cache.
    pub evictions: u64,
    /// Times that compiled code asked for help within an instruction.
    pub side_exits: u64,
    /// Times that a group was entered from outside.
    pub entries: u64,
    /// Entries that came straight from another group.
    pub linked_entries: u64,
    /// Host time spent compiling, in seconds.
    pub compile_seconds: f64,
    /// Bytes of machine code in use now.
    pub code_bytes: u64,
    /// Compilations that failed, for want of LLVM or by a defect.
    pub compile_failures: u64,
}

impl From<jumppad_tiers::JitStats> for JitCounters {
    fn from(stats: jumppad_tiers::JitStats) -> Self {
        Self {
            groups_compiled: stats.groups_compiled,
            groups_live: stats.groups_live,
            filters_compiled: stats.filters_compiled,
            invalidations: stats.invalidations,
            evictions: stats.evictions,
            side_exits: stats.side_exits,
            entries: stats.entries,
            linked_entries: stats.linked_entries,
            compile_seconds: stats.compile_time.as_secs_f64(),
            code_bytes: stats.code_bytes,
            compile_failures: stats.compile_failures,
        }
    }
}

/// One live group.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupView {
    /// The name of the group in events and listings.
    pub id: String,
    /// The address whose heat caused it to be compiled.
    pub entry: u16,
    /// Where the entry is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// First and last address of each stretch that its instructions occupy.
    pub ranges: Vec<(u16, u16)>,
    /// The addresses at which it can be entered.
    pub ways_in: Vec<u16>,
    /// How many basic blocks it has.
    pub blocks: usize,
    /// How many guest instructions it has.
    pub instructions: usize,
    /// Bytes of its machine code.
    pub code_bytes: u64,
    /// Times that it was entered from outside.
    pub entries: u64,
    /// Times that it was left for help within an instruction.
    pub side_exits: u64,
}

/// A block that ran or is compiled.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BlockView {
    /// The address of its first instruction.
    pub address: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Counted by the interpreter, or from outside into its group; absent of a block that is reached from within its
    /// group only, where nothing counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// Its tier, with the reason.
    pub text: String,
}

/// What a group was made from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShapeView {
    /// The name of the group.
    pub group: String,
    /// The address whose heat caused it to be compiled.
    pub entry: u16,
    /// Its basic blocks, by address.
    pub blocks: Vec<BlockShapeView>,
    /// Bytes of page 0 that live in host registers.
    pub zero_page: Vec<u8>,
    /// Pages taken for plain memory.
    pub plain_pages: Vec<u8>,
    /// The D flag that it was made for, where it heeds the flag.
    pub decimal: Option<bool>,
    /// The most cycles between two checks of the budget.
    pub longest_path: u64,
}

/// A block of a group.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BlockShapeView {
    /// The address of its first instruction.
    pub start: u16,
    /// Whether the group can be entered here from outside.
    pub way_in: bool,
    /// Its instructions, in order.
    pub lines: Vec<CodeLine>,
    /// Where it leads.
    pub edges: Vec<EdgeView>,
    /// Whether it may lead elsewhere, to an address known only at run time.
    pub computed: bool,
}

/// A way out of a block.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EdgeView {
    /// The address of the block that follows.
    pub to: u16,
    /// What taking it means: `inside`, a loop that checks the budget of cycles, or leaving the group.
    pub kind: String,
}

/// Generated code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DumpView {
    /// The name of the group, `baseline`, or the opcode's.
    pub group: String,
    /// The address at which the code begins: of a group the one whose heat caused it to be compiled.
    pub entry: u16,
    /// The stage of compilation, as `jit dump` names it: `bitcode`, `base`, `ir`, `opt` or `asm`.
    pub stage: &'static str,
    /// What its words mean, a line each.
    pub legend: &'static [&'static str],
    /// The code, in order.
    pub lines: Vec<DumpLine>,
}

impl DumpView {
    /// All of it as plain text.
    pub fn text(&self) -> String {
        let mut text = format!("; {}, {} at ${:04X}\n", self.group, self.stage, self.entry);
        text.extend(self.legend.iter().map(|line| format!("; {line}\n")));
        for line in &self.lines {
            if let (Some(guest), Some(code)) = (line.guest, &line.code) {
                text += &format!("; ${guest:04X}  {code}\n");
            }
            text += &line.text;
            text.push('\n');
        }
        text
    }
}

/// A line of generated code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DumpLine {
    /// The guest instruction that it comes from, where it is one's alone.
    pub guest: Option<u16>,
    /// The guest instruction in assembler notation, in the first of its lines in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The line of baseline code, LLVM's intermediate language or host assembler.
    pub text: String,
}

/// What each guest instruction became.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CodeMap {
    /// The name of the group.
    pub group: String,
    /// The address whose heat caused it to be compiled.
    pub entry: u16,
    /// The guest instructions of the group, by address.
    pub list: Vec<MappedLine>,
    /// Host instructions that belong to none: entry, jumppad, exits.
    pub shared: usize,
}

/// A guest instruction and what it became.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MappedLine {
    /// The guest instruction.
    pub line: CodeLine,
    /// How many host instructions it became; 0 where they were all optimised away.
    pub host_instructions: usize,
}
