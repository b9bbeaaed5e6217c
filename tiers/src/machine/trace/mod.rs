//! Traces: what the machine did, instruction by instruction, in a ring that
//! keeps the latest.
//!
//! A [`Record`] is plain bytes, so that filters can be asked of it as it lies in
//! the ring. [`Machine::record`](crate::Machine::record) fills the ring: it takes
//! the machine's slow path, instruction by instruction, so what is recorded is
//! what a run would have done.
//!
//! Not here: text. A record keeps bytes and addresses; mnemonics and names are
//! found when someone asks. Going back in time is another matter, see
//! [`Checkpoint`](crate::Checkpoint).

mod record;
mod recorder;
mod ring;
mod schema;

pub use record::{Accessed, Parts, Record, RecordKind};
pub use recorder::Recorded;
pub(crate) use recorder::Seen;
pub use ring::Ring;
pub use schema::TRACE;
