//! The tiered 6502 machine of Jumppad.
//!
//! Cold code is interpreted and its block entries are counted; hot regions are
//! compiled by LLVM from the same opcode functions; stores into code, new
//! breakpoints and page changes take compiled code out of use. Registers,
//! memory and cycles are the same in every tier, at every stop.
//!
//! # Invariants
//! LLVM is known only in `jit`, unsafe code stands only in its `bitcode`,
//! `code`, `orc` and `target`. Nothing here writes to a terminal or reads a file.

mod access;
pub mod banks;
mod baseline;
mod breakpoints;
mod cache;
mod catch;
mod chains;
mod chronicle;
mod code_marks;
mod condition;
mod counts;
mod coverage;
mod device;
pub mod devices;
mod dump;
mod event;
mod feedback;
pub mod filter;
pub mod filters;
mod instruction;
mod interpreter;
mod interrupts;
mod jit;
mod listing;
mod log;
mod machine;
mod opcode_set;
mod pages;
mod patches;
mod patience;
mod placed;
mod policy;
mod ports;
mod profile;
mod region;
mod status;
mod tiers;
mod touched;
mod watch;

pub use access::{Access, AccessKind, WatchHit, WatchId};
pub use baseline::{BaselineStats, NoBaseline};
pub use catch::{Catch, CatchId, CatchKind, Caught, CaughtEvent};
pub use chronicle::{End, LeftFor, LifeInfo, Moment, Share, TraceLife, Use};
pub use coverage::{Coverage, Noting, Ways};
pub use device::{Device, DeviceId, DeviceMemory, Register};
pub use dump::{
    BlockEnd, BlockShape, DumpError, Edge, EdgeKind, GroupShape, HostHome, Stage, Stages,
};
pub use event::{
    DemoteReason, DropReason, Event, EventKind, EvictReason, FilterId, GroupId, InvalidationCause,
    Wanted,
};
pub use interrupts::{Line, Signals, Wire};
pub use jumppad_llvm::{abandon as abandon_compilations, end_process};
pub use jumppad_opcodes as opcodes;
pub use listing::{HostLine, ShapeInstruction};
pub use machine::{
    CallFrame, CallStack, Change, Checkpoint, Evidence, LoadError, Machine, ParkedSpace, Reset,
    RestoreError, StopReason, sampling, trace,
};
pub use opcode_set::OpcodeSet;
pub use placed::{PlacedCode, PlacedObserver};
pub use policy::{DEFAULT_CODE_CACHE, DEFAULT_THRESHOLD, Policy, PolicyRow, PolicyValues};
pub use status::{BlockInfo, Config, GroupInfo, JitMode, JitStats, PromoteError, Why};
pub use tiers::Playing;

/// Where the library is by which the third tier compiles.
pub mod llvm {
    pub use jumppad_llvm::{Standing, VERSION, found, standing, was_needed};
}
