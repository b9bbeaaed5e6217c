//! Which instructions form a group: a pure function of memory and profile.
//!
//! A region is the control-flow graph around a hot entry: basic blocks with
//! their edges, the ways in, and the facts that the generated code may take
//! for granted. No LLVM here, and no change to the machine.

mod discover;
mod facts;
mod halts;
mod head;
mod paths;
mod ports;
mod reach;
mod returns;
mod watched;
mod worklist;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jumppad_opcodes::{Effect, Memory, Model};

use crate::banks::Banks;
use crate::baseline::Baseline;
use crate::breakpoints::{Breakpoints, Halt};
use crate::coverage::{Coverage, Unseen};
use crate::device::Devices;
use crate::instruction::Instruction;
use crate::lessons::Lessons;
use crate::policy::Policy;
use crate::profile::Profile;
use crate::watch::Watches;

pub(crate) use discover::Graph;
pub(crate) use facts::{Assumptions, ZeroPage};
pub(crate) use halts::Halts;
pub(crate) use reach::Reach;
pub(crate) use watched::{Asked, Watched};

/// How a block ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Terminator {
    /// Goes on at one address.
    Goto(u16),
    /// Goes to one of two addresses.
    Branch { taken: u16, not_taken: u16 },
    /// Goes to an address known only at run time.
    Computed,
}

impl Terminator {
    pub(crate) fn targets(self) -> impl Iterator<Item = u16> {
        let (first, second) = match self {
            Self::Goto(target) => (Some(target), None),
            Self::Branch { taken, not_taken } => (Some(taken), Some(not_taken)),
            Self::Computed => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// A basic block: entered only at its start, left only at its end (or by an
/// intervention).
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) instructions: Vec<Instruction>,
    pub(crate) end: Terminator,
    /// Where a return that ends it is expected to lead, within the region.
    pub(crate) returns_to: Vec<u16>,
    /// Its successors to which the edge closes a loop.
    pub(crate) loops_to: Vec<u16>,
}

impl Block {
    /// Where it leads without the jumppad's help.
    pub(crate) fn successors(&self) -> impl Iterator<Item = u16> + '_ {
        self.end.targets().chain(self.returns_to.iter().copied())
    }

    /// The subroutine that it ends with a call of, and the address behind.
    fn call(&self) -> Option<(u16, u16)> {
        let last = self.instructions.last()?;
        let target = self.end.targets().next()?;
        (last.opcode.effect == Effect::Call).then(|| (target, last.next()))
    }
}

/// A control-flow graph to be compiled into one group.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) model: Model,
    pub(crate) entry: u16,
    /// By start address.
    pub(crate) blocks: BTreeMap<u16, Block>,
    /// Block starts at which execution can begin, the entry first.
    pub(crate) ways_in: Vec<u16>,
    pub(crate) halts: Halts,
    /// What branches leave the group for, so that it is noted.
    pub(crate) unseen: BTreeMap<u16, Unseen>,
    pub(crate) assumptions: Assumptions,
    pub(crate) zero_page: ZeroPage,
    /// Dynamic operand bytes that can live in host registers: all stores to them
    /// are known or guarded.
    pub(crate) held: BTreeSet<u16>,
    pub(crate) decimal: Decimal,
    /// The instructions that access a device from within the group.
    pub(crate) ports: BTreeSet<u16>,
    /// Whether accesses that the chip ignores may matter to some device.
    pub(crate) has_devices: bool,
    /// The number of what shows in each window.
    banks: Vec<(RangeInclusive<u16>, u16)>,
    /// Whether LLVM is to optimise the code.
    pub(crate) is_optimised: bool,
    /// The most cycles between two checks of the budget.
    pub(crate) longest_path: u64,
}

