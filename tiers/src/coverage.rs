//! Which instructions were executed, and which ways conditional branches went, by address.
//!
//! Invariant: while this is noted, compiled code holds no instruction that was never
//! executed, and leaves in front of a branch that is about to go a way that it never went.
//! So the interpreter and the slow path see each first time, in every tier, and code that
//! is warm notes nothing. Code made before a first time leaves more often than it must,
//! never too seldom; traces are then made anew at once, groups if they leave often.
//!
//! What happens again because time was turned back is not noted: it was, if it had to be.
//! Memory that is overwritten by other code keeps what was noted of the addresses.

use jumppad_opcodes::Opcode;

use crate::instruction::{Instruction, OperandKind};
use crate::pages::for_each_address;

/// An instruction that begins here was executed.
const EXECUTED: u8 = 0x01;
/// A conditional branch here was taken.
const TAKEN: u8 = 0x02;
/// A conditional branch here was not taken.
const NOT_TAKEN: u8 = 0x04;
/// From this bit on, the length of the instruction that was executed first.
const LENGTH: u32 = 4;

/// Whether coverage is noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Noting {
    /// It is not, and costs nothing.
    #[default]
    Off,
    /// It is.
    On,
}

/// Which ways a conditional branch went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ways {
    /// It was taken at least once.
    pub taken: bool,
    /// It was not taken at least once.
    pub not_taken: bool,
}

/// What compiled code must leave to the interpreter, so that the first time is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unseen {
    /// Nothing.
    Nothing,
    /// The branch, if it would be taken.
    Taken,
    /// The branch, if it would not be taken.
    NotTaken,
    /// The instruction.
    All,
}

/// What was executed, by the address of an instruction's first byte.
#[derive(Clone, Debug)]
pub struct Coverage {
    noting: Noting,
    /// Whether it ever was since all was forgotten.
    is_used: bool,
    noted: Box<[u8; 0x1_0000]>,
    /// Instructions of which something new was noted, for those who made code before.
    news: Vec<u16>,
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            noting: Noting::Off,
            is_used: false,
            noted: for_each_address(0),
            news: Vec::new(),
        }
    }
}

impl Coverage {
    /// Whether anything is noted at present.
    #[must_use]
    pub fn noting(&self) -> Noting {
        self.noting
    }

    /// Whether an instruction that begins at the address was executed.
    #[must_use]
    pub fn is_executed(&self, addr: u16) -> bool {
        self.noted[usize::from(addr)] & EXECUTED != 0
    }

    /// The bytes of the instruction that was executed first at the address; 0 if none was.
    #[must_use]
    pub fn length(&self, addr: u16) -> u16 {
        u16::from(self.noted[usize::from(addr)] >> LENGTH)
    }

    /// Which ways conditional branches at the address went.
    #[must_use]
    pub fn ways(&self, addr: u16) -> Ways {
        let noted = self.noted[usize::from(addr)];
        Ways {
            taken: noted & TAKEN != 0,
            not_taken: noted & NOT_TAKEN != 0,
        }
    }

