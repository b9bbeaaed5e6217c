//! The fields of a record, for filters.

use super::record::{SIZE, at};
use crate::filter::{Bytes, IntField, Memory, Schema};

const fn field(name: &'static str, offset: usize, bytes: Bytes) -> IntField {
    IntField {
        name,
        offset,
        bytes,
    }
}

/// A record. `access` is 0 without an access, which `addr`, `value` and `old`
/// are about, 1 with a read, 2 with a write; `kind` is a
/// [`RecordKind`](super::RecordKind), `notes` are those of
/// [`Record::noted`](super::Record::noted).
pub static TRACE: Schema = Schema {
    name: "record of a trace",
    size: SIZE,
    ints: &[
        field("cycles", at::CYCLES, Bytes::Eight),
        field("index", at::INDEX, Bytes::Eight),
        field("pc", at::PC, Bytes::Two),
        field("addr", at::ADDR, Bytes::Two),
        field("took", at::TOOK, Bytes::Four),
        field("opcode", at::OPCODE, Bytes::One),
        field("a", at::A, Bytes::One),
        field("x", at::X, Bytes::One),
        field("y", at::Y, Bytes::One),
        field("sp", at::SP, Bytes::One),
        field("p", at::P, Bytes::One),
        field("value", at::VALUE, Bytes::One),
        field("old", at::OLD, Bytes::One),
        field("access", at::ACCESS, Bytes::One),
        field("kind", at::KIND, Bytes::One),
        field("notes", at::NOTES, Bytes::Four),
    ],
    texts: &[],
    memory: Memory::None,
};

const _: () = assert!(TRACE.is_sound());
