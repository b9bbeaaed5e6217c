//! Which instructions form a trace.

use jumppad_opcodes::{Args, Effect, Memory, Mnemonic, Mode, byte, page};

use super::Source;
use super::patches::{Patches, Verdict};
use super::trace::Checks;
use crate::breakpoints::Halt;
use crate::coverage::Unseen;
use crate::instruction::{Instruction, OperandKind, branch_costs};
use crate::pages::page_of;
use crate::policy::Policy;

/// How execution goes on behind an instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// At the next one of the trace.
    Next,
    /// Nothing is to be executed but to go on: a jump.
    Jump,
    /// To another address after so many cycles, or at the next one of the trace.
    Branch { to: u16, cycles: u32 },
    /// If it would be taken, somebody else executes it; else on at the next one.
    BranchOut(OutKind),
    /// Where data say.
    Computed,
}

/// How a trace ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Goes on at an address.
    Edge(u16),
    /// The instruction at the address is somebody else's.
    Out(u16, OutKind),
    /// Where data say.
    Computed,
}

/// Why an instruction is not part of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutKind {
    /// Execution may stop in front of it.
    Stop,
    /// It jumps to itself.
    Trap,
    /// Only the interpreter can execute it, or is to, the first time.
    Interpret,
}

/// An instruction of a trace.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decoded {
    pub(super) instruction: Instruction,
    pub(super) flow: Flow,
    /// Cycles from the entry on, without those that not all executions take.
    pub(super) elapsed: u32,
}

/// The instructions of a trace to be.
#[derive(Debug)]
pub(super) struct Instructions {
    pub(super) entry: u16,
    pub(super) checks: Checks,
    pub(super) list: Vec<Decoded>,
    pub(super) end: End,
    /// Cycles to the end.
    pub(super) elapsed: u32,
    /// The most cycles after which an instruction of it can begin.
    pub(super) longest: u32,
    /// The bytes that it is made from.
    pub(super) bytes: Vec<u16>,
    /// Where blocks begin in it, apart from the entry.
    pub(super) reached: Vec<u16>,
}

impl Instructions {
    /// Cycles that were taken from the budget when the instruction of that number begins.
    pub(super) fn reserve(&self, at: usize) -> u32 {
        match self.checks {
            Checks::AtEntry => self.longest + 1,
            Checks::Everywhere => self.list[at].elapsed + 1,
        }
    }

    /// The instruction in front of which the trace ends, if that is somebody else's.
    pub(super) fn stopped_at(&self) -> Option<u16> {
        match self.end {
            End::Out(pc, _) => Some(pc),
            End::Edge(_) | End::Computed => None,
        }
    }
}

/// Decodes from `entry` on; none if the first instruction cannot be part of a trace.
pub(super) fn decode(
    entry: u16,
    checks: Checks,
    patches: &Patches,
    policy: &Policy,
    source: &Source<'_>,
) -> Option<Instructions> {
    let mut list: Vec<Decoded> = Vec::with_capacity(16);
    let mut bytes = Vec::with_capacity(40);
    let mut reached = Vec::new();
    let (mut pc, mut elapsed, mut most, mut longest) = (entry, 0_u32, 0_u32, 0_u32);
    let end = loop {
        let is_known = list.iter().any(|known| known.instruction.pc == pc);
        let is_full = list.len() == policy.trace_instructions;
        if is_full || is_known || (pc != entry && source.profile.is_way_in(pc)) {
            break End::Edge(pc);
        }
        let instruction = match look(pc, patches, source) {
            Ok(instruction) => instruction,
            Err(kind) => break End::Out(pc, kind),
        };
        let opcode = instruction.opcode;
        let (flow, next) = flow(&instruction, source);
        if flow == Flow::Jump && next == pc {
            break End::Out(pc, OutKind::Trap);
        }
        bytes.extend(instruction.cached_bytes().map(|(addr, _)| addr));
        list.push(Decoded {
            instruction,
            flow,
            elapsed,
        });
        longest = longest.max(most);
        if source.coverage.unseen_of(&instruction) == Unseen::NotTaken {
            break End::Out(pc, OutKind::Interpret);
        }
        let (cycles, at_most) = match flow {
            Flow::Branch { .. } | Flow::BranchOut(_) => {
                let not_taken = branch_costs(source.model, &instruction).1 as u32;
                (not_taken, not_taken)
            }
            Flow::Jump if opcode.effect == Effect::Branch => {
                let taken = branch_costs(source.model, &instruction).0 as u32;
                (taken, taken)
            }
            _ => (u32::from(opcode.cycles), u32::from(opcode.max_cycles())),
        };
        elapsed += cycles;
        most += at_most;
        match flow {
            Flow::Computed => break End::Computed,
            Flow::Next if opcode.effect == Effect::Call => break End::Edge(next),
            Flow::Next => {}
            Flow::Jump | Flow::Branch { .. } | Flow::BranchOut(_) => reached.push(next),
        }
        pc = next;
    };
    if list.is_empty() {
        return None;
    }
    bytes.sort_unstable();
    bytes.dedup();
    Some(Instructions {
        entry,
        checks,
        list,
        end,
        elapsed,
        longest,
        bytes,
        reached,
    })
}

