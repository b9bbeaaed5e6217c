//! Where an instruction can access memory, as far as it spells that out.

use std::ops::RangeInclusive;

use jumppad_opcodes::{Effect, Mode};

use super::facts::{READ_MASK, WRITE_MASK};
use crate::instruction::{Instruction, OperandKind};
use crate::pages::page_of;

/// Addresses of which an instruction accesses one, and no other memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) addrs: RangeInclusive<u16>,
    pub(crate) reads: bool,
    /// Afterwards, if it reads.
    pub(crate) writes: bool,
}

impl Reach {
    /// The only address, if it is known beforehand.
    pub(crate) fn constant(&self) -> Option<u16> {
        (self.addrs.start() == self.addrs.end()).then_some(*self.addrs.start())
    }

    /// The only page, if what is assumed of that says all: page 0 by whatever mode,
    /// else that of a constant address.
    pub(crate) fn page(&self) -> Option<u8> {
        let page = page_of(*self.addrs.start());
        (page == 0 || self.constant().is_some()).then_some(page)
    }

    /// The attributes of a page that the access cannot ignore.
    pub(super) fn matters(&self) -> u8 {
        let when = |is: bool, mask: u8| if is { mask } else { 0 };
        when(self.reads, READ_MASK) | when(self.writes, WRITE_MASK)
    }

    pub(crate) fn pages(&self) -> RangeInclusive<u8> {
        page_of(*self.addrs.start())..=page_of(*self.addrs.end())
    }
}

impl Instruction {
    /// What it can reach: an address that it spells out, up to 255 bytes behind one
    /// that is not on page 0, or by an index all of page 0.
    pub(crate) fn reach(&self) -> Option<Reach> {
        let effect = match self.opcode.effect {
            Effect::BranchOnBit => Effect::Read,
            effect => effect,
        };
        let touches = matches!(effect, Effect::Read | Effect::Write | Effect::Modify);
        if !touches || self.operand == OperandKind::Dynamic {
            return None;
        }
        let addrs = match self.opcode.mode {
            Mode::ZPG | Mode::ZPR => u16::from(self.arg1)..=u16::from(self.arg1),
            Mode::ZPX | Mode::ZPY => 0x0000..=0x00ff,
            Mode::ABS => self.word()..=self.word(),
            Mode::ABX | Mode::ABY if page_of(self.word()) != 0 && !self.opcode.may_stray() => {
                self.word()..=self.word().checked_add(0xff)?
            }
            _ => return None,
        };
        Some(Reach {
            addrs,
            reads: effect != Effect::Write,
            writes: effect != Effect::Read,
        })
    }
}