/// What a region is made from.
pub(crate) struct Source<'a> {
    pub(crate) model: Model,
    pub(crate) memory: &'a Memory,
    pub(crate) profile: &'a Profile,
    pub(crate) policy: &'a Policy,
    pub(crate) baseline: Option<&'a Baseline>,
    pub(crate) lessons: &'a Lessons,
    pub(crate) breakpoints: &'a Breakpoints,
    pub(crate) coverage: &'a Coverage,
    pub(crate) watches: &'a Watches,
    pub(crate) devices: &'a Devices,
    pub(crate) banks: &'a Banks,
    /// The D flag as it is now.
    pub(crate) decimal: bool,
}

/// What a group takes for granted of the D flag when it is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decimal {
    /// No instruction heeds it.
    Irrelevant,
    /// It is as it was when the region was found.
    Is(bool),
    /// It is sometimes set and sometimes clear.
    Mixed,
}

impl Decimal {
    fn of(blocks: &BTreeMap<u16, Block>, source: &Source<'_>) -> Self {
        let mut instructions = blocks.values().flat_map(|block| &block.instructions);
        if !instructions.any(|instruction| instruction.opcode.heeds_decimal()) {
            Self::Irrelevant
        } else if blocks
            .keys()
            .any(|at| source.lessons.mixed_decimal.contains(at))
        {
            Self::Mixed
        } else {
            Self::Is(source.decimal)
        }
    }
}

impl Source<'_> {
    /// Whether a block that begins there was run.
    fn has_run(&self, addr: u16) -> bool {
        let in_trace = |baseline: &Baseline| baseline.has_reached(addr);
        self.profile.was_entered(addr) || self.baseline.is_some_and(in_trace)
    }

    /// What code must leave out of what stands at `pc`, as it was executed so far.
    pub(crate) fn unseen(&self, pc: u16) -> Unseen {
        let opcode = &self.model.table()[usize::from(self.memory.peek(pc))];
        self.coverage.unseen(pc, opcode)
    }

    /// The ways of branches that were not gone yet.
    fn unseen_ways(&self, blocks: &BTreeMap<u16, Block>) -> BTreeMap<u16, Unseen> {
        let is_branch = |block: &&Block| matches!(block.end, Terminator::Branch { .. });
        let branches = blocks.values().filter(is_branch);
        let last = branches.filter_map(|block| block.instructions.last());
        last.map(|branch| (branch.pc, self.coverage.unseen_of(branch)))
            .filter(|&(_, unseen)| unseen != Unseen::Nothing)
            .collect()
    }

    /// Whether execution always stops in front of the instruction.
    fn stops(&self, instruction: &Instruction) -> bool {
        let halt = self.breakpoints.halt(self.memory, instruction);
        matches!(halt, Halt::Always)
    }
}

impl Region {
    /// The number of what shows at an address; 0 where that is in no window.
    pub(crate) fn bank(&self, addr: u16) -> u16 {
        let mut banks = self.banks.iter();
        banks
            .find(|(window, _)| window.contains(&addr))
            .map_or(0, |(_, number)| *number)
    }

    /// The region around `entry`; `None` where not even its first instruction
    /// can be compiled.
    pub(crate) fn around(entry: u16, source: &Source<'_>) -> Option<Self> {
        Some(Self::of(discover::discover(entry, source)?, source))
    }

    /// The region around several ways in, as far as there is room for them, the
    /// first of them the entry.
    pub(crate) fn around_all(ways_in: &[u16], source: &Source<'_>) -> Option<Self> {
        Some(Self::of(Graph::around_all(ways_in, source)?, source))
    }

    /// The region around `entry` up to, and without, the blocks at `ends`.
    pub(crate) fn landing(entry: u16, ends: &[u16], source: &Source<'_>) -> Option<Self> {
        let graph = discover::discover_up_to(entry, ends, source)?;
        Some(Self::of(graph, source))
    }

