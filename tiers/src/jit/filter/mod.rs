//! Compiled filters: `join` builds the code of a condition, into a group or into a
//! function of its own.

mod join;

pub(super) use join::{Call, Joiner, Source};
