//! Compiled filters: `join` builds the code of a condition, into a group or into a
//! `function` of its own, which `service` compiles and links on a thread beside.

mod function;
mod join;
mod service;
#[cfg(test)]
mod tests;

pub(super) use function::build;
pub(super) use join::{Call, Joiner, Source};
pub(crate) use service::{Compiled, FilterCompiler, Requested};
