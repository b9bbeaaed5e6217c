//! Where an instruction can access memory, as far as it spells that out.

use std::ops::RangeInclusive;

use jumppad_opcodes::{Mode, PageAttributes};

use crate::access::Access;
use crate::instruction::{Instruction, OperandKind};
use crate::pages::{page_of, pages_of};

/// Addresses of which an instruction accesses one, and no other memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) addrs: RangeInclusive<u16>,
    /// If both, it reads first.
    pub(crate) access: Access,
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
    pub(super) fn matters(&self) -> PageAttributes {
        self.access.special()
    }

    pub(crate) fn pages(&self) -> RangeInclusive<u8> {
        pages_of(&self.addrs)
    }
}

impl Instruction {
    /// What it can reach: an address that it spells out, up to 255 bytes behind one
    /// that is not on page 0, or by an index all of page 0.
    pub(crate) fn reach(&self) -> Option<Reach> {
        let access = Access::of(self.opcode.effect)?;
        if self.operand == OperandKind::Dynamic {
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
        Some(Reach { addrs, access })
    }
}
