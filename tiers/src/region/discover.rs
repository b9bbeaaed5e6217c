//! Decoding outwards from an entry into basic blocks, breadth first.
//!
//! Only code that ran is followed, so that data after a call is not taken for
//! code; with a threshold of 1 nothing can have run, and everything reachable
//! is. Instructions may overlap: a program can enter one at its second byte.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jumppad_opcodes::mode::{bit_branch_target, branch_target};
use jumppad_opcodes::{Args, Effect, page};

use super::{Block, Source, Terminator, returns};
use crate::coverage::Unseen;
use crate::instruction::{Instruction, OperandKind};
use crate::pages::page_of;

/// The blocks of a region, without what its code may take for granted.
pub(crate) struct Graph {
    pub(super) entry: u16,
    pub(super) blocks: BTreeMap<u16, Block>,
    /// The entry first.
    pub(super) ways_in: Vec<u16>,
}

impl Graph {
    /// Around several ways in, as far as there is room for them, the first of them that
    /// can be compiled the entry.
    pub(crate) fn around_all(ways_in: &[u16], source: &Source<'_>) -> Option<Self> {
        discover_from(ways_in, &[], source.policy.grown_instructions, source)
    }

    pub(crate) fn instructions(&self) -> impl Iterator<Item = &Instruction> {
        self.blocks.values().flat_map(|block| &block.instructions)
    }
}

struct Discovery<'a> {
    source: &'a Source<'a>,
    decoded: BTreeMap<u16, Instruction>,
    leaders: BTreeSet<u16>,
    ways_in: Vec<u16>,
    /// Behind calls: ways in unless the subroutine's return is seen to lead there.
    behind_calls: Vec<u16>,
    queue: VecDeque<u16>,
    /// Instructions at most.
    max: usize,
    /// Not followed to.
    ends: &'a [u16],
    /// Jumps whose operand the region itself stores to.
    vectors: &'a BTreeSet<u16>,
}

pub(super) fn discover(entry: u16, source: &Source<'_>) -> Option<Graph> {
    discover_from(&[entry], &[], source.policy.region_instructions, source)
}

/// Without the blocks at `ends`.
pub(super) fn discover_up_to(entry: u16, ends: &[u16], source: &Source<'_>) -> Option<Graph> {
    discover_from(&[entry], ends, source.policy.landing_instructions, source)
}

fn discover_from(ways_in: &[u16], ends: &[u16], max: usize, source: &Source<'_>) -> Option<Graph> {
    let mut vectors = BTreeSet::new();
    loop {
        let mut discovery = Discovery {
            source,
            decoded: BTreeMap::new(),
            leaders: BTreeSet::new(),
            ways_in: Vec::new(),
            behind_calls: Vec::new(),
            queue: VecDeque::new(),
            max,
            ends,
            vectors: &vectors,
        };
        for &addr in ways_in {
            discovery.add_leader(addr);
            discovery.add_way_in(addr);
        }
        while let Some(start) = discovery.queue.pop_front() {
            discovery.walk(start);
        }
        let found = discovery.vectors_stored_to();
        if found.is_empty() {
            return discovery.into_graph();
        }
        // What such a jump leads to is not known any more.
        vectors.extend(found);
    }
}

