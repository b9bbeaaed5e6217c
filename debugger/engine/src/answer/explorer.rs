//! What `jit report` shows of a run: the lives of compiled regions, what ran in which tier, memory, and each region at
//! every stage.
//!
//! Host times are seconds since the machine was made. What is bounded says how much was left out.

use schemars::JsonSchema;
use serde::Serialize;

use super::JitView;

/// A moment, by both clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Moment {
    /// The guest's cycle counter.
    pub cycle: u64,
    /// Seconds of the host.
    pub seconds: f64,
}

/// A run, as the page shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Explorer {
    /// The program's name.
    pub program: String,
    /// Name and version of what made this.
    pub by: String,
    /// The chip.
    pub chip: String,
    /// When the guest came to rest.
    pub end: Moment,
    /// Where the guest rests.
    pub pc: u16,
    /// The counts of `info jit`.
    pub jit: JitView,
    /// The lives of regions, by when they were asked for.
    pub lives: Vec<Life>,
    /// Lives of groups that were not kept.
    pub lives_left_out: u64,
    /// Lives of baseline code that were not kept, or are not shown.
    pub traces_left_out: u64,
    /// What else the tiers decided: operands read at run time, blocks put off.
    pub decisions: Vec<Decision>,
    /// Which tier the cycles passed in, one after the other.
    pub shares: Vec<Share>,
    /// What is known of each byte of memory.
    pub map: Map,
    /// Names of addresses, by address.
    pub symbols: Vec<(u16, String)>,
    /// Calls and samples, one a stack, if the run was profiled.
    pub stacks: Vec<Stack>,
    /// Cycles that a sample stands for; none if the run was not profiled.
    pub sampled_every: Option<u64>,
    /// What was executed of the program, if that was noted.
    pub coverage: Option<CoverageTotals>,
}

/// The life of a compiled region.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Life {
    /// Its name: `G3`, or `t0608` for baseline code that begins there, `t0608.2` for the next of it.
    pub group: String,
    /// What it is compiled to: group or baseline.
    pub tier: &'static str,
    /// The address whose heat caused it.
    pub entry: u16,
    /// Its name.
    pub symbol: Option<String>,
    /// The addresses that its instructions occupy, both ends within.
    pub ranges: Vec<(u16, u16)>,
    /// When code at its entry was first counted.
    pub counted: Option<Moment>,
    /// When baseline code of its entry was first made.
    pub baseline: Option<Moment>,
    /// When the compiler was asked for it.
    pub requested: Moment,
    /// Why, in a sentence.
    pub reason: String,
    /// When the compiler began, and was done, if it did.
    pub compiled: Option<(Moment, Moment)>,
    /// When it was put to use, if it was.
    pub live: Option<Moment>,
    /// How it ended; none if it is in use still, or under way.
    pub end: Option<LifeEnd>,
    /// Basic blocks in it.
    pub blocks: usize,
    /// Instructions in it.
    pub instructions: usize,
    /// Bytes of its machine code.
    pub code_bytes: u64,
    /// Times that it was entered from outside.
    pub entries: u64,
    /// Times that it asked for help within an instruction.
    pub side_exits: u64,
    /// What it looks like at each stage, for those that have room.
    pub detail: Option<RegionDetail>,
}

/// How a region's life ended.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LifeEnd {
    /// When.
    pub at: Moment,
    /// In a word: invalidated, evicted, grown, dropped or failed.
    pub how: &'static str,
    /// Why, in a sentence.
    pub reason: String,
    /// The instruction whose store caused it.
    pub by: Option<u16>,
    /// The byte that was stored to.
    pub addr: Option<u16>,
    /// The region whose code holds that instruction.
    pub by_group: Option<String>,
    /// The region that took its place.
    pub into: Option<String>,
}

/// Something else that the tiers decided.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Decision {
    /// When.
    pub at: Moment,
    /// Where.
    pub addr: u16,
    /// In a word, as the log has it.
    pub kind: &'static str,
    /// In a sentence.
    pub text: String,
}

/// A stretch of the run.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Share {
    /// When it began.
    pub from: Moment,
    /// When it ended.
    pub to: Moment,
    /// Cycles that passed in the interpreter and on the slow path.
    pub interpreted: u64,
    /// In baseline code.
    pub baseline: u64,
    /// In groups.
    pub compiled: u64,
    /// Seconds that the machine ran in it; the rest of the time it rested.
    pub running: f64,
}

/// What is known of memory, run by run of bytes that are alike.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Map {
    /// From the first byte to the last, without gaps.
    pub runs: Vec<MapRun>,
    /// Instructions that were watched one by one to count executions and writes.
    pub watched: u64,
    /// Executions of the instructions that begin at an address, among those watched.
    pub executions: Vec<(u16, u64)>,
    /// Writes to an address, among those watched.
    pub writes: Vec<(u16, u64)>,
    /// Addresses that were executed as far as coverage noted, as ranges of both ends.
    pub covered: Vec<(u16, u16)>,
    /// The banks that do not show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub banks: Vec<BankMap>,
}

