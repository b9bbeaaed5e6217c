//! Where execution stops: breakpoints, calls of the host, and opcodes that are
//! caught wherever they stand.
//!
//! Numbers, conditions and hit counts are the debugger's; the machine knows
//! only addresses. A breakpoint can be passed over, a host call cannot: what
//! stands in memory there is not code.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use jumppad_opcodes::{Memory, byte};

use crate::catch::OpcodeSet;
use crate::region::Instruction;

/// Addresses with a breakpoint or a host call, and caught opcodes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breakpoints {
    addrs: BTreeSet<u16>,
    host_calls: BTreeSet<u16>,
    opcodes: Vec<(OpcodeSet, RangeInclusive<u16>)>,
    any_opcode: OpcodeSet,
}

impl Breakpoints {
    /// Whether execution stops at `addr`, whatever stands there.
    pub(crate) fn contains(&self, addr: u16) -> bool {
        self.is_breakpoint(addr) || self.is_host_call(addr)
    }

    pub(crate) fn is_breakpoint(&self, addr: u16) -> bool {
        self.addrs.contains(&addr)
    }

    pub(crate) fn is_host_call(&self, addr: u16) -> bool {
        self.host_calls.contains(&addr)
    }

    /// True if there was none.
    pub(crate) fn insert(&mut self, addr: u16) -> bool {
        self.addrs.insert(addr)
    }

    /// True if there was one.
    pub(crate) fn remove(&mut self, addr: u16) -> bool {
        self.addrs.remove(&addr)
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

    /// Whether execution may stop in front of the instruction.
    pub(crate) fn stop(&self, memory: &Memory, instruction: &Instruction) -> bool {
        let is_caught = |(set, range): &(OpcodeSet, RangeInclusive<u16>)| {
            set.contains(instruction.opcode.code) && range.contains(&instruction.pc)
        };
        memory.marks(instruction.pc) & byte::BREAKPOINT != 0 || self.opcodes.iter().any(is_caught)
    }

    /// Whether an instruction at `pc` cannot be compiled: what stands there is
    /// no code, or somebody must look at it before it is executed.
    pub(crate) fn forbid_code(&self, memory: &Memory, pc: u16) -> bool {
        let is_marked = memory.marks(pc) & byte::BREAKPOINT != 0;
        self.is_host_call(pc) || (is_marked && !self.is_breakpoint(pc))
    }
}
