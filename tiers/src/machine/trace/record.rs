//! One instruction as it was executed, or one interrupt as it was taken.
//!
//! Registers, flags and cycles are those before it, which is what the condition
//! of a breakpoint on it sees. Integers are little-endian.

use jumppad_opcodes::{Args, Cpu};

use crate::access::AccessKind;
use crate::interrupts::Line;

/// Bytes of a record.
pub(crate) const SIZE: usize = 40;

/// Where each field begins.
pub(crate) mod at {
    pub(crate) const CYCLES: usize = 0;
    pub(crate) const INDEX: usize = 8;
    pub(crate) const PC: usize = 16;
    pub(crate) const ADDR: usize = 18;
    pub(crate) const TOOK: usize = 20;
    /// The opcode, and the two bytes behind it.
    pub(crate) const OPCODE: usize = 24;
    pub(crate) const A: usize = 27;
    pub(crate) const X: usize = 28;
    pub(crate) const Y: usize = 29;
    pub(crate) const SP: usize = 30;
    pub(crate) const P: usize = 31;
    pub(crate) const VALUE: usize = 32;
    pub(crate) const OLD: usize = 33;
    pub(crate) const ACCESS: usize = 34;
    pub(crate) const KIND: usize = 35;
    pub(crate) const NOTES: usize = 36;
}

/// What was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum RecordKind {
    /// An instruction.
    Instruction = 0,
    /// An IRQ, in front of the instruction at PC.
    Irq = 1,
    /// An NMI, in front of the instruction at PC.
    Nmi = 2,
}

impl From<Line> for RecordKind {
    fn from(line: Line) -> Self {
        match line {
            Line::Irq => Self::Irq,
            Line::Nmi => Self::Nmi,
        }
    }
}

/// The access to an instruction's operand, or the byte that it pushed or pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accessed {
    /// Its address.
    pub addr: u16,
    /// The byte that was read or written.
    pub value: u8,
    /// The byte that was there before; of a read, the same.
    pub old: u8,
    /// Whether it was read or written.
    pub kind: AccessKind,
}

/// What a record is made of, by the names of its methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what the method of that name gives")]
pub struct Parts {
    pub cycles: u64,
    pub index: u64,
    pub pc: u16,
    pub instruction: [u8; 3],
    pub registers: [u8; 5],
    pub took: u32,
    pub kind: RecordKind,
    pub access: Option<Accessed>,
    pub notes: u32,
}

/// An instruction or an interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record(pub(super) [u8; SIZE]);

impl Record {
    /// What `Record::access` is in a record with a read, and with a write.
    pub(crate) const READ: u8 = 1;
    pub(crate) const WRITE: u8 = 2;

    /// The instruction `opcode` of `args`, about to be executed by `cpu`.
    pub(crate) fn new(cpu: &Cpu, opcode: u8, args: Args) -> Self {
        let mut record = Self([0; SIZE]);
        record.put(at::CYCLES, cpu.cycles.to_le_bytes());
        record.put(at::PC, args.pc.to_le_bytes());
        record.put(at::OPCODE, [opcode, args.arg1, args.arg2]);
        record.put(at::A, [cpu.a, cpu.x, cpu.y, cpu.sp, cpu.p()]);
        record
    }

    pub(crate) fn set_access(&mut self, access: Option<Accessed>) {
        let Some(Accessed {
            addr,
            value,
            old,
            kind,
        }) = access
        else {
            return;
        };
        let kind = match kind {
            AccessKind::Read => Self::READ,
            AccessKind::Write => Self::WRITE,
        };
        self.put(at::ADDR, addr.to_le_bytes());
        self.put(at::VALUE, [value, old, kind]);
    }

    pub(crate) fn set_kind(&mut self, kind: RecordKind) {
        self.put(at::KIND, [kind as u8]);
    }

    pub(crate) fn set_index(&mut self, index: u64) {
        self.put(at::INDEX, index.to_le_bytes());
    }

    /// Lets it have taken so many cycles. More than 32 bits hold is a wait for
    /// an interrupt, of which the most that they hold is kept.
    pub(crate) fn set_took(&mut self, cycles: u64) {
        let cycles = u32::try_from(cycles).unwrap_or(u32::MAX);
        self.put(at::TOOK, cycles.to_le_bytes());
    }

    /// The same record with notes of one who asks: bits that mean what they
    /// like, and are 0 in a ring.
    #[must_use]
    pub fn noted(mut self, notes: u32) -> Self {
        self.put(at::NOTES, notes.to_le_bytes());
        self
    }

    /// What these bytes, those of a record, are.
    #[must_use]
    pub fn of(bytes: &[u8; SIZE]) -> Self {
        Self(*bytes)
    }

    /// A record as it was, of what its parts were. The number of its kind and that of its access are those in its bytes.
    #[must_use]
    pub fn rebuilt(parts: &Parts) -> Self {
        let mut record = Self([0; SIZE]);
        record.put(at::CYCLES, parts.cycles.to_le_bytes());
        record.set_index(parts.index);
        record.put(at::PC, parts.pc.to_le_bytes());
        record.put(at::OPCODE, parts.instruction);
        record.put(at::A, parts.registers);
        record.set_took(parts.took.into());
        record.set_kind(parts.kind);
        record.set_access(parts.access);
        record.noted(parts.notes)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Which one it is, counted from 0, since the ring was empty.
    #[must_use]
    pub fn index(&self) -> u64 {
        u64::from_le_bytes(self.get(at::INDEX))
    }

    /// The cycle in which it began.
    #[must_use]
    pub fn cycles(&self) -> u64 {
        u64::from_le_bytes(self.get(at::CYCLES))
    }

    /// How many cycles it took.
    #[must_use]
    pub fn took(&self) -> u32 {
        u32::from_le_bytes(self.get(at::TOOK))
    }

    /// Whether it is an instruction.
    #[must_use]
    pub fn kind(&self) -> RecordKind {
        match self.0[at::KIND] {
            1 => RecordKind::Irq,
            2 => RecordKind::Nmi,
            _ => RecordKind::Instruction,
        }
    }

    /// Where the instruction is. An interrupt comes in front of it.
    #[must_use]
    pub fn pc(&self) -> u16 {
        u16::from_le_bytes(self.get(at::PC))
    }

    /// What [`Record::noted`] noted; 0 in a ring.
    #[must_use]
    pub fn notes(&self) -> u32 {
        u32::from_le_bytes(self.get(at::NOTES))
    }

    /// The opcode and the two bytes behind it, which need not be operands.
    #[must_use]
    pub fn instruction(&self) -> [u8; 3] {
        self.get(at::OPCODE)
    }

    /// A, X, Y, SP and P.
    #[must_use]
    pub fn registers(&self) -> [u8; 5] {
        self.get(at::A)
    }

    /// The access to its operand, if it made one. Calls, returns and interrupts
    /// make none: what they push and pull is no operand.
    #[must_use]
    pub fn access(&self) -> Option<Accessed> {
        let [value, old, kind] = self.get(at::VALUE);
        let kind = match kind {
            Self::READ => AccessKind::Read,
            Self::WRITE => AccessKind::Write,
            _ => return None,
        };
        Some(Accessed {
            addr: u16::from_le_bytes(self.get(at::ADDR)),
            value,
            old,
            kind,
        })
    }

    fn put<const N: usize>(&mut self, at: usize, bytes: [u8; N]) {
        self.0[at..at + N].copy_from_slice(&bytes);
    }

    fn get<const N: usize>(&self, at: usize) -> [u8; N] {
        std::array::from_fn(|offset| self.0[at + offset])
    }
}
