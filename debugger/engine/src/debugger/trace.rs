//! How much of a trace is kept.
//!
//! The trace is what `trace record` recorded, and what `find trace` searches. It is no way back in time: that is `history`.

/// Instructions kept unless set otherwise: 38 MiB of them.
pub const DEFAULT_SIZE: usize = 1_000_000;

/// The most instructions that a trace can hold; they take 381 MiB.
pub const MOST: usize = 10_000_000;
