//! Code under construction.

use jumppad_stencils::{Hole, Patch};

use super::super::link::ExitKind;
use super::super::trace::Part;
use super::JUMP_CODE;
use super::numbers::Numbers;

/// Where a jump leads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// In the code under construction.
    Here(u32),
    /// In code memory.
    There(u32),
}

/// A jump that leads out of the hot part, to be given code behind it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cold {
    Exit(ExitKind, u16, i32),
    Edge {
        to: u16,
        cost: i32,
    },
    /// Where an edge at `site` leads as long as it is not linked.
    Open {
        site: u32,
        to: u16,
        cost: i32,
    },
}

/// A full stencil for an instruction whose fast one asks for help.
#[derive(Debug)]
pub(super) struct Fallback {
    pub(super) at: usize,
    pub(super) sites: Vec<u32>,
    pub(super) resume: u32,
}

/// Code under construction; kept for its room.
#[derive(Debug, Default)]
pub(in super::super) struct Emitter {
    pub(super) bytes: Vec<u8>,
    /// Jumps, with where they lead.
    pub(super) fixes: Vec<(u32, Place)>,
    pub(super) cold: Vec<(u32, Cold)>,
    pub(super) fallbacks: Vec<Fallback>,
    /// The numbers of its exits.
    pub(super) exits: Vec<u32>,
    pub(super) parts: Vec<(u32, Part)>,
    /// Where it is left in front of the first instruction.
    pub(super) out: u32,
}

impl Emitter {
    pub(super) fn at(&self) -> u32 {
        self.bytes.len() as u32
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.fixes.clear();
        self.cold.clear();
        self.fallbacks.clear();
        self.exits.clear();
        self.parts.clear();
    }

    /// What is written from here on is for that.
    pub(super) fn begin(&mut self, part: Part) {
        self.parts.push((self.at(), part));
    }

    pub(super) fn write(&mut self, at: usize, bytes: &[u8]) {
        self.bytes[at..][..bytes.len()].copy_from_slice(bytes);
    }

    /// Fills a hole with a number.
    #[inline]
    pub(super) fn fill(&mut self, at: usize, hole: &Hole, numbers: &Numbers) {
        let number = |value| numbers.get(value) + hole.addend;
        match hole.patch {
            Patch::Word(value) => self.write(at, &number(value).to_le_bytes()),
            Patch::Half(value) => self.write(at, &(number(value) as u16).to_le_bytes()),
            Patch::Byte(value) => self.write(at, &[number(value) as u8]),
            Patch::Distance(_) => {}
        }
    }

    pub(super) fn jump(&mut self, to: Place) {
        self.bytes.push(JUMP_CODE);
        self.fixes.push((self.at(), to));
        self.bytes.extend([0; 4]);
    }

    /// Makes the code ready to be copied to `start`.
    pub(super) fn fix(&mut self, start: u32) {
        for (at, place) in std::mem::take(&mut self.fixes) {
            let distance = match place {
                Place::Here(to) => to.wrapping_sub(at + 4),
                Place::There(to) => to.wrapping_sub(start + at + 4),
            };
            self.write(at as usize, &distance.to_le_bytes());
        }
    }
}
