//! Which stencil serves an instruction, and what is taken for granted then.
//!
//! Where an instruction can reach only pages that are plain memory to it, nothing has to
//! be looked at when it runs; the pages, or the byte if it is only one, are noted.

use jumppad_opcodes::{ByteMarks, Effect, Memory, Mode, Opcode, PageAttributes};
use jumppad_stencils::{Set, Variant};

use super::Source;
use super::decode::{Flow, Instructions};
use crate::access::{Access, AccessKind};
use crate::instruction::{Instruction, OperandKind};
use crate::pages::page_of;
use crate::policy::Policy;
use crate::ports::port;

const READ: PageAttributes = PageAttributes::READ_SPECIAL;
const WRITE: PageAttributes = PageAttributes::WRITE_SPECIAL;
const STACK: u8 = 1;

/// A stencil to be copied.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) opcode: &'static Opcode,
    pub(super) flow: Flow,
    pub(super) variant: Variant,
    /// Flags that nobody reads before they are set again.
    pub(super) dead: u8,
}

/// The stencils of a trace.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) steps: Vec<Step>,
    /// Attributes that pages are taken not to have.
    pub(super) absent: Vec<(u8, PageAttributes)>,
    /// Bytes that are stored to, and taken for data.
    pub(super) data: Vec<u16>,
}

pub(super) fn choose(
    decoded: &Instructions,
    source: &Source<'_>,
    set: &Set,
    policy: &Policy,
) -> Chosen {
    let mut chosen = Chosen::default();
    for one in &decoded.list {
        let mut variant = chosen.variant(&one.instruction, source, policy);
        let is_copied = one.flow != Flow::Jump;
        if is_copied && set.get(one.instruction.opcode.code, variant, 0).is_none() {
            debug_assert!(false, "no {variant:?} {:?}", one.instruction.opcode);
            variant = Variant::Full;
        }
        chosen.steps.push(Step {
            opcode: one.instruction.opcode,
            flow: one.flow,
            variant,
            dead: 0,
        });
    }
    chosen
}

impl Chosen {
    fn variant(
        &mut self,
        instruction: &Instruction,
        source: &Source<'_>,
        policy: &Policy,
    ) -> Variant {
        use Variant::{Aligned, Dynamic, Full, Paged, Plain, Port};
        let (opcode, memory): (_, &Memory) = (instruction.opcode, source.memory);
        if policy.ports
            && let Some(absent) = port(instruction, memory, source.devices)
        {
            return self.if_plain(memory, &[page_of(instruction.word())], absent, Port);
        }
        if instruction.operand == OperandKind::Dynamic {
            return Dynamic;
        }
        let [low, high] = [instruction.arg1, instruction.arg2];
        match opcode.effect {
            Effect::Interrupt => return Full,
            Effect::Push | Effect::Call => {
                return self.if_plain_or_code(memory, &[STACK], READ | WRITE);
            }
            Effect::Pull | Effect::Return => {
                return self.if_plain(memory, &[STACK], READ, Plain);
            }
            Effect::Branch => return Plain,
            _ => {}
        }
        let access = Access::of(opcode.effect).unwrap_or(Access::Read);
        let (mask, writes) = (access.special(), access.covers(AccessKind::Write));
        match opcode.mode {
            Mode::IMP | Mode::NON | Mode::ACC | Mode::IMM | Mode::REL => Plain,
            Mode::IAX => Full,
            Mode::ZPG | Mode::ZPR => self.if_plain_byte(memory, u16::from(low), access),
            Mode::ABS => self.if_plain_byte(memory, instruction.word(), access),
            Mode::ZPX | Mode::ZPY if writes => self.if_plain_or_code(memory, &[0], mask),
            Mode::ZPX | Mode::ZPY => self.if_plain(memory, &[0], mask, Plain),
            Mode::IZX | Mode::IZY | Mode::IZP if opcode.may_stray() => Full,
            Mode::IZX | Mode::IZY | Mode::IZP => self.if_plain(memory, &[0], READ, Paged),
            // Its second byte is on another page, or, NMOS, before the first.
            Mode::IND if low == 0xff => Full,
            Mode::IND => self.if_plain(memory, &[high], READ, Plain),
            // Page 0 is apart from page 1, and what is behind the last page is page 0.
            Mode::ABX | Mode::ABY if opcode.may_stray() || matches!(high, 0 | 0xff) => Full,
            Mode::ABX | Mode::ABY => {
                let crosses = opcode.extra == jumppad_opcodes::table::ExtraCycles::PageCross;
                match low {
                    0 if crosses => self.if_plain(memory, &[high], mask, Aligned),
                    0 if writes => self.if_plain_or_code(memory, &[high], mask),
                    0 => self.if_plain(memory, &[high], mask, Plain),
                    _ if writes && !crosses => {
                        self.if_plain_or_code(memory, &[high, high + 1], mask)
                    }
                    _ => self.if_plain(memory, &[high, high + 1], mask, Plain),
                }
            }
        }
    }

    /// That variant if the pages have none of the attributes, which is noted.
    fn if_plain(
        &mut self,
        memory: &Memory,
        pages: &[u8],
        mask: PageAttributes,
        fast: Variant,
    ) -> Variant {
        if pages
            .iter()
            .any(|&page| memory.attributes(page).intersects(mask))
        {
            return Variant::Full;
        }
        for &page in pages {
            match self.absent.iter_mut().find(|(known, _)| *known == page) {
                Some((_, attributes)) => *attributes |= mask,
                None => self.absent.push((page, mask)),
            }
        }
        fast
    }

    /// The same for what writes: where there is code on the pages, it looks at each byte.
    fn if_plain_or_code(&mut self, memory: &Memory, pages: &[u8], mask: PageAttributes) -> Variant {
        let has_code = |&page: &u8| memory.attributes(page).contains(PageAttributes::CODE);
        match pages.iter().any(has_code) {
            true => self.if_plain(
                memory,
                pages,
                mask.difference(PageAttributes::CODE),
                Variant::Guarded,
            ),
            false => self.if_plain(memory, pages, mask, Variant::Plain),
        }
    }

    /// Of a byte it is known by itself whether it is code.
    fn if_plain_byte(&mut self, memory: &Memory, addr: u16, access: Access) -> Variant {
        let writes = access.covers(AccessKind::Write);
        if writes && memory.marks(addr).contains(ByteMarks::CODE) {
            return Variant::Full;
        }
        let mask = access.special().difference(PageAttributes::CODE);
        let fast = self.if_plain(memory, &[page_of(addr)], mask, Variant::Plain);
        if writes && fast == Variant::Plain && !self.data.contains(&addr) {
            self.data.push(addr);
        }
        fast
    }
}