/// The instruction at `pc`, or why it is somebody else's.
fn look(pc: u16, patches: &Patches, source: &Source<'_>) -> Result<Instruction, OutKind> {
    let memory: &Memory = source.memory;
    let opcode = &source.model.table()[usize::from(memory.peek(pc))];
    let mut instruction = Instruction {
        pc,
        opcode,
        arg1: memory.peek(pc.wrapping_add(1)),
        arg2: memory.peek(pc.wrapping_add(2)),
        operand: OperandKind::Constant,
    };
    let stops =
        memory.marks(pc) & byte::BREAKPOINT != 0 || !source.breakpoints.any_opcode().is_empty();
    if stops {
        if source.breakpoints.forbid_code(memory, pc) {
            return Err(OutKind::Stop);
        }
        if !matches!(source.breakpoints.halt(memory, &instruction), Halt::Never) {
            return Err(OutKind::Stop);
        }
    }
    let last = pc.wrapping_add(opcode.length() - 1);
    let on_device = |addr: u16| memory.attributes(page_of(addr)) & page::DEVICE != 0;
    // The interpreter looks at the pages of all bytes that there could be.
    if on_device(pc) || on_device(pc.wrapping_add(2)) {
        return Err(OutKind::Interpret);
    }
    match opcode.effect {
        Effect::Jam | Effect::Wait => return Err(OutKind::Interpret),
        // A call may push over its own last byte.
        Effect::Call if page_of(pc.wrapping_add(2)) == 1 => return Err(OutKind::Interpret),
        _ => {}
    }
    match patches.verdict(pc, source.cycle) {
        Some(Verdict::Opcode) => return Err(OutKind::Interpret),
        Some(Verdict::Operand) if opcode.length() > 1 => {
            // The operand must lie in one piece.
            let first = pc.wrapping_add(1);
            let is_split = last < first || (first < 0x100 && last >= 0x100);
            if is_split {
                return Err(OutKind::Interpret);
            }
            instruction.operand = OperandKind::Dynamic;
        }
        _ => {}
    }
    if source.coverage.unseen_of(&instruction) == Unseen::All {
        return Err(OutKind::Interpret);
    }
    Ok(instruction)
}

/// How execution goes on behind it, and where the trace does.
fn flow(instruction: &Instruction, source: &Source<'_>) -> (Flow, u16) {
    let opcode = instruction.opcode;
    let args = Args {
        arg1: instruction.arg1,
        arg2: instruction.arg2,
        pc: instruction.pc,
    };
    let next = instruction.next();
    if instruction.operand == OperandKind::Dynamic && opcode.effect.ends_block() {
        return (Flow::Computed, next);
    }
    let branch = |to: u16| {
        let cycles = branch_costs(source.model, instruction).0 as u32;
        let flow = if to == instruction.pc {
            Flow::BranchOut(OutKind::Trap)
        } else if source.coverage.unseen_of(instruction) == Unseen::Taken {
            Flow::BranchOut(OutKind::Interpret)
        } else {
            Flow::Branch { to, cycles }
        };
        (flow, next)
    };
    match opcode.effect {
        Effect::Branch => {
            let to = jumppad_opcodes::mode::branch_target(args);
            match opcode.mnemonic {
                Mnemonic::BRA => (Flow::Jump, to),
                _ => branch(to),
            }
        }
        Effect::BranchOnBit => branch(jumppad_opcodes::mode::bit_branch_target(args)),
        Effect::Jump if opcode.mode == Mode::ABS => (Flow::Jump, args.word()),
        Effect::Call => (Flow::Next, args.word()),
        effect if effect.ends_block() => (Flow::Computed, next),
        _ => (Flow::Next, next),
    }
}
