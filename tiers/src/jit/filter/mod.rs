//! Compiled filters: `join` builds the code of a condition, into a group or into a
//! `function` of its own, which `compiler` has compiled and linked on a thread beside.

mod compiler;
mod function;
mod join;
#[cfg(test)]
mod tests;

pub(crate) use compiler::{FilterCompiler, Requested};
pub(super) use function::build;
pub(super) use join::{Call, Joiner, Source};
