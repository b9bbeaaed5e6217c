//! A trace as bytes: a header of 32 bytes, then records of 32 bytes each. All numbers are little-endian.
//!
//! | bytes of the header | what they are |
//! |---|---|
//! | 0..8 | `JMPTRACE` |
//! | 8 | the version, 1 |
//! | 9 | bytes of the header, and of each record: 32 |
//! | 10..32 | 0 |
//!
//! | bytes of a record | what they are |
//! |---|---|
//! | 0..8 | the cycle in which the instruction began |
//! | 8..14 | its number since the trace began, counted from 0, with those that were left out |
//! | 14..16 | C's stack pointer, if there is one |
//! | 16..18 | PC |
//! | 18..20 | the address that it read or wrote |
//! | 20..23 | its opcode, and the two bytes behind |
//! | 23..28 | A, X, Y, SP and P before it |
//! | 28 | the byte that it read or wrote |
//! | 29 | the byte that was there before |
//! | 30 | the cycles that it took; 255 for 255 or more |
//! | 31 | bits 0 and 1: 1 it read, 2 it wrote, 0 neither; bits 2 and 3: 0 an instruction, 1 an IRQ, 2 an NMI that was taken in front of it; bits 4 to 6: the chip, 0 NMOS 6502, 1 65C02 and on as `--cpu` lists them; bit 7: there is a C stack |

use std::io::{self, Read};

use jumppad_tiers::AccessKind;
use jumppad_tiers::opcodes::Model;
use jumppad_tiers::trace::{Accessed, Parts, Record, RecordKind};

/// Bytes of the header, and of a record.
pub const SIZE: usize = 32;

const MAGIC: &[u8; 8] = b"JMPTRACE";
const VERSION: u8 = 1;

/// Bits of a record's last byte.
const READ: u8 = 1;
const WRITE: u8 = 2;
const KIND_SHIFT: u32 = 2;
const CHIP_SHIFT: u32 = 4;
const STACK: u8 = 0x80;

const _: () = assert!(Model::ALL.len() <= 8);

/// Why bytes are no trace.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// They cannot be read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// They begin otherwise.
    #[error("it is no binary trace, which begins with JMPTRACE")]
    NoTrace,
    /// They are of another version.
    #[error("it is a binary trace of version {0}; this program reads version {VERSION}")]
    Version(u8),
    /// The last record is not whole.
    #[error("it ends within record {0}, as if its writing was cut short")]
    Short(u64),
}

/// What begins a trace.
pub fn header() -> [u8; SIZE] {
    let mut header = [0; SIZE];
    header[..8].copy_from_slice(MAGIC);
    header[8] = VERSION;
    header[9] = SIZE as u8;
    header
}

/// `record` of a chip, as it is written.
pub fn written(record: &Record, model: Model) -> [u8; SIZE] {
    let mut out = [0; SIZE];
    out[..8].copy_from_slice(&record.cycles().to_le_bytes());
    out[8..14].copy_from_slice(&record.index().to_le_bytes()[..6]);
    let stack = super::stack(record.notes());
    out[14..16].copy_from_slice(&stack.unwrap_or(0).to_le_bytes());
    out[16..18].copy_from_slice(&record.pc().to_le_bytes());
    out[20..23].copy_from_slice(&record.instruction());
    out[23..28].copy_from_slice(&record.registers());
    out[30] = u8::try_from(record.took()).unwrap_or(u8::MAX);
    let mut bits = (record.kind() as u8) << KIND_SHIFT | (model as u8) << CHIP_SHIFT;
    if stack.is_some() {
        bits |= STACK;
    }
    if let Some(access) = record.access() {
        out[18..20].copy_from_slice(&access.addr.to_le_bytes());
        (out[28], out[29]) = (access.value, access.old);
        bits |= match access.kind {
            AccessKind::Read => READ,
            AccessKind::Write => WRITE,
        };
    }
    out[31] = bits;
    out
}

