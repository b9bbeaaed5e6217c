//! What users see of a group: its shape, and its text at each stage of a
//! compilation.

use std::fmt::{self, Display};

use crate::event::GroupId;
use crate::instruction::OperandKind;
use crate::listing::{HostLine, ShapeInstruction};
use crate::region::{Decimal, Region, Terminator, ZeroPage};
use crate::status::Why;

/// A stage of a compilation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// LLVM IR that calls opcode functions.
    Ir,
    /// The same after inlining and optimising.
    Optimised,
    /// The host's assembly language.
    Assembly,
}

/// A group at all stages of its compilation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// LLVM IR that calls opcode functions.
    pub ir: Vec<HostLine>,
    /// The same after inlining and optimising.
    pub optimised: Vec<HostLine>,
    /// The host's assembly language.
    pub assembly: Vec<HostLine>,
    /// Where what the group has of the guest is, by lines of it.
    pub homes: Vec<HostHome>,
}

/// Where something of the guest is from a line of assembly on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostHome {
    /// The line's place among all, from 0.
    pub line: usize,
    /// A register or flag by its letter, CYCLES, or a byte of page 0 as `$10`.
    pub what: String,
    /// A register or place of the host, or a number; empty if it is nowhere.
    pub place: String,
}

/// Why there is nothing to dump.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DumpError {
    /// No group has an instruction there.
    #[error("${addr:04X} is in no group: {why}")]
    NoGroup {
        /// The address.
        addr: u16,
        /// Why it runs where it does.
        why: Why,
    },
    /// No trace has an instruction there.
    #[error("${addr:04X} is in no trace: {why}")]
    NoTrace {
        /// The address.
        addr: u16,
        /// Why it runs where it does.
        why: Why,
    },
    /// Of groups that went long ago nothing is kept.
    #[error("{group} is not known (any more)")]
    Forgotten {
        /// The group.
        group: GroupId,
    },
    /// LLVM refused what it took before: a defect.
    #[error("{0}")]
    Compile(String),
}

/// What a group was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupShape {
    /// Its name.
    pub id: GroupId,
    /// The address whose heat caused it.
    pub entry: u16,
    /// In order of their addresses.
    pub blocks: Vec<BlockShape>,
    /// Bytes of page 0 kept in host registers; none where the page is memory.
    pub zero_page: Vec<u8>,
    /// Pages taken for plain memory.
    pub plain_pages: Vec<u8>,
    /// The D flag that it was made for, where it heeds the flag and was always
    /// entered with the same.
    pub decimal: Option<bool>,
    /// The most cycles between two checks of the budget.
    pub longest_path: u64,
}

/// A basic block of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockShape {
    /// Where it begins.
    pub start: u16,
    /// Whether execution can enter the group here.
    pub way_in: bool,
    /// Its instructions.
    pub instructions: Vec<ShapeInstruction>,
    /// Those whose operands are read at run time.
    pub dynamic: Vec<u16>,
    /// Those with a breakpoint.
    pub breakpoints: Vec<u16>,
    /// How it ends.
    pub end: BlockEnd,
}

/// Where a block leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockEnd {
    /// To addresses known beforehand.
    To(Vec<Edge>),
    /// To an address known only at run time: behind the calls of the subroutine
    /// that ends, as far as the group has them, else by way of the jumppad.
    Computed(Vec<Edge>),
}

/// A way out of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Where it leads.
    pub to: u16,
    /// What stands in between.
    pub kind: EdgeKind,
}

/// What stands between a block and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// Nothing.
    Inside,
    /// It closes a loop: the budget is checked.
    Loop,
    /// It leaves the group.
    Leaves,
}

impl EdgeKind {
    /// In a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Loop => "loop",
            Self::Leaves => "leaves",
        }
    }
}

impl Display for EdgeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inside => "inside",
            Self::Loop => "loops, checks the budget",
            Self::Leaves => "leaves the group",
        })
    }
}

impl GroupShape {
    pub(crate) fn of(id: GroupId, region: &Region) -> Self {
        let blocks = region.blocks.iter().map(|(&start, block)| {
            let pcs = || block.instructions.iter().map(|i| i.pc);
            let dynamic = block.instructions.iter();
            let kind = |to| match region.blocks.contains_key(&to) {
                false => EdgeKind::Leaves,
                true if block.loops_to.contains(&to) => EdgeKind::Loop,
                true => EdgeKind::Inside,
            };
            BlockShape {
                start,
                way_in: region.ways_in.contains(&start),
                instructions: {
                    let all = block.instructions.iter();
                    all.map(|i| ShapeInstruction {
                        pc: i.pc,
                        bytes: [i.opcode.code, i.arg1, i.arg2],
                    })
                    .collect()
                },
                dynamic: dynamic
                    .filter(|i| i.operand == OperandKind::Dynamic)
                    .map(|i| i.pc)
                    .collect(),
                breakpoints: pcs()
                    .filter(|pc| region.halts.always.contains(pc))
                    .collect(),
                end: {
                    let edges = block.successors().map(|to| Edge { to, kind: kind(to) });
                    match block.end {
                        Terminator::Computed => BlockEnd::Computed(edges.collect()),
                        _ => BlockEnd::To(edges.collect()),
                    }
                },
            }
        });
        Self {
            id,
            entry: region.entry,
            blocks: blocks.collect(),
            zero_page: match &region.zero_page {
                ZeroPage::Resident => Vec::new(),
                ZeroPage::Registers { used, .. } => used.iter().copied().collect(),
            },
            plain_pages: (0..=u8::MAX)
                .filter(|&page| region.assumptions.mask(page) != 0)
                .collect(),
            decimal: match region.decimal {
                Decimal::Is(set) => Some(set),
                Decimal::Irrelevant | Decimal::Mixed => None,
            },
            longest_path: region.longest_path,
        }
    }
}
