//! Where execution stops: breakpoints, calls of the host, and opcodes that are
//! caught wherever they stand.
//!
//! Numbers and hit counts are the debugger's; the machine knows addresses, and
//! conditions that it can ask by itself. A breakpoint can be passed over, a host
//! call cannot: what stands in memory there is not code.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use jumppad_opcodes::{Memory, byte};

use crate::condition::Condition;
use crate::instruction::Instruction;
use crate::opcode_set::OpcodeSet;

/// Whether execution stops in front of an instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Halt<'a> {
    Never,
    /// Somebody is asked each time.
    Always,
    /// If a condition holds.
    If(&'a Condition),
}

/// Addresses with a breakpoint or a host call, and caught opcodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breakpoints {
    /// With their conditions.
    addrs: BTreeMap<u16, Option<Condition>>,
    host_calls: BTreeSet<u16>,
    opcodes: Vec<(OpcodeSet, RangeInclusive<u16>)>,
    any_opcode: OpcodeSet,
}

impl Breakpoints {
    /// Whether nothing stops execution.
    pub(crate) fn is_empty(&self) -> bool {
        self.addrs.is_empty() && self.host_calls.is_empty()
    }

    /// Whether execution stops at `addr`, whatever stands there.
    pub(crate) fn contains(&self, addr: u16) -> bool {
        self.is_breakpoint(addr) || self.is_host_call(addr)
    }

    pub(crate) fn is_breakpoint(&self, addr: u16) -> bool {
        self.addrs.contains_key(&addr)
    }

    pub(crate) fn is_host_call(&self, addr: u16) -> bool {
        self.host_calls.contains(&addr)
    }

    /// The condition of the breakpoint at `addr`.
    pub(crate) fn condition(&self, addr: u16) -> Option<&Condition> {
        self.addrs.get(&addr)?.as_ref()
    }

    /// Sets one, in the place of another there. False if nothing changed.
    pub(crate) fn insert(&mut self, addr: u16, condition: Option<Condition>) -> bool {
        let is_conditional = condition.is_some();
        match self.addrs.insert(addr, condition) {
            None => true,
            Some(before) => before.is_some() || is_conditional,
        }
    }

    /// True if there was one.
    pub(crate) fn remove(&mut self, addr: u16) -> bool {
        self.addrs.remove(&addr).is_some()
    }

    /// True if there was none.
    pub(crate) fn insert_host_call(&mut self, addr: u16) -> bool {
        self.host_calls.insert(addr)
    }

    /// True if there was one.
    pub(crate) fn remove_host_call(&mut self, addr: u16) -> bool {
        self.host_calls.remove(&addr)
    }

    /// Catches opcodes, each set within its range, and no others.
    pub(crate) fn set_opcodes(&mut self, opcodes: Vec<(OpcodeSet, RangeInclusive<u16>)>) {
        self.any_opcode = opcodes.iter().flat_map(|(set, _)| set.iter()).collect();
        self.opcodes = opcodes;
    }

    /// All opcodes that are caught somewhere.
    pub(crate) fn any_opcode(&self) -> &OpcodeSet {
        &self.any_opcode
    }

    /// Whether execution stops in front of the instruction.
    pub(crate) fn halt(&self, memory: &Memory, instruction: &Instruction) -> Halt<'_> {
        let pc = instruction.pc;
        let is_caught = |(set, range): &(OpcodeSet, RangeInclusive<u16>)| {
            set.contains(instruction.opcode.code) && range.contains(&pc)
        };
        let is_marked = memory.marks(pc) & byte::BREAKPOINT != 0;
        if !is_marked && !self.opcodes.iter().any(is_caught) {
            return Halt::Never;
        }
        let condition = self.condition(pc).filter(|_| {
            let others = self.is_host_call(pc) || self.opcodes.iter().any(is_caught);
            !others && !must_be_seen(memory, pc)
        });
        condition.map_or(Halt::Always, Halt::If)
    }

    /// Whether an instruction at `pc` cannot be compiled: what stands there is
    /// no code, or somebody must look at it before it is executed.
    pub(crate) fn forbid_code(&self, memory: &Memory, pc: u16) -> bool {
        let is_marked = memory.marks(pc) & byte::BREAKPOINT != 0;
        self.is_host_call(pc) || (is_marked && !self.is_breakpoint(pc))
    }
}

/// Whether somebody must look at the instruction at `pc` before it is executed,
/// since nobody has executed it, or written it.
fn must_be_seen(memory: &Memory, pc: u16) -> bool {
    let has = |addr: u16, mark: u8| memory.marks(addr) & mark != 0;
    has(pc, byte::FRESH) || (0..=2).any(|tail| has(pc.wrapping_add(tail), byte::UNWRITTEN))
}