/// What such bytes say: the record, and the chip; none for a chip that there is not.
pub fn read(bytes: &[u8; SIZE]) -> Option<(Record, Model)> {
    let word = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    let bits = bytes[31];
    let mut index = [0; 8];
    index[..6].copy_from_slice(&bytes[8..14]);
    let mut cycles = [0; 8];
    cycles.copy_from_slice(&bytes[..8]);
    let kind = match bits & 3 {
        READ => Some(AccessKind::Read),
        WRITE => Some(AccessKind::Write),
        _ => None,
    };
    let model = Model::ALL.get(usize::from(bits >> CHIP_SHIFT & 7))?;
    let record = Record::rebuilt(&Parts {
        cycles: u64::from_le_bytes(cycles),
        index: u64::from_le_bytes(index),
        pc: word(16),
        instruction: [bytes[20], bytes[21], bytes[22]],
        registers: [bytes[23], bytes[24], bytes[25], bytes[26], bytes[27]],
        took: bytes[30].into(),
        kind: match bits >> KIND_SHIFT & 3 {
            1 => RecordKind::Irq,
            2 => RecordKind::Nmi,
            _ => RecordKind::Instruction,
        },
        access: kind.map(|kind| Accessed {
            addr: word(18),
            value: bytes[28],
            old: bytes[29],
            kind,
        }),
        notes: match bits & STACK {
            0 => 0,
            _ => super::notes(word(14)),
        },
    });
    Some((record, *model))
}

/// A trace that is read.
pub struct Reader<R> {
    from: R,
    records: u64,
}

impl<R: Read> Reader<R> {
    /// One that reads `from`.
    ///
    /// # Errors
    /// It does not begin as a trace of this version does.
    pub fn new(mut from: R) -> Result<Self, Unread> {
        let mut start = [0; SIZE];
        match filled(&mut from, &mut start)? {
            SIZE if start[..8] == *MAGIC => {}
            _ => return Err(Unread::NoTrace),
        }
        match start[8] {
            VERSION if usize::from(start[9]) == SIZE => Ok(Self { from, records: 0 }),
            other => Err(Unread::Version(other)),
        }
    }

    /// The next record; none at the end.
    ///
    /// # Errors
    /// The next bytes cannot be read, or are no record.
    pub fn next_record(&mut self) -> Result<Option<(Record, Model)>, Unread> {
        let mut bytes = [0; SIZE];
        match filled(&mut self.from, &mut bytes)? {
            0 => return Ok(None),
            SIZE => {}
            _ => return Err(Unread::Short(self.records)),
        }
        self.records += 1;
        read(&bytes).map(Some).ok_or(Unread::NoTrace)
    }
}

/// How many bytes of `buffer` there still were.
fn filled(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while count < buffer.len() {
        match from.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(kind: RecordKind, access: Option<AccessKind>, notes: u32) -> Parts {
        Parts {
            cycles: 0x0123_4567_89AB_CDEF,
            index: 0x1234_5678_9ABC,
            pc: 0xFEDC,
            instruction: [0x9D, 0x34, 0x12],
            registers: [1, 2, 3, 4, 5],
            took: 7,
            kind,
            access: access.map(|kind| Accessed {
                addr: 0x1239,
                value: 0xAA,
                old: 0x55,
                kind,
            }),
            notes,
        }
    }

    #[test]
    fn every_record_comes_back() {
        for &model in Model::ALL {
            for kind in [RecordKind::Instruction, RecordKind::Irq, RecordKind::Nmi] {
                for access in [None, Some(AccessKind::Read), Some(AccessKind::Write)] {
                    for notes in [0, crate::tracing::notes(0), crate::tracing::notes(0xBEEF)] {
                        let record = Record::rebuilt(&parts(kind, access, notes));
                        assert_eq!(read(&written(&record, model)), Some((record, model)));
                    }
                }
            }
        }
    }

    #[test]
    fn what_is_no_trace_is_told() {
        let told = |bytes: &[u8]| match Reader::new(bytes) {
            Ok(mut reader) => reader.next_record().map(|record| record.is_some()),
            Err(error) => Err(error),
        };
        assert!(matches!(told(b""), Err(Unread::NoTrace)));
        assert!(matches!(told(&[b'J'; 40]), Err(Unread::NoTrace)));
        assert!(matches!(told(&header()), Ok(false)));
        let mut newer = header();
        newer[8] = 2;
        assert!(matches!(told(&newer), Err(Unread::Version(2))));
        let record = Record::rebuilt(&parts(RecordKind::Irq, None, 0));
        let mut whole = header().to_vec();
        whole.extend(written(&record, Model::Nmos6502));
        assert!(matches!(told(&whole), Ok(true)));
        assert!(matches!(told(&whole[..63]), Err(Unread::Short(0))));
        whole[63] = 0x7F;
        assert!(matches!(told(&whole), Err(Unread::NoTrace)));
    }
}