    /// The region that those blocks are.
    pub(crate) fn of(graph: Graph, source: &Source<'_>) -> Self {
        let paths = paths::Paths::of(&graph);
        let mut blocks = graph.blocks;
        for (start, block) in &mut blocks {
            block.loops_to = paths.loop_edges_from(*start);
        }
        let halts = Halts::of(&blocks, source);
        let ports = ports::ports(&blocks, source);
        let (assumptions, zero_page) = facts::facts(&blocks, &halts, &ports, source);
        Self {
            model: source.model,
            entry: graph.entry,
            halts,
            unseen: source.unseen_ways(&blocks),
            decimal: Decimal::of(&blocks, source),
            held: facts::held(&blocks, source),
            is_optimised: source.policy.optimiser,
            blocks,
            ways_in: graph.ways_in,
            assumptions,
            zero_page,
            ports,
            has_devices: source.memory.has_devices(),
            banks: source.banks.numbers(),
            longest_path: paths.longest,
        }
    }

    pub(crate) fn instructions(&self) -> impl Iterator<Item = &Instruction> {
        self.blocks.values().flat_map(|block| &block.instructions)
    }

    /// Whether execution can go round in it.
    pub(crate) fn has_loop(&self) -> bool {
        self.blocks.values().any(|block| !block.loops_to.is_empty())
    }

    /// Whether it has all blocks of another region.
    pub(crate) fn has_all_of(&self, other: &Self) -> bool {
        other.blocks.keys().all(|at| self.blocks.contains_key(at))
    }

    /// Whether it has the same blocks and ways in as another region.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.ways_in == other.ways_in && self.blocks.keys().eq(other.blocks.keys())
    }

    /// Those of some block starts to which no other of them leads; of several
    /// that lead to each other, as in a loop, the lowest.
    pub(crate) fn not_reached_from_others(&self, starts: &[u16]) -> Vec<u16> {
        let reached: BTreeMap<u16, BTreeSet<u16>> = starts
            .iter()
            .map(|&start| (start, self.reached_from(start)))
            .collect();
        let mut kept: Vec<u16> = starts.to_vec();
        for &start in reached.keys().rev() {
            let leads_here = |other: &u16| *other != start && reached[other].contains(&start);
            if kept.iter().any(leads_here) {
                kept.retain(|other| *other != start);
            }
        }
        kept
    }

    /// The blocks to which the block at `start` leads, not by way of the jumppad.
    fn reached_from(&self, start: u16) -> BTreeSet<u16> {
        let inside = |at: u16| {
            let successors = self.blocks.get(&at).into_iter().flat_map(Block::successors);
            successors.filter(|to| self.blocks.contains_key(to))
        };
        worklist::closure(inside(start), inside)
    }

    /// The bytes in which memory differs from the code that the region was made
    /// from, each with its instruction.
    pub(crate) fn changed_bytes(&self, memory: &Memory) -> Vec<(Instruction, u16)> {
        let with_bytes = |i: &Instruction| {
            let instruction = *i;
            instruction
                .cached_bytes()
                .map(move |(addr, byte)| (instruction, addr, byte))
        };
        self.instructions()
            .flat_map(with_bytes)
            .filter(|(_, addr, byte)| memory.peek(*addr) != *byte)
            .map(|(instruction, addr, _)| (instruction, addr))
            .collect()
    }

    /// Whether memory still holds the code that the region was made from.
    pub(crate) fn matches(&self, memory: &Memory) -> bool {
        self.changed_bytes(memory).is_empty()
    }

    /// The first of its instructions in front of which execution now stops and
    /// did not, or no longer does, or does on another condition; or which watchpoints
    /// are concerned with otherwise.
    pub(crate) fn differs_from(&self, source: &Source<'_>) -> Option<u16> {
        let now = Halts::of(&self.blocks, source);
        self.halts.first_difference(&now)
    }

    /// Runs of addresses that its instructions occupy, in order.
    pub(crate) fn ranges(&self) -> Vec<RangeInclusive<u16>> {
        let mut bytes: Vec<u16> = self
            .instructions()
            .flat_map(|i| (0..i.opcode.length()).map(move |k| i.pc.wrapping_add(k)))
            .collect();
        bytes.sort_unstable();
        bytes.dedup();
        bytes
            .chunk_by(|a, b| a + 1 == *b)
            .filter_map(|run| Some(*run.first()?..=*run.last()?))
            .collect()
    }
}