/// A bank that does not show, as far as anything is known of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BankMap {
    /// The name of its window.
    pub window: String,
    /// Its number there.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// The first address of its window.
    pub start: u16,
    /// The last one.
    pub end: u16,
    /// From the first byte to the last, without gaps.
    pub runs: Vec<MapRun>,
    /// Addresses that were executed as far as coverage noted, as ranges of both ends.
    pub covered: Vec<(u16, u16)>,
    /// Names of addresses in it, by address.
    pub symbols: Vec<(u16, String)>,
}

/// Bytes that are alike.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MapRun {
    /// The first.
    pub from: u16,
    /// The last.
    pub to: u16,
    /// What they are: code, data, device, rom, or unused.
    pub kind: &'static str,
    /// Of code, where it runs: group, baseline, interpreter; empty of anything else.
    pub tier: &'static str,
    /// The region that has them, if one has.
    pub group: Option<String>,
    /// Why they run where they do, as `jit why` says; empty of what is no code.
    pub why: String,
}

/// A region at each stage of its compilation.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct RegionDetail {
    /// Its basic blocks, by address.
    pub blocks: Vec<RegionBlock>,
    /// Where it was left, and how often, the most frequent first.
    pub exits: Vec<RegionExit>,
    /// LLVM IR that calls opcode functions.
    pub ir: Vec<StageLine>,
    /// LLVM IR after inlining and optimising.
    pub opt: Vec<StageLine>,
    /// The host's instructions.
    pub asm: Vec<StageLine>,
    /// Baseline code of the same instructions.
    pub base: Vec<StageLine>,
    /// Where guest registers are at an instruction of the host, as LLVM says.
    pub homes: Vec<Home>,
    /// Bytes of page 0 that it holds in host registers.
    pub zero_page: Vec<u8>,
    /// What it takes for granted, a sentence each.
    pub assumptions: Vec<String>,
}

/// A basic block.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionBlock {
    /// Where it begins.
    pub start: u16,
    /// Its name.
    pub symbol: Option<String>,
    /// Whether execution can enter the region here.
    pub way_in: bool,
    /// Its instructions.
    pub lines: Vec<RegionLine>,
    /// Where it leads.
    pub edges: Vec<RegionEdge>,
}

/// An instruction of the guest.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionLine {
    /// Its address.
    pub addr: u16,
    /// Its bytes, in hexadecimal.
    pub bytes: String,
    /// As the disassembler writes it.
    pub text: String,
    /// The line of source that it is of, as `list.c:36`.
    pub source: Option<String>,
    /// The text of the line of source.
    pub source_text: Option<String>,
    /// Executions among the instructions that were watched.
    pub heat: u64,
}

/// Where a block leads.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionEdge {
    /// The address; none where only run time knows.
    pub to: Option<u16>,
    /// inside, loop or leaves.
    pub kind: &'static str,
}

/// Where a region was left.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionExit {
    /// The instruction that comes next.
    pub pc: u16,
    /// Its number among the results.
    pub number: u8,
    /// Why, in words.
    pub reason: String,
    /// How often.
    pub count: u64,
}

/// A line of a stage.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StageLine {
    /// The guest instruction that it comes from, where it is one's alone.
    pub guest: Option<u16>,
    /// Its text.
    pub text: String,
}

/// Where a guest register is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Home {
    /// The guest's register or flag, or a byte of page 0 as `$10`.
    pub what: String,
    /// The line of `asm` from which on it is there.
    pub line: usize,
    /// The host's register, or place; empty if it is nowhere.
    pub place: String,
}

/// Samples that have the same call stack.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stack {
    /// Functions, the outermost first.
    pub frames: Vec<String>,
    /// Samples.
    pub count: u64,
}

/// How much was executed, hit and known, of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageTotals {
    /// Lines of source.
    pub lines: (u64, u64),
    /// Functions.
    pub functions: (u64, u64),
    /// Directions of branches.
    pub branches: (u64, u64),
    /// Instructions.
    pub instructions: (u64, u64),
}

/// What ever happened to an address.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AddressHistory {
    /// The address.
    pub address: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// What happened, the oldest first.
    pub entries: Vec<HistoryEntry>,
    /// Why it runs where it does now.
    pub now: String,
    /// Regions of which nothing is kept.
    pub left_out: u64,
}

/// Something that happened to an address.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: Moment,
    /// To which region, if to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// In a word.
    pub kind: &'static str,
    /// In sentences.
    pub text: String,
}

/// Where the time went since the last look.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopView {
    /// The guest's cycle counter.
    pub cycle: u64,
    /// Millions of cycles a second of the host.
    pub mhz: f64,
    /// The share of cycles that passed in the interpreter, from 0 to 1.
    pub interpreted: f64,
    /// In baseline code.
    pub baseline: f64,
    /// In groups.
    pub compiled: f64,
    /// Samples that the table is made of.
    pub samples: u64,
    /// Regions that were sampled; the table has the first of them.
    pub regions: usize,
    /// The regions with most samples, the first ones first.
    pub rows: Vec<TopRow>,
}

/// A region that time goes to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TopRow {
    /// The group, or of other code the address of its nearest name, or of its page.
    pub region: String,
    /// group, baseline or interpreter.
    pub tier: &'static str,
    /// Where it is entered, or begins.
    pub entry: u16,
    /// Where that is by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<String>,
    /// Its share of samples, from 0 to 1.
    pub share: f64,
    /// Of a group, times that it was entered from outside, in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// Of a group, times that it asked for help, in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side_exits: Option<u64>,
}
