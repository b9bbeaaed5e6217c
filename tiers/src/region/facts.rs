//! What a region's code may take for granted: which pages are plain memory,
//! and whether page 0 can live in host registers.
//!
//! Accesses to an address that an instruction spells out need no check at run
//! time, as long as the page's attributes stay as they are: a change
//! invalidates the group. Page 0 can be copied to registers when no
//! instruction of the region reaches it by an index.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::{Effect, Memory, Mode, byte, page, vector};

use super::{Block, Instruction, OperandKind, Source};
use crate::condition::Condition;
use crate::filter::Expr;
use crate::lessons::Lessons;
use crate::pages::{PageSet, page_of};

const STACK_PAGE: u8 = 0x01;

/// More page-0 bytes than this are better left in memory.
const MAX_REGISTERS: usize = 48;

/// What a group takes for granted of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assumptions {
    /// Reads of these pages need no help.
    pub(crate) reads: PageSet,
    /// Writes to these pages need no help, but for code that they may hold.
    pub(crate) writes: PageSet,
    /// These pages hold no code.
    pub(crate) no_code: PageSet,
    /// These bytes, which are written, are no code.
    pub(crate) data: BTreeSet<u16>,
}

/// Attributes that reads cannot ignore; page 0's own mark is no news.
const READ_MASK: u8 = page::READ_SPECIAL & !page::ZERO;
/// The same for writes, code aside.
const WRITE_MASK: u8 = page::WRITE_SPECIAL & !page::ZERO & !page::CODE;

impl Assumptions {
    /// The attributes that `page` is assumed not to have, if any is.
    pub(crate) fn mask(&self, page: u8) -> u8 {
        let when = |set: &PageSet, mask| if set.contains(page) { mask } else { 0 };
        let mask = when(&self.reads, READ_MASK)
            | when(&self.writes, WRITE_MASK)
            | when(&self.no_code, page::CODE);
        // No page but 0 is page 0: never broken, and worth saying.
        if mask != 0 && page != 0 {
            mask | page::ZERO
        } else {
            mask
        }
    }

    /// The attributes that none of the pages is assumed to have that an index
    /// can reach from an address.
    pub(crate) fn mask_behind(&self, base: u16) -> u8 {
        let masks = pages_behind(base).map(|page| self.mask(page));
        masks.reduce(|a, b| a & b).unwrap_or(0)
    }

    /// Whether memory still is what it was taken for.
    pub(crate) fn hold(&self, memory: &Memory) -> bool {
        (0..=u8::MAX).all(|page| memory.attributes(page) & self.mask(page) == 0)
            && self
                .data
                .iter()
                .all(|&addr| memory.marks(addr) & byte::CODE == 0)
    }

    /// Whether adding `bits` to `page` breaks them.
    pub(crate) fn broken_by(&self, page: u8, bits: u8) -> bool {
        bits & self.mask(page) != 0
    }
}

/// The pages that an index can reach from an address, unless page 0 is among
/// them.
fn pages_behind(base: u16) -> impl Iterator<Item = u8> + Clone {
    let last = base.checked_add(0xff).filter(|_| page_of(base) != 0);
    let last = last.into_iter();
    last.flat_map(move |last| page_of(base)..=page_of(last))
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
    read_pages: BTreeSet<u8>,
    /// Written at addresses known only at run time, but within the page.
    written_pages: BTreeSet<u8>,
    written: BTreeSet<u16>,
    zero_page: BTreeSet<u8>,
    zero_page_indexed: bool,
}

pub(super) fn facts(
    blocks: &BTreeMap<u16, Block>,
    conditions: &BTreeMap<u16, Condition>,
    source: &Source<'_>,
) -> (Assumptions, ZeroPage) {
    let mut accesses = Accesses::default();
    let mut code = BTreeSet::new();
    for instruction in blocks.values().flat_map(|block| &block.instructions) {
        accesses.add(instruction);
        accesses.zero_page_indexed |= source.lessons.reach_page_zero.contains(&instruction.pc);
        code.extend(instruction.cached_bytes().map(|(addr, _)| addr));
    }
    for condition in conditions.values() {
        accesses.add_condition(condition.filter().root());
    }
    let zero_page = if accesses.zero_page_indexed || accesses.zero_page.len() > MAX_REGISTERS {
        ZeroPage::Resident
    } else {
        ZeroPage::Registers {
            written: accesses
                .written
                .iter()
                .filter_map(|&addr| u8::try_from(addr).ok())
                .collect(),
            used: accesses.zero_page.clone(),
        }
    };
    (accesses.assumptions(source, &code), zero_page)
}

/// The operand bytes that a group can hold in registers: those of patched
/// instructions, if only stores change them that spell out the address.
pub(super) fn held(blocks: &BTreeMap<u16, Block>, lessons: &Lessons) -> BTreeSet<u16> {
    let instructions = blocks.values().flat_map(|block| &block.instructions);
    let dynamic = instructions.filter(|i| i.operand == OperandKind::Dynamic);
    // The opcode marks its page as one with code, so that stores look closer;
    // pages 0 and 1 are stored to in other ways.
    dynamic
        .flat_map(|i| (1..i.opcode.length()).map(move |k| (page_of(i.pc), i.pc.wrapping_add(k))))
        .filter(|&(page, addr)| page > STACK_PAGE && page == page_of(addr))
        .map(|(_, addr)| addr)
        .filter(|addr| !lessons.restless.contains(addr))
        .collect()
}

