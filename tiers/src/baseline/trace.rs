//! A trace in use.

use jumppad_opcodes::PageAttributes;

use super::emit::JUMP;

/// What a trace is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It is entered.
    Entered,
    /// Its code was overwritten, and may come back.
    Suspended,
}

/// Where a trace looks whether the budget allows for going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checks {
    /// Where it is entered, for its longest way.
    AtEntry,
    /// In front of each instruction: it goes as far as there is anything left, as the interpreter does.
    Everywhere,
}

/// What of a trace is needed to enter it: kept apart, for what is needed often is to be close
/// together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    /// Where it is entered from anywhere, with all of the budget.
    pub(super) start: u32,
    /// Cycles that are taken from the budget where it is entered. If it looks nowhere else, more than it takes to the
    /// beginning of its last instruction.
    pub(super) reserve: u32,
    pub(super) used: Use,
}

/// Machine code made from instructions of the guest that follow one another.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) entry: u16,
    pub(super) checks: Checks,
    /// Where edges enter it, having taken what it needs from the budget.
    pub(super) body: u32,
    pub(super) length: u32,
    /// Where it is left in front of its first instruction.
    pub(super) out: u32,
    /// What stands in its body's first bytes when it is entered.
    pub(super) start_of_body: [u8; JUMP],
    /// Of one that is suspended, the one with the same entry that was suspended before it.
    pub(super) older: Option<u32>,
    /// The addresses of its instructions, and how many bytes of each it was made from.
    pub(super) instructions: Vec<(u16, u8)>,
    /// The instruction in front of which it ends, because execution may stop there or
    /// only the interpreter can execute it, or is to, if it goes a way that is new.
    pub(super) stopped_at: Option<u16>,
    /// The pages with its bytes, and where it ends.
    pub(super) pages: Vec<u8>,
    /// The bytes that it was made from, in order.
    pub(super) bytes: Vec<u16>,
    /// What they were.
    pub(super) values: Vec<u8>,
    pub(super) reached: Vec<u16>,
    pub(super) absent: Vec<(u8, PageAttributes)>,
    pub(super) data: Vec<u16>,
    /// Where the code of its parts begins, from its start on, in order.
    pub(super) parts: Vec<(u32, Part)>,
    /// Its exits.
    pub(super) exits: Vec<u32>,
    /// Exits of traces that lead here.
    pub(super) incoming: Vec<u32>,
    /// The cycle in which it was translated.
    pub(super) born: u64,
}

/// What a part of a trace's code is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Taking what the trace needs from the budget.
    Entry,
    /// An instruction, or what it does if its fast stencil asks for help.
    Instruction(u16),
    /// A way to another trace.
    Edge(u16),
    /// A way out.
    Exit,
}

impl Trace {
    /// Whether it was made from the byte at `addr`.
    #[inline]
    pub(super) fn has(&self, addr: u16) -> bool {
        let (first, last) = (self.bytes.first(), self.bytes.last());
        first.is_some_and(|&first| first <= addr)
            && last.is_some_and(|&last| addr <= last)
            && self.bytes.binary_search(&addr).is_ok()
    }

    /// Whether it has an instruction at `pc`, or ends in front of it.
    pub(super) fn concerns(&self, pc: u16) -> bool {
        self.executes(pc) || self.stopped_at == Some(pc)
    }

    pub(super) fn executes(&self, pc: u16) -> bool {
        self.instructions.iter().any(|&(at, _)| at == pc)
    }

    /// The instruction that was made from the byte at `addr`.
    pub(super) fn instruction_with(&self, addr: u16) -> Option<u16> {
        let mut all = self.instructions.iter();
        let has = |&&(pc, bytes): &&(u16, u8)| addr.wrapping_sub(pc) < u16::from(bytes);
        all.find(has).map(|&(pc, _)| pc)
    }
}