impl Discovery<'_> {
    fn add_leader(&mut self, addr: u16) {
        if self.leaders.insert(addr) {
            self.queue.push_back(addr);
        }
    }

    fn add_way_in(&mut self, addr: u16) {
        if !self.ways_in.contains(&addr) {
            self.ways_in.push(addr);
        }
    }

    /// Decodes from a leader to the end of its run of instructions.
    fn walk(&mut self, start: u16) {
        let mut pc = start;
        loop {
            if pc != start && self.ends.contains(&pc) {
                return;
            }
            if self.decoded.contains_key(&pc) {
                // Ran into known code: it is entered here too.
                self.leaders.insert(pc);
                return;
            }
            if self.decoded.len() >= self.max {
                return;
            }
            let Some(instruction) = self.decode(pc) else {
                return;
            };
            self.decoded.insert(pc, instruction);
            pc = instruction.next();
            if self.source.stops(&instruction) {
                // Execution resumes behind a breakpoint.
                self.add_leader(pc);
                self.add_way_in(pc);
            }
            if instruction.opcode.effect.ends_block() {
                self.follow(&instruction);
                return;
            }
        }
    }

    /// The instruction at `pc`, if it can be compiled.
    fn decode(&self, pc: u16) -> Option<Instruction> {
        let memory = self.source.memory;
        let opcode = &self.source.model.table()[memory.peek(pc) as usize];
        let instruction = Instruction {
            pc,
            opcode,
            arg1: memory.peek(pc.wrapping_add(1)),
            arg2: memory.peek(pc.wrapping_add(2)),
            operand: match self.vectors.contains(&pc) {
                true => OperandKind::Dynamic,
                false => self.source.lessons.patches.operand_kind(pc),
            },
        };
        let on_device = (0..opcode.length())
            .any(|i| memory.attributes(page_of(pc.wrapping_add(i))) & page::DEVICE != 0);
        let refused = matches!(opcode.effect, Effect::Jam | Effect::Wait)
            || on_device
            || self.source.breakpoints.forbid_code(memory, pc)
            || self.source.lessons.patches.is_interpreted(pc)
            || self.source.coverage.unseen_of(&instruction) == Unseen::All
            || (self.vectors.contains(&pc) && !self.source.policy.dynamic_operands);
        (!refused).then_some(instruction)
    }

    /// The jumps of which stores of the region change the operand: compilers call
    /// by pointers to functions that way.
    fn vectors_stored_to(&self) -> Vec<u16> {
        let stores = self.decoded.values().filter(|i| {
            let writes = matches!(i.opcode.effect, Effect::Write | Effect::Modify);
            writes && i.accesses_absolute() && i.operand == OperandKind::Constant
        });
        let stored: BTreeSet<u16> = stores.map(Instruction::word).collect();
        let is_vector = |i: &&Instruction| {
            let jumps = matches!(i.opcode.effect, Effect::Jump | Effect::Call);
            let mut operand = [1, 2].map(|k| i.pc.wrapping_add(k)).into_iter();
            jumps && i.operand == OperandKind::Constant && operand.any(|at| stored.contains(&at))
        };
        let vectors = self.decoded.values().filter(is_vector);
        vectors.map(|i| i.pc).collect()
    }

    fn follow(&mut self, instruction: &Instruction) {
        match terminator(instruction) {
            Terminator::Branch { taken, not_taken } => {
                let unseen = self.source.coverage.unseen_of(instruction);
                if unseen != Unseen::NotTaken {
                    self.follow_to(not_taken);
                }
                if unseen != Unseen::Taken {
                    self.follow_to(taken);
                }
            }
            Terminator::Goto(target) => self.follow_to(target),
            Terminator::Computed => {}
        }
        if instruction.opcode.effect == Effect::Call {
            let back = instruction.next();
            if self.is_worth_it(back) {
                self.add_leader(back);
                self.behind_calls.push(back);
            }
        }
    }

    fn follow_to(&mut self, addr: u16) {
        if self.is_worth_it(addr) {
            self.add_leader(addr);
        }
    }

    fn is_worth_it(&self, addr: u16) -> bool {
        let profile = self.source.profile;
        let is_used = profile.threshold() == 1 || self.source.has_run(addr);
        is_used && !self.ends.contains(&addr)
    }

    fn into_graph(mut self) -> Option<Graph> {
        let leaders = std::mem::take(&mut self.leaders);
        let mut blocks: BTreeMap<u16, Block> = leaders
            .iter()
            .filter_map(|&start| Some((start, self.block(start, &leaders)?)))
            .collect();
        returns::link(&mut blocks);
        for addr in std::mem::take(&mut self.behind_calls) {
            if !blocks.values().any(|b| b.returns_to.contains(&addr)) {
                self.add_way_in(addr);
            }
        }
        self.ways_in.retain(|addr| blocks.contains_key(addr));
        Some(Graph {
            entry: *self.ways_in.first()?,
            blocks,
            ways_in: self.ways_in,
        })
    }

    fn block(&self, start: u16, leaders: &BTreeSet<u16>) -> Option<Block> {
        let mut instructions = Vec::new();
        let mut pc = start;
        let end = loop {
            let Some(&instruction) = self.decoded.get(&pc) else {
                break Terminator::Goto(pc);
            };
            instructions.push(instruction);
            pc = instruction.next();
            if instruction.opcode.effect.ends_block() {
                break terminator(&instruction);
            }
            if leaders.contains(&pc) {
                break Terminator::Goto(pc);
            }
        };
        (!instructions.is_empty()).then_some(Block {
            instructions,
            end,
            returns_to: Vec::new(),
            loops_to: Vec::new(),
        })
    }
}

/// Where a block-ending instruction goes.
fn terminator(instruction: &Instruction) -> Terminator {
    let args = Args {
        arg1: instruction.arg1,
        arg2: instruction.arg2,
        pc: instruction.pc,
    };
    match (instruction.opcode.effect, instruction.operand) {
        (Effect::Branch, OperandKind::Constant) => Terminator::Branch {
            taken: branch_target(args),
            not_taken: instruction.next(),
        },
        (Effect::BranchOnBit, OperandKind::Constant) => Terminator::Branch {
            taken: bit_branch_target(args),
            not_taken: instruction.next(),
        },
        // On the stack page a call may overwrite its own last byte.
        (Effect::Call, OperandKind::Constant) if page_of(args.pc.wrapping_add(2)) == 1 => {
            Terminator::Computed
        }
        (Effect::Jump | Effect::Call, OperandKind::Constant) => Terminator::Goto(args.word()),
        _ => Terminator::Computed,
    }
}
