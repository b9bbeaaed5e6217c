//! What a region's code may take for granted: which pages are plain memory,
//! and whether page 0 can live in host registers.
//!
//! Accesses to an address that an instruction spells out need no check at run
//! time, as long as the page's attributes stay as they are: a change
//! invalidates the group. Page 0 can be copied to registers when no
//! instruction of the region reaches it by an index.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::{Effect, Memory, Mode, page};

use super::{Block, Instruction, OperandKind};
use crate::pages::{PageSet, page_of};

/// More page-0 bytes than this are better left in memory.
const MAX_REGISTERS: usize = 48;

/// Pages that a group takes for plain memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assumptions {
    /// Reads of them need no help.
    pub(crate) reads: PageSet,
    /// Writes to them need no help.
    pub(crate) writes: PageSet,
}

/// Attributes, page 0's own mark aside, that reads cannot ignore.
pub(crate) const READ_MASK: u8 = page::READ_SPECIAL & !page::ZERO;
/// The same for writes.
pub(crate) const WRITE_MASK: u8 = page::WRITE_SPECIAL & !page::ZERO;

impl Assumptions {
    /// Whether the pages still are what they were taken for.
    pub(crate) fn hold(&self, memory: &Memory) -> bool {
        self.reads
            .iter()
            .all(|page| memory.attributes(page) & READ_MASK == 0)
            && self
                .writes
                .iter()
                .all(|page| memory.attributes(page) & WRITE_MASK == 0)
    }

    /// Whether adding `bits` to `page` breaks them.
    pub(crate) fn broken_by(&self, page: u8, bits: u8) -> bool {
        bits & READ_MASK != 0 && self.reads.contains(page)
            || bits & WRITE_MASK != 0 && self.writes.contains(page)
    }
}

/// Where a group keeps page 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ZeroPage {
    /// In memory, as everything else.
    Resident,
    /// In registers: these bytes are loaded at the entry, and those of them
    /// that are written are stored at the exits.
    Registers {
        used: BTreeSet<u8>,
        written: BTreeSet<u8>,
    },
}

/// Collects what the instructions access at addresses known beforehand.
#[derive(Default)]
struct Accesses {
    reads: BTreeSet<u8>,
    writes: BTreeSet<u8>,
    used: BTreeSet<u8>,
    written: BTreeSet<u8>,
    zero_page_indexed: bool,
}

pub(super) fn facts(blocks: &BTreeMap<u16, Block>, memory: &Memory) -> (Assumptions, ZeroPage) {
    let mut accesses = Accesses::default();
    let mut code_pages = PageSet::default();
    for instruction in blocks.values().flat_map(|block| &block.instructions) {
        accesses.add(instruction);
        for (addr, _) in instruction.cached_bytes() {
            code_pages.insert(page_of(addr));
        }
    }
    let mut assumptions = Assumptions::default();
    for &page in &accesses.reads {
        if memory.attributes(page) & READ_MASK == 0 {
            assumptions.reads.insert(page);
        }
    }
    for &page in &accesses.writes {
        if memory.attributes(page) & WRITE_MASK == 0 && !code_pages.contains(page) {
            assumptions.writes.insert(page);
        }
    }
    let zero_page = if accesses.zero_page_indexed || accesses.used.len() > MAX_REGISTERS {
        ZeroPage::Resident
    } else {
        ZeroPage::Registers {
            used: accesses.used,
            written: accesses.written,
        }
    };
    (assumptions, zero_page)
}

impl Accesses {
    fn add(&mut self, instruction: &Instruction) {
        let opcode = instruction.opcode();
        match opcode.effect {
            Effect::Push | Effect::Call => self.write(0x0100),
            Effect::Pull | Effect::Return => self.read(0x0100),
            Effect::Interrupt => {
                self.write(0x0100);
                self.read(0xfffe);
            }
            _ => {}
        }
        let word = u16::from_le_bytes([instruction.arg1, instruction.arg2]);
        let touches_memory = matches!(opcode.effect, Effect::Read | Effect::Write | Effect::Modify);
        if instruction.operand == OperandKind::Dynamic {
            self.add_dynamic(opcode.mode, instruction.pc);
            return;
        }
        match opcode.mode {
            Mode::ZPG => self.access(opcode.effect, u16::from(instruction.arg1)),
            Mode::ABS if touches_memory => self.access(opcode.effect, word),
            Mode::IZY => {
                self.read(u16::from(instruction.arg1));
                self.read(u16::from(instruction.arg1.wrapping_add(1)));
            }
            Mode::IND => {
                self.read(word);
                self.read(word & 0xff00 | u16::from(instruction.arg1.wrapping_add(1)));
            }
            Mode::ZPX | Mode::ZPY | Mode::IZX => {
                self.zero_page_indexed = true;
                self.access(opcode.effect, 0);
            }
            _ => {}
        }
    }

    fn add_dynamic(&mut self, mode: Mode, pc: u16) {
        // The operand bytes themselves are read at run time, perhaps from page
        // 0, and may then point anywhere.
        let may_reach_page_zero = !matches!(mode, Mode::IMM | Mode::REL | Mode::ABX | Mode::ABY);
        if may_reach_page_zero || page_of(pc) == 0 || page_of(pc.wrapping_add(2)) == 0 {
            self.zero_page_indexed = true;
        }
    }

    fn access(&mut self, effect: Effect, addr: u16) {
        if effect != Effect::Write {
            self.read(addr);
        }
        if effect != Effect::Read {
            self.write(addr);
        }
    }

    fn read(&mut self, addr: u16) {
        self.reads.insert(page_of(addr));
        if let Ok(byte) = u8::try_from(addr) {
            self.used.insert(byte);
        }
    }

    fn write(&mut self, addr: u16) {
        self.writes.insert(page_of(addr));
        if let Ok(byte) = u8::try_from(addr) {
            self.used.insert(byte);
            self.written.insert(byte);
        }
    }
}
