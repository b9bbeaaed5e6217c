//! The host's files: read and written as a whole, never waited for against the user's will.

pub mod interruptible;
pub mod perf_map;
pub mod read;
pub mod replace;
pub mod text;
