//! The record of a machine at a stop: registers, cycles, and the access that a
//! watchpoint is asked about.

use jumppad_opcodes::Cpu;

use super::operator::Bytes;
use super::record::Record;
use super::schema::{IntField, Memory, Schema};
use crate::Machine;
use crate::access::WatchHit;

const fn field(name: &'static str, offset: usize, bytes: Bytes) -> IntField {
    IntField {
        name,
        offset,
        bytes,
    }
}

const SIZE: usize = 22;

const FIELDS: &[IntField] = &[
    field("cycles", 0, Bytes::Eight),
    field("pc", 8, Bytes::Two),
    field("a", 10, Bytes::One),
    field("x", 11, Bytes::One),
    field("y", 12, Bytes::One),
    field("sp", 13, Bytes::One),
    field("p", 14, Bytes::One),
    field("bank", 15, Bytes::Two),
    field("iswrite", 17, Bytes::One),
    field("addr", 18, Bytes::Two),
    field("value", 20, Bytes::One),
    field("old", 21, Bytes::One),
];

/// The processor at an instruction, with the guest's memory.
pub static STOP: Schema = Schema {
    name: "stop",
    size: SIZE,
    ints: FIELDS.split_at(8).0,
    texts: &[],
    memory: Memory::Guest,
};

/// The same, about to make an access.
pub static ACCESS: Schema = Schema {
    name: "memory access",
    ints: FIELDS,
    ..STOP
};

const _: () = assert!(ACCESS.is_sound());

/// A record of [`STOP`], and of [`ACCESS`] if there is one.
#[derive(Clone, Copy, Debug)]
pub struct StopRecord([u8; SIZE]);

impl StopRecord {
    /// A machine as it is, about to make an access or not. The bank is the number of what shows
    /// at PC, 0 where that is in no window.
    #[must_use]
    pub fn of(machine: &Machine, access: Option<&WatchHit>) -> Self {
        let bank = machine.bank_at(machine.cpu().pc);
        let number = bank.map_or(0, |bank| bank.choice as u16);
        Self::new(machine.cpu(), number, access)
    }

    /// A processor.
    #[must_use]
    pub(crate) fn new(cpu: &Cpu, bank: u16, access: Option<&WatchHit>) -> Self {
        let mut bytes = [0; SIZE];
        bytes[15..17].copy_from_slice(&bank.to_le_bytes());
        bytes[..8].copy_from_slice(&cpu.cycles.to_le_bytes());
        bytes[8..10].copy_from_slice(&cpu.pc.to_le_bytes());
        bytes[10..15].copy_from_slice(&[cpu.a, cpu.x, cpu.y, cpu.sp, cpu.p()]);
        if let Some(hit) = access {
            bytes[17] = u8::from(hit.kind.is_write());
            bytes[18..20].copy_from_slice(&hit.addr.to_le_bytes());
            bytes[20..].copy_from_slice(&[hit.new, hit.old]);
        }
        Self(bytes)
    }

    /// The record, to be asked.
    #[must_use]
    pub fn record(&self) -> Record<'_> {
        Record::new(&self.0)
    }
}
