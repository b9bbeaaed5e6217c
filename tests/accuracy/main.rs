//! Real 6502 test programs, run to their end in every tier.

#[path = "../common/mod.rs"]
mod common;
mod klaus;
