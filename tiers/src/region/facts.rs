//! What a region's code may take for granted: which pages are plain memory,
//! and whether page 0 can live in host registers.
//!
//! Accesses to an address that an instruction spells out need no check at run
//! time, as long as the page's attributes stay as they are: a change
//! invalidates the group. Page 0 can be copied to registers when no
//! instruction of the region reaches it by an index.

use std::collections::{BTreeMap, BTreeSet};

use jumppad_opcodes::{ByteMarks, Effect, Memory, Mode, PageAttributes, vector};

use super::{Block, Halts, Reach, Source};
use crate::access::{AccessKind, WATCH_MASK};
use crate::filter::Expr;
use crate::instruction::{Instruction, OperandKind};
use crate::pages::page_of;

const STACK_PAGE: u8 = 0x01;

/// What a group takes for granted of memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assumptions {
    /// Attributes that pages do not have.
    absent: BTreeMap<u8, PageAttributes>,
    /// These bytes, which are written, are no code.
    pub(crate) data: BTreeSet<u16>,
}

/// Attributes that reads cannot ignore; page 0's own mark is no news.
const READ_MASK: PageAttributes = PageAttributes::READ_SPECIAL;
/// The same for writes.
const WRITE_MASK: PageAttributes = PageAttributes::WRITE_SPECIAL;
impl Assumptions {
    /// The attributes that `page` is assumed not to have, if any is.
    pub(crate) fn mask(&self, page: u8) -> PageAttributes {
        let mask = self.absent.get(&page).copied().unwrap_or_default();
        // No page but 0 is page 0: never broken, and worth saying.
        if !mask.is_empty() && page != 0 {
            mask | PageAttributes::ZERO
        } else {
            mask
        }
    }

    /// Whether all that an instruction can reach is plain memory to it, but for
    /// watchpoints.
    pub(crate) fn find_plain(&self, reach: &Reach) -> bool {
        self.lack(reach, !WATCH_MASK)
    }

    /// Whether no watchpoint is on a page that an instruction can reach.
    pub(crate) fn find_unwatched(&self, reach: &Reach) -> bool {
        self.lack(reach, WATCH_MASK)
    }

    /// Whether no page that an instruction can reach has those of some attributes
    /// that matter to it.
    fn lack(&self, reach: &Reach, attributes: PageAttributes) -> bool {
        let code = match reach.constant() {
            Some(addr) if self.data.contains(&addr) => PageAttributes::CODE,
            _ => PageAttributes::empty(),
        };
        let matters = (attributes & reach.matters()).difference(code);
        reach.pages().all(|page| self.mask(page).contains(matters))
    }

    /// Whether memory still is what it was taken for.
    pub(crate) fn hold(&self, memory: &Memory) -> bool {
        (0..=u8::MAX).all(|page| !memory.attributes(page).intersects(self.mask(page)))
            && self
                .data
                .iter()
                .all(|&addr| !memory.marks(addr).contains(ByteMarks::CODE))
    }