    /// The addresses at which instructions that were executed begin, in order.
    pub fn executed(&self) -> impl Iterator<Item = u16> + '_ {
        (0..=u16::MAX).filter(|&addr| self.is_executed(addr))
    }

    /// The bytes of these instructions, as runs of addresses, in order.
    #[must_use]
    pub fn ranges(&self) -> Vec<(u16, u16)> {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for first in self.executed() {
            // What goes on at $0000 is left out.
            let last = first.saturating_add(self.length(first).max(1) - 1);
            match ranges.last_mut() {
                Some((_, end)) if u32::from(first) <= u32::from(*end) + 1 => *end = last.max(*end),
                _ => ranges.push((first, last)),
            }
        }
        ranges
    }

    /// Whether anything may have been noted.
    pub(crate) fn is_in_use(&self) -> bool {
        self.is_used
    }

    /// Exchanges what was noted from `first` on for what was noted of another bank there.
    pub(crate) fn exchange(&mut self, first: u16, other: &mut [u8]) {
        self.noted[usize::from(first)..][..other.len()].swap_with_slice(other);
    }

    /// What is noted, were another bank to show from `first` on, with what was noted of that.
    pub(crate) fn with(&self, first: u16, other: &[u8]) -> Self {
        let mut with = self.clone();
        with.noted[usize::from(first)..][..other.len()].copy_from_slice(other);
        with
    }

    pub(crate) fn set(&mut self, noting: Noting) {
        self.noting = noting;
        self.is_used |= noting == Noting::On;
    }

    pub(crate) fn clear(&mut self) {
        *self = Self {
            noting: self.noting,
            is_used: self.noting == Noting::On,
            ..Self::default()
        };
    }

    /// Whether an execution of the opcode at `pc` may be worth a [`Coverage::note`]:
    /// `needs` is from a table of [`needs`].
    #[inline(always)]
    pub(crate) fn is_open(&self, pc: u16, needs: u8) -> bool {
        needs & !self.noted[usize::from(pc)] != 0
    }

    /// As [`Coverage::note`], where most branches go a way that they have gone before.
    #[inline(always)]
    pub(crate) fn note_if_new(&mut self, opcode: &Opcode, pc: u16, to: u16, cycles: u64) {
        // What is no branch has neither way.
        if way(opcode, pc, to, cycles) & self.noted[usize::from(pc)] == 0 {
            self.note(opcode, pc, to, cycles);
        }
    }

    /// The instruction at `pc` was executed: it led to `to` in so many cycles.
    #[cold]
    pub(crate) fn note(&mut self, opcode: &Opcode, pc: u16, to: u16, cycles: u64) {
        let length = opcode.length();
        let mut bits = EXECUTED;
        if opcode.is_conditional() {
            bits |= way(opcode, pc, to, cycles);
        }
        let noted = &mut self.noted[usize::from(pc)];
        if *noted & EXECUTED == 0 {
            *noted |= (length as u8) << LENGTH;
        }
        if bits & !*noted != 0 {
            *noted |= bits;
            self.news.push(pc);
        }
    }

    /// Whether anything new was noted since the news were taken.
    #[inline]
    pub(crate) fn has_news(&self) -> bool {
        !self.news.is_empty()
    }

    /// Of which instructions something new was noted since the last call.
    pub(crate) fn take_news(&mut self) -> Vec<u16> {
        std::mem::take(&mut self.news)
    }

    /// What code that is compiled now must leave out of the instruction at `pc`.
    pub(crate) fn unseen(&self, pc: u16, opcode: &Opcode) -> Unseen {
        if self.noting == Noting::Off {
            return Unseen::Nothing;
        }
        let ways = self.ways(pc);
        match (opcode.is_conditional(), ways.taken, ways.not_taken) {
            (false, ..) if self.is_executed(pc) => Unseen::Nothing,
            (true, true, true) => Unseen::Nothing,
            (true, false, true) => Unseen::Taken,
            (true, true, false) => Unseen::NotTaken,
            (false, ..) | (true, false, false) => Unseen::All,
        }
    }

    /// The same of an instruction as it is compiled: a way can only be left out where it
    /// is known beforehand, and another one.
    pub(crate) fn unseen_of(&self, instruction: &Instruction) -> Unseen {
        let opcode = instruction.opcode;
        let unseen = self.unseen(instruction.pc, opcode);
        let offset = [instruction.arg1, instruction.arg2][usize::from(opcode.length() == 3)];
        let is_told = instruction.operand == OperandKind::Constant && offset != 0;
        match unseen {
            Unseen::Taken | Unseen::NotTaken if !is_told => Unseen::All,
            unseen => unseen,
        }
    }
}

/// The way that a branch went. One to what follows it takes longer if it is taken.
#[inline(always)]
fn way(branch: &Opcode, pc: u16, to: u16, cycles: u64) -> u8 {
    let is_elsewhere = to != pc.wrapping_add(branch.length());
    match is_elsewhere || cycles > u64::from(branch.cycles) {
        true => TAKEN,
        false => NOT_TAKEN,
    }
}

/// What can be noted of each opcode.
pub(crate) const fn needs(table: &[Opcode; 256]) -> [u8; 256] {
    let mut needs = [EXECUTED; 256];
    let mut code = 0;
    while code < 256 {
        if table[code].is_conditional() {
            needs[code] = EXECUTED | TAKEN | NOT_TAKEN;
        }
        code += 1;
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;
    use jumppad_opcodes::Model;

    fn opcode(code: u8) -> &'static Opcode {
        &Model::Nmos6502.table()[usize::from(code)]
    }

    const BNE: u8 = 0xd0;
    const LDA: u8 = 0xad;

    #[test]
    fn a_branch_to_what_follows_is_told_by_its_cycles() {
        let mut coverage = Coverage::default();
        coverage.note(opcode(BNE), 0x400, 0x402, 2);
        let ways = |coverage: &Coverage| {
            let Ways { taken, not_taken } = coverage.ways(0x400);
            (taken, not_taken)
        };
        assert_eq!(ways(&coverage), (false, true));
        coverage.note(opcode(BNE), 0x400, 0x402, 3);
        assert_eq!(ways(&coverage), (true, true));
        assert_eq!(coverage.take_news(), [0x400, 0x400]);
        coverage.note(opcode(BNE), 0x400, 0x402, 3);
        assert!(coverage.take_news().is_empty());
    }

    #[test]
    fn ranges_join_instructions_that_touch() {
        let mut coverage = Coverage::default();
        for pc in [0x400, 0x403, 0x410, 0xfffe] {
            coverage.note(opcode(LDA), pc, pc.wrapping_add(3), 4);
        }
        let expected = [(0x400, 0x405), (0x410, 0x412), (0xfffe, 0xffff)];
        assert_eq!(coverage.ranges(), expected);
    }

    #[test]
    fn what_was_never_executed_is_not_compiled() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.unseen(0x400, opcode(BNE)), Unseen::Nothing);
        coverage.set(Noting::On);
        assert_eq!(coverage.unseen(0x400, opcode(BNE)), Unseen::All);
        // Another instruction stood there when it was executed.
        coverage.note(opcode(LDA), 0x400, 0x403, 4);
        assert_eq!(coverage.unseen(0x400, opcode(LDA)), Unseen::Nothing);
        assert_eq!(coverage.unseen(0x400, opcode(BNE)), Unseen::All);
        coverage.note(opcode(BNE), 0x400, 0x402, 2);
        assert_eq!(coverage.unseen(0x400, opcode(BNE)), Unseen::Taken);
    }
}