impl Accesses {
    /// What of the accesses can be taken for granted as memory is now, and as
    /// it will be once the region's own code is marked.
    fn assumptions(&self, source: &Source<'_>, code: &BTreeSet<u16>) -> Assumptions {
        let memory = source.memory;
        let mut assumptions = Assumptions::default();
        let lacks = |page: u8, mask: u8| memory.attributes(page) & mask == 0;
        for &page in self
            .read_pages
            .iter()
            .filter(|page| lacks(**page, READ_MASK))
        {
            assumptions.reads.insert(page);
        }
        let written = self.written.iter().map(|&addr| page_of(addr));
        for page in written.chain(self.written_pages.iter().copied()) {
            if lacks(page, WRITE_MASK) {
                assumptions.writes.insert(page);
            }
        }
        let becomes_code = |page: u8| {
            source.lessons.code_pages.contains(page)
                || code.iter().any(|&addr| page_of(addr) == page)
        };
        for &page in &self.written_pages {
            if lacks(page, page::CODE) && !becomes_code(page) {
                assumptions.no_code.insert(page);
            }
        }
        let is_data = |addr: &&u16| !code.contains(*addr) && memory.marks(**addr) & byte::CODE == 0;
        assumptions.data = self.written.iter().filter(is_data).copied().collect();
        assumptions
    }

    fn add(&mut self, instruction: &Instruction) {
        let opcode = instruction.opcode;
        match opcode.effect {
            Effect::Call => {
                self.read_pages.insert(STACK_PAGE);
                self.written_pages.insert(STACK_PAGE);
            }
            Effect::Push => drop(self.written_pages.insert(STACK_PAGE)),
            Effect::Pull | Effect::Return => drop(self.read_pages.insert(STACK_PAGE)),
            Effect::Interrupt => {
                self.written_pages.insert(STACK_PAGE);
                self.read(vector::IRQ);
            }
            _ => {}
        }
        let word = instruction.word();
        let touches_memory = matches!(opcode.effect, Effect::Read | Effect::Write | Effect::Modify);
        if instruction.operand == OperandKind::Dynamic {
            self.add_dynamic(instruction);
            return;
        }
        match opcode.mode {
            Mode::ZPG => self.access(opcode.effect, u16::from(instruction.arg1)),
            Mode::ABS if touches_memory => self.access(opcode.effect, word),
            Mode::ABX | Mode::ABY if touches_memory => self.access_pages(opcode.effect, word),
            Mode::ZPR => self.read(u16::from(instruction.arg1)),
            Mode::IZY | Mode::IZP => {
                self.read(u16::from(instruction.arg1));
                self.read(u16::from(instruction.arg1.wrapping_add(1)));
            }
            Mode::IND => {
                self.read(word);
                // NMOS chips do not carry into the pointer's high byte.
                self.read(word & 0xff00 | u16::from(instruction.arg1.wrapping_add(1)));
                self.read(word.wrapping_add(1));
            }
            Mode::ZPX | Mode::ZPY | Mode::IZX => {
                self.zero_page_indexed = true;
                self.read_pages.insert(0);
                if opcode.mode != Mode::IZX && opcode.effect != Effect::Read {
                    self.written_pages.insert(0);
                }
            }
            _ => {}
        }
    }

    /// What a condition looks at of page 0. It finds out by itself whether it may.
    fn add_condition(&mut self, expr: &Expr) {
        match expr {
            Expr::Byte(address) => self.peek(address, 0),
            Expr::Word(address) => self.peek(address, 1),
            _ => {}
        }
        for operand in expr.operands().iter().chain(expr.right()) {
            self.add_condition(operand);
        }
    }

    /// A condition looks at a byte, or at `more` behind it as well.
    fn peek(&mut self, address: &Expr, more: u16) {
        let bounds = address.bounds();
        let (Ok(first), Ok(last)) = (u16::try_from(bounds.0), u16::try_from(bounds.1)) else {
            self.zero_page_indexed = true;
            return;
        };
        let wraps = last.checked_add(more).is_none();
        if first == last {
            let bytes = (0..=more).map(|offset| first.wrapping_add(offset));
            self.zero_page.extend(bytes.flat_map(u8::try_from));
        } else if page_of(first) == 0 || wraps {
            self.zero_page_indexed = true;
        }
    }

    fn add_dynamic(&mut self, instruction: &Instruction) {
        let pc = instruction.pc;
        // The operand bytes themselves are read at run time, perhaps from page
        // 0, and may then point anywhere. That an absolute address is not on page
        // 0 is checked.
        let may_reach_page_zero = !matches!(
            instruction.opcode.mode,
            Mode::IMM | Mode::REL | Mode::ABX | Mode::ABY | Mode::ABS
        );
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

    /// An access up to 255 bytes behind an address.
    fn access_pages(&mut self, effect: Effect, base: u16) {
        let pages = pages_behind(base);
        if effect != Effect::Write {
            self.read_pages.extend(pages.clone());
        }
        if effect != Effect::Read {
            self.written_pages.extend(pages);
        }
    }

    fn read(&mut self, addr: u16) {
        self.read_pages.insert(page_of(addr));
        self.zero_page.extend(u8::try_from(addr));
    }

    fn write(&mut self, addr: u16) {
        self.written.insert(addr);
        self.zero_page.extend(u8::try_from(addr));
    }
}