    /// Whether giving `page` these attributes breaks them.
    pub(crate) fn broken_by(&self, page: u8, added: PageAttributes) -> bool {
        added.intersects(self.mask(page))
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
    /// What matters to reads, and to writes, by page.
    read: BTreeMap<u8, PageAttributes>,
    written: BTreeMap<u8, PageAttributes>,
    /// The same where a device is accessed from within the group.
    ports: BTreeMap<u8, PageAttributes>,
    /// Addresses that are certainly written.
    bytes: BTreeSet<u16>,
    zero_page: BTreeSet<u8>,
    zero_page_indexed: bool,
}

pub(super) fn facts(
    blocks: &BTreeMap<u16, Block>,
    halts: &Halts,
    ports: &BTreeSet<u16>,
    source: &Source<'_>,
) -> (Assumptions, ZeroPage) {
    let mut accesses = Accesses::default();
    let mut code = BTreeSet::new();
    for instruction in blocks.values().flat_map(|block| &block.instructions) {
        accesses.add(instruction);
        if ports.contains(&instruction.pc) {
            accesses.add_port(instruction);
        }
        accesses.zero_page_indexed |= source.feedback.reach_page_zero.contains(&instruction.pc);
        code.extend(instruction.cached_bytes().map(|(addr, _)| addr));
    }
    for condition in halts.asked() {
        accesses.add_condition(condition.filter().root());
    }
    let policy = source.policy;
    let in_registers = policy.page_zero_registers
        && !accesses.zero_page_indexed
        && accesses.zero_page.len() <= policy.registers;
    let zero_page = if !in_registers {
        ZeroPage::Resident
    } else {
        ZeroPage::Registers {
            written: accesses
                .bytes
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
pub(super) fn held(blocks: &BTreeMap<u16, Block>, source: &Source<'_>) -> BTreeSet<u16> {
    if !source.policy.operand_registers {
        return BTreeSet::new();
    }
    let instructions = blocks.values().flat_map(|block| &block.instructions);
    let dynamic = instructions.filter(|i| i.operand == OperandKind::Dynamic);
    // The opcode marks its page as one with code, so that stores look closer;
    // pages 0 and 1 are stored to in other ways.
    dynamic
        .flat_map(|i| (1..i.opcode.length()).map(move |k| (page_of(i.pc), i.pc.wrapping_add(k))))
        .filter(|&(page, addr)| page > STACK_PAGE && page == page_of(addr))
        .map(|(_, addr)| addr)
        .filter(|addr| !source.feedback.aliased.contains(addr))
        .collect()
}

impl Accesses {
    /// What of the accesses can be taken for granted as memory is now, and as
    /// it will be once the region's own code is marked.
    fn assumptions(&self, source: &Source<'_>, code: &BTreeSet<u16>) -> Assumptions {
        let memory = source.memory;
        let mut assumptions = Assumptions::default();
        let becomes_code = |page: u8| {
            source.feedback.code_pages.contains(page)
                || code.iter().any(|&addr| page_of(addr) == page)
        };
        let mut take = |pages: &BTreeMap<u8, PageAttributes>, never_plain: PageAttributes| {
            for (&page, &matters) in pages {
                let present = memory.attributes(page);
                let soon = match becomes_code(page) {
                    true => PageAttributes::CODE,
                    false => PageAttributes::empty(),
                };
                if !present.intersects(never_plain) {
                    *assumptions.absent.entry(page).or_default() |=
                        matters.difference(present | soon);
                }
            }
        };
        take(&self.read, PageAttributes::DEVICE);
        take(&self.written, PageAttributes::DEVICE | PageAttributes::ROM);
        take(&self.ports, PageAttributes::empty());
        let is_data =
            |addr: &&u16| !code.contains(*addr) && !memory.marks(**addr).contains(ByteMarks::CODE);
        assumptions.data = self.bytes.iter().filter(is_data).copied().collect();
        assumptions
    }

    fn add(&mut self, instruction: &Instruction) {
        let opcode = instruction.opcode;
        match opcode.effect {
            Effect::Call => {
                self.read_page(STACK_PAGE, READ_MASK);
                self.write_page(STACK_PAGE, WRITE_MASK);
            }
            Effect::Push => self.write_page(STACK_PAGE, WRITE_MASK),
            Effect::Pull | Effect::Return => self.read_page(STACK_PAGE, READ_MASK),
            Effect::Interrupt => {
                self.write_page(STACK_PAGE, WRITE_MASK);
                self.read(vector::IRQ);
            }
            _ => {}
        }
        if instruction.operand == OperandKind::Dynamic {
            self.add_dynamic(instruction);
            return;
        }
        if let Some(reach) = instruction.reach() {
            self.add_reach(&reach);
            return;
        }
        let word = instruction.word();
        match opcode.mode {
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
                self.read_page(0, READ_MASK);
                if opcode.mode != Mode::IZX && opcode.effect != Effect::Read {
                    self.write_page(0, WRITE_MASK);
                }
            }
            _ => {}
        }
    }

    /// An access to one of some addresses, of which watchpoints are looked at.
    fn add_reach(&mut self, reach: &Reach) {
        let constant = reach.constant();
        self.zero_page
            .extend(constant.and_then(|addr| u8::try_from(addr).ok()));
        // Of a byte it is known by itself whether it is code.
        let mut aside = PageAttributes::empty();
        aside.set(PageAttributes::CODE, constant.is_some());
        aside.set(WATCH_MASK, reach.page().is_none());
        self.zero_page_indexed |= constant.is_none() && reach.page() == Some(0);
        for page in reach.pages() {
            if reach.access.covers(AccessKind::Read) {
                self.read_page(page, READ_MASK.difference(aside));
            }
            if reach.access.covers(AccessKind::Write) {
                self.write_page(page, WRITE_MASK.difference(aside));
            }
        }
        if reach.access.covers(AccessKind::Write) {
            self.bytes.extend(constant);
        }
    }

    /// A device is asked for the access, unless somebody watches it.
    fn add_port(&mut self, instruction: &Instruction) {
        if let Some(reach) = instruction.reach() {
            for page in reach.pages() {
                *self.ports.entry(page).or_default() |= reach.matters() & WATCH_MASK;
            }
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

    /// A byte is read whose page must not be watched.
    fn read(&mut self, addr: u16) {
        self.read_page(page_of(addr), READ_MASK);
        self.zero_page.extend(u8::try_from(addr));
    }

    fn read_page(&mut self, page: u8, matters: PageAttributes) {
        *self.read.entry(page).or_default() |= matters;
    }

    fn write_page(&mut self, page: u8, matters: PageAttributes) {
        *self.written.entry(page).or_default() |= matters;
    }
}
